"""As many reading processes as this machine has cores, each driven by a thread of its own; answers come as they come.

It keeps a bounded number of pictures in memory and passes on a reader's refusal to start.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType

from overt.enrol.host import Loss, ReaderHost
from overt.enrol.protocol import Answer, Request

IN_FLIGHT_EACH = 24
"""Pictures handed to each reader ahead of time, so that none waits while others are brought in or recorded."""
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


class ReaderPool:
    """Readers of one engine; a worker lives as long as the thread that started it, which is as long as the pool."""

    def __init__(self, engine: str, accepted_licences: Sequence[str], size: int) -> None:
        self._engine, self._licences, self._size = engine, accepted_licences, size
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="overt-reader")
        self._own = threading.local()
        self._hosts: list[ReaderHost] = []
        self._held = 0

    def __enter__(self) -> ReaderPool:
        self._turn_before = sys.getswitchinterval()
        sys.setswitchinterval(TURN_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for host in self._hosts:
            host.stop()
        sys.setswitchinterval(self._turn_before)

    def read_all(self, requests: Iterable[Request]) -> Iterator[Read]:
        """Yield each request with what came of it, in the order of the answers.

        Raises `ReaderUnavailable` when no reader can be started.
        """
        left = iter(requests)
        running: set[Future[Read]] = set()
        self._held = 0
        try:
            while True:
                self._hand_over(left, running)
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    request, result = future.result()
                    self._held -= len(request.envelope)
                    yield request, result
        finally:
            for future in running:
                future.cancel()

    def _hand_over(self, left: Iterator[Request], running: set[Future[Read]]) -> None:
        while len(running) < self._size * (IN_FLIGHT_EACH if self._held < IN_FLIGHT_BYTES else 2):
            request = next(left, None)
            if request is None:
                return
            self._held += len(request.envelope)
            running.add(self._threads.submit(self._read, request))

    def _read(self, request: Request) -> Read:
        host = self._host()
        result = host.read(request)
        # The worker never meets a picture: when it is lost, the picture was unlucky and is read once more.
        return request, host.read(request) if result == Loss("worker_lost") else result

    def _host(self) -> ReaderHost:
        if not hasattr(self._own, "host"):
            self._own.host = ReaderHost(self._engine, self._licences)
            self._hosts.append(self._own.host)
        found: ReaderHost = self._own.host
        return found
