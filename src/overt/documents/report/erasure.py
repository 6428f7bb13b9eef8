"""What was destroyed, with receipts, and what is still to be (M-43, M-50, M-69)."""

from __future__ import annotations

from overt.documents.content import Facts, Paragraph, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import clock, length, moment, number, short, words

_METHOD = (
    "Erasing destroys the key of each record first, then the record. A receipt counts the keys and holds the SHA-256 "
    "of their ids. What it cannot reach: spare blocks of a solid-state disk and copies made outside this system."
)


def erasure(evidence: Evidence) -> Section:
    """List the receipts, and the clocks still running."""
    return Section("Erasure", (Paragraph(_METHOD), _clocks(evidence), *_receipts(evidence)))


def _clocks(evidence: Evidence) -> Facts:
    row = evidence.deployment
    keys = sum(receipt.keys_destroyed for receipt in evidence.receipts)
    late = sum(receipt.late_seconds > 0 for receipt in evidence.receipts)
    return Facts(
        (
            ("Watchlist to be erased by", moment(row.watchlist_erase_by)),
            ("Watchlist destroyed", moment(row.watchlist_destroyed_at)),
            ("Last alerts to be erased by", moment(row.alerts_erase_by)),
            ("Alerts destroyed", moment(row.alerts_destroyed_at)),
            ("Keys destroyed", number(keys)),
            ("Receipts later than their time", f"{number(late)} of {number(len(evidence.receipts))}"),
        )
    )


def _receipts(evidence: Evidence) -> tuple[Table, ...]:
    if not evidence.receipts:
        return ()
    rows = tuple(
        (
            clock(receipt.done_at),
            words(receipt.what),
            number(receipt.keys_destroyed),
            number(receipt.records_deleted),
            length(receipt.late_seconds) if receipt.late_seconds else "in time",
            short(receipt.keys_digest),
        )
        for receipt in evidence.receipts
    )
    heading = ("Done (UTC)", "What", "Keys", "Records", "Late by", "Digest begins")
    return (Table("Receipts", heading, rows, (8, 7, 4, 4, 6, 6), (2, 3)),)
