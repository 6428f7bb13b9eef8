"""Courses, knowledge checks, acknowledgements, selections and adjustments: what they need, and what they refuse."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from overt.actions import site
from overt.actions.acknowledge_rules import acknowledge_rules
from overt.actions.advertise_role import advertise_role
from overt.actions.agree_adjustment import agree_adjustment
from overt.actions.course_values import CourseContent, Question
from overt.actions.facts_people import lapsed_roles
from overt.actions.publish_course import publish_course
from overt.actions.record_certificate import record_certificate
from overt.actions.record_selection import record_selection
from overt.actions.take_knowledge_check import take_knowledge_check
from overt.law import packs
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Course, Person, RulesAcknowledgement, StaffAdjustment, Training
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal

PACK = "mps-2018-2023"
COURSE = "live-facial-recognition"


def content(**changed: object) -> CourseContent:
    """A sound course of three questions of which two must be right."""
    sound = CourseContent(
        code=COURSE,
        title="Live facial recognition",
        content="Who may authorise, on which law, and what a system gets wrong.",
        formats="Slides with captions and a handout in large print, on the intranet.",
        diversity_input="The staff networks read it and asked for the part on head coverings.",
        questions=tuple(Question(f"Question {n}?", ("yes", "no", "perhaps"), n % 3) for n in range(3)),
        pass_mark=2,
    )
    return replace(sound, **changed)  # type: ignore[arg-type]


def lapsed(person: Person, role: Role) -> str:
    found = lapsed_roles(person.pk, {role}, packs.load(PACK), site.now())
    return " ".join(found.get(role, ()))


@pytest.mark.clause("E-27")
@pytest.mark.clause("E-75")
@pytest.mark.clause("E-104")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"diversity_input": " "}, "diversity_input_missing"),
        ({"questions": ()}, "questions_unsound"),
        ({"questions": (Question("One?", ("same", "same"), 0),), "pass_mark": 1}, "questions_unsound"),
        ({"questions": (Question("One?", ("a", "b"), 2),), "pass_mark": 1}, "questions_unsound"),
        ({"pass_mark": 0}, "pass_mark"),
        ({"pass_mark": 4}, "pass_mark"),
        ({"content": ""}, "course_empty"),
        ({"formats": ""}, "course_empty"),
        ({"code": "../etc"}, "course_code"),
    ],
)
def test_a_course_without_what_it_must_have_is_refused(who: make.People, changed: dict[str, object], code: str) -> None:
    assert refusal(publish_course, who.gold, content(**changed)) == code
    assert not Course.objects.exists()


@pytest.mark.clause("E-75")
def test_a_pass_counts_at_the_mark_and_not_below(who: make.People) -> None:
    course = publish_course(who.gold, content())
    acknowledge_rules(who.silver, PACK, digest=packs.load(PACK).digest)
    failed = take_knowledge_check(who.silver, course, [0, 0, 0])
    assert (failed.answered_right, failed.passed) == (1, False)
    assert "not on record" in lapsed(who.silver, Role.SILVER)
    passed = take_knowledge_check(who.silver, course, [0, 1, 0])
    assert (passed.answered_right, passed.passed) == (2, True)
    assert lapsed(who.silver, Role.SILVER) == ""
    assert Training.objects.count() == 2


def test_answers_to_a_version_that_was_followed_by_another_are_refused(who: make.People) -> None:
    old = publish_course(who.gold, content())
    new = publish_course(who.gold, content(content="Something changed."))
    assert (old.version, new.version) == (1, 2)
    assert refusal(take_knowledge_check, who.silver, old, [0, 1, 2]) == "course_superseded"
    assert refusal(take_knowledge_check, who.silver, new, [0, 1]) == "answers_missing"


@pytest.mark.clause("E-26")
def test_a_new_version_ends_earlier_passes_only_when_it_says_so(who: make.People) -> None:
    make.put_in_order(who.administrator, who.silver)
    publish_course(who.gold, content())
    assert lapsed(who.silver, Role.SILVER) == ""
    publish_course(who.gold, content(supersedes_passes=True))
    assert "not on record" in lapsed(who.silver, Role.SILVER)


@pytest.mark.clause("E-26")
@pytest.mark.clause("E-74")
def test_each_role_says_what_it_lacks_and_since_when(who: make.People, clock: FakeClock) -> None:
    make.put_in_order(who.administrator, who.operator)
    assert lapsed(who.operator, Role.OPERATOR) == ""
    clock.advance(365 * 24 * 3600)
    said = lapsed(who.operator, Role.OPERATOR)
    assert said.count("went out of date on") == 2
    assert lapsed(who.overseer, Role.OVERSEER) == ""


@pytest.mark.clause("M-68")
def test_an_acknowledgement_is_of_the_rules_as_they_stand(who: make.People) -> None:
    digest = packs.load(PACK).digest
    assert refusal(acknowledge_rules, who.team_member, PACK, digest="0" * 64) == "rules_changed"
    acknowledge_rules(who.team_member, PACK, digest=digest)
    assert lapsed(who.team_member, Role.TEAM_MEMBER) == ""
    assert refusal(acknowledge_rules, who.team_member, PACK, digest=digest) == "rules_acknowledged"
    RulesAcknowledgement.objects.update(pack_digest="1" * 64)
    assert "have not been acknowledged" in lapsed(who.team_member, Role.TEAM_MEMBER)


@pytest.mark.clause("E-72")
def test_a_selection_follows_a_closed_advertisement_with_reasons_and_two_people(who: make.People) -> None:
    today = site.now().date()
    words = {"shown_where": "Bulletin 12", "criteria": "Calm, trained, at ease with people"}
    dates = {"opened_on": today - timedelta(days=30), "closes_on": today - timedelta(days=1)}
    shown = advertise_role(who.gold, Role.OPERATOR, **words, **dates)
    chosen = {"applicants": 4, "panel": 2, "reasons": "Met each criterion at interview."}
    assert refusal(record_selection, who.gold, shown, who.gold, **chosen) == "actor_is_not_the_person_concerned"
    assert refusal(record_selection, who.gold, shown, who.silver, **chosen | {"panel": 1}) == "selection_numbers"
    assert refusal(record_selection, who.gold, shown, who.silver, **chosen | {"reasons": " "}) == "reason_missing"
    assert record_selection(who.gold, shown, who.silver, **chosen).person == who.silver
    still_open = advertise_role(who.gold, Role.BRONZE, **words, opened_on=today, closes_on=today + timedelta(days=9))
    assert refusal(record_selection, who.gold, still_open, who.silver, **chosen) == "advertisement_open"
    disorder = {"opened_on": today, "closes_on": today - timedelta(days=1)}
    assert refusal(advertise_role, who.gold, Role.BRONZE, **words, **disorder) == "dates_in_disorder"


@pytest.mark.clause("E-73")
@pytest.mark.parametrize("words", ["asthma", "She is pregnant", "Ramadan 2027", "dyslexia-1", "", "HR 14", "HR-"])
def test_an_adjustment_takes_a_policys_reference_and_no_word_about_a_person(who: make.People, words: str) -> None:
    after = site.now().date() + timedelta(days=90)
    assert refusal(agree_adjustment, who.gold, who.silver, policy_reference=words, review_on=after) == "not_a_reference"
    assert not StaffAdjustment.objects.exists()


@pytest.mark.clause("E-73")
def test_the_ledger_does_not_tell_who_has_an_adjustment(who: make.People) -> None:
    after = site.now().date() + timedelta(days=90)
    agree_adjustment(who.gold, who.silver, policy_reference="HR-14/3.2", review_on=after)
    entry = entries_after(-1)[-1]
    assert entry.event == "adjustment.agreed"
    assert who.silver.pk not in str(entry)
    past = {"policy_reference": "HR-14", "review_on": date(2020, 1, 1)}
    assert refusal(agree_adjustment, who.gold, who.silver, **past) == "review_past"
    columns = {field.name for field in StaffAdjustment._meta.get_fields()}
    assert columns == {"id", "person", "policy_reference", "review_on", "agreed_by", "agreed_at"}


def test_a_certificate_needs_its_reference(who: make.People) -> None:
    given = {"course": "officer-safety-and-life-support", "reference": " ", "passed_on": site.now()}
    assert refusal(record_certificate, who.administrator, who.operator, **given) == "reference_missing"
