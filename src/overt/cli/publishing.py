"""Publish the ledger while a site runs: every two seconds its checkpoint, with the tiles that lead to it.

Refuses to stop anything else: a ledger that cannot be signed is said once, and tried again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from overt.cli.site import publish_ledger

PUBLISH_SECONDS = 2.0
"""An entry is under a published checkpoint after at most ten seconds; this leaves room for a slow disk."""

log = structlog.get_logger(__name__)


@contextmanager
def publisher(home: Path) -> Iterator[None]:
    """Publish in a thread of its own until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_publish, args=(home, stop), name="overt-ledger", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _publish(home: Path, stop: threading.Event) -> None:
    from django.db import connection

    said = ""
    while not stop.wait(PUBLISH_SECONDS):
        try:
            publish_ledger(home)
            said = ""
        except Exception as fault:  # the disk or the database may be back in two seconds; a forked ledger is not
            code = getattr(fault, "code", type(fault).__name__)
            if code != said:
                log.critical("ledger.not_published", code=code, sentence=str(fault))
            said = code
        finally:
            connection.close()
