"""The check before the start, at the console: begun, recognised by itself on the page, passed, and then the start."""

import pytest
from playwright.sync_api import expect

from overt.actions.authorise import authorise
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.submit import submit
from overt.records.models import Deployment
from tests import make
from tests.integration.actions.test_chain_check import comparing, recognised
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser


def with_a_volunteer(who: make.People) -> Deployment:
    draft = make.draft(who)
    make.entry(who.team_member, draft, label="Volunteer", category="blue_list")
    seal_watchlist(who.team_member, draft)
    return authorise(who.authorising_officer, submit(who.team_member, draft), reasons=make.FOUR_TESTS)


@pytest.mark.clause("E-97")
def test_a_volunteers_recognition_arrives_by_itself_and_the_operator_passes_the_check(
    site: Site, open_as: Open
) -> None:
    deployment = with_a_volunteer(site.who)
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
    operator.sees("412 ms after its picture")
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
    deployment = with_a_volunteer(site.who)
    operator = open_as(site.who.operator, script=False)
    operator.go(f"/operate/{deployment.pk}/check")
    operator.press("Begin a check")
    operator.sees("Nobody recognised yet.")
    operator.press("Stop the check")
    operator.fill("Reason", "The camera points at the sun.")
    operator.press("Stop the check")
    operator.sees("The check is stopped. Nothing is compared.")
    operator.sees("stopped by")
