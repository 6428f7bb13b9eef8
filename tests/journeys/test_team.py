"""Gold publishes a course, takes it and sees who is missing; the administrator adds somebody, with a passkey each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overt.law.roles import Role
from overt.records.models import Course, Person, RulesAcknowledgement, Selection, StaffAdjustment, Training
from tests import make
from tests.journeys.conftest import Site, served
from tests.journeys.newcomers import Newcomer, newcomer, set_up_passkey
from tests.journeys.screen import Screen

__all__ = ["newcomer"]

pytestmark = pytest.mark.browser

QUESTIONS = """Who authorises a deployment?
* The Authorising Officer
- The LFR Operator

Is an alert a decision?
- Yes
* No"""


@pytest.fixture
def site(home: Path, transactional_db: None) -> Iterator[Site]:
    """A site whose people have no training yet."""
    who = make.people()
    with served(home, demo=False) as url:
        yield Site(url.replace("127.0.0.1", "localhost"), home, who)


def date(screen: Screen, legend: str, day: str, month: str, year: str) -> None:
    group = screen.page.get_by_role("group", name=legend)
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(label, exact=True).fill(value)


@pytest.mark.clause("E-75")
@pytest.mark.clause("E-104")
@pytest.mark.clause("M-68")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_gold_publishes_a_course_takes_it_and_acknowledges_the_rules(
    site: Site, newcomer: Newcomer, script: bool
) -> None:
    person = site.who.gold
    gold = newcomer(key=True)
    set_up_passkey(gold, person)
    if not script:
        gold = without_script(gold, newcomer)
    gold.go("/")
    gold.sees("Your role Gold does not count for deployments on people now")
    gold.check(f"home-lapsed-{script}")
    gold.follow("See what is missing")
    gold.sees("The training “Live facial recognition” is not on record.")
    gold.check(f"roles-lapsed-{script}")
    gold.follow("See who holds which role")
    gold.sees("No deployment on people can be applied for")
    gold.part("button", "Publish a course").click()
    gold.press("Publish this version")
    gold.sees("Say who gave diversity input, and what it changed.")
    gold.check(f"course-errors-{script}")
    gold.choose("Live facial recognition")
    gold.fill("Content", "Who authorises, and what an alert is.")
    gold.fill("Slides, video and handout", "Intranet, with captions and in large print.")
    gold.fill("Diversity input", "The staff networks read it.")
    gold.fill("Knowledge check", QUESTIONS.replace("* No", "- No"))
    gold.fill("Right answers needed to pass", "2")
    gold.press("Publish this version")
    gold.sees("needs two options or more, and * before the one right option.")
    gold.fill("Knowledge check", QUESTIONS)
    gold.press("Publish this version")
    gold.sees("Version 1 of this course is published.")
    gold.go("/account")
    gold.follow("Take the course")
    gold.press("Send your answers")
    gold.sees("There is a problem")
    gold.check(f"course-{script}")
    gold.choose("The LFR Operator")
    gold.choose("No")
    gold.press("Send your answers")
    gold.sees("Not passed. 1 of 2 answers were right; 2 are needed.")
    gold.choose("The Authorising Officer")
    gold.press("Send your answers")
    gold.sees("Passed. 2 of 2 answers were right; 2 are needed.")
    gold.part("button", "Read and acknowledge the rules").click()
    gold.heading("The rules")
    gold.check(f"rules-{script}")
    gold.press("I have read the rules and will keep to them")
    gold.sees("Your acknowledgement is recorded.")
    gold.sees("Counts")
    gold.check(f"roles-count-{script}")
    assert Course.objects.get().diversity_input == "The staff networks read it."
    assert list(Training.objects.values_list("passed", flat=True).order_by("recorded_at")) == [False, True]
    assert RulesAcknowledgement.objects.get().person == person


def without_script(screen: Screen, newcomer: Newcomer) -> Screen:
    """Go on in a browser without script, in the same session."""
    plain = newcomer(script=False, width=390)
    plain.page.context.add_cookies(screen.page.context.cookies())
    return plain


@pytest.mark.clause("E-72")
@pytest.mark.clause("E-73")
def test_the_administrator_adds_somebody_and_how_they_were_chosen(site: Site, newcomer: Newcomer) -> None:
    admin = newcomer(key=True, width=390)
    set_up_passkey(admin, site.who.administrator)
    admin.go("/team")
    admin.check("team")
    admin.part("button", "Add a person").click()
    admin.heading("Confirm that it is you")
    admin.press("Use a passkey")
    admin.fill("Name they sign in with", "j.doe")
    admin.fill("Name", "Sergeant Jo Doe")
    admin.fill("First password", "short")
    admin.press("Add this person")
    admin.sees("This password is too short")
    admin.check("person-new")
    admin.fill("First password", make.PASSWORD)
    admin.press("Add this person")
    admin.sees("Sergeant Jo Doe may sign in. Give them a role next.")
    admin.follow("Give a role")
    admin.page.get_by_label("Role", exact=True).select_option(label="LFR Operator")
    admin.press("Give this role")
    admin.sees("The role is given.")
    admin.follow("Record a certificate")
    admin.choose("Officer safety and life support")
    admin.fill("Reference of the certificate", "OST-2026-114")
    date(admin, "Day it was passed", "1", "11", "2026")
    admin.check("certificate")
    admin.press("Record it")
    admin.sees("The certificate is recorded.")
    admin.follow("Agree an adjustment")
    admin.fill("Reference of the policy", "she is pregnant")
    date(admin, "Look at it again on", "1", "11", "2030")
    admin.press("Record it")
    admin.sees("Never write down why it is needed.")
    admin.fill("Reference of the policy", "HR-14/3.2")
    admin.press("Record it")
    admin.sees("The adjustment is recorded.")
    admin.check("person")
    admin.go("/team/advertisements/new")
    admin.page.get_by_label("Role", exact=True).select_option(label="LFR Operator")
    admin.fill("Where it was shown", "Bulletin 12")
    admin.fill("Criteria", "Calm with people.")
    date(admin, "Opened on", "1", "9", "2026")
    date(admin, "Closes on", "30", "9", "2026")
    admin.check("advertisement")
    admin.press("Record it")
    admin.follow("Record a selection")
    admin.page.get_by_label("Person", exact=True).select_option(label="Sergeant Jo Doe")
    admin.fill("People who applied", "4")
    admin.fill("People who chose", "2")
    admin.fill("Reasons", "Met each criterion.")
    admin.check("selection")
    admin.press("Record it")
    admin.sees("Sergeant Jo Doe was chosen by 2 people out of 4 who applied")
    admin.check("team-filled")
    added = Person.objects.get(login="j.doe")
    assert added.roles == {Role.OPERATOR}
    assert (Selection.objects.get().person, StaffAdjustment.objects.get().person) == (added, added)
