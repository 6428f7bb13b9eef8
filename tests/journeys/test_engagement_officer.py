"""The Engagement Officer, on a telephone: own view second and unseen, engagement, outcome."""

import pytest

from overt.actions.adjudicate import adjudicate
from overt.records.models import Alert, Outcome
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.test_operator import raise_drawn_alert

pytestmark = pytest.mark.browser


@pytest.mark.clause("E-82")
def test_an_engagement_follows_two_own_views_and_has_an_outcome(site: Site, open_as: Open) -> None:
    deployment = make.live(site.who)
    alert = raise_drawn_alert(make.camera_run(deployment))
    officer = open_as(site.who.engagement_officer, width=390)
    officer.follow("Engagements")
    officer.sees("The LFR Operator has not viewed it yet.")
    officer.check("engagements")

    adjudicate(site.who.operator, alert, view="not_the_same")
    officer.sees("Waiting for your own view.")
    officer.follow("Alert of")
    assert alert.score not in officer.page.content()
    officer.sees_not("LFR Operator Not the same person")
    officer.choose("Cannot tell")
    officer.press("Record my own view")
    officer.sees("Not the same person (")
    officer.check("engagement-alert")

    officer.follow("Engagement and outcome")
    officer.check("engagement-new")
    officer.press("Record the engagement")
    officer.sees("The engagement is recorded.")
    officer.choose("It was somebody else")
    officer.choose("Arrest")
    officer.press("Record the outcome")
    officer.sees("Say under which power this was done: an alert is none (E-84).")
    officer.check("engagement-outcome-error")
    officer.choose("No action")
    officer.press("Record the outcome")
    officer.sees("Concluded.")
    assert Outcome.objects.get(alert=alert).identity == "different"


def test_engaging_before_both_views_needs_the_emergencys_reason(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    officer = open_as(site.who.engagement_officer, script=False, width=390)
    officer.go(f"/alert/{alert.pk}/engagement")
    officer.press("Record the engagement")
    officer.sees("in an emergency say why it came first")
    officer.fill("Why you engaged before both views were recorded", "The person was about to be hurt.")
    officer.press("Record the engagement")
    officer.sees("The engagement is recorded.")
    assert Alert.objects.get(pk=alert.pk).engagement.before_recorded
