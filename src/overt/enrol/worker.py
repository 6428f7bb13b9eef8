"""The process that reads pictures: `python -m overt.enrol.worker`; started by `overt.enrol.host`, never by hand.

It loads the engine once and then forks a *reader* for each sitting of a few pictures. The reader has one end of a
socket pair as standard input and output, closes the door (`overt.enrol.sandbox`) and only then reads its first byte.
It is sent a picture only when it has answered for the one before. So a picture meets neither the network nor a file
nor the rest of its own record; a picture that takes over its reader could still spoil the answers for the pictures
that follow it in that sitting, all of the same list, and nothing else. The worker itself never reads a request.

Control socket, on the worker's standard input: one byte with one descriptor in, one four-byte wait status out when
that reader has ended. Requests and answers go framed: four bytes of length, big endian, and that many bytes.
"""

from __future__ import annotations

import argparse
import os
import socket
import struct
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from overt.enrol.errors import SandboxUnavailable
from overt.enrol.protocol import MAX_ENVELOPE_BYTES, Answer, Request
from overt.enrol.sandbox import Limits, close_door, die_with_parent

if TYPE_CHECKING:
    from overt.enrol.reading import PictureReading

STATUS = struct.Struct(">i")
FRAME = struct.Struct(">I")
READY, REFUSED = b"R", b"E"
EXIT_MEMORY, EXIT_FAULT, EXIT_NO_DOOR = 10, 11, 12
_REQUEST_BYTES = MAX_ENVELOPE_BYTES + 1024

Work = Callable[[Request], Answer]


def serve(control: socket.socket, work: Work, limits: Limits) -> None:
    """Fork one reader for each descriptor that arrives, until the service hangs up."""
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if len(descriptors) != 1:
            return
        status = run_locked(lambda: _sit(work), descriptors[0], descriptors[0], limits)
        os.close(descriptors[0])
        control.sendall(STATUS.pack(status))


def run_locked(task: Callable[[], None], request: int, answer: int, limits: Limits) -> int:
    """Run `task` in a fresh process behind a closed door, with these two descriptors only; return its wait status."""
    worker = os.getpid()
    child = os.fork()
    if child == 0:
        _be_reader(task, request, answer, limits, worker)
    return os.waitpid(child, 0)[1]


def _be_reader(task: Callable[[], None], request: int, answer: int, limits: Limits, worker: int) -> None:
    """Never returns, and lets nothing out of a failure but an exit code."""
    code = EXIT_NO_DOOR
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for descriptor, place in ((request, 0), (answer, 1), (nowhere, 2)):
            os.dup2(descriptor, place)
        die_with_parent(worker)
        close_door(limits)
        code = EXIT_FAULT
        task()
        code = 0
    except MemoryError:
        code = EXIT_MEMORY
    except BaseException:  # noqa: S110  # a message or a trace could carry what the picture held
        pass
    finally:
        os._exit(code)


def _sit(work: Work) -> None:
    while data := _read(FRAME.size):
        (length,) = FRAME.unpack(data)
        if length > _REQUEST_BYTES:
            raise MemoryError
        send_answer(work(Request.decode(_read(length))))


def send_answer(answer: Answer) -> None:
    """Write one framed answer to standard output."""
    data = answer.encode()
    data = FRAME.pack(len(data)) + data
    while data:
        data = data[os.write(1, data) :]


def _read(length: int) -> bytes:
    """Return exactly that many bytes, or nothing when the service has hung up."""
    parts: list[bytes] = []
    while length and (part := os.read(0, length)):
        parts.append(part)
        length -= len(part)
    return b"" if length else b"".join(parts)


def main(arguments: list[str] | None = None) -> None:
    """Load the engine, try it behind a closed door, report ready or why not, and serve."""
    options = _parser().parse_args(arguments)
    die_with_parent(options.service)
    control = socket.socket(fileno=os.dup(0))
    limits = Limits(memory_bytes=options.memory_bytes, cpu_seconds=options.cpu_seconds)
    try:
        reading = _load(options.engine, tuple(options.accept_licence), limits)
    except Exception as problem:
        control.sendall(REFUSED + str(problem).encode()[:2000])
        sys.exit(1)
    control.sendall(READY + reading.engine_digest.encode())
    serve(control, reading, limits)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="overt.enrol.worker", description="Reads watchlist pictures, locked up.")
    parser.add_argument("--engine", required=True)
    parser.add_argument("--service", type=int, required=True)
    parser.add_argument("--accept-licence", action="append", default=[])
    parser.add_argument("--memory-bytes", type=int, required=True)
    parser.add_argument("--cpu-seconds", type=int, required=True)
    return parser


def _load(engine_name: str, accepted_licences: tuple[str, ...], limits: Limits) -> PictureReading:
    """Load and rehearse twice: outside, so that nothing is left to load, and locked up, so that we know it works."""
    from overt.enrol.reading import PictureReading
    from overt.vision import engines

    reading = PictureReading(engines.load(engine_name, accept_licences=accepted_licences))
    reading.rehearse()
    nothing = os.open(os.devnull, os.O_RDWR)
    status = run_locked(reading.rehearse, nothing, nothing, limits)
    os.close(nothing)
    if status != 0:
        raise SandboxUnavailable(
            "This machine cannot lock up the picture reader, or the engine cannot work locked up. "
            "Run “overt doctor” to see which."
        )
    return reading


if __name__ == "__main__":
    main()
