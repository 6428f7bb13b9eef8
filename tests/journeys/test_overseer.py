"""The overseer reads the record; the officers who must, destroy the list, review and take the report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.end_camera_run import end_camera_run
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.values import Tally
from overt.records.models import Deployment
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.test_operator import raise_drawn_alert

pytestmark = pytest.mark.browser


@pytest.fixture
def closed(site: Site) -> Deployment:
    deployment = make.live(site.who, entries=3)
    run = make.camera_run(deployment)
    right, wrong = raise_drawn_alert(run), raise_drawn_alert(run)
    adjudicate(site.who.operator, right, view="same")
    adjudicate(site.who.operator, wrong, view="not_the_same")
    counted = Tally(frames=900, passages=41, recognition_opportunities=30, templates_made=60, templates_overwritten=60)
    renew_camera_run(run, counted)
    end_camera_run(run, counted)
    close(site.who.silver, deployment)
    return deployment


def test_the_record_is_read_the_list_destroyed_and_the_report_taken(
    site: Site, open_as: Open, closed: Deployment
) -> None:
    overseer = open_as(site.who.overseer)
    overseer.follow("Read the record")
    overseer.sees("41, with 30 recognition opportunities")
    overseer.sees("1 of 41 faces seen")
    overseer.sees("too few events to state a rate")
    overseer.sees("The deployment was authorised, with the four tests answered.")
    assert overseer.part("button", "Destroy the watchlist").count() == 0
    overseer.check("record")
    overseer.page.set_viewport_size({"width": 320, "height": 900})
    overseer.check("record")

    silver = open_as(site.who.silver)
    silver.go(f"/record/{closed.pk}")
    silver.follow("See every clock")
    silver.heading("What is kept, and until when")
    silver.follow("Keep as evidence")
    silver.heading("Keep an alert as evidence")
    silver.press("Keep an alert as evidence")
    silver.sees("Say what it is evidence of.")
    silver.check("hold-wrong")
    silver.choose("A complaint")
    silver.fill("What it is evidence of", "A complaint made on the day.")
    day = timezone.localdate() + timedelta(days=40)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        silver.fill(part, str(value))
    silver.press("Keep an alert as evidence")
    silver.sees("Your proposal is recorded.")
    dpo = open_as(site.who.dpo)
    dpo.go(f"/record/{closed.pk}/retention")
    dpo.press("Agree")
    dpo.sees("When it is released")
    dpo.check("retention")
    dpo.page.set_viewport_size({"width": 390, "height": 844})
    dpo.check("retention")

    team = open_as(site.who.team_member)
    team.go(f"/record/{closed.pk}")
    team.press("Destroy the watchlist")
    team.sees("The watchlist is destroyed")
    team.sees("Erasure was done: watchlist")
    team.press("Review the deployment")
    team.fill("Findings", "The rehearsal went as planned.")
    team.press("Record the review")
    team.sees("The rehearsal went as planned.")
    team.check("record-reviewed")
    with team.page.expect_download() as download:
        team.press("Get the report (PDF)")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert Deployment.objects.get(pk=closed.pk).state == "reviewed"
