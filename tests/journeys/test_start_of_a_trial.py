"""A trial decided on with second factors, and a start that waits for notice, briefing and signs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime

from overt.actions import site as here
from overt.actions.values import TrialPlan
from overt.records.models import Deployment
from tests import make
from tests.journeys.conftest import Site, served
from tests.journeys.newcomers import Newcomer, newcomer, set_up_passkey
from tests.journeys.screen import Screen
from tests.journeys.test_decision import answer_the_tests

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser

CRITERIA = "Criteria that target nobody"


@pytest.fixture
def site(home: Path, transactional_db: None) -> Iterator[Site]:
    """A site that is no demonstration: whoever decides shows a second factor."""
    who = make.people()
    with served(home, demo=False) as url:
        yield Site(url.replace("127.0.0.1", "localhost"), home, who)


def submitted_trial(who: make.People) -> Deployment:
    """A trial ready to be decided on."""
    engine = make.replace(make.ENGINE, fit_for=frozenset({"trial"}))
    plan = TrialPlan("height matters", "seeded passages", here.now() + timedelta(days=90))
    applied = make.submitted(make.in_order(who), kind="trial", source="camera", engine=engine, trial=plan)
    return make.suitable(who, applied)


def when(screen: Screen) -> None:
    done = localtime(here.now())
    group = screen.page.get_by_role("group", name="Day it was done")
    for label, value in (("Day", done.day), ("Month", done.month), ("Year", done.year)):
        group.get_by_label(label, exact=True).fill(str(value))
    screen.fill("Time it was done", f"{done:%H:%M}")


@pytest.mark.clause("E-91")
@pytest.mark.clause("E-29")
@pytest.mark.clause("E-30")
@pytest.mark.clause("M-102")
@pytest.mark.clause("M-51")
def test_a_trial_is_decided_with_second_factors_and_starts_after_notice_briefing_and_signs(
    site: Site, newcomer: Newcomer
) -> None:
    who = site.who
    deployment = submitted_trial(who)
    officer = newcomer(key=True)
    set_up_passkey(officer, who.authorising_officer)
    officer.go(f"/authority/{deployment.pk}")
    officer.check("decision-trial")
    answer_the_tests(officer)
    officer.press("Authorise this deployment")
    officer.heading("Confirm that it is you")
    officer.press("Use a passkey")
    officer.sees("Say why the criteria target no individual and no group.")
    officer.fill(CRITERIA, "Warrants decide, never a group.")
    officer.press("Authorise this deployment")
    officer.sees("The deployment is authorised")
    silver = newcomer(key=True, width=390)
    set_up_passkey(silver, who.silver)
    silver.go(f"/operate/{deployment.pk}")
    silver.press("Start the deployment")
    silver.sees("The public has not been told in advance")
    silver.go(f"/operate/{deployment.pk}/preparations")
    silver.check("preparations-none")
    silver.follow("Explain a late notice")
    silver.fill("Reason", "The place was named this morning.")
    silver.press("Record the reason")
    silver.follow("Record the briefing")
    silver.press("Record the briefing")
    silver.sees("Choose everybody who attended.")
    silver.check("briefing-errors")
    silver.fill("What was briefed", "Purpose, list, powers.")
    for person in (who.silver, who.operator, who.engagement_officer):
        silver.page.get_by_label(f"{person.name} (").first.check()
    when(silver)
    silver.press("Record the briefing")
    silver.follow("Record the signs in place")
    silver.fill("Where the signs are", "Both ends of the street.")
    silver.choose("Live facial recognition is in use")
    when(silver)
    silver.press("Record the signs")
    silver.sees("Every sign must also say: Biometric data is processed")
    silver.check("signs-errors")
    silver.choose("Biometric data is processed")
    silver.choose("The police do it, and for which purpose")
    silver.press("Record the signs")
    silver.sees("The signs are recorded.")
    silver.check("preparations")
    silver.go(f"/operate/{deployment.pk}")
    silver.press("Start the deployment")
    silver.sees("The chain is not checked: have a volunteer walk past a camera")
    silver.go(f"/operate/{deployment.pk}")
    silver.press("Check before the start")
    silver.sees("so there is nobody to check with")
    silver.check("check-nobody")
    silver.follow("Start without a check, saying why")
    silver.fill("Reason", "No volunteer came.")
    silver.press("Record the reason")
    silver.sees("A reason to start unchecked is on record.")
    silver.go(f"/operate/{deployment.pk}")
    silver.press("Start the deployment")
    silver.sees("The deployment is live.")
    assert Deployment.objects.get(pk=deployment.pk).state == "live"
