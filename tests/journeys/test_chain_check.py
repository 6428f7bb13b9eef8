"""Volunteers at the console and at the zone: the check before the start, and their passages marked after it."""

import pytest
from playwright.sync_api import expect

from overt.actions.authorise import authorise
from overt.actions.go_on_duty import go_on_duty
from overt.actions.recognise_volunteer import recognise_volunteer
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.law.roles import Role
from overt.records.models import Deployment
from overt.records.queries.blue_list import volunteers_of
from tests import make
from tests.integration.actions.test_blue_list import handed
from tests.integration.actions.test_chain_check import comparing, recognised
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser


def with_volunteers(who: make.People, volunteers: int = 1) -> Deployment:
    draft = make.draft(who)
    for number in range(volunteers):
        make.entry(who.team_member, draft, label=f"Volunteer {number}", category="blue_list")
    seal_watchlist(who.team_member, draft)
    return authorise(who.authorising_officer, submit(who.team_member, draft), reasons=make.FOUR_TESTS)


@pytest.mark.clause("E-97")
def test_a_volunteers_recognition_arrives_by_itself_and_the_operator_passes_the_check(
    site: Site, open_as: Open
) -> None:
    deployment = with_volunteers(site.who)
    operator, silver = open_as(site.who.operator), open_as(site.who.silver, width=390)
    operator.go(f"/operate/{deployment.pk}")
    operator.press("Check before the start")
    operator.heading("Check before the start")
    operator.press("Begin a check")
    operator.sees("Nobody recognised yet.")
    operator.sees("Live: this page updates by itself.")
    operator.check("check-under-way")
    expect(operator.part("button", "Pass the check")).to_have_count(0)
    run = comparing(deployment)
    recognised(deployment, run, since_capture_ms=412)
    operator.sees("Recognised at camera north")
    operator.sees(" ms after its picture")
    operator.check("check-recognised")
    silver.go(f"/operate/{deployment.pk}/check")
    silver.sees("The operator passes the check.")
    silver.check("check-recognised-phone")
    operator.press("Pass the check")
    operator.sees("The check is passed.")
    silver.sees("The chain is checked.")
    silver.check("check-passed-phone")
    operator.press("Start the deployment")
    operator.sees("The deployment is live.")
    operator.sees("No alert waits for a view.")


@pytest.mark.clause("E-97")
def test_a_check_that_does_not_work_is_stopped_with_its_reason(site: Site, open_as: Open) -> None:
    deployment = with_volunteers(site.who)
    operator = open_as(site.who.operator, script=False)
    operator.go(f"/operate/{deployment.pk}/check")
    operator.press("Begin a check")
    operator.sees("Nobody recognised yet.")
    operator.press("Stop the check")
    operator.fill("Reason", "The camera points at the sun.")
    operator.press("Stop the check")
    operator.sees("The check is stopped. Nothing is compared.")
    operator.sees("stopped by")


@pytest.mark.clause("E-97")
def test_an_officer_at_the_zone_marks_volunteers_and_silver_reads_the_rates(site: Site, open_as: Open) -> None:
    who = site.who
    deployment = start(who.silver, with_volunteers(who, 5))
    go_on_duty(who.engagement_officer, deployment, role=Role.ENGAGEMENT_OFFICER)
    run = make.camera_run(deployment)
    officer = open_as(who.engagement_officer, width=390)
    officer.go(f"/engagements/{deployment.pk}")
    officer.follow("Mark volunteers")
    officer.heading("Mark volunteers")
    officer.press("Volunteer 1")
    officer.sees("Choose the light.")
    officer.check("marks-error-phone")
    officer.page.get_by_label("Light").select_option("daylight")
    officer.page.get_by_label("Distance").select_option("under_5")
    for number, one in enumerate(volunteers_of(deployment), 1):
        officer.press(f"Volunteer {number}")
        officer.sees(f"{number} passage{'' if number == 1 else 's'} marked so far.")
        if number > 2:
            recognise_volunteer(handed(run, one.entry))
    officer.press("Volunteer 1")
    officer.sees("6 passages marked so far.")
    officer.check("marks-phone")
    officer.page.get_by_role("button", name="Wrong volunteer").first.click()
    officer.sees("The mark is taken back. It counts nowhere.")
    officer.sees("5 passages marked so far.")
    silver = open_as(who.silver)
    silver.go(f"/command/{deployment.pk}")
    silver.sees("Of the faces seen, seeded passages marked: 5, of 5 volunteers.")
    silver.sees("3 of 5 seeded passages")
    silver.check("blue-list-command")
    phone = open_as(who.silver, width=390)
    phone.go(f"/record/{deployment.pk}/review/figures")
    phone.sees("3 of 5 seeded passages")
    phone.check("blue-list-review-phone")
    operator = open_as(who.operator)
    operator.go(f"/operate/{deployment.pk}/volunteers")
    operator.heading("Mark volunteers")
    operator.check("marks")
