"""Publish the ledger while a site runs: every two seconds its checkpoint, with the tiles that lead to it.

Refuses to stop anything else: a ledger that cannot be signed is said once, and tried again.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from overt.cli.beside import beside
from overt.cli.site import publish_ledger
from overt.ledger.witness import Answer

if TYPE_CHECKING:
    import httpx

PUBLISH_SECONDS = 2.0
"""An entry is under a published checkpoint after at most ten seconds; this leaves room for a slow disk."""

ANSWER_SECONDS = 5.0
"""How long a witness or a time-stamping authority may take to answer."""

log = structlog.get_logger(__name__)


def publisher(home: Path) -> AbstractContextManager[None]:
    """Publish in a thread of its own until the block ends."""
    return beside("overt-ledger", partial(_publish, home))


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


def stamp(home: Path) -> None:
    """Have today's checkpoint time-stamped, if an authority is named and it is not done."""
    from django.conf import settings

    from overt.ledger.stamps import REQUEST_TYPE, stamp_today

    authority = settings.OVERT.time_stamps
    if authority is None:
        return

    def send(query: bytes) -> bytes:
        return _send(authority.url, query, REQUEST_TYPE).content

    stamp_today(home / "ledger", authority.certificate.read_bytes(), send, datetime.now(UTC))


def post(url: str, body: bytes) -> Answer:
    """Send a request to a witness; `OSError` when no answer comes within a few seconds."""
    answer = _send(url, body, "text/plain; charset=utf-8")
    return Answer(answer.status_code, answer.text, answer.headers.get("Content-Type", ""))


def _send(url: str, body: bytes, content_type: str) -> "httpx.Response":
    import httpx

    try:
        return httpx.post(url, content=body, headers={"Content-Type": content_type}, timeout=ANSWER_SECONDS)
    except httpx.HTTPError as error:
        raise ConnectionError(str(error)) from error


def _publish(home: Path, stop: threading.Event) -> None:
    from django.db import connection

    said: dict[str, object] = {}
    while not stop.wait(PUBLISH_SECONDS):
        for trouble, job in _JOBS.items():
            try:
                found: object = job(home)
            except Exception as fault:  # the disk, the database or the network may be back in two seconds
                found = (getattr(fault, "code", type(fault).__name__), str(fault))
            if found and found != said.get(trouble):
                log.critical(trouble, found=found)
            said[trouble] = found
        connection.close()


_JOBS: dict[str, Callable[[Path], object]] = {
    "ledger.not_published": publish_ledger,
    "ledger.not_witnessed": ask_witnesses,
    "ledger.not_stamped": stamp,
}
