"""The supervisor and its camera process as real processes: refusals, a full disk, the end of the hours, the end."""

import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from overt.actions import site
from overt.bus import PreviewSlot, slot_name
from overt.live.errors import RunRefused, SourceRefused
from overt.live.session import prepare
from overt.live.source_spec import SourceSpec
from overt.live.supervisor import supervise
from overt.records.models import CameraRun, Deployment
from overt.vault.testing import FakeClock
from tests import make
from tests.live.marks import RED
from tests.live.processes import alive, comparing_runs, log_of, start_supervisor, supervised
from tests.live.rtsp import Camera
from tests.live.staging import CAMERA, authorised, configure, events, live, mark_subject, until

PATIENCE = 90.0


@pytest.fixture
def camera() -> Iterator[Camera]:
    made = Camera()
    made.appear()
    yield made
    made.vanish()


def lease(run: CameraRun) -> float:
    return CameraRun.objects.get(pk=run.id).lease_until.timestamp()


@pytest.mark.rtsp
def test_a_camera_process_from_start_to_end(who: make.People, home: Path, camera: Camera) -> None:
    """One life: clean of core dumps, alone on its camera, stopped by a full disk and no longer, ended in order."""
    configure(home, {CAMERA: camera.address})
    deployment = live(who, [mark_subject("red", RED)])
    slot = PreviewSlot.attach(slot_name(deployment.id, CAMERA))
    with supervised(home, deployment) as supervisor:
        assert until(lambda: CAMERA in comparing_runs(deployment), PATIENCE), log_of(home)
        run = comparing_runs(deployment)[CAMERA]
        assert "Max core file size        0                    0" in Path(f"/proc/{run.pid}/limits").read_text()
        assert until(lambda: slot.read() is not None, PATIENCE)

        second = start_supervisor(home, deployment)
        assert second.wait(PATIENCE) == 2
        assert "overt: Another process is running this deployment's cameras." in log_of(home)
        assert comparing_runs(deployment)[CAMERA].id == run.id

        fill_the_disk_for(deployment, run)

        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(PATIENCE) == 0
    assert not alive(run.pid)
    assert CameraRun.objects.get(pk=run.id).state == "ended"
    assert events(deployment)[-1] == "camera.run_ended"
    assert slot.read() is None
    assert "s3cret" not in log_of(home)
    process = next(json.loads(line) for line in log_of(home).splitlines() if '"camera.process"' in line)
    assert process["core_dumps_off"] is True
    assert process["not_traceable"] is True


def fill_the_disk_for(deployment: Deployment, run: CameraRun) -> None:
    """Let no write of the process succeed, as on a full disk, until it shows; then give it room again."""
    unlimited = resource.prlimit(run.pid, resource.RLIMIT_FSIZE)
    frames = CameraRun.objects.get(pk=run.id).frames
    assert until(lambda: CameraRun.objects.get(pk=run.id).frames > frames, PATIENCE)
    resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (0, unlimited[1]))
    stood_at = lease(run)
    assert not until(lambda: lease(run) > stood_at + 2, 4.0), "it still writes"
    assert alive(run.pid)
    resource.prlimit(run.pid, resource.RLIMIT_FSIZE, unlimited)
    assert until(lambda: lease(run) > stood_at + 2, PATIENCE)
    frames = CameraRun.objects.get(pk=run.id).frames
    assert until(lambda: CameraRun.objects.get(pk=run.id).frames > frames, PATIENCE)
    assert deployment.runs.count() == 1


def test_a_deployment_whose_hours_are_over_is_expired_instead_of_run(who: make.People) -> None:
    deployment = live(who, [mark_subject("red", RED)])
    site.forget_vault(FakeClock(deployment.ends_at + timedelta(seconds=1)))
    assert supervise(deployment.id, stop=threading.Event()) == 0
    deployment.refresh_from_db()
    assert deployment.state == "expired"
    assert not CameraRun.objects.exists()


def test_a_camera_that_cannot_run_is_told_in_a_sentence(who: make.People, home: Path) -> None:
    deployment = live(who, [mark_subject("red", RED)])
    configure(home, {CAMERA: str(home / "nothing.mp4")})
    supervisor = start_supervisor(home, deployment)
    assert supervisor.wait(PATIENCE) == 2
    assert "overt: north: There is no file nothing.mp4." in log_of(home)
    assert not CameraRun.objects.exists()


def test_a_deployment_that_is_not_on_duty_is_not_run(who: make.People) -> None:
    with pytest.raises(RunRefused) as draft:
        supervise(make.draft(who).id, stop=threading.Event())
    assert draft.value.code == "not_on_duty"
    with pytest.raises(RunRefused) as none:
        supervise("0" * 32, stop=threading.Event())
    assert none.value.code == "no_such_deployment"


def test_a_run_left_by_the_dead_is_recorded_as_lost_before_anything_starts(who: make.People) -> None:
    """The number of the dead process now belongs to a younger one: it is not mistaken for it."""
    deployment = live(who, [mark_subject("red", RED)])
    run = make.camera_run(deployment, CAMERA)
    younger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        CameraRun.objects.filter(pk=run.id).update(pid=younger.pid, started_at=run.started_at - timedelta(seconds=60))
        stop = threading.Event()
        stop.set()
        assert supervise(deployment.id, stop=stop) == 0
    finally:
        younger.kill()
        younger.wait()
    assert CameraRun.objects.get(pk=run.id).state == "lost"
    assert events(deployment)[-1] == "camera.lost"


def test_stored_footage_is_refused_in_the_place_of_a_camera(who: make.People, mark_clip: Path) -> None:
    deployment = make.draft(make.in_order(who), source="camera")
    with pytest.raises(RunRefused) as refused:
        prepare(deployment.id, "north", SourceSpec.parse(str(mark_clip)))
    assert refused.value.code == "stored_footage"


def test_what_cannot_be_run_is_refused_before_anything_is_recorded(who: make.People, tmp_path: Path) -> None:
    deployment = authorised(who, [mark_subject("red", RED)])
    before = events(deployment)
    with pytest.raises(RunRefused) as unknown:
        prepare("0" * 32, CAMERA)
    assert unknown.value.code == "no_such_deployment"
    with pytest.raises(RunRefused) as other:
        prepare(deployment.id, "south")
    assert other.value.code == "camera_unknown"
    with pytest.raises(RunRefused) as unset:
        prepare(deployment.id, CAMERA)
    assert unset.value.code == "camera_without_source"
    with pytest.raises(SourceRefused):
        prepare(deployment.id, CAMERA, SourceSpec.parse(str(tmp_path / "nothing.mp4")))
    assert events(deployment) == before
    assert not CameraRun.objects.exists()
