"""kill -9 of camera processes and of the supervisor at random moments: what was shown stays, the rest goes on."""

import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from overt.actions.show_alert import show_alert
from overt.actions.values import CameraPlan
from overt.bus import slot_name
from overt.records.models import Alert, CameraRun, Deployment
from overt.rehearsal.people import load_cast
from overt.rehearsal.threshold import REHEARSAL_THRESHOLD
from overt.vision.engine import Engine
from tests import make
from tests.live.processes import comparing_runs, log_of, start_supervisor
from tests.live.searching import hits
from tests.live.staging import configure, draw_subject, events, live, until

CAMERAS = ("north", "south")
PATIENCE = 90.0


class Shown:
    """Every alert a person was shown, and what they saw."""

    def __init__(self, who: make.People, deployment: Deployment) -> None:
        self._who = who
        self._deployment = deployment
        self._seen: dict[str, bytes] = {}

    def look(self) -> None:
        for alert in Alert.objects.filter(deployment=self._deployment):
            self._seen.setdefault(alert.id, show_alert(self._who.operator, alert).probe_jpeg)

    def all_still_there(self) -> bool:
        return all(show_alert(self._who.operator, alert).probe_jpeg == jpeg for alert, jpeg in self._seen.items())


def staged(who: make.People, home: Path, engine: Engine, clip: Path) -> Deployment:
    subjects = [draw_subject(person.name, person, engine) for person in load_cast().listed[:2]]
    cameras = tuple(CameraPlan(name, smallest_face_px=40) for name in CAMERAS)
    configure(home, dict.fromkeys(CAMERAS, str(clip)))
    return live(who, subjects, cameras=cameras, threshold=REHEARSAL_THRESHOLD["dlib"])


def kill_a_camera(deployment: Deployment, dice: random.Random) -> None:
    runs = comparing_runs(deployment)
    victim = dice.choice(sorted(runs))
    other = next(run for name, run in runs.items() if name != victim)
    os.kill(runs[victim].pid, signal.SIGKILL)
    lost = CameraRun.objects.filter(pk=runs[victim].id, state="lost")
    assert until(lost.exists, PATIENCE)
    assert CameraRun.objects.get(pk=other.id).state != "lost", "the other camera went down with it"
    assert until(lambda: comparing_runs(deployment).get(victim, runs[victim]).id != runs[victim].id, PATIENCE)


def kill_the_supervisor(deployment: Deployment, pid: int) -> dict[str, CameraRun]:
    """Kill it and give its cameras' runs, which end in order on their own while the next supervisor starts."""
    runs = comparing_runs(deployment)
    os.kill(pid, signal.SIGKILL)
    return runs


def resumed(deployment: Deployment, left: dict[str, CameraRun]) -> bool:
    """Whether both cameras run anew and the runs that were left are over, on record."""
    now = comparing_runs(deployment)
    states = {CameraRun.objects.get(pk=run.id).state for run in left.values()}
    return (
        len(now) == 2 and states == {"ended"} and not {run.id for run in now.values()} & {r.id for r in left.values()}
    )


def rounds(count: int, seed: int, who: make.People, home: Path, engine: Engine, clip: Path) -> None:
    dice = random.Random(seed)
    deployment = staged(who, home, engine, clip)
    shown = Shown(who, deployment)
    for number in range(count):
        supervisor = start_supervisor(home, deployment)
        try:
            assert until(lambda: len(comparing_runs(deployment)) == 2, PATIENCE), log_of(home)
            time.sleep(dice.random() * 3)
            shown.look()
            if (number + seed) % 2:
                kill_a_camera(deployment, dice)
            else:
                left = kill_the_supervisor(deployment, supervisor.pid)
                supervisor.wait()
                supervisor = start_supervisor(home, deployment)
                assert until(lambda left=left: resumed(deployment, left), PATIENCE), log_of(home)  # type: ignore[misc]
            shown.look()
        finally:
            supervisor.terminate()
            supervisor.wait(60)
        assert not CameraRun.objects.filter(deployment=deployment, state="running").exists()
        assert shown.all_still_there()
    told = events(deployment)
    assert told.count("camera.lost") == CameraRun.objects.filter(deployment=deployment, state="lost").count()
    assert "camera.run_ended" in told
    assert nothing_unmatched_is_left(home, engine, clip)
    assert not [name for name in CAMERAS if Path("/dev/shm", slot_name(deployment.id, name)).exists()]


def nothing_unmatched_is_left(home: Path, engine: Engine, clip: Path) -> bool:
    """Search the site and the processes' log for the passer-by the clip shows."""
    probe, template = passer_by(engine, clip)
    database = Path(settings.DATABASES["default"]["NAME"]).resolve().parent
    assert not list(home.parent.glob("**/core*"))
    return hits([home.parent, database], probe, template) == 0


def passer_by(engine: Engine, clip: Path) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """The passer-by as the clip shows them at their largest, and the template of that look."""
    import av

    from overt.rehearsal.truth import load_truth

    truth = load_truth(clip.with_name("street.truth.json"))
    passage = next(one for one in truth.passages if not one.listed)
    best = max(passage.appearances, key=lambda seen: seen.box[3] - seen.box[1])
    with av.open(str(clip)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    pixels = frames[best.frame]
    faces = engine.detect(pixels)
    x0, y0, x1, y1 = (max(0, round(edge)) for edge in best.box)
    nearest = int(np.argmin(np.abs(faces.centres[:, 0] - (x0 + x1) / 2)))
    return pixels[y0:y1, x0:x1], engine.templates(engine.chip(pixels, faces.landmarks[nearest])[None])[0]


def test_two_kill_rounds(
    who: make.People, home: Path, dlib_engine: Engine, drawn_clip: Path, campaign_seed: int
) -> None:
    rounds(2, campaign_seed, who, home, dlib_engine, drawn_clip)


@pytest.mark.long
def test_twenty_kill_rounds(
    who: make.People, home: Path, dlib_engine: Engine, drawn_clip: Path, campaign_seed: int
) -> None:
    rounds(20, campaign_seed, who, home, dlib_engine, drawn_clip)
