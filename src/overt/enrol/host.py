"""The service's handle on the reading process: starts it, times it, ends it; it believes nothing it says.

It never decodes a picture and never passes on a word the reader made.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType

from overt.enrol.errors import MessageRefused, ReaderUnavailable
from overt.enrol.protocol import MAX_ANSWER_BYTES, Answer, Request
from overt.enrol.sandbox import Limits
from overt.enrol.worker import EXIT_MEMORY, EXIT_NO_DOOR, FRAME, READY, REFUSED, STATUS

PICTURES_A_SITTING = 32
"""Pictures one reader reads before it is replaced: starting one costs more than reading three pictures."""
_RISE_SECONDS = 5.0

START_SECONDS = 180.0
"""How long loading may take: the first load of an engine may have to convert its weights."""
_PASSED_ON = ("HOME", "XDG_CACHE_HOME", "OVERT_MODELS", "PATH", "LANG", "LC_ALL", "TZ")
"""Environment the worker gets. Not OVERT_HOME: it has no business knowing where the records are."""
_SET = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Huge pages where the kernel lends them: a reader is forked for every few pictures, and a fork copies page tables.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


@dataclass(frozen=True)
class Loss:
    """A picture whose reader did not answer in form; `code` is a key of `overt.enrol.words.LOSSES`."""

    code: str


class _Sitting:
    """One reader: the link to it, and how many pictures it has answered for."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.read = 0

    def ask(self, message: bytes, seconds: float) -> bytes:
        """Send one request and return the answer's bytes, cut at the first that is too many.

        TimeoutError after `seconds`, ConnectionError when the reader ended.
        """
        deadline = monotonic() + seconds
        self.link.settimeout(seconds)
        self.link.sendall(FRAME.pack(len(message)) + message)
        (length,) = FRAME.unpack(_receive(self.link, FRAME.size, deadline))
        data = _receive(self.link, min(length, MAX_ANSWER_BYTES + 1), deadline)
        self.read += 1
        return data


class ReaderHost:
    """One worker process, started when first needed and started again after it was lost.

    Not for use from several threads. The kernel ends the worker when the thread that started it ends.
    """

    def __init__(self, engine: str, accepted_licences: Sequence[str] = (), limits: Limits | None = None) -> None:
        self._command_tail = _options(engine, accepted_licences, limits or Limits())
        self._wall_seconds = (limits or Limits()).wall_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._sitting: _Sitting | None = None
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
        """Have one picture read in a locked-up process that reads few others.

        Raises `ReaderUnavailable` when no worker can be started or its door does not close; whatever the picture
        itself does comes back as a `Loss`. A picture lost in a reader that had read others is read again by a fresh
        one, so that no picture is blamed for what an earlier one did.
        """
        alone = self._sitting is None
        result = self._ask(request)
        return self._ask(request) if isinstance(result, Loss) and not alone else result

    def stop(self) -> None:
        """End the worker and its reader at once."""
        if self._sitting is not None:
            self._sitting.link.close()
            self._sitting = None
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
                env={**environment, **_SET},
                start_new_session=True,
            )
        self._control = ours
        try:
            self._digest = _greeting(ours)
        except ReaderUnavailable:
            self.stop()
            raise
        return ours

    def _ask(self, request: Request) -> Answer | Loss:
        try:
            sitting = self._sitting or self._sit()
            data = sitting.ask(request.encode(), self._wall_seconds)
        except TimeoutError:
            self.stop()
            return Loss("too_long")
        except ConnectionError:
            return Loss(self._why_gone())
        result = self._judge(request, data)
        if isinstance(result, Loss):
            self.stop()
        elif sitting.read >= PICTURES_A_SITTING:
            self._rise()
        return result

    def _sit(self) -> _Sitting:
        """Have the worker fork a reader."""
        control = self._control or self._start()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(control, [b"P"], [theirs.fileno()])
        self._sitting = _Sitting(ours)
        return self._sitting

    def _rise(self) -> None:
        """End a sitting in peace; a reader that stays is ended with its worker."""
        if self._sitting is not None and self._ended(_RISE_SECONDS) is None:
            self.stop()

    def _why_gone(self) -> str:
        """Return why a reader ended without an answer, as a code."""
        status = self._ended(self._wall_seconds)
        if status is None:
            self.stop()
            return "worker_lost"
        return "malformed" if status == 0 else _cause(status)

    def _ended(self, seconds: float) -> int | None:
        """Hang up on the reader and return its wait status; None when its worker does not tell."""
        if self._sitting is not None:
            self._sitting.link.close()
            self._sitting = None
        try:
            assert self._control is not None
            return int(STATUS.unpack(_receive(self._control, STATUS.size, monotonic() + seconds))[0])
        except OSError:
            return None

    def _judge(self, request: Request, data: bytes) -> Answer | Loss:
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


def _receive(link: socket.socket, size: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while size:
        link.settimeout(max(deadline - monotonic(), 0.001))
        part = link.recv(size)
        if not part:
            raise ConnectionError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


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
