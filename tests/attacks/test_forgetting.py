"""The proof of forgetting sees what it must, copies in a process and faces in crashes, and says where it cannot."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from overt.cli.plain_log import PlainFormatter
from overt.cli.proof import crash
from overt.cli.proof import prove as proving
from overt.cli.proof.memory import MemoryFigure
from overt.rehearsal.canary import Canary, Findings, Hit
from overt.rehearsal.memory import Buffer, MemoryRefused, survey
from overt.rehearsal.planting import Planted
from tests.unit.rehearsal.canary_making import NAMES, probe_of, template_of

HOLDS = """
import ctypes, sys
kept = sys.stdin.buffer.read()
buffer = ctypes.create_string_buffer(kept, len(kept))
wiped = ctypes.create_string_buffer(kept, len(kept)); ctypes.memset(wiped, 0, len(kept))
del kept
print(ctypes.addressof(buffer), flush=True)
import time; time.sleep(60)
"""


@contextmanager
def holding(content: bytes) -> Iterator[tuple[int, int]]:
    """A process that holds these bytes in one buffer: its id and the buffer's address."""
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(content)
            process.stdin.close()
            yield process.pid, int(process.stdout.readline())
        finally:
            process.kill()


@pytest.mark.clause("M-42")
@pytest.mark.clause("E-24")
def test_a_template_and_a_face_left_in_memory_are_found_and_told_apart_from_what_others_keep() -> None:
    probe, template = probe_of(NAMES[0]), template_of(NAMES[0])
    canaries = [Canary("kept", probe, template), Canary("not there", probe_of(NAMES[1]), template_of(NAMES[1]))]
    content = template.tobytes() + probe.tobytes()
    with holding(content) as (process, address):
        found = survey(process, canaries, [Buffer(address, len(content))])
        nobody_owns = survey(process, canaries, [])
    ours = {copy.form for copy in found.copies if copy.ours}
    assert ours == {"template", "picture"}
    assert found.count("kept", ours=True) == 2
    assert found.count("not there", ours=True) == found.count("not there", ours=False) == 0
    assert nobody_owns.count("kept", ours=True) == 0
    assert nobody_owns.count("kept", ours=False) >= 2
    assert found.bytes_read > len(content)


def test_a_process_that_is_gone_is_a_sentence() -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    with pytest.raises(MemoryRefused, match="CAP_SYS_PTRACE"):
        survey(done.pid, [Canary("a", None, template_of(NAMES[0]))], [])


WITHOUT_PTRACE = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 19, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_SYS_PTRACE: lost at the next exec
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1], *sys.argv[2:]])
"""
LOOKS = """
import sys, numpy as np
from overt.rehearsal.canary import Canary
from overt.rehearsal.memory import MemoryRefused, survey
try:
    survey(int(sys.argv[1]), [Canary("a", None, np.random.default_rng(1).normal(0, 1, 32).astype(np.float32))], [])
    print("looked")
except MemoryRefused as refused:
    print(refused)
"""
CLEAN = "from overt.live import hygiene; hygiene.apply(); print(1, flush=True); import time; time.sleep(60)"


def test_without_privilege_the_look_into_a_camera_process_is_refused_in_a_sentence() -> None:
    with subprocess.Popen([sys.executable, "-c", CLEAN], stdout=subprocess.PIPE) as clean:
        try:
            assert clean.stdout is not None
            clean.stdout.readline()
            command = [sys.executable, "-c", WITHOUT_PTRACE, LOOKS, str(clean.pid)]
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        finally:
            clean.kill()
    assert "root or CAP_SYS_PTRACE" in told


@pytest.mark.parametrize("way", ["abort", "raise"])
def test_a_crash_with_a_face_in_its_hands_leaves_nothing(way: str) -> None:
    assert not proving._leaks(way, Canary("a", None, template_of(NAMES[0])))


def test_the_page_and_the_log_of_a_failed_request_hold_nothing_of_what_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Django answers and logs a view that failed with a face in its variables and its text."""
    from django.conf import settings

    from overt.cli import django_settings

    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlainFormatter())
    assert django_settings.LOGGING["formatters"]["plain"] == {"()": "overt.cli.plain_log.PlainFormatter"}  # type: ignore[index]
    assert settings.DEBUG is False
    monkeypatch.setattr(logging.getLogger("django.request"), "handlers", [handler])
    monkeypatch.setattr("overt.cli.site.set_up_django", lambda: None)
    face = template_of(NAMES[0]).tobytes()
    told = crash._error_page(face).decode() + written.getvalue()
    assert "Something went wrong" in told
    assert "ValueError at" in told
    assert "crash.py" in told
    assert face.hex() not in told
    assert str(list(face[:16]))[1:-1] not in told


def test_a_crash_that_does_leak_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same look at a process that prints what it held, as bytes and as numbers."""
    run = subprocess.run
    for leak in ("print(f.hex())", "print(list(f))", "open('core', 'wb').write(f)"):
        child = f"import sys; f = sys.stdin.buffer.read(); {leak}"

        def leaking(_: list[str], child: str = child, **options: object) -> subprocess.CompletedProcess[bytes]:
            return run([sys.executable, "-c", child], **options)  # type: ignore[call-overload, no-any-return]

        monkeypatch.setattr(proving.subprocess, "run", leaking)
        assert proving._leaks("raise", Canary("a", None, template_of(NAMES[0])))


GOOD = MemoryFigure(
    seconds_after=3.0, templates_made=2, templates_overwritten=2, templates_known=2, bytes_read=1, control_found=True
)


def proof(memory: MemoryFigure = GOOD, hits: tuple[Hit, ...] = (), leaks: bool = False) -> proving.Proof:
    plants = (Planted("file", Path("/site/one")), Planted("log", Path("/site/two")))
    control = (Hit("one", proving.CONTROL, "raw"), Hit("two", proving.CONTROL, "raw"))
    return proving._proof([Findings(control + hits, 2, 10, 0, 0)], plants, 1, {"abort": leaks}, memory)


def test_a_proof_holds_only_when_all_planted_and_nothing_else_is_found() -> None:
    assert proof().holds
    assert not proof(hits=(Hit("media/x", "walk-3", "raw"),)).holds
    assert not proof(leaks=True).holds
    one = Findings((Hit("one", proving.CONTROL, "raw"),), 1, 1, 0, 0)
    missed = proving._proof([one], (Planted("log", Path("/site/two")),), 1, {}, GOOD)
    assert not missed.holds
    assert missed.self_test_missed == ("log",)
    left_out = Findings((Hit("one", proving.CONTROL, "raw"),), 1, 1, 0, 0, unsearched=("too large",))
    assert not proving._proof([left_out], (Planted("file", Path("/site/one")),), 1, {}, GOOD).holds


@pytest.mark.parametrize(
    "changed",
    [
        {"template_copies_in_our_buffers": 1},
        {"crop_copies_in_our_buffers": 1},
        {"control_found": False},
        {"templates_known": 1},
        {"templates_overwritten": 1},
        {"templates_made": 0, "templates_known": 0, "templates_overwritten": 0},
    ],
)
def test_memory_that_shows_a_copy_or_shows_nothing_does_not_hold(changed: dict[str, int]) -> None:
    figure = MemoryFigure(**{**GOOD.__dict__, **changed})
    assert not figure.holds
    assert not proof(figure).holds


def test_a_refused_look_is_said_out_loud_and_gives_no_count() -> None:
    refused = proof(MemoryFigure(refused="It needs root."))
    assert refused.holds
    assert "NOT looked into: It needs root." in proving.write(refused, as_json=False)
    assert not refused.memory.holds


def test_copies_that_libraries_keep_are_a_number_and_no_failure() -> None:
    figure = MemoryFigure(**{**GOOD.__dict__, "template_copies_elsewhere": 2})
    assert proof(figure).holds
    assert "2 of the templates" in proving.write(proof(figure), as_json=False)


def test_the_answer_of_the_template_network_is_overwritten_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from overt.vision import template_models

    answers = []

    class Session:
        def get_inputs(self) -> list[object]:
            return [SimpleNamespace(shape=["n", 3, 8, 8], name="in")]

        def get_outputs(self) -> list[object]:
            return [SimpleNamespace(shape=["n", 4], name="out")]

        def run(self, _: list[str], given: dict[str, np.ndarray]) -> list[np.ndarray]:  # type: ignore[type-arg]
            answers.append(np.ones((len(given["in"]), 4), np.float32))
            return answers[-1:]

    monkeypatch.setattr(template_models, "open_session", lambda *_: Session())
    told = SimpleNamespace(
        version="1", chip_px=8, dimensions=4, kind="dlib", channels="rgb", mean=(0.0,) * 3, scale=1.0
    )
    made = template_models.TemplateModel(b"", told).templates(np.ones((3, 8, 8, 3), np.uint8))  # type: ignore[arg-type]
    assert made.all()
    assert not answers[0].any()
