"""As many reading processes as this machine has cores, each driven by a thread of its own; answers come as they come.

It keeps a bounded number of pictures in memory and passes on a reader's refusal to start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType

from overt.enrol.host import Loss, ReaderHost
from overt.enrol.protocol import Answer, Request

IN_FLIGHT_EACH = 96
"""Pictures waiting for each reader, so that none is idle while others are brought in or recorded.

A reader still gets a picture only when it has answered for the one before: they wait in this process.
"""
TURN_SECONDS = 0.0005
"""How long a thread of this process computes before it lets another have its turn, while readers work.

At Python's 5 ms a reader that has answered waits longer for its next picture than it takes to send it.
"""
IN_FLIGHT_BYTES = 64 * 1024 * 1024
"""Above this, each reader has one picture ahead of time: sealed pictures in memory are bounded, however large."""

Read = tuple[Request, Answer | Loss]


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class _Asked:
    """One picture to read, and where what comes of it goes: what came, or why nothing could."""

    request: Request
    reply: SimpleQueue[Read | Exception]


class ReaderPool:
    """Readers of one engine; a worker lives as long as the thread that started it, which is as long as the pool."""

    def __init__(self, engine: str, accepted_licences: Sequence[str], size: int) -> None:
        self._hosts = [ReaderHost(engine, accepted_licences) for _ in range(size)]
        self._threads: list[Thread] = []
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()

    def __enter__(self) -> ReaderPool:
        self._turn_before = sys.getswitchinterval()
        sys.setswitchinterval(TURN_SECONDS)
        for host in self._hosts:
            self._threads.append(Thread(target=self._serve, args=(host,), name="overt-reader"))
            self._threads[-1].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _ in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            thread.join()
        for host in self._hosts:
            host.stop()
        sys.setswitchinterval(self._turn_before)

    def read_all(self, requests: Iterable[Request]) -> Iterator[Read]:
        """Yield each request with what came of it, in the order of the answers.

        Raises `ReaderUnavailable` when no reader can be started.
        """
        left = iter(requests)
        reply: SimpleQueue[Read | Exception] = SimpleQueue()
        number = held = 0
        try:
            while True:
                while self._has_room(number, held) and (request := next(left, None)) is not None:
                    self._asked.put(_Asked(request, reply))
                    number, held = number + 1, held + len(request.envelope)
                if not number:
                    return
                came = reply.get()
                if isinstance(came, Exception):
                    raise came
                number, held = number - 1, held - len(came[0].envelope)
                yield came
        finally:
            self._forget()

    def _has_room(self, number: int, held: int) -> bool:
        return number < len(self._hosts) * (IN_FLIGHT_EACH if held < IN_FLIGHT_BYTES else 2)

    def _forget(self) -> None:
        """Drop what no reader has begun."""
        with suppress(Empty):
            while True:
                self._asked.get_nowait()

    def _serve(self, host: ReaderHost) -> None:
        while (asked := self._asked.get()) is not None:
            try:
                asked.reply.put((asked.request, _read(host, asked.request)))
            except Exception as problem:
                asked.reply.put(problem)


def _read(host: ReaderHost, request: Request) -> Answer | Loss:
    result = host.read(request)
    # The worker never meets a picture: when it is lost, the picture was unlucky and is read once more.
    return host.read(request) if result == Loss("worker_lost") else result
