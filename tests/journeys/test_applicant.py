"""The deployment team: drafts, lists, seals and submits; with and without script."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import expect

from overt.actions import site as clock
from overt.actions.create_deployment import create_deployment
from overt.actions.record_picture_check import record_picture_check
from overt.actions.values import PictureCheck
from overt.records import media
from overt.records.models import Deployment, WatchlistEntry, WatchlistPicture
from overt.web.apply.engine import engine_on_offer
from tests import make
from tests.journeys.conftest import CAMERA, Open, Site
from tests.journeys.drawn import face
from tests.journeys.screen import Screen

pytestmark = pytest.mark.browser


def fill_the_plan(screen: Screen) -> None:
    starts = localtime(clock.now() + timedelta(minutes=1))
    screen.fill("Title", "Drawn rehearsal")
    screen.choose("Drawn people: the demonstration’s clip")
    screen.fill("Place", "Drawn concourse")
    screen.fill("Purpose", "Rehearse a deployment from end to end.")
    fill_the_day(screen, str(starts.day), str(starts.month), str(starts.year))
    screen.fill("Start time", f"{starts:%H:%M}")
    screen.fill("End time", "23:59")
    screen.fill("Face-match threshold", "0.60")
    screen.fill("Why this threshold is right", "Chosen on drawn people, for drawn people.")


def fill_the_day(screen: Screen, *parts: str) -> None:
    day = screen.page.get_by_role("group", name="Day", exact=True)
    for label, value in zip(("Day", "Month", "Year"), parts, strict=True):
        day.get_by_label(label, exact=True).fill(value)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_application_is_drafted_listed_sealed_and_submitted(
    site: Site, open_as: Open, tmp_path: Path, script: bool
) -> None:
    name = "script" if script else "plain"
    team = open_as(site.who.team_member, script=script)
    team.check(f"home-team-{name}")
    team.press("Apply for a deployment")
    team.sees("A score is not a probability.")
    fill_the_plan(team)
    team.check(f"apply-new-{name}")
    team.press("Save as a draft")
    team.heading("Drawn rehearsal")
    deployment = Deployment.objects.get()
    assert (deployment.state, deployment.source, deployment.threshold) == ("draft", "drawn", "0.60")
    assert [camera.name for camera in deployment.cameras.all()] == [CAMERA]

    drawn = tmp_path / "drawn.png"
    drawn.write_bytes(face("PNG"))
    team.press("Add a person")
    team.fill("Name or reference", "Drawn person seven")
    team.choose("Drawn person or rehearsal volunteer")
    team.fill("Reason for this person", "Drawn for this rehearsal.")
    team.page.get_by_label("Pictures").set_input_files(drawn)
    team.check(f"apply-entry-{name}")
    team.press("Add to the watchlist")
    team.sees("Waiting for its check")
    team.sees_not("Drawn person seven")
    entry = WatchlistEntry.objects.get()
    picture = entry.pictures.get()
    assert face("PNG")[:200] not in media.read(site.home, "watchlist_picture", picture.pk)

    team.press("Seal the watchlist")
    team.sees("Some pictures of the watchlist have not been checked yet.")
    make.accept(picture)
    team.go(f"/apply/{deployment.pk}")
    team.sees("Accepted")
    team.check(f"apply-draft-{name}")
    team.press("Seal the watchlist")
    team.sees("From now on it can only shrink.")
    team.press("Check your answers and submit")
    team.sees("Say what is rehearsed and what people should know afterwards.")
    team.press("Submit the application")
    team.sees("It was not submitted")
    team.follow("Say what is rehearsed")
    team.fill("What is rehearsed, and what should people know afterwards?", "How to halt, and who resumes.")
    team.check(f"apply-lesson-{name}")
    team.press("Save and continue")
    team.heading("Check your answers")
    team.sees("How to halt, and who resumes.")
    team.check(f"apply-answers-drawn-{name}")
    team.press("Submit the application")
    team.sees("An Authorising Officer who had no hand in it decides.")
    assert Deployment.objects.get().state == "submitted"


def test_a_refused_picture_says_what_to_do(site: Site, open_as: Open) -> None:
    deployment = make.draft(site.who)
    make.entry(site.who.team_member, deployment, label="Second")
    waiting = WatchlistPicture.objects.order_by("-added_at")[0]
    WatchlistPicture.objects.filter(pk=waiting.pk).update(state="waiting", template_sealed=b"", template_digest="")
    record_picture_check(waiting.pk, PictureCheck(accepted=False, reasons=("two_faces",)))
    team = open_as(site.who.team_member, width=390)
    team.go(f"/apply/{deployment.pk}")
    team.sees("More than one face was found. Add a picture of this person alone.")
    team.check("apply-draft-refused")


def test_an_empty_form_says_what_is_missing_and_keeps_what_was_entered(site: Site, open_as: Open) -> None:
    team = open_as(site.who.team_member, width=320)
    team.go("/apply/new")
    team.fill("Place", "Drawn concourse")
    fill_the_day(team, "31", "2", "2027")
    with team.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        team.press("Save as a draft")
    assert answered.value.status == 422
    team.sees("Enter a title.")
    team.sees("Enter a real date, for example 27 3 2027.")
    assert team.page.get_by_label("Place", exact=True).input_value() == "Drawn concourse"
    team.check("apply-new-errors")
    team.follow("Enter a real date")
    assert team.page.locator(":focus").get_attribute("name") == "day_day"
    assert not Deployment.objects.exists()


def test_a_threshold_off_the_engines_scale_is_refused_with_its_scale(site: Site, open_as: Open) -> None:
    team = open_as(site.who.team_member, script=False)
    team.go("/apply/new")
    fill_the_plan(team)
    team.fill("Face-match threshold", "60")
    team.press("Save as a draft")
    team.sees("is outside the scale of the engine")
    assert not Deployment.objects.exists()


@pytest.mark.clause("M-94", "E-41")
def test_a_zone_of_recognition_is_drawn_with_the_keyboard_alone(site: Site, open_as: Open) -> None:
    draft = create_deployment(site.who.team_member, make.plan(engine=engine_on_offer()))
    team = open_as(site.who.team_member, width=320)
    team.go(f"/apply/{draft.pk}/zone/{CAMERA}")
    team.sees("The zone covers the whole picture.")
    for number, place in ((1, "10"), (2, "90")):
        team.tab_to(f"Corner {number}: from the left, in %")
        team.page.keyboard.press("Control+A")
        team.type(place)
    team.tab_to("Draw it first")
    team.enter()
    team.sees("The zone covers 90 % of the picture.")
    team.sees("it is not kept yet")
    expect(team.part("img", "Zone of recognition of north: 90 % of the picture")).to_be_visible()
    team.check("apply-zone")
    team.tab_to("Corner 2: from the left, in %")
    team.page.keyboard.press("Control+A")
    team.type("far")
    team.tab_to("Keep this zone")
    team.enter()
    team.sees("Enter a number from 0 to 100.")
    team.check("apply-zone-errors")
    team.tab_to("Corner 2: from the left, in %")
    team.page.keyboard.press("Control+A")
    team.type("90")
    team.tab_to("Keep this zone")
    team.enter()
    team.sees("The zone of north is kept: 90 % of the picture.")
    team.check("apply-draft-zone")
    assert draft.cameras.get().zone_json[:2] == [[0.1, 0.0], [0.9, 0.0]]
