"""Attempts to get something out of a camera process: its memory, its dumps, its leftovers, its refusals."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from overt.actions.halt import halt
from overt.live.errors import ComparisonStopped
from overt.live.session import CameraSession
from tests import make
from tests.live.fixtures import mark_clip, who  # noqa: F401 - fixtures
from tests.live.marks import RED, YELLOW, MarkEngine
from tests.live.searching import hits
from tests.live.staging import job, live, mark_subject, until
from tests.live.test_session import comparing, running

_CHILD = """
import json, os, resource, sys
from pathlib import Path
from overt.live import hygiene
found = hygiene.apply()
status = Path("/proc/self/status").read_text()
print(json.dumps({
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "owner": os.stat("/proc/self/environ").st_uid,
    "locked": found.memory_locked,
    "kilobytes": int(status.split("VmLck:")[1].split()[0]),
    "sentences": len(found.sentences),
}))
sys.stdout.flush()
if len(sys.argv) > 1:
    os.abort()
"""


def in_a_child(*arguments: str, cwd: Path | None = None) -> tuple[dict[str, object], int]:
    done = subprocess.run([sys.executable, "-c", _CHILD, *arguments], capture_output=True, text=True, cwd=cwd)
    return json.loads(done.stdout), done.returncode


def test_a_clean_process_dumps_no_core_even_when_it_aborts(tmp_path: Path) -> None:
    told, code = in_a_child("abort", cwd=tmp_path)
    assert code == -6
    assert told["core"] == [0, 0]
    assert list(tmp_path.iterdir()) == []


def test_memory_is_locked_or_the_report_says_so() -> None:
    told, _ = in_a_child()
    assert told["locked"] == (told["kilobytes"] != 0)
    assert (told["sentences"] == 0) == told["locked"]


def test_memory_is_not_locked_where_a_limit_would_make_allocations_fail() -> None:
    script = (
        "import resource; from overt.live import hygiene;"
        "hygiene._may_lock_everything.__globals__['Path'] = lambda _: type('S', (), {'read_text': lambda *_:"
        " 'CapEff:\\t0000000000000000\\n'})();"
        "resource.setrlimit(resource.RLIMIT_MEMLOCK, (65536, 65536));"
        "found = hygiene.apply(); bytearray(64 * 1024 * 1024); print(found.memory_locked)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_process_ends_with_its_parent(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    child = (
        "import os, sys, time; from overt.live import hygiene; hygiene.die_with(int(sys.argv[1]));"
        f"open({str(told)!r} + '.new', 'w').write(str(os.getpid())); os.rename({str(told)!r} + '.new', {str(told)!r});"
        "time.sleep(600)"
    )
    parent = (
        "import os, subprocess, sys, time;"
        f"subprocess.Popen([sys.executable, '-c', {child!r}, str(os.getpid())]); time.sleep(600)"
    )
    started = subprocess.Popen([sys.executable, "-c", parent])
    assert until(told.exists, 60)
    pid = int(told.read_text())
    started.kill()
    started.wait()
    assert until(lambda: not Path(f"/proc/{pid}").exists() or _is_zombie(pid), 20)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_halted_camera_has_nothing_of_the_list_in_its_hands(who: make.People, mark_clip: Path) -> None:  # noqa: F811
    deployment = live(who, [mark_subject("yellow", YELLOW), mark_subject("red", RED)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session):
        assert until(lambda: comparing(session))
        held = session._warranted._held
        assert held is not None
        vectors = held.opened._vectors
        key = held.warrant._key
        assert vectors.any()
        halt(who.silver, deployment, reason="rehearsed")
        assert until(lambda: not session._warranted.warrant, 5)
        assert not vectors.any()
        assert not any(key)
        with pytest.raises(ComparisonStopped):
            session._warranted.compare(np.zeros((1, 128), np.float32))


def test_no_unmatched_mark_reaches_the_site_folder(who: make.People, home: Path, mark_clip: Path) -> None:  # noqa: F811
    """Every passage of this clip is unlisted: after the run nothing of them may be on a disk."""
    import av

    deployment = live(who, [mark_subject("yellow", YELLOW)])
    engine = MarkEngine()
    report = CameraSession(job(deployment, engine, mark_clip, every_frame=True)).run()
    assert report.counters.recognition_opportunities >= 3
    with av.open(str(mark_clip)) as container:
        pixels = next(f.to_ndarray(format="rgb24") for n, f in enumerate(container.decode(video=0)) if n == 40)
    faces = engine.detect(pixels)
    x0, y0, x1, y1 = (round(float(edge)) for edge in faces.boxes[0])
    probe = pixels[y0:y1, x0:x1]
    assert hits([home], probe) == 0
    (home / "slip.png").write_bytes(_png(probe))
    assert hits([home], probe) > 0, "the search would have seen it"


def _png(pixels: np.ndarray) -> bytes:  # type: ignore[type-arg]
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()
