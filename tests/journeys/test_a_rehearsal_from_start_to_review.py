"""Three cameras, an operator, two telephones and Silver run a rehearsal to its review, whose numbers are the script's.

Two drawn clips play in real time and one comes as an RTSP stream. The script says who walks where; one subject is
listed under the picture of somebody else, so that passers-by set off alerts that are really false.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import av
import pytest

from overt.actions import site as clock
from overt.actions.adjudicate import View
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.values import CameraPlan
from overt.documents.review_export import review_values
from overt.law.roles import Role
from overt.records.models import Alert, CameraRun, Deployment, Person
from overt.records.queries.alerts import stages_of
from overt.rehearsal.people import load_cast
from overt.rehearsal.threshold import REHEARSAL_THRESHOLD
from overt.vision.engine import Engine
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.screen import Screen
from tests.live.clips import ClipPlan, Picture, write_clip
from tests.live.fixtures import dlib_engine, drawn_clip
from tests.live.processes import comparing_runs, log_of, supervised
from tests.live.rtsp import Camera
from tests.live.staging import Subject, authorised, configure, draw_subject, until

__all__ = ["dlib_engine", "drawn_clip"]
pytestmark = [pytest.mark.browser, pytest.mark.rtsp, pytest.mark.long]

RATE = 6
"""Pictures a second: half of what the clip was drawn for, so that three cameras fit two cores beside four browsers."""

FIRST_WALKS, LAST_WALK = slice(0, 48), slice(51, 96)
"""Frames of the drawn clip in which the passer-by and the first subject walk, and those of the second subject."""

WALK = timedelta(seconds=8)

PLAN = ClipPlan(width=640, height=360, rate=RATE, codec_options={"crf": "16"})
POSTED = (("north", "south"), ("east",))
"""Which cameras' alerts reach which telephone."""


@dataclass(frozen=True)
class Walked:
    """One passage of the script: where, whom the list says it is, what it truly is, and what people do about it."""

    camera: str
    label: str
    view: View
    disposal: str = ""


@pytest.fixture
def stream() -> Iterator[Camera]:
    camera = Camera()
    camera.appear()
    yield camera
    camera.vanish()


def test_every_alert_ends_in_one_outcome_and_the_review_counts_what_was_scripted(
    site: Site, open_as: Open, stream: Camera, drawn_clip: Path, dlib_engine: Engine, tmp_path: Path
) -> None:
    first, second, other = load_cast().listed[:3]
    mistaken = _listed_under_anothers_picture(other, load_cast().passers[0], dlib_engine)
    script = (
        Walked("north", "mistaken", "not_the_same"),
        Walked("north", first.name, "same", "Arrest"),
        Walked("south", second.name, "same", "Other disposal"),
        Walked("east", "mistaken", "not_the_same"),
        Walked("east", first.name, "same"),
    )
    pictures = _pictures(drawn_clip)
    north, south = (
        write_clip(tmp_path / f"{name}.mp4", PLAN, pictures[walks])
        for name, walks in (("north", FIRST_WALKS), ("south", LAST_WALK))
    )
    configure(site.home, {"north": str(north), "south": str(south), "east": stream.address})
    deployment = authorised(
        site.who,
        [draw_subject(one.name, one, dlib_engine) for one in (first, second)] + [mistaken],
        cameras=tuple(CameraPlan(name, smallest_face_px=40) for name in ("north", "south", "east")),
        threshold=REHEARSAL_THRESHOLD["dlib"],
    )
    with supervised(site.home, deployment):
        operator, silver = open_as(site.who.operator), open_as(site.who.silver)
        officers = [site.who.engagement_officer, make.person(site.who.administrator, Role.ENGAGEMENT_OFFICER)]
        phones = [open_as(officer, width=390) for officer in officers]
        _start(silver, deployment)
        _on_duty(operator, phones, officers, deployment)
        operator.go(f"/operate/{deployment.pk}")
        assert until(lambda: len(comparing_runs(deployment)) == 3, 60), log_of(site.home)
        assert until(lambda: CameraRun.objects.get(camera="east").frames > 0, 30), log_of(site.home)
        stream.tell(f"rate {RATE}")
        stream.tell(f"play {_raw(tmp_path / 'east.raw', pictures[FIRST_WALKS])}")
        assert until(lambda: settled(deployment, len(script)), 60), log_of(site.home)
        alerts = Alert.objects.count()
        operator.sees(f"Waiting for a view: {alerts}")
        _keep(operator, "console")
        viewed = [_view(operator, script, shoot=number == 0) for number in range(alerts)]
        assert set(viewed) == set(script)
        for phone, cameras in zip(phones, POSTED, strict=True):
            for walked in viewed:
                if walked.camera in cameras and walked.view == "same":
                    _engage(phone, deployment, walked)
        silver.go(f"/command/{deployment.pk}")
        silver.sees("Live: this page updates by itself.")
        _keep(silver, "command")
        silver.go(f"/operate/{deployment.pk}/close")
        silver.press("Close for good")
        silver.sees("The deployment is closed.")
    _the_review_counts_the_script(silver, deployment, viewed)


def _the_review_counts_the_script(silver: Screen, deployment: Deployment, alerts: list[Walked]) -> None:
    erase_watchlist(Person.objects.get(grants__role=Role.SILVER.value), deployment)
    stages = {stage: count for stage, count in stages_of(deployment.pk).items() if count}
    assert sum(stages.values()) == len(alerts)
    assert all(stage.is_over for stage in stages), stages
    right = [one for one in alerts if one.view == "same"]
    done = Counter(one.disposal for one in right)
    wrong = len(alerts) - len(right)
    silver.go(f"/record/{deployment.pk}/review/figures")
    silver.heading("Figures of the review")
    silver.sees(f"{len(alerts)}: {len(right)} true, {wrong} false, 0 unresolved")
    _keep(silver, "review")
    published = review_values(Deployment.objects.get(pk=deployment.pk))["published"]
    seen = sum(CameraRun.objects.filter(deployment=deployment).values_list("passages", flat=True))
    expected = {
        **{"total_alerts": len(alerts), "true_confirmed": len(right) - done[""], "true_unconfirmed": done[""]},
        **{"false_unconfirmed": wrong, "false_confirmed": 0, "unresolved": 0, "no_action": 0},
        **{"arrests": done["Arrest"], "other_disposals": done["Other disposal"]},
        **{"watchlist_size": 3, "faces_seen": seen},
    }
    assert {name: published[name] for name in expected} == expected
    assert seen >= len(alerts)


def settled(deployment: Deployment, pairs: int) -> bool:
    """Whether everybody of the script has alerted and nobody did in the last eight seconds, as long as a walk takes.

    A tracker may lose somebody and find them again: they are two passages then, and alert twice.
    """
    raised = list(Alert.objects.filter(deployment=deployment).values_list("camera", "entry", "raised_at"))
    return len({row[:2] for row in raised}) >= pairs and clock.now() - max(row[2] for row in raised) > WALK


def _listed_under_anothers_picture(shown: object, really: object, engine: Engine) -> Subject:
    picture, template = draw_subject("mistaken", shown, engine), draw_subject("mistaken", really, engine)
    return Subject("mistaken", picture.pictures, template.templates)


def _pictures(clip: Path) -> list[Picture]:
    with av.open(str(clip)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def _raw(path: Path, pictures: list[Picture]) -> Path:
    """Write pictures as the RTSP camera plays them."""
    frames = (av.VideoFrame.from_ndarray(one, "rgb24") for one in pictures)
    path.write_bytes(b"".join(one.to_ndarray(format="yuv420p").tobytes() for one in frames))
    return path


def _start(silver: Screen, deployment: Deployment) -> None:
    silver.go(f"/operate/{deployment.pk}")
    silver.press("Start the deployment")
    silver.sees("The deployment is live.")


def _on_duty(operator: Screen, phones: list[Screen], officers: list[Person], deployment: Deployment) -> None:
    """Each officer goes on duty on their telephone; the operator posts one to two cameras and one to the third."""
    for phone, officer, cameras in zip(phones, officers, POSTED, strict=True):
        phone.go(f"/engagements/{deployment.pk}")
        phone.press("Go on duty")
        phone.sees("No alert was sent to you.")
        operator.go(f"/operate/{deployment.pk}/post/{officer.pk}")
        for camera in cameras:
            operator.choose(camera)
        operator.press(f"Post {officer.name}")
        operator.sees("The officer is posted.")


def _view(operator: Screen, script: tuple[Walked, ...], *, shoot: bool) -> Walked:
    """Look at the alert that waits longest and give the view that the script knows to be right."""
    operator.page.get_by_role("button", name="Look at the alert").first.click()
    operator.heading("Alert of")
    said = operator.page.locator("main").inner_text()
    walked = next(one for one in script if f"camera {one.camera}" in said and one.label in said)
    if shoot:
        _keep(operator, "alert")
    operator.page.keyboard.press("1" if walked.view == "same" else "2")
    operator.sees("It is not a probability")
    operator.follow("Back to the operator’s page")
    operator.heading("Rehearsal on the concourse")
    return walked


def _engage(phone: Screen, deployment: Deployment, walked: Walked) -> None:
    """Give the officer's own view, decide, and record the engagement with its outcome; or decide not to engage."""
    phone.go(f"/engagements/{deployment.pk}")
    waiting = phone.page.locator("li.overt-queue__new", has_text=f"Camera {walked.camera},")
    waiting.first.get_by_role("link", name=re.compile("^Alert of")).click()
    phone.heading("Alert of")
    phone.page.locator("button[value=same]").click()
    phone.sees("It is not a probability")
    phone.follow("Engagement and outcome")
    if not walked.disposal:
        phone.choose("No. The person has gone")
        phone.press("Record my decision")
        phone.sees("You did not engage.")
        return
    phone.choose("Yes. I want to find out who it is")
    phone.press("Record my decision")
    phone.press("Record the engagement")
    phone.sees("The engagement is recorded.")
    phone.choose("It was the person on the watchlist")
    phone.choose(walked.disposal)
    if walked.disposal != "No action":
        phone.fill("Under which power", "PACE section 24")
    if walked.camera == "south":
        _keep(phone, "outcome")
    phone.press("Record the outcome")
    phone.sees("Concluded.")


def _keep(screen: Screen, name: str) -> None:
    """Keep the page as it is, at desktop and at telephone width."""
    for width in (390, 1280):
        screen.page.set_viewport_size({"width": width, "height": 900})
        screen.shot(f"rehearsal-{name}")
