"""How times, people, ids and codes are written in documents; people appear as role and opaque id, never by name."""

from __future__ import annotations

from datetime import UTC, datetime

from overt.documents.evidence import Evidence

SHORT = 8
"""How much of an opaque id a table shows; the ledger holds it whole."""


def moment(at: datetime | None) -> str:
    """Write a time in UTC to the second; "not yet" for none."""
    return "not yet" if at is None else at.astimezone(UTC).strftime("%d %B %Y, %H:%M:%S UTC").lstrip("0")


def clock(at: datetime) -> str:
    """Write a time of a table's row in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def length(seconds: float) -> str:
    """Write a duration in its two largest units."""
    days, rest = divmod(round(seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [f"{count} {unit}" for count, unit in ((days, "d"), (hours, "h"), (minutes, "min"), (left, "s")) if count]
    return " ".join(parts[:2]) or "0 s"


def number(count: int) -> str:
    """Write a count with thousands separated."""
    return f"{count:,}"


def short(opaque: str) -> str:
    """Write the beginning of an opaque id."""
    return opaque[:SHORT]


def words(code: str) -> str:
    """Write a code in words."""
    return code.replace("_", " ").replace(".", " ")


def who(evidence: Evidence, actor: str, *, whole: bool = False) -> str:
    """Write who acted: the software, a rule, or a person by role and opaque id."""
    if actor == "software":
        return "the software"
    if actor.startswith("rule:"):
        return f"nobody: the {words(actor.removeprefix('rule:').replace('-', ' '))} rule"
    if not actor:
        return "nobody yet"
    return f"{evidence.roles.get(actor, 'a person')} {actor if whole else short(actor)}"
