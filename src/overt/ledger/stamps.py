"""Time stamps (RFC 3161) of one checkpoint a day: somebody else's clock says that the ledger was so large by then.

A stamp is kept beside the checkpoint it is about, under `stamps/`, and can be checked with `openssl ts -verify`.
Refuses (`StampRefused`) an answer that does not verify against the authority's certificate, so no false stamp is kept.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerificationError, VerifierBuilder
from rfc3161_client import decode_timestamp_response as decode

from overt.ledger.errors import LedgerError
from overt.ledger.files import replace_file
from overt.ledger.signed import CHECKPOINT_FILE

FOLDER = "stamps"
REQUEST_TYPE = "application/timestamp-query"

Send = Callable[[bytes], bytes]
"""Sends a time-stamp query to the authority and gives its reply; an `OSError` when there is none."""


class StampRefused(LedgerError):
    """The authority gave no time stamp that can be trusted."""


def stamp_today(out: Path, certificate: bytes, send: Send, now: datetime) -> Path | None:
    """Have the checkpoint in `out` stamped unless today's is there already; give the stamp's file.

    `certificate` is the authority's root, PEM; `now` (aware UTC) says which day it is. Nothing is stamped while there
    is no checkpoint.

    Raises:
        StampRefused: the answer is no time stamp of this checkpoint by this authority.
        OSError: the authority cannot be reached, or the disk cannot be written.
    """
    day = out / FOLDER / f"{now:%Y-%m-%d}"
    stamp = day.with_suffix(".tsr")
    if stamp.exists() or not (out / CHECKPOINT_FILE).exists():
        return None
    note = (out / CHECKPOINT_FILE).read_bytes()
    query = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
    request = query.build()
    reply = send(request.as_bytes())
    try:
        roots = VerifierBuilder.from_request(request).add_root_certificate(x509.load_pem_x509_certificate(certificate))
        roots.build().verify_message(decode(reply), note)
    except (VerificationError, ValueError) as error:
        raise StampRefused("stamp_refused", f"The time stamp of the checkpoint does not verify: {error}.") from error
    replace_file(day.with_suffix(".checkpoint"), note)
    replace_file(stamp, reply)
    return stamp
