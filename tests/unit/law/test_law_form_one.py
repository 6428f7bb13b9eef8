"""Form 1: everything an application lacks is named with its own sentence, and nothing is asked where it need not be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.law import conditions as must
from overt.law import packs, transitions
from overt.law.clauses import clauses
from overt.law.errors import NotAllowed
from overt.law.form_one import (
    CHECKS,
    Advised,
    Application,
    ExpectedAlerts,
    ListCounts,
    Omission,
    Setting,
    form,
    omissions,
    setting_of,
)
from overt.law.states import Kind, Source, State
from overt.law.templates import Answer
from tests.applying import answers_for
from tests.unit.law.test_law_conditions import READY

PACK = packs.load(packs.DEFAULT)
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
START = datetime(2027, 3, 9, 10, tzinfo=UTC)
EXPECTED = ExpectedAlerts(0.0002, 0.0001, 0.0004, "0.64", 5_000, 10_000, "projected")
WHOLE = Application(
    setting=Setting.OPERATIONAL,
    pack=PACK,
    answers=answers_for("2027-02-27") | {"threshold.ceiling": "", "list.young": "", "telling.late": ""},
    now=NOW,
    starts_at=START,
    ends_at=START + timedelta(hours=6),
    cameras=("north",),
    threshold=Decimal("0.64"),
    mandate_threshold=Decimal("0.60"),
    threshold_is_justified=False,
    engine_is_tested=True,
    counts=ListCounts(entries=20, by_category={"wanted_by_courts": 20}),
    expected=EXPECTED,
    files=1,
)
FORM = form(PACK)
NEEDED = [
    place
    for place, question in FORM.template.questions().items()
    if question.required and question.needed is None and FORM.is_needed(place, Setting.OPERATIONAL)
    if not place.startswith("joint_terms.")
]


def with_answers(application: Application = WHOLE, **changed: Answer) -> Application:
    told = {place.replace("__", "."): answer for place, answer in changed.items()}
    return replace(application, answers=application.answers | told)


def found(application: Application) -> list[tuple[str, bool]]:
    return [(one.code, one.stops) for one in omissions(application)]


def refused(application: Application) -> NotAllowed:
    """Return what the step `submit` says to an application like this."""
    facts = replace(READY, state=State.DRAFT, omissions=omissions(application))
    with pytest.raises(NotAllowed) as refusal:
        transitions.check("submit", facts)
    return refusal.value


def test_a_whole_application_lacks_nothing_and_may_be_submitted() -> None:
    assert omissions(WHOLE) == ()
    transitions.check("submit", replace(READY, state=State.DRAFT, omissions=()))


def test_not_knowing_what_an_application_lacks_is_not_enough() -> None:
    with pytest.raises(NotAllowed, match="How it stands is not known") as refusal:
        transitions.check("submit", replace(READY, state=State.DRAFT, omissions=None))
    assert refusal.value.code == "application_is_complete"


def test_far_more_than_twenty_five_omissions_have_sentences_of_their_own() -> None:
    questions = FORM.template.questions()
    sentences = [questions[place].missing for place in NEEDED]
    assert len(NEEDED) >= 45
    assert len(set(sentences)) == len(sentences)


@pytest.mark.clause(
    "M-21", "M-22", "M-24", "M-25", "M-29", "M-36", "M-38", "M-39", "M-64", "M-92", "M-93", "M-94", "M-95"
)
@pytest.mark.clause("M-96", "M-100", "E-01", "E-02", "E-40", "E-65", "E-85", "E-91", "E-92", "E-95", "E-105", "E-106")
@pytest.mark.clause("E-107", "E-109", "M-66", "M-81", "M-82", "E-04", "E-17", "E-19", "E-31", "E-76", "E-111")
@pytest.mark.parametrize("place", NEEDED)
def test_each_answer_that_is_missing_stops_the_request_with_its_own_sentence(place: str) -> None:
    lacking = with_answers(**{place.replace(".", "__"): ""})
    question = FORM.template.questions()[place]
    (only,) = omissions(lacking)
    assert (only.code, only.place, only.stops) == (place, place, True)
    assert (only.sentence, only.clauses) == (question.missing, question.clauses)
    refusal = refused(lacking)
    assert refusal.code == "application_is_complete"
    assert refusal.sentence == f"Form 1 is not complete. {question.missing}"


@pytest.mark.parametrize("place", ["place.crime", "balance.others", "proportion.grounds", "cameras.placement"])
def test_a_row_with_an_empty_column_is_missing_that_column(place: str) -> None:
    (row,) = WHOLE.rows(place)
    for column in row:
        lacking = with_answers(**{place.replace(".", "__"): ({**row, column: ""},)})
        assert any(code == place and stops for code, stops in found(lacking))


@pytest.mark.parametrize("section", ["tests", "proportion", "balance", "rights"])
def test_two_of_the_same_answers_in_a_set_of_tests_stop_the_request(section: str) -> None:
    part = FORM.template.section(section)
    assert part is not None
    places = [part.place(question) for question in part.questions if question.rows is None][:2]
    copied = replace(WHOLE, answers=WHOLE.answers | dict.fromkeys(places, "Because."))
    assert found(copied) == [(place, True) for place in places]
    assert "two answers are the same" in refused(copied).sentence


REASON = {"reason": "seriousness", "because": "It is robbery."}
OTHER = {"reason": "others_failed", "because": "Four visits to the address."}
CHILD = ListCounts(
    entries=20, by_category={"wanted_by_courts": 20}, young=1, children=1, listed_last_at=NOW - timedelta(hours=1)
)
DISABLED = ListCounts(
    entries=20, by_category={"wanted_by_courts": 20}, with_disability=1, listed_last_at=NOW - timedelta(hours=1)
)
BOTH = with_answers(
    list__benefits=tuple({**WHOLE.rows("list.benefits")[0], "category": one} for one in ("wanted_by_courts", "missing"))
)
ADVISED = Advised(legal_at=NOW, team_at=NOW)
CASE = with_answers(list__young="Risk to life.")
PLACE = {"place": "A mosque", "distance": "80 metres", "done": "No deployment on Fridays."}
TERMS = {
    "partner": "Transport police",
    "responsibilities": "Gates.",
    "obligations": "No pictures leave.",
    "disputes": "The two Golds.",
    "changes": "In writing.",
    "document": "MOU 7",
}

Pair = tuple[Application, Application]
WRONG_AND_RIGHT: Mapping[str, tuple[Pair, ...]] = {
    "seriousness_alone": (
        (with_answers(proportion__grounds=(REASON,)), with_answers(proportion__grounds=(REASON, OTHER))),
        (with_answers(proportion__grounds=(REASON, REASON)), with_answers(proportion__grounds=(OTHER,))),
    ),
    "figures_without_a_number": (
        (
            with_answers(place__crime=({**WHOLE.rows("place.crime")[0], "figure": "many robberies"},)),
            with_answers(place__crime=({**WHOLE.rows("place.crime")[0], "figure": "214 robberies"},)),
        ),
    ),
    "hours_too_long": (
        (
            replace(WHOLE, ends_at=START + timedelta(hours=12, seconds=1)),
            replace(WHOLE, ends_at=START + timedelta(hours=12)),
        ),
    ),
    "intelligence_case_not_attached": ((replace(WHOLE, files=0), replace(WHOLE, files=1)),),
    "intelligence_from_the_future": (
        (with_answers(intelligence__assessed="2027-03-02"), with_answers(intelligence__assessed="2027-03-01")),
    ),
    "camera_without_placement": (
        (replace(WHOLE, cameras=("north", "south")), WHOLE),
        (replace(WHOLE, cameras=()), WHOLE),
    ),
    "threshold_under_the_floor": (
        (replace(WHOLE, threshold=Decimal("0.599")), replace(WHOLE, threshold=Decimal("0.60"))),
        (replace(WHOLE, mandate_threshold=None), replace(WHOLE, mandate_threshold=Decimal("0.60"))),
    ),
    "false_alerts_over_the_ceiling": (
        (
            replace(WHOLE, expected=replace(EXPECTED, high=0.001_000_1)),
            replace(WHOLE, expected=replace(EXPECTED, high=0.001)),
        ),
        (replace(WHOLE, expected=None), WHOLE),
    ),
    "list_off_its_purpose": (
        (
            replace(BOTH, counts=ListCounts(21, {"wanted_by_courts": 20, "missing": 1})),
            replace(WHOLE, counts=ListCounts(20, {"wanted_by_courts": 20, "missing": 0})),
        ),
    ),
    "category_without_a_benefit": (
        (
            replace(WHOLE, counts=ListCounts(21, {"wanted_by_courts": 20, "suspected": 1})),
            replace(WHOLE, counts=ListCounts(20, {"wanted_by_courts": 20})),
        ),
    ),
    "young_or_disabled_without_a_case": (
        (replace(WHOLE, counts=CHILD, advised=ADVISED), replace(CASE, counts=CHILD, advised=ADVISED)),
        (replace(WHOLE, counts=DISABLED, advised=ADVISED), replace(CASE, counts=DISABLED, advised=ADVISED)),
    ),
    "legal_advice_missing": (
        (replace(CASE, counts=CHILD, advised=Advised(team_at=NOW)), replace(CASE, counts=CHILD, advised=ADVISED)),
        (replace(CASE, counts=DISABLED, advised=Advised(team_at=NOW)), replace(CASE, counts=DISABLED, advised=ADVISED)),
        (
            replace(CASE, counts=CHILD, advised=replace(ADVISED, legal_at=NOW - timedelta(hours=2))),
            replace(CASE, counts=CHILD, advised=replace(ADVISED, legal_at=NOW - timedelta(hours=1))),
        ),
    ),
    "team_advice_missing": (
        (replace(CASE, counts=CHILD, advised=Advised(legal_at=NOW)), replace(CASE, counts=CHILD, advised=ADVISED)),
        (
            replace(CASE, counts=DISABLED, advised=replace(ADVISED, team_at=NOW - timedelta(hours=2))),
            replace(CASE, counts=DISABLED, advised=replace(ADVISED, team_at=NOW - timedelta(hours=1))),
        ),
    ),
    "notice_too_late": (
        (with_answers(telling__notice_on="2027-03-09"), with_answers(telling__notice_on="2027-03-08")),
        (
            with_answers(telling__notice_on="2027-03-10", telling__late="A sudden threat."),
            with_answers(telling__notice_on="2027-03-09", telling__late="A sudden threat."),
        ),
    ),
}
CODES = {
    "seriousness_alone": "seriousness_is_not_the_only_reason",
    "hours_too_long": "hours_are_within_the_longest_window",
    "intelligence_case_not_attached": "intelligence_case_is_attached",
    "threshold_under_the_floor": "application_is_complete",
    "false_alerts_over_the_ceiling": "false_alerts_are_within_the_ceiling_or_justified",
    "list_off_its_purpose": "list_fits_its_purpose",
    "legal_advice_missing": "advice_comes_before_the_request",
    "team_advice_missing": "advice_comes_before_the_request",
    "notice_too_late": "public_is_told_in_advance",
}
CASES = [
    pytest.param(code, pair, id=f"{code}-{number}")
    for code, pairs in WRONG_AND_RIGHT.items()
    for number, pair in enumerate(pairs)
]


def test_every_check_that_stops_is_tried_both_ways() -> None:
    assert set(WRONG_AND_RIGHT) == {code for code, check in CHECKS.items() if check.stops}


@pytest.mark.clause(
    "M-27", "M-40", "E-03", "E-20", "E-21", "E-22", "E-29", "E-40", "E-64", "E-87", "E-90", "E-94", "E-110"
)
@pytest.mark.parametrize(("code", "pair"), CASES)
@pytest.mark.clause("E-81")
def test_each_check_stops_the_request_with_its_sentence_and_lets_the_right_one_through(code: str, pair: Pair) -> None:
    wrong, right = pair
    stopping = [one for one in omissions(wrong) if one.stops]
    assert [one.code for one in stopping] == [code]
    assert not [one for one in omissions(right) if one.stops]
    refusal = refused(wrong)
    assert refusal.code == CODES.get(code, "application_is_complete")
    assert stopping[0].sentence in refusal.sentence


@pytest.mark.clause("E-81")
def test_a_child_on_the_list_is_said_to_bring_false_alerts_against_children() -> None:
    told = "more false alerts against children must be expected"
    young = replace(WHOLE, counts=replace(WHOLE.counts, young=1))
    child = replace(WHOLE, counts=replace(WHOLE.counts, young=1, children=1))
    assert not [one for one in omissions(young) if told in one.sentence]
    (said,) = (one for one in omissions(child) if told in one.sentence)
    assert (said.stops, said.clauses) == (False, ("E-81",))


@pytest.mark.clause("M-94", "E-41")
def test_an_officer_is_told_of_a_camera_that_compares_every_face_it_sees() -> None:
    wide = replace(WHOLE, cameras=("north", "south"), whole_pictures=("south",))
    told = [one for one in omissions(wide) if one.code == "zone_is_the_whole_picture"]
    assert [(one.stops, one.clauses) for one in told] == [(False, ("M-94", "E-41"))]
    assert told[0].sentence.startswith("The zone of recognition of south is the whole picture")


@pytest.mark.clause("E-105")
def test_places_with_special_privacy_are_named_once_there_are_any() -> None:
    assert found(with_answers(place__private="yes")) == [("place.private_places", True)]
    assert found(with_answers(place__private="yes", place__private_places=(PLACE,))) == []


@pytest.mark.clause("M-14", "M-76")
def test_a_joint_operation_needs_its_terms_with_every_partner() -> None:
    joint = with_answers(partners__joint="yes")
    assert found(joint) == [("joint_terms.terms", True)]
    assert "Write down what is agreed with each partner." in refused(joint).sentence
    for column in TERMS:
        lacking = with_answers(joint, joint_terms__terms=({**TERMS, column: ""},))
        assert found(lacking) == [("joint_terms.terms", True)]
    assert found(with_answers(joint, joint_terms__terms=(TERMS,))) == []


@pytest.mark.parametrize(
    ("application", "code"),
    [
        (replace(WHOLE, engine_is_tested=False), "engine_not_tested_here"),
        (replace(WHOLE, threshold=Decimal("0.5"), threshold_is_justified=True), "threshold_needs_its_reason"),
        (replace(CASE, counts=replace(CHILD, children=0)), "young_on_the_list"),
        (
            with_answers(telling__notice_on="2027-03-09", telling__late="A sudden threat."),
            "notice_late_with_a_reason",
        ),
        (
            replace(with_answers(threshold__ceiling="No other."), expected=replace(EXPECTED, high=0.01)),
            "false_alerts_expected_high",
        ),
        (replace(with_answers(threshold__ceiling="No other."), expected=None), "false_alerts_expected_high"),
        (
            with_answers(
                place__crime=({**WHOLE.rows("place.crime")[0], "begins": "2026-01-01", "ends": "2026-03-01"},)
            ),
            "figures_of_long_ago",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_unusual_is_told_and_does_not_stop(application: Application, code: str) -> None:
    assert found(application) == [(code, False)]
    transitions.check("submit", replace(READY, state=State.DRAFT, omissions=omissions(application)))


def test_what_stops_comes_first() -> None:
    both = replace(with_answers(command__gold=""), engine_is_tested=False)
    assert found(both) == [("command.gold", True), ("engine_not_tested_here", False)]


@pytest.mark.parametrize(
    ("kind", "source", "setting"),
    [
        (Kind.REHEARSAL, Source.DRAWN, Setting.DRAWN),
        (Kind.REHEARSAL, Source.RECORDING, Setting.RECORDING),
        (Kind.REHEARSAL, Source.CAMERA, Setting.CAMERA_REHEARSAL),
        (Kind.TRIAL, Source.CAMERA, Setting.TRIAL),
        (Kind.OPERATIONAL, Source.CAMERA, Setting.OPERATIONAL),
    ],
)
def test_a_setting_is_the_kind_and_for_rehearsals_the_source(kind: Kind, source: Source, setting: Setting) -> None:
    assert setting_of(kind, source) is setting


@pytest.mark.parametrize(
    ("setting", "needed"),
    [
        (Setting.RECORDING, []),
        (Setting.CAMERA_REHEARSAL, ["rehearsal.lesson", "cameras.placement", "telling.signs"]),
    ],
)
def test_rehearsals_are_asked_little(setting: Setting, needed: list[str]) -> None:
    empty = replace(WHOLE, setting=setting, answers={}, files=0, expected=None, counts=ListCounts())
    assert [code for code, _ in found(empty)] == needed


def test_a_trial_is_asked_what_an_operational_deployment_is_asked() -> None:
    empty = replace(WHOLE, answers={}, files=0)
    assert omissions(replace(empty, setting=Setting.TRIAL)) == omissions(empty)


@pytest.mark.parametrize("name", packs.names())
def test_every_question_and_check_cites_clauses_that_exist(name: str) -> None:
    asked = form(packs.load(name)).template.questions().values()
    cited = {clause for one in (*asked, *CHECKS.values()) for clause in one.clauses}
    assert all(one.clauses for one in (*asked, *CHECKS.values()))
    assert cited <= set(clauses())


@pytest.mark.clause("E-01", "M-21", "M-38", "E-40")
@pytest.mark.parametrize("place", ["purpose.purpose", "purpose.policing", "purpose.aim", "place.ground"])
def test_choices_come_from_the_closed_lists_of_the_pack(place: str) -> None:
    lists = {
        "purpose.purpose": "purposes",
        "purpose.policing": "policing_duties",
        "purpose.aim": "legitimate_aims",
        "place.ground": "location_grounds",
    }
    for name in packs.names():
        pack = packs.load(name)
        offered = [option.code for option in form(pack).template.questions()[place].options]
        assert offered == [one.code for one in pack.lists[lists[place]]]


@given(st.sets(st.sampled_from(NEEDED)))
def test_whatever_is_left_out_is_exactly_what_is_told(left_out: set[str]) -> None:
    lacking = replace(WHOLE, answers={place: said for place, said in WHOLE.answers.items() if place not in left_out})
    told: list[Omission] = [one for one in omissions(lacking) if one.stops]
    assert {one.code for one in told} == left_out
    facts = replace(READY, state=State.DRAFT, omissions=tuple(told))
    assert must.application_is_complete.holds(facts) == (not left_out)


def test_every_check_is_mended_at_a_question_the_plan_the_case_or_an_advice() -> None:
    places = {*FORM.template.questions(), "plan.hours", "plan.zone", "plan.threshold", "plan.engine", "case.file"}
    assert {check.place for check in CHECKS.values()} <= places | {"advice.legal_adviser", "advice.team_member"}
