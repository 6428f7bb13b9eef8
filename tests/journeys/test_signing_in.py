"""Four people sign in with second factors on a site that is no demonstration, and decide on a trial with them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from overt.actions import site as actions_site
from overt.actions.values import TrialPlan
from overt.ledger.read import entries_after
from overt.records.models import Deployment
from tests import make
from tests.journeys.conftest import Site, served
from tests.journeys.newcomers import (
    Newcomer,
    give_password,
    newcomer,
    set_up_app,
    set_up_passkey,
    sign_in_with_code,
    sign_in_with_passkey,
    sign_out,
)
from tests.second_factors import next_code

__all__ = ["newcomer"]

pytestmark = pytest.mark.browser


@pytest.fixture
def site(home: Path, transactional_db: None) -> Iterator[Site]:
    """A site with people in order and published passwords nowhere."""
    who = make.in_order(make.people())
    with served(home, demo=False) as url:
        yield Site(url.replace("127.0.0.1", "localhost"), home, who)


def a_trial(who: make.People) -> Deployment:
    starts = actions_site.now()
    return make.submitted(
        who,
        kind="trial",
        source="camera",
        title="Trial at the drawn square",
        engine=make.replace(make.ENGINE, fit_for=frozenset({"trial"})),
        trial=TrialPlan("height matters", "seeded passages", starts + timedelta(days=90)),
    )


@pytest.mark.clause("M-51")
@pytest.mark.clause("M-06")
@pytest.mark.clause("M-19")
def test_four_people_decide_on_a_trial_with_their_second_factors(site: Site, newcomer: Newcomer) -> None:
    who = site.who
    applicant = newcomer(script=False)
    key = set_up_app(applicant, who.team_member)
    sign_out(applicant)
    sign_in_with_code(applicant, who.team_member, key)
    trial = a_trial(who)

    officer = newcomer(key=True)
    set_up_passkey(officer, who.authorising_officer)
    sign_out(officer)
    sign_in_with_passkey(officer, who.authorising_officer)
    officer.follow("Decide on the application")
    officer.sees("No technical lead has signed yet.")
    officer.check("authority-unsigned")

    lead = newcomer(width=390)
    key = set_up_app(lead, who.technical_lead)
    sign_out(lead)
    used = sign_in_with_code(lead, who.technical_lead, key)
    lead.go(f"/authority/{trial.pk}")
    lead.follow("Sign technical suitability")
    lead.fill("Why it is technically suitable", "Tested here on this camera.")
    lead.check("suitability")
    lead.press("Sign")
    lead.heading("Confirm that it is you")
    lead.check("confirm-code")
    lead.fill("Code", used)
    lead.press("Confirm")
    lead.sees("That code is wrong or was used already.")
    lead.fill("Code", next_code(key, used))
    lead.press("Confirm")
    lead.sees("Your signature is recorded.")
    lead.sees("Tested here on this camera.")

    officer.go(f"/authority/{trial.pk}")
    for test in ("Proportionality", "Legality", "Accountability", "Necessity"):
        officer.fill(test, f"{test} in my own words.")
    officer.fill("Criteria that target nobody", "Warrants decide, never a group.")
    officer.press("Authorise this deployment")
    officer.heading("Confirm that it is you")
    officer.check("confirm-passkey")
    assert Deployment.objects.get(pk=trial.pk).state == "submitted"
    officer.press("Use a passkey")
    officer.sees("The deployment is authorised")
    assert Deployment.objects.get(pk=trial.pk).authorised_by == who.authorising_officer.pk

    make.prepared(who, trial)
    silver = newcomer(key=True)
    set_up_passkey(silver, who.silver)
    silver.go("/")
    silver.follow("Operate")
    silver.press("Start the deployment")
    silver.sees("Live")
    assert Deployment.objects.get(pk=trial.pk).state == "live"
    assert_the_ledger_tells_who_and_how(who)


def assert_the_ledger_tells_who_and_how(who: make.People) -> None:
    told = [
        (entry.event, entry.details)
        for entry in entries_after(-1, 10_000)
        if entry.event.startswith(("session.", "factor."))
    ]
    began = {(d["person"], d["factor"]) for event, d in told if event == "session.began"}
    assert (who.team_member.pk, "totp") in began
    assert (who.authorising_officer.pk, "webauthn") in began
    confirmed = {(d["person"], d["factor"]) for event, d in told if event == "session.confirmed"}
    assert confirmed == {(who.technical_lead.pk, "totp"), (who.authorising_officer.pk, "webauthn")}
    assert {d["person"] for event, d in told if event == "factor.added"} >= {who.silver.pk, who.technical_lead.pk}


def test_without_a_second_factor_only_the_page_that_sets_one_up_is_reached(site: Site, newcomer: Newcomer) -> None:
    screen = newcomer(width=390)
    give_password(screen, site.who.authorising_officer)
    for path in ("/", "/team", "/account", "/account/rules", "/apply/new"):
        screen.go(path)
        screen.heading("Your sign-in")


def test_ten_wrong_passwords_close_a_name_and_the_page_says_for_how_long(site: Site, newcomer: Newcomer) -> None:
    screen = newcomer()
    for _ in range(10):
        screen.go("/sign-in")
        screen.fill("Name you sign in with", site.who.silver.login)
        screen.fill("Password", "not the password")
        screen.press("Sign in")
    screen.heading("Too many wrong passwords")
    screen.sees("this name is closed for 15 minutes")
    screen.check("locked-out")
    give_password(screen, site.who.silver)
    screen.heading("Too many wrong passwords")


def test_a_lost_phone_is_no_lost_account(site: Site, newcomer: Newcomer) -> None:
    screen, person = newcomer(), site.who.gold
    set_up_app(screen, person)
    spare = screen.page.locator("#codes li").first.inner_text()
    sign_out(screen)
    give_password(screen, person)
    screen.fill("Code", spare)
    screen.press("Sign in")
    screen.heading("Deployments")
    expect(screen.page.get_by_role("link", name="Your sign-in")).to_be_visible()
