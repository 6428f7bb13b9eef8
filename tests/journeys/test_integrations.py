"""Silver lets another system read a deployment: the token is shown once, and one press ends it."""

import pytest

from overt.records.models import Integration
from tests import make
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser


def test_a_system_is_named_its_token_shown_once_and_ended(site: Site, open_as: Open) -> None:
    deployment = make.live(site.who)
    silver = open_as(site.who.silver)
    silver.go(f"/command/{deployment.pk}")
    silver.follow("Other systems that read this deployment")
    silver.heading("Other systems that read this deployment")
    silver.press("Name the system")
    silver.sees("Choose the system.")
    silver.check("integrations-wrong")
    silver.choose("Wall of the control room, as LFR Operator: alerts, counts, health; told at wall.example.org")
    silver.fill("Address that is told of alerts’ states, if any", "https://elsewhere.example.org/hook")
    silver.press("Name the system")
    silver.sees("The authority names no such system")
    silver.fill("Address that is told of alerts’ states, if any", "https://wall.example.org/hook")
    silver.press("Name the system")
    silver.sees("They are shown once and kept nowhere.")
    silver.check("integrations")
    token = silver.page.locator("code").first.inner_text()
    answer = silver.page.request.get("/api/v1/health", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["state"] == "live"
    silver.go(f"/operate/{deployment.pk}/systems")
    assert token not in silver.page.content()
    silver.press("End")
    silver.sees("The system reads nothing any more.")
    silver.page.set_viewport_size({"width": 390, "height": 844})
    silver.check("integrations-ended")
    assert Integration.objects.get().ended_at is not None
