"""The decision on one page: conditions, a child approved by itself, advice, what precedes a start, Form 1 on paper."""

import io

import pypdf
import pytest

from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.submit import submit
from overt.law.listing import AgeBand
from overt.records.models import AuthorityCondition, Deployment, EntryApproval, OversightAdvice
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.screen import Screen

pytestmark = pytest.mark.browser


def with_a_child(who: make.People) -> Deployment:
    """A rehearsal with a child on its list, ready to be decided on."""
    made = make.draft(who)
    make.entry(who.team_member, made, label="Young", age=AgeBand.FROM_13_TO_17)
    seal_watchlist(who.team_member, made)
    return submit(who.team_member, made)


def answer_the_tests(officer: Screen) -> None:
    officer.fill("Proportionality", "Short, narrow, and everybody else is forgotten.")
    officer.fill("Legality", "Common law, and the policy in force.")
    officer.fill("Accountability", "I answer for it; the record is published.")
    officer.fill("Necessity", "Two patrols found nobody.")


@pytest.mark.clause("E-87")
@pytest.mark.clause("E-93")
@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)], ids=["script", "no-script-phone"])
def test_an_officer_approves_a_child_and_sets_conditions_that_those_on_duty_see(
    site: Site, open_as: Open, script: bool, width: int
) -> None:
    who, name = site.who, f"{'script' if script else 'plain'}"
    with_a_child(who)
    officer = open_as(who.authorising_officer, script=script, width=width)
    officer.follow("Decide on the application")
    officer.sees("Each person on the list who may be under 18 must be approved by itself, in your own words.")
    officer.sees("1 of 2 entries: may be under 18")
    officer.check(f"decision-missing-{name}")
    answer_the_tests(officer)
    officer.press("Authorise this deployment")
    officer.sees("1 waits for your approval")
    officer.check(f"decision-refused-{name}")
    officer.follow("Approve person 1")
    officer.sees("Why this person is on the list")
    officer.sees("drawn for this rehearsal")
    officer.sees_not("Young")
    officer.press("Approve this entry")
    officer.sees("Say in your own words why this person is on the list at that age.")
    officer.check(f"approval-errors-{name}")
    officer.fill("Why this person, at this age", "A court wants him found today.")
    officer.press("Approve this entry")
    officer.sees("Approved by you")
    answer_the_tests(officer)
    officer.fill("Threshold no lower than", "0.10")
    officer.press("Authorise this deployment")
    officer.sees("The lowest threshold must not be below the one applied for")
    officer.fill("Threshold no lower than", "0.65")
    officer.fill("Close after so many false alerts", "3")
    officer.fill("Conditions people keep", "Two officers at each sign.")
    officer.press("Authorise this deployment")
    officer.sees("The deployment is authorised")
    officer.sees("Kept by people")
    officer.check(f"decision-given-{name}")
    officer.press("Read the words of the approvals")
    officer.sees("A court wants him found today.")
    officer.check(f"approvals-{name}")
    assert EntryApproval.objects.get().approved_by == who.authorising_officer.pk
    assert [one.kind for one in AuthorityCondition.objects.order_by("number")] == [
        "threshold_at_least",
        "close_after_false_alerts",
        "people",
    ]
    silver = open_as(who.silver, script=script, width=width)
    silver.follow("Operate")
    silver.press("Start the deployment")
    silver.sees("The deployment is live.")
    silver.sees("Two officers at each sign.")
    silver.check(f"operate-conditions-{name}")


@pytest.mark.clause("E-93")
def test_an_officer_approves_and_authorises_without_a_mouse_at_400_percent(site: Site, open_as: Open) -> None:
    deployment = with_a_child(site.who)
    officer = open_as(site.who.authorising_officer, width=320)
    officer.go(f"/authority/{deployment.pk}")
    officer.tab_to("Approve person 1")
    officer.enter()
    officer.heading("Approve one person under 18")
    officer.tab_to("Why this person, at this age")
    officer.type("A court wants him found today.")
    officer.tab_to("Approve this entry")
    officer.enter()
    officer.sees("Approved by you")
    for test in ("Proportionality", "Legality", "Accountability", "Necessity"):
        officer.tab_to(test)
        officer.type(f"{test} in my own words.")
    officer.tab_to("Authorise this deployment")
    officer.enter()
    officer.sees("The deployment is authorised")
    officer.check("decision-keyboard")


@pytest.mark.clause("M-31")
@pytest.mark.clause("E-37")
def test_the_group_advises_on_what_it_may_read_and_the_officer_answers_and_refuses(site: Site, open_as: Open) -> None:
    who = site.who
    deployment = make.submitted(who)
    applicant = open_as(who.team_member)
    applicant.go(f"/authority/{deployment.pk}")
    applicant.follow("Ask the oversight group for its advice")
    applicant.press("Ask for advice")
    applicant.sees("Say what you ask the oversight group.")
    applicant.check("advice-ask-errors")
    applicant.fill("What you ask the group", "Is this proportionate?")
    applicant.choose("Place")
    applicant.press("Ask for advice")
    applicant.sees("No advice has come yet.")
    overseer = open_as(who.overseer, width=390)
    overseer.sees("An application the oversight group is asked about")
    overseer.sees_not("Drawn concourse")
    assert overseer.go(f"/authority/{deployment.pk}").status == 403
    overseer.go("/")
    overseer.follow("Advise on the application")
    overseer.sees("You are asked: Is this proportionate?")
    overseer.sees("Its owner withholds: Place.")
    overseer.sees_not("Drawn concourse")
    overseer.check("advice-read")
    overseer.fill("Your advice", "Shorten the hours.")
    overseer.fill("Dissent", "One of us says no.")
    overseer.press("Give this advice")
    overseer.sees("Your advice is recorded.")
    assert OversightAdvice.objects.get().dissent == "One of us says no."
    officer = open_as(who.authorising_officer)
    officer.go(f"/authority/{deployment.pk}")
    officer.sees("Dissent: One of us says no.")
    answer_the_tests(officer)
    officer.press("Authorise this deployment")
    officer.sees("Answer the advice, or say why you do not wait for it.")
    officer.check("decision-advice")
    officer.follow("Refuse the application")
    officer.fill("Reason", "The group is right: the hours are too long.")
    officer.press("Refuse the application")
    with officer.page.expect_download() as download:
        officer.press("Take Form 1 away as a PDF")
    printed = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes()))
    assert "the hours are too long" in " ".join(page.extract_text() for page in printed.pages)


def test_an_officer_reviews_an_authority_and_silver_cancels_another(site: Site, open_as: Open) -> None:
    who = site.who
    waiting, cancelled = make.authorised(who, title="First"), make.authorised(who, title="Second")
    officer = open_as(who.authorising_officer)
    officer.go(f"/authority/{waiting.pk}")
    officer.follow("Review this authority")
    officer.press("Record the review")
    officer.sees("Choose whether the authority stands or ends.")
    officer.check("authority-review-errors")
    officer.choose("The authority stands")
    officer.fill("Why", "Nothing has changed since this morning.")
    officer.press("Record the review")
    officer.sees("it stands.")
    officer.check("authority-reviewed")
    silver = open_as(who.silver, width=390)
    silver.go(f"/authority/{cancelled.pk}")
    silver.follow("Cancel the deployment")
    silver.fill("Reason", "The event is called off.")
    silver.check("authority-cancel")
    silver.press("Cancel the deployment")
    silver.sees("The deployment is cancelled.")
    states = dict(Deployment.objects.values_list("title", "state"))
    assert states == {"First": "authorised", "Second": "cancelled"}
