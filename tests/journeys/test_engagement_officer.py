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
    officer.sees("No alert was sent to you.")
    officer.check("engagements")

    adjudicate(site.who.operator, alert, view="cannot_tell")
    officer.sees("Waiting for your own view.")
    officer.follow("Alert of")
    assert alert.score not in officer.page.content()
    officer.sees_not("Cannot tell (")
    officer.check("engagement-alert-before-view")
    officer.page.locator("button[value=cannot_tell]").click()
    officer.sees("Cannot tell (")
    officer.check("engagement-alert")

    officer.follow("Engagement and outcome")
    officer.choose("Yes. I want to find out who it is")
    officer.check("engagement-decision")
    officer.press("Record my decision")
    officer.heading("Record an engagement")
    officer.check("engagement-new")
    officer.press("Record the engagement")
    officer.sees("The engagement is recorded.")
    officer.choose("It was somebody else")
    officer.choose("Arrest")
    officer.press("Record the outcome")
    officer.sees("Say under which power this was done: an alert is none (E-84).")
    officer.check("engagement-outcome-error")
    officer.choose("No action")
    officer.page.get_by_label("Leaflet offered").select_option("yes")
    officer.press("Record the outcome")
    officer.sees("Concluded.")
    assert Outcome.objects.get(alert=alert).identity == "different"


def test_an_officer_decides_not_to_engage_and_a_lost_link_keeps_the_last_list_without_a_picture(
    site: Site, open_as: Open
) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    adjudicate(site.who.operator, alert, view="same")
    adjudicate(site.who.engagement_officer, alert, view="cannot_tell")
    officer = open_as(site.who.engagement_officer, width=390)
    officer.go(f"/alert/{alert.pk}/engagement")
    officer.choose("No. The person has gone")
    officer.press("Record my decision")
    officer.sees("You did not engage.")

    officer.page.evaluate("() => navigator.serviceWorker.ready")
    officer.page.reload()
    officer.page.context.set_offline(True)
    officer.page.reload()
    officer.sees("You did not engage.")
    kept = officer.page.evaluate(
        "async () => { const store = await caches.open('officer-last-list'); const found = await store.keys();"
        " return Promise.all(found.map(async (one) => [one.url, await (await store.match(one)).text()])); }"
    )
    assert [url.rsplit("/", 2)[1] for url, _ in kept] == ["engagements"]
    assert "data:image" not in kept[0][1]
    assert "Subject" not in kept[0][1]
    officer.page.context.set_offline(False)


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
