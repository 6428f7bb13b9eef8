"""Publish the ledger while a site runs: every two seconds its checkpoint, with the tiles that lead to it.

Refuses to stop anything else: a ledger that cannot be signed is said once, and tried again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from overt.cli.site import publish_ledger
from overt.ledger.witness import Answer

PUBLISH_SECONDS = 2.0
"""An entry is under a published checkpoint after at most ten seconds; this leaves room for a slow disk."""

WITNESS_SECONDS = 5.0
"""How long a witness may take to answer."""

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


def ask_witnesses(home: Path) -> tuple[str, ...]:
    """Collect the cosignatures that are missing under the checkpoint; say whose could not be had.

    Raises:
        CheckpointRefused: a witness has seen more of this ledger than there is.
    """
    from django.conf import settings

    from overt.ledger.checkpoint import read_signing_key
    from overt.ledger.cosigning import WitnessAddress, collect
    from overt.ledger.note import VerifierKey

    named = [WitnessAddress(VerifierKey.from_text(one.key), one.url) for one in settings.OVERT.witnesses]
    if not named:
        return ()
    return collect(home / "ledger", read_signing_key(home / "keys").verifier, named, post).troubles


def post(url: str, body: bytes) -> Answer:
    """Send a request to a witness; `OSError` when no answer comes within a few seconds."""
    import httpx

    try:
        answer = httpx.post(url, content=body, timeout=WITNESS_SECONDS)
    except httpx.HTTPError as error:
        raise ConnectionError(str(error)) from error
    return Answer(answer.status_code, answer.text, answer.headers.get("Content-Type", ""))


def _publish(home: Path, stop: threading.Event) -> None:
    from django.db import connection

    said: object = ()
    while not stop.wait(PUBLISH_SECONDS):
        try:
            publish_ledger(home)
            troubles = ask_witnesses(home)
            if troubles != said:
                log.warning("ledger.not_witnessed", troubles=troubles)
            said = troubles
        except Exception as fault:  # the disk or the database may be back in two seconds; a forked ledger is not
            code = getattr(fault, "code", type(fault).__name__)
            if code != said:
                log.critical("ledger.not_published", code=code, sentence=str(fault))
            said = code
        finally:
            connection.close()
