"""The watchlist by category, and what its check refused; no label, no picture, nobody's name."""

from __future__ import annotations

from collections import Counter

from overt.documents.content import Block, Facts, Paragraph, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import moment, number, words
from overt.ledger.entry import Value

_CATEGORY = "category:"


def watchlist(evidence: Evidence) -> Section:
    """Say how the list was composed, what its check refused, and what was withdrawn from it."""
    said = evidence.deployment.list_composition_json
    if not said:
        return Section("Watchlist", (Paragraph("No watchlist was sealed."),))
    withdrawn = sum(1 for _ in evidence.of("watchlist.entry_withdrawn"))
    rows = (
        ("Sealed", moment(evidence.deployment.sealed_at)),
        ("Entries", number(said["entries"])),
        ("Pictures accepted", number(said["pictures"])),
        ("Entries withdrawn since", number(withdrawn)),
        ("Blue List volunteers, in no other count", number(said.get("volunteers", 0))),
    )
    return Section("Watchlist", (Facts(rows), _by_category(said), *_refused(evidence)))


def _by_category(said: dict[str, int]) -> Table:
    total = said["entries"]
    counted = {name.removeprefix(_CATEGORY): count for name, count in said.items() if name.startswith(_CATEGORY)}
    rows = tuple((words(name), number(count), number(total)) for name, count in sorted(counted.items()))
    return Table("Entries by category", ("Category", "Entries", "Of all entries"), rows, (3, 1, 1), (1, 2))


def _refused(evidence: Evidence) -> tuple[Block, ...]:
    checks = list(evidence.of("watchlist.picture_checked"))
    reasons = Counter(code for check in checks for code in _codes(check.details.get("reasons")))
    if not reasons:
        return (Paragraph(f"No picture was refused of {number(len(checks))} checked."),)
    rows = tuple((words(code), number(count), number(len(checks))) for code, count in sorted(reasons.items()))
    return (
        Table("Pictures refused, by reason", ("Reason", "Pictures", "Of all checked"), rows, (3, 1, 1), (1, 2)),
        Paragraph("A picture can be refused for several reasons."),
    )


def _codes(value: Value) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []
