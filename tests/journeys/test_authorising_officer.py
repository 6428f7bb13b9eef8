"""The Authorising Officer: reads the authority on one page and decides in their own words."""

import pytest
from playwright.sync_api import expect

from overt.law.roles import Role
from overt.records.models import Deployment
from tests import make
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser


@pytest.mark.clause("E-87")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_officer_authorises_with_the_four_tests(site: Site, open_as: Open, script: bool) -> None:
    deployment = make.submitted(site.who)
    officer = open_as(site.who.authorising_officer, script=script)
    officer.follow("Decide on the application")
    officer.sees(f"Applied for by {site.who.team_member.name}.")
    officer.sees("dlib, fit for: rehearsal")
    officer.press("Authorise this deployment")
    officer.sees("Say why this is proportionate.")
    officer.check(f"authority-errors-{'script' if script else 'plain'}")
    officer.fill("Proportionality", "Drawn people only, for half an hour.")
    officer.fill("Legality", "No personal data of anybody is processed.")
    officer.fill("Accountability", "I answer for it; the record is kept.")
    officer.fill("Necessity", "Operators must have rehearsed before a real deployment.")
    officer.press("Authorise this deployment")
    officer.sees("The deployment is authorised")
    officer.check(f"authority-given-{'script' if script else 'plain'}")
    given = Deployment.objects.get(pk=deployment.pk)
    assert (given.state, given.authorised_by) == ("authorised", site.who.authorising_officer.pk)


def test_an_officer_refuses_with_reasons_that_stay_on_the_page(site: Site, open_as: Open) -> None:
    deployment = make.submitted(site.who)
    officer = open_as(site.who.authorising_officer, width=390)
    officer.go(f"/authority/{deployment.pk}")
    officer.check("authority-decide")
    officer.follow("Refuse the application")
    officer.fill("Reason", "The hours are too long.")
    officer.check("authority-refuse")
    officer.press("Refuse the application")
    officer.sees("The hours are too long.")
    assert Deployment.objects.get(pk=deployment.pk).state == "refused"


def test_who_had_a_hand_in_the_application_is_told_that_another_must_decide(site: Site, open_as: Open) -> None:
    both = make.person(site.who.administrator, Role.TEAM_MEMBER, Role.AUTHORISING_OFFICER)
    deployment = make.submitted(make.People(site.who.administrator, {**site.who.by_role, Role.TEAM_MEMBER: both}))
    officer = open_as(both)
    officer.go(f"/authority/{deployment.pk}")
    officer.sees("You had a hand in this application, so you cannot decide on it.")
    expect(officer.part("button", "Authorise this deployment")).to_have_count(0)
    officer.check("authority-own")
