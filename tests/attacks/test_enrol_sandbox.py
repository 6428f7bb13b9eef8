"""Hostile code run inside the real sandbox, started by the real host: it is stopped, and the next picture is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from overt.enrol import host
from overt.enrol.host import Loss, ReaderHost
from overt.enrol.probes import sandbox_report
from overt.enrol.protocol import Answer, Request
from overt.enrol.sandbox import Limits

DIGEST = "ab" * 32
WORKER = """
import ctypes, json, mmap, os, select, socket, sys, threading, time
from overt.enrol import worker
from overt.enrol.protocol import Answer, pack
from overt.enrol.sandbox import Limits, die_with_parent
from overt.enrol.worker import send_answer

def attack(request):
{attack}

def work(request):
    if request.picture != "honest":
        attack(request)
    return Answer(request.picture, "{digest}", (), (), b"template of " + request.picture.encode())

control = socket.socket(fileno=os.dup(0))
control.sendall(worker.READY + b"{digest}")
worker.serve(control, work, Limits(memory_bytes=128 * 1024 * 1024, cpu_seconds=1))
"""


@pytest.fixture
def worker_with(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Gives a host whose readers run the code given, for every picture but the honest one."""
    hosts: list[ReaderHost] = []

    def start(attack: str, wall_seconds: float = 60.0) -> ReaderHost:
        body = textwrap.indent(textwrap.dedent(attack).strip(), "    ")
        code = WORKER.format(attack=body, digest=DIGEST)
        monkeypatch.setattr(host, "worker_command", lambda options: [sys.executable, "-c", code])
        made = ReaderHost("attacked", limits=Limits(wall_seconds=wall_seconds))
        hosts.append(made)
        return made

    yield start
    for made in hosts:
        made.stop()


def request(picture: str = "hostile", envelope: bytes = b"sealed") -> Request:
    return Request("deployment", picture, b"p" * 32, b"t" * 32, envelope)


def assert_costs_that_picture_only(reader: ReaderHost, loss: str) -> None:
    assert reader.read(request()) == Loss(loss)
    answer = reader.read(request("honest"))
    assert isinstance(answer, Answer)
    assert answer.template_envelope == b"template of honest"


FORBIDDEN = {
    "opens a socket": "socket.socket()",
    "opens a local socket": "socket.socket(socket.AF_UNIX)",
    "makes a pair of sockets": "socket.socketpair()",
    "opens a file for writing": "open('{path}', 'w')",
    "opens a file for appending": "open('{path}', 'a')",
    "creates a file": "os.open('{path}', os.O_CREAT)",
    "forks": "os.fork()",
    "starts a thread": "threading.Thread(target=print).start()",
    "runs a program": "os.execv('/bin/sh', ['sh', '-c', 'echo > {path}'])",
    "spawns a program": "os.posix_spawn('/bin/sh', ['sh'], {{}})",
    "kills its service": "os.kill(os.getppid(), 9)",
    "traces its worker": "ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)",
    "makes a memory file": "os.memfd_create('x')",
    "leaves its namespaces": "ctypes.CDLL(None).unshare(0x10000000)",
}


@pytest.mark.parametrize("attempt", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_reader_that_reaches_outside_is_stopped_and_the_next_picture_is_read(worker_with, tmp_path, attempt) -> None:
    path = tmp_path / "written"
    assert_costs_that_picture_only(worker_with(attempt.format(path=path)), "forbidden")
    assert not path.exists()


FAILING = {
    "reads a file": ("open('/etc/hostname').read()", "fault"),
    "lists a folder": ("os.listdir('/')", "fault"),
    "deletes a file": ("os.unlink('{path}')", "fault"),
    "renames a file": ("os.rename('{path}', '{path}.gone')", "fault"),
    "reads a descriptor it was not given": ("os.read(3, 1)", "fault"),
    "makes memory executable": ("mmap.mmap(-1, 4096, prot=7)", "fault"),
    "loads a library": ("ctypes.CDLL('libcrypt.so.1')", "fault"),
    "lifts its limits": ("import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))", "fault"),
    "raises an error": ("raise RuntimeError('with the picture in it')", "fault"),
    "aborts": ("os.abort()", "fault"),
    "crashes": ("ctypes.string_at(0)", "fault"),
    "exhausts memory": ("bytearray(1 << 30)", "memory"),
    "computes without end": ("\nwhile True: pass", "processor"),
    "ends without an answer": ("os._exit(0)", "malformed"),
    "answers nonsense": ("os.write(1, b'x' * 1000); os._exit(0)", "malformed"),
    "answers for another picture": (
        "send_answer(Answer('other', '" + DIGEST + "', (), (), b't')); os._exit(0)",
        "malformed",
    ),
    "answers as another engine": (
        "send_answer(Answer(request.picture, '" + "cd" * 32 + "', (), (), b't')); os._exit(0)",
        "malformed",
    ),
    "answers in words": (
        "send_answer(Answer(request.picture, '" + DIGEST + "', ('Call 0800 123',), ())); os._exit(0)",
        "malformed",
    ),
    "answers more than an answer may hold": ("os.write(1, b'\\xff' * 4); os.write(1, b'x' * 60_000)", "malformed"),
    "cuts its answer short": ("os.write(1, b'\\0\\0\\1\\0half'); os._exit(0)", "malformed"),
}


@pytest.mark.parametrize(("attempt", "loss"), FAILING.values(), ids=FAILING.keys())
def test_a_reader_that_fails_or_lies_costs_that_picture_only(worker_with, tmp_path, attempt, loss) -> None:
    path = tmp_path / "kept"
    path.write_text("kept")
    assert_costs_that_picture_only(worker_with(attempt.format(path=path)), loss)
    assert path.read_text() == "kept"


HANGING = {
    "sleeps": "time.sleep(60)",
    "begins an answer and sleeps": "os.write(1, b'\\0\\0'); time.sleep(60)",
}


@pytest.mark.parametrize("attempt", HANGING.values(), ids=HANGING.keys())
def test_a_reader_that_hangs_is_ended_by_the_service_and_the_next_picture_is_read(worker_with, attempt) -> None:
    assert_costs_that_picture_only(worker_with(attempt, wall_seconds=4.0), "too_long")


SPOILING = {
    "answers and stays": "send_answer(Answer(request.picture, '{digest}', (), (), b't')); time.sleep(60)",
    "answers and leaves": "send_answer(Answer(request.picture, '{digest}', (), (), b't')); os._exit(0)",
    "answers twice": "send_answer(Answer(request.picture, '{digest}', (), (), b't'))",
    "answers for the next one too": (
        "send_answer(Answer(request.picture, '{digest}', (), (), b't'))\n"
        "send_answer(Answer('other', '{digest}', ('no_face',), ()))\ntime.sleep(60)"
    ),
}


@pytest.mark.parametrize("attempt", SPOILING.values(), ids=SPOILING.keys())
def test_a_reader_that_fails_the_picture_after_its_own_costs_that_picture_nothing(worker_with, attempt) -> None:
    reader = worker_with(attempt.format(digest=DIGEST), wall_seconds=6.0)
    assert isinstance(reader.read(request()), Answer)
    answer = reader.read(request("honest"))
    assert isinstance(answer, Answer)
    assert answer.template_envelope == b"template of honest"


def test_a_reader_is_replaced_after_its_sitting(worker_with, monkeypatch) -> None:
    monkeypatch.setattr(host, "PICTURES_A_SITTING", 3)
    reader = worker_with("pass")
    worker, readers = 0, set()
    for number in range(7):
        assert isinstance(reader.read(request(f"picture-{number}")), Answer)
        assert reader.process_id is not None
        worker = worker or reader.process_id
        readers.update(descendants(reader.process_id))
    assert reader.process_id == worker, "the worker stays"
    assert len(readers) == 3, "one reader for each three pictures"


def test_no_process_is_left_of_a_reader_that_hung(worker_with, monkeypatch) -> None:
    ended: list[list[int]] = []
    end = host._kill_group

    def noted(process: subprocess.Popen[bytes]) -> None:
        # Of this worker only: tests before this one may have left their process a helper of Python's own.
        ended.append([process.pid, *descendants(process.pid)])
        end(process)

    monkeypatch.setattr(host, "_kill_group", noted)
    reader = worker_with("time.sleep(60)", wall_seconds=4.0)
    assert isinstance(reader.read(request("honest")), Answer)
    assert reader.read(request()) == Loss("too_long")
    assert [len(group) for group in ended] == [2, 2], "twice a worker and its reader: a fresh one read it again"
    assert reader.process_id is None
    assert wait_until_gone([number for group in ended for number in group])


def test_a_worker_killed_in_the_middle_of_a_picture_is_told_apart_from_a_bad_picture(worker_with) -> None:
    with worker_with("time.sleep(2)") as reader:
        assert reader.process_id is not None
        threading.Timer(0.5, os.kill, (reader.process_id, signal.SIGKILL)).start()
        assert reader.read(request()) == Loss("worker_lost")
        assert isinstance(reader.read(request("honest")), Answer)


def test_the_reader_dies_with_a_worker_that_was_killed(worker_with) -> None:
    reader = worker_with("time.sleep(60)", wall_seconds=2.0)
    assert isinstance(reader.read(request("honest")), Answer)
    worker = reader.process_id
    assert worker is not None
    children: list[int] = []

    def kill() -> None:
        children.extend(descendants(worker))
        os.kill(worker, signal.SIGKILL)

    threading.Timer(0.5, kill).start()
    reader.read(request())
    assert children
    assert wait_until_gone(children)


def test_a_reader_sees_one_request_at_a_time_three_descriptors_and_no_site_folder(worker_with, monkeypatch) -> None:
    monkeypatch.setenv("OVERT_HOME", "/secret/site")
    reader = worker_with(
        """
        descriptors = []
        for number in range(64):
            try:
                os.lseek(number, 0, os.SEEK_CUR)
            except OSError as problem:
                if problem.errno == 9:
                    continue
            descriptors.append(number)
        assert descriptors == [0, 1, 2], descriptors
        waiting = select.poll()
        waiting.register(0, select.POLLIN)
        assert waiting.poll(0) == []
        assert "OVERT_HOME" not in os.environ
        """
    )
    assert isinstance(reader.read(request()), Answer)


def test_a_large_sealed_picture_reaches_the_reader_whole(worker_with) -> None:
    reader = worker_with("assert len(request.envelope) == 20_000_000 and request.envelope[-1] == 7")
    assert isinstance(reader.read(request(envelope=b"x" * 19_999_999 + b"\x07")), Answer)


def test_every_guard_of_the_sandbox_holds_when_tried_from_inside() -> None:
    report = sandbox_report()
    assert [guard.name for guard in report.guards if not guard.held] == []
    assert report.complete


def test_the_door_closes_for_an_account_without_privileges_too() -> None:
    code = (
        "import os, socket\n"
        "from overt.enrol.sandbox import Limits, close_door\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)\n"
        "assert os.geteuid() != 0\n"
        "close_door(Limits()); os.write(1, b'closed'); socket.socket()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.stdout, done.returncode) == (b"closed", -signal.SIGSYS)


def descendants(process: int) -> list[int]:
    """Process numbers of all living descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = stat.read_text().split(" (", 1)
        except OSError:
            continue
        fields = rest.rsplit(") ", 1)[1].split()
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(number))
    found = list(children.get(process, []))
    for child in found:
        found.extend(children.get(child, []))
    return found


def wait_until_gone(processes: list[int]) -> bool:
    """Whether all of these end within some seconds."""
    for _ in range(200):
        if not any(Path(f"/proc/{number}").exists() and alive(number) for number in processes):
            return True
        time.sleep(0.05)
    return False


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False
