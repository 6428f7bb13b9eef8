"""The service's handle on the reading process: starts it, times it, ends it; it believes nothing it says.

It never decodes a picture and never passes on a word the reader made.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO

from overt.enrol.errors import MessageRefused, ReaderUnavailable
from overt.enrol.protocol import MAX_ANSWER_BYTES, Answer, Request
from overt.enrol.sandbox import Limits
from overt.enrol.worker import EXIT_MEMORY, EXIT_NO_DOOR, READY, REFUSED, STATUS

START_SECONDS = 180.0
"""How long loading may take: the first load of an engine may have to convert its weights."""
_PASSED_ON = ("HOME", "XDG_CACHE_HOME", "OVERT_MODELS", "PATH", "LANG", "LC_ALL", "TZ")
"""Environment the worker gets. Not OVERT_HOME: it has no business knowing where the records are."""


@dataclass(frozen=True)
class Loss:
    """A picture whose reader did not answer in form; `code` is a key of `overt.enrol.words.LOSSES`."""

    code: str


class ReaderHost:
    """One worker process, started when first needed and started again after it was lost.

    Not for use from several threads. The kernel ends the worker when the thread that started it ends.
    """

    def __init__(self, engine: str, accepted_licences: Sequence[str] = (), limits: Limits | None = None) -> None:
        self._command_tail = _options(engine, accepted_licences, limits or Limits())
        self._wall_seconds = (limits or Limits()).wall_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._digest = ""

    def __enter__(self) -> ReaderHost:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def engine_digest(self) -> str:
        """Digest of the passport of the engine the worker loaded, as hexadecimal SHA-256."""
        return self._digest

    @property
    def process_id(self) -> int | None:
        """Process number of the worker, None when none is running."""
        return None if self._process is None else self._process.pid

    def read(self, request: Request) -> Answer | Loss:
        """Have one picture read in a locked-up process of its own.

        Raises `ReaderUnavailable` when no worker can be started or its door does not close; whatever the picture
        itself does comes back as a `Loss`.
        """
        control = self._control or self._start()
        with _memory_file(request.encode()) as sealed, _pipe() as (reading, writing):
            try:
                socket.send_fds(control, [b"P"], [sealed, writing.fileno()])
                (status,) = STATUS.unpack(_receive(control, STATUS.size, self._wall_seconds))
            except TimeoutError:
                self.stop()
                return Loss("too_long")
            except OSError:
                self.stop()
                return Loss("worker_lost")
            writing.close()
            return self._judge(request, status, reading.read(MAX_ANSWER_BYTES + 1))

    def stop(self) -> None:
        """End the worker and its reader at once."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            _kill_group(self._process)
        self._control = self._process = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(
                worker_command(self._command_tail),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={**environment, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                start_new_session=True,
            )
        self._control = ours
        try:
            self._digest = _greeting(ours)
        except ReaderUnavailable:
            self.stop()
            raise
        return ours

    def _judge(self, request: Request, status: int, data: bytes) -> Answer | Loss:
        if status != 0:
            return Loss(_cause(status))
        try:
            answer = Answer.decode(data)
        except MessageRefused:
            return Loss("malformed")
        same = answer.picture == request.picture and answer.engine_digest == self._digest
        return answer if same else Loss("malformed")


def worker_command(options: Sequence[str]) -> list[str]:
    """Return the command line of the worker: isolated mode, so neither the folder nor the environment steers it."""
    return [sys.executable, "-I", "-m", "overt.enrol.worker", *options]


def _options(engine: str, accepted_licences: Sequence[str], limits: Limits) -> list[str]:
    licences = [f"--accept-licence={licence}" for licence in accepted_licences]
    bounds = [f"--memory-bytes={limits.memory_bytes}", f"--cpu-seconds={limits.cpu_seconds}"]
    return [f"--engine={engine}", f"--service={os.getpid()}", *bounds, *licences]


def _greeting(control: socket.socket) -> str:
    control.settimeout(START_SECONDS)
    try:
        greeting = control.recv(4096)
    except OSError as problem:
        raise ReaderUnavailable("The picture reader did not start in time; no picture was read.") from problem
    if greeting[:1] == READY:
        return greeting[1:].decode("ascii")
    reason = greeting[1:].decode("utf-8", "replace") if greeting[:1] == REFUSED else "It ended without a word."
    raise ReaderUnavailable(f"The picture reader could not start, so no picture was read. {reason}")


def _receive(control: socket.socket, size: int, seconds: float) -> bytes:
    control.settimeout(seconds)
    data = control.recv(size, socket.MSG_WAITALL)
    if len(data) != size:
        raise ConnectionError
    return data


def _cause(status: int) -> str:
    if os.WIFSIGNALED(status):
        causes = {signal.SIGSYS: "forbidden", signal.SIGXCPU: "processor", signal.SIGKILL: "killed"}
        return causes.get(signal.Signals(os.WTERMSIG(status)), "fault")
    code = os.waitstatus_to_exitcode(status)
    if code == EXIT_NO_DOOR:
        raise ReaderUnavailable(
            "The picture reader could not be locked up, so no picture was read. Run “overt doctor” to see why."
        )
    return "memory" if code == EXIT_MEMORY else "fault"


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _memory_file(data: bytes) -> Iterator[int]:
    """Hold the request in memory, on no disk, as a descriptor the reader can read to its end."""
    descriptor = os.memfd_create("picture")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as answer_end, os.fdopen(writing, "wb") as reader_end:
        yield answer_end, reader_end
