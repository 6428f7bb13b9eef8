"""The ledger behind the report: the timeline, its size and root, and what a log cannot prove."""

from __future__ import annotations

from collections import Counter

from overt.documents.content import Facts, Note, Paragraph, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import clock, number, who, words

_TOLD_ELSEWHERE = (
    *("alert.", "erasure.", "tally.", "watchlist.picture_checked", "watchlist.entry_added", "consent."),
    *("integration.read", "integration.telling", "integration.told", "integration.not_told"),
)
_LIMITS = (
    "The ledger shows that the record published is unaltered and that every comparison in it had authority. That "
    "nothing happened off the record rests on the controls of this system, measured and stated, not on mathematics. A "
    "log cannot show who held a camera, whether a sign stood where it was said to stand, or whether a person told the "
    "truth when they wrote an entry."
)


def timeline(evidence: Evidence) -> Section:
    """List the deployment's steps in order, and count the entries told elsewhere."""
    told = [entry for entry in evidence.entries if not entry.event.startswith(_TOLD_ELSEWHERE)]
    rows = tuple(
        (number(entry.index), clock(entry.at), words(entry.event), who(evidence, entry.actor)) for entry in told
    )
    heading = ("Entry", "Time (UTC)", "Event", "By")
    steps = Table("Steps on the ledger", heading, rows, (2, 5, 6, 6), (0,))
    return Section("Timeline", (steps, _counted_only(evidence)))


def ledger(evidence: Evidence) -> Section:
    """State the ledger's size and root, and what it does and does not prove."""
    facts = Facts(
        (
            ("Entries about this deployment", number(len(evidence.entries))),
            ("Ledger size at its last entry", number(evidence.ledger_size)),
            ("Ledger root at that size", evidence.ledger_root),
        ),
        ("Ledger root at that size",),
    )
    method = Paragraph(
        "The root is the Merkle tree hash of RFC 6962 over the first so many entries; anybody with them can compute it."
    )
    return Section("Ledger", (facts, method, Note(_LIMITS)))


def _counted_only(evidence: Evidence) -> Table:
    counted = Counter(entry.event for entry in evidence.entries if entry.event.startswith(_TOLD_ELSEWHERE))
    rows = tuple((words(event), number(count)) for event, count in sorted(counted.items()))
    return Table("Entries counted only here, told in the other parts", ("Event", "Entries"), rows, (3, 1), (1,))
