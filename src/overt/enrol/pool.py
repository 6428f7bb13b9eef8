"""As many reading processes as this machine has cores, each driven by a thread of its own; answers come as they come.

It keeps a bounded number of pictures in memory and passes on a reader's refusal to start.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from types import TracebackType

from overt.enrol.host import Loss, ReaderHost
from overt.enrol.protocol import Answer, Request

IN_FLIGHT_EACH = 3
"""Pictures handed to each reader ahead of time, so that none waits for the next one."""

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

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for host in self._hosts:
            host.stop()

    def read_all(self, requests: Iterable[Request]) -> Iterator[Read]:
        """Yield each request with what came of it, in the order of the answers.

        Raises `ReaderUnavailable` when no reader can be started.
        """
        left = iter(requests)
        running: set[Future[Read]] = set()
        try:
            while True:
                ahead = self._size * IN_FLIGHT_EACH - len(running)
                running.update(self._threads.submit(self._read, request) for request in islice(left, ahead))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()

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
