"""The templates are sound, cite clauses that exist, and ask for what the mandate wants; answers are held to them."""

from dataclasses import replace
from datetime import date

import pytest

from overt.law.clauses import clauses
from overt.law.errors import LawError
from overt.law.permissions import PERMISSIONS
from overt.law.roles import Role
from overt.law.states import Kind
from overt.law.templates import (
    AnswerKind,
    AnswerRefused,
    Answers,
    TemplateInvalid,
    differences,
    gaps,
    is_needed,
    lapses,
    parse,
    plain,
    read,
    template,
    templates,
)
from overt.law.templates.loading import FOLDER
from tests.assessing import answers_for

LATER = date(2027, 6, 1)
THE_EIGHT = {"policy", "sop", "training", "appropriate_policy", "dpia", "eia", "cia", "risk_assessment"}


def complete(kind: str, **changed: object) -> dict[str, object]:
    return {**answers_for(template(kind), later=LATER), **changed}


def sentences(kind: str, answers: dict[str, object]) -> list[str]:
    return [gap.sentence for gap in gaps(template(kind), read(template(kind), answers))]


@pytest.mark.clause("E-15")
def test_the_eight_documents_the_mandate_names_are_needed_for_trials_and_operational_use() -> None:
    eight = {code for code, shape in templates().items() if "E-15" in shape.clauses}
    assert eight == THE_EIGHT
    assert all(templates()[code].needed_for == {Kind.TRIAL, Kind.OPERATIONAL} for code in eight)


@pytest.mark.parametrize("kind", sorted(templates()))
def test_a_template_is_complete_when_every_question_has_its_answer(kind: str) -> None:
    assert sentences(kind, complete(kind)) == []
    assert template(kind).roles <= PERMISSIONS["sign_document"].roles
    assert all(question.clauses for question in template(kind).questions().values())


@pytest.mark.parametrize("kind", sorted(templates()))
def test_every_required_answer_is_missed_when_it_is_not_there(kind: str) -> None:
    shape = template(kind)
    whole = read(shape, complete(kind))
    for section in shape.sections:
        for question in section.questions:
            place = section.place(question)
            left = {code: answer for code, answer in whole.items() if code != place}
            missed = f"Answer: {question.ask}" in sentences(kind, left)
            assert missed == (question.required and is_needed(shape, section, left)), place


@pytest.mark.clause("M-45")
def test_the_dpia_asks_for_each_of_the_six_principles_by_itself() -> None:
    section = template("dpia").section("principles")
    assert section is not None
    assert {clause for question in section.questions for clause in question.clauses} >= {
        *("M-46", "M-47", "M-48", "M-49", "M-50", "M-51"),
    }
    same = complete("dpia", **{"principles.lawful": "As above.", "principles.kept": "as  above."})
    assert sentences("dpia", same) == ["Answer each of these in its own words: two answers are the same."] * 2


@pytest.mark.clause("M-52")
def test_the_dpia_is_signed_by_strategic_lead_and_data_protection_officer() -> None:
    assert template("dpia").roles == {Role.GOLD, Role.DPO}


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        pytest.param("dpia", "M-53", marks=pytest.mark.clause("M-53")),
        pytest.param("camera_code", "M-63", marks=pytest.mark.clause("M-63")),
        pytest.param("cia", "E-25", marks=pytest.mark.clause("E-25")),
    ],
)
def test_what_the_mandate_wants_reviewed_before_every_deployment_is_marked_so(kind: str, clause: str) -> None:
    assert template(kind).reviewed_because == clause


def test_nothing_else_is_reviewed_before_every_deployment() -> None:
    assert {code for code, shape in templates().items() if shape.reviewed_because} == {"dpia", "camera_code", "cia"}


@pytest.mark.clause("M-64")
@pytest.mark.clause("M-75")
def test_the_self_assessment_asks_for_the_codes_twelve_principles() -> None:
    section = template("camera_code").section("principles")
    assert section is not None
    judged = [question.clauses for question in section.questions if question.kind is AnswerKind.CHOICE]
    assert judged == [(f"M-{number}",) for number in range(64, 76)]


@pytest.mark.clause("M-78")
def test_the_principles_for_trials_are_twelve_and_needed_for_trials_only() -> None:
    section = template("trial_principles").section("principles")
    assert section is not None
    assert [question.clauses for question in section.questions] == [(f"M-{number}",) for number in range(78, 90)]
    assert template("trial_principles").needed_for == {Kind.TRIAL}


def screening(answer: str) -> dict[str, object]:
    section = template("eia").section("screening")
    assert section is not None
    choices = [question for question in section.questions if question.kind is AnswerKind.CHOICE]
    assert len(choices) == 10
    return {section.place(question): answer for question in choices}


@pytest.mark.clause("E-10")
@pytest.mark.clause("E-11")
def test_a_full_assessment_is_needed_as_soon_as_one_box_is_ticked_and_not_before() -> None:
    shape = template("eia")
    always = {"front", "aims", "screening", "monitoring"}
    outside = complete("eia", **screening("neither"))
    left = {place: answer for place, answer in outside.items() if place.split(".")[0] in always}
    assert sentences("eia", left) == []
    for ticked in ("staff", "public", "both"):
        one = left | {"screening.religion": ticked}
        assert "Answer: Eliminate discrimination, harassment and victimisation" in sentences("eia", one)
        needed = {section.code for section in shape.sections if is_needed(shape, section, read(shape, one))}
        assert needed == {section.code for section in shape.sections}


@pytest.mark.clause("E-08")
def test_three_aims_and_three_specific_duties_are_answered_separately() -> None:
    for code, names in (
        ("aims_of_the_duty", ("eliminate", "advance", "foster")),
        ("specific_duties", ("remove", "meet", "encourage")),
    ):
        section = template("eia").section(code)
        assert section is not None
        assert tuple(question.code for question in section.questions) == names
        copied = complete("eia", **{f"{code}.{name}": "We have had due regard." for name in names})
        assert len(sentences("eia", copied)) == 3


EVIDENCE = {
    "about": "Under 13s",
    "quality": "partial",
    "says": "30 of 41 found",
    "nature": "quantitative",
    "source": "Own test",
    "dated": "2026-05-01",
}


@pytest.mark.clause("E-12")
@pytest.mark.parametrize("lacking", ["source", "dated", "quality", "says", "nature"])
def test_a_line_of_evidence_needs_source_date_and_quality(lacking: str) -> None:
    assert sentences("eia", complete("eia", **{"evidence.lines": (EVIDENCE,)})) == []
    rest = {code: value for code, value in EVIDENCE.items() if code != lacking}
    assert sentences("eia", complete("eia", **{"evidence.lines": (rest,)}))[0].startswith("Line of evidence 1: fill in")


@pytest.mark.clause("E-12")
def test_missing_data_needs_the_effort_made_and_an_owner() -> None:
    line = {"about": "Recognition by religion", "quality": "missing"}
    assert sentences("eia", complete("eia", **{"evidence.lines": (line,)})) == [
        "Line of evidence 1: fill in “What was done to get the missing data?”.",
        "Line of evidence 1: fill in “Who owns getting it?”.",
    ]
    whole = line | {"effort": "Asked two universities in May.", "owner": "evaluator"}
    assert sentences("eia", complete("eia", **{"evidence.lines": (whole,)})) == []


IMPACT = {
    "group": "age",
    "effect": "negative",
    "impact": "Short people are hidden by tall ones.",
    "answer": "reduced",
    "activity": "Cameras at two heights.",
    "role_holder": "technical_lead",
    "due": "2027-01-31",
    "progress": "under_way",
}


@pytest.mark.clause("E-07")
@pytest.mark.parametrize("word", ["Complete", "ongoing", "31.01.2027", "2027-02-30", "next week"])
def test_a_due_date_is_a_date(word: str) -> None:
    assert sentences("eia", complete("eia", **{"impacts.rows": (IMPACT,)})) == []
    with pytest.raises(AnswerRefused, match="“Due date” takes a date, not"):
        read(template("eia"), {"impacts.rows": [IMPACT | {"due": word}]})


@pytest.mark.clause("E-07")
def test_an_impact_needs_activity_role_holder_date_and_progress_and_no_impact_a_reason_only() -> None:
    bare = {code: IMPACT[code] for code in ("group", "effect", "impact")}
    lacking = sentences("eia", complete("eia", **{"impacts.rows": (bare,)}))
    assert len(lacking) == 5
    assert sentences("eia", complete("eia", **{"impacts.rows": (bare | {"effect": "none"},)})) == []


@pytest.mark.clause("E-13")
def test_a_positive_action_lapses_the_day_after_its_review_date_and_a_finished_activity_never() -> None:
    shape = template("eia")
    action = {"measure": "m", "review_by": "2027-03-01"}
    answers: Answers = {"impacts.positive_action": (action,), "impacts.rows": (IMPACT, IMPACT | {"progress": "done"})}
    assert lapses(shape, answers, date(2027, 1, 31)) == ()
    assert [(one.place, one.row) for one in lapses(shape, answers, date(2027, 3, 1))] == [("impacts.rows", 1)]
    after = lapses(shape, answers, date(2027, 3, 2))
    assert after[1].sentence == "A positive action has lapsed: it must be justified anew or ended."


DEMANDED = [
    ("M-02", "policy", "front.circulation"),
    ("M-06", "policy", "objectives.governance"),
    ("M-08", "policy", "objectives.layers"),
    ("M-09", "risk_assessment", "register.risks"),
    ("M-10", "engagement_strategy", "whom.communities"),
    ("M-33", "risk_assessment", "handling.escalation"),
    ("M-46", "dpia", "principles.lawful"),
    ("M-48", "dpia", "principles.adequate"),
    ("M-54", "dpia", "risks.register"),
    ("M-56", "camera_code", "regard.guidance"),
    ("M-65", "camera_code", "principles.privacy_shown"),
    ("M-66", "camera_code", "principles.transparency_shown"),
    ("M-71", "camera_code", "principles.standards_shown"),
    ("M-76", "camera_code", "regard.joint"),
    ("M-77", "trial_principles", "programme.commissioner"),
    ("M-80", "trial_principles", "principles.transparency"),
    ("M-81", "trial_principles", "principles.consulted"),
    ("M-85", "trial_principles", "principles.authenticating"),
    ("E-14", "policy", "objectives.layers"),
    ("E-16", "policy", "objectives.strategic"),
    ("E-17", "policy", "practice.cameras"),
    ("E-18", "policy", "practice.authority"),
    ("E-18", "policy", "practice.public"),
    ("E-19", "sop", "authority.steps"),
    ("E-20", "sop", "watchlist.flags"),
    ("E-23", "dpia", "processing.nature"),
    ("E-27", "training", "content.officer"),
    ("E-36", "eia", "evidence.composition"),
    ("E-40", "policy", "who.classes"),
    ("E-40", "policy", "where.places"),
    ("E-41", "dpia", "necessity.collateral"),
    ("E-43", "eia", "evidence.bias"),
    ("E-55", "eia", "consultation.log"),
    ("E-56", "appropriate_policy", "processing.condition"),
    ("E-57", "appropriate_policy", "processing.whole_process"),
    ("E-58", "camera_code", "regard.guidance"),
    ("E-60", "dpia", "processing.images"),
    ("E-66", "sop", "place.factors"),
    ("E-71", "eia", "consultation.log"),
    ("E-75", "training", "checking.check"),
    ("E-76", "policy", "practice.cameras"),
    ("E-105", "policy", "where.private_places"),
    ("E-111", "eia", "monitoring.publishing"),
    ("E-119", "eia", "monitoring.publishing"),
]


@pytest.mark.clause("M-02", "M-06", "M-08", "M-09", "M-10", "M-33", "M-46", "M-48", "M-54", "M-56", "M-65", "M-66")
@pytest.mark.clause(
    "M-71", "M-76", "M-77", "M-80", "M-81", "M-85", "E-14", "E-16", "E-17", "E-18", "E-19", "E-20", "E-23"
)
@pytest.mark.clause(
    "E-27", "E-36", "E-40", "E-41", "E-43", "E-55", "E-56", "E-57", "E-58", "E-60", "E-66", "E-71", "E-75"
)
@pytest.mark.clause("E-76", "E-105", "E-111", "E-119")
@pytest.mark.parametrize(("clause", "kind", "place"), DEMANDED)
def test_a_version_cannot_be_finished_without_what_the_clause_demands(clause: str, kind: str, place: str) -> None:
    question = template(kind).questions()[place]
    assert clause in question.clauses
    without = {where: answer for where, answer in complete(kind).items() if where != place}
    assert sentences(kind, without) == [f"Answer: {question.ask}"]
    assert sentences(kind, without | {place: complete(kind)[place]}) == []


@pytest.mark.clause("E-68")
@pytest.mark.clause("E-69")
def test_the_community_impact_assessment_asks_about_faith_by_name() -> None:
    section = template("cia").section("faith")
    assert section is not None
    asked = {question.code for question in section.questions if question.required}
    assert asked == {"worship", "shabbat", "festivals", "images", "head_covering"}
    cited = {clause for question in section.questions for clause in question.clauses}
    assert {"E-68", "E-69"} <= cited


@pytest.mark.clause("E-47")
def test_the_rights_assessment_covers_all_rights_and_what_suppliers_withhold() -> None:
    section = template("rights").section("rights")
    assert section is not None
    names = " ".join(question.ask for question in section.questions)
    assert all(f"Article {number}" in names for number in (2, 3, 5, 6, 8, 9, 10, 11, 13, 14))
    assert "rights.information.industry" not in template("rights").questions()
    assert "information.industry" in template("rights").questions()


@pytest.mark.clause("M-01")
@pytest.mark.parametrize(
    ("looked", "due"),
    [
        (date(2018, 7, 23), date(2019, 7, 23)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_a_review_lasts_twelve_months(looked: date, due: date) -> None:
    assert template("dpia").review_due(looked) == due


def test_a_shorter_review_ends_on_the_last_day_of_a_short_month() -> None:
    three = replace(template("cia"), review_months=3)
    assert three.review_due(date(2026, 11, 30)) == date(2027, 2, 28)
    assert replace(three, review_months=1).review_due(date(2024, 1, 31)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"front.horoscope": "x"}, "question_unknown"),
        ({"front.purpose": 4}, "text_expected"),
        ({"front.purpose": "x" * 20_001}, "too_long"),
        ({"front.binds": "x" * 301}, "too_long"),
        ({"screening.age": "perhaps"}, "choice_unknown"),
        ({"impacts.rows": "none"}, "rows_expected"),
        ({"impacts.rows": [IMPACT] * 201}, "rows_expected"),
        ({"impacts.rows": [{"colour": "red"}]}, "row_unclear"),
        ({"impacts.rows": ["red"]}, "row_unclear"),
        ({"impacts.rows": [IMPACT | {"role_holder": "the team"}]}, "role_unknown"),
    ],
)
def test_an_answer_of_another_shape_is_refused(given: dict[str, object], code: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        read(template("eia"), given)
    assert refused.value.code == code


def test_the_same_answers_have_one_plain_form_whatever_was_left_empty() -> None:
    given = {
        "front.binds": " All. ",
        "front.purpose": "",
        "impacts.rows": [IMPACT | {"note": ""}],
        "evidence.lines": [],
    }
    assert plain(read(template("eia"), given)) == {"front.binds": "All.", "impacts.rows": [IMPACT]}


def test_a_difference_is_read_in_words_and_whole_rows() -> None:
    shape = template("eia")
    before: Answers = {"aims.proposal": "Find wanted people.", "impacts.rows": (IMPACT,)}
    after: Answers = {
        "aims.proposal": "Find wanted and missing people.",
        "impacts.rows": (IMPACT, IMPACT | {"group": "sex"}),
    }
    changes = differences(shape, before, after, lambda _, value: value)
    assert [(change.ask, change.rows) for change in changes] == [
        ("What is proposed, and which policing priorities set its purpose and its places?", False),
        ("What are the impacts?", True),
    ]
    assert [(piece.fate, piece.text) for piece in changes[0].pieces] == [
        ("kept", "Find wanted"),
        ("added", "and missing"),
        ("kept", "people."),
    ]
    assert [piece.fate for piece in changes[1].pieces] == ["kept", "added"]
    assert differences(shape, after, after, lambda _, value: value) == ()


def test_an_answer_to_a_question_no_longer_asked_is_not_lost() -> None:
    shape = template("eia")
    before: Answers = {"aims.former": "Old words.", "gone.rows": ({"colour": "red"},)}
    after: Answers = {"aims.former": "Old new words.", "impacts.rows": (IMPACT | {"shade": "dark"},)}
    changes = differences(shape, before, after, lambda _, value: value)
    assert [change.ask for change in changes] == ["What are the impacts?", "aims.former", "gone.rows"]
    assert changes[0].pieces[0].text.endswith("shade: dark")
    assert [(piece.fate, piece.text) for piece in changes[2].pieces] == [("taken_out", "colour: red")]


def test_an_unknown_kind_of_document_is_refused() -> None:
    with pytest.raises(LawError, match="no such kind"):
        template("horoscope")


WAITING = '[[sections]]\nneeded = { where = "later", any_of = ["yes"] }'
SOUND = (FOLDER / "risk_assessment.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"M-33"]', '"M-333"]', "a clause that does not exist: M-333"),
        ('rows = "risk"', 'rows = "whim"', "cannot be read"),
        ('code = "learning"', 'code = "escalation"', "uses a question's code twice"),
        ('code = "handling"', 'code = "register"', "uses a section's code twice"),
        ('role = "technical_lead"', 'role = "senior_responsible_officer"', "asks one role to sign twice"),
        ('role = "technical_lead"', 'role = "wizard"', "cannot be read"),
        ("review_months = 12", "review_months = 0", "is never reviewed"),
        ('needed_for = ["trial", "operational"]', 'needed_for = ["always"]', "cannot be read"),
        ('rows = "risk"', 'kind = "choice"', "has a choice without options"),
        (
            "[[sections]]",
            '[[sections]]\nneeded = { where = "later", any_of = ["yes"] }',
            "waits for one that is not there",
        ),
        ("order = 80", "order = ", "cannot be read"),
        ('title = "LFR risk assessment"', "", "cannot be read"),
    ],
)
def test_an_unsound_template_is_refused(old: str, new: str, says: str) -> None:
    assert parse("risk_assessment", SOUND)[1].code == "risk_assessment"
    with pytest.raises(TemplateInvalid, match=says):
        parse("risk_assessment", SOUND.replace(old, new, 1))


def test_every_clause_a_template_cites_exists() -> None:
    cited = {
        clause
        for shape in templates().values()
        for question in shape.questions().values()
        for clause in question.clauses
    }
    assert cited <= set(clauses())
    assert len(cited) > 120
