"""Every limit a law pack may set: its words, its unit and what loosens it; it refuses a limit nobody can read aloud."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from overt.law.errors import LawError

FILE = Path(__file__).with_name("limits.toml")

Number = int | Decimal | Fraction
"""Days, hours, minutes, years and counts are integers; a threshold is a decimal; a ceiling is an exact fraction."""

_KINDS: Mapping[str, type[Number]] = {"whole": int, "decimal": Decimal, "fraction": Fraction}
_KEYS = {"words", "kind", "unit", "looser", "optional", "effect"}


class Looser(StrEnum):
    """Which way of moving a number gives more power and protects people less."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class KnownLimit:
    """One limit: `words` name it, `effect` says in a sentence what a looser number means for people."""

    name: str
    words: str
    kind: type[Number]
    unit: str
    looser: Looser
    optional: bool
    effect: str

    def say(self, value: Number) -> str:
        """Return a value of this limit in words: “30 days”, “1 in 1,000”, “0.6”."""
        if isinstance(value, Fraction):
            return f"{value.numerator:,} in {value.denominator:,}"
        if not self.unit:
            return str(value)
        return f"{value:,} {self.unit}{'' if value == 1 else 's'}"

    def is_looser(self, before: Number, after: Number) -> bool:
        """Return whether going from `before` to `after` loosens; equal numbers loosen nothing."""
        first, second = Fraction(before), Fraction(after)
        return second > first if self.looser is Looser.HIGHER else second < first


@cache
def known_limits() -> Mapping[str, KnownLimit]:
    """Read the table once; raises LawError for an entry that is not whole."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Mapping[str, KnownLimit]:
    """Read a table of limits from its TOML text."""
    return {name: _limit(name, table) for name, table in tomllib.loads(text).items()}


def _limit(name: str, table: Mapping[str, object]) -> KnownLimit:
    said = {key: str(table.get(key, "")) for key in ("words", "effect", "unit", "kind", "looser")}
    whole = set(table) <= _KEYS and said["words"] and said["effect"].endswith(".")
    if not whole or said["kind"] not in _KINDS or said["looser"] not in set(Looser):
        raise LawError("limit_unclear", f"The limit {name} needs words, a kind, what loosens it and what that means.")
    return KnownLimit(
        name=name,
        words=said["words"],
        kind=_KINDS[said["kind"]],
        unit=said["unit"],
        looser=Looser(said["looser"]),
        optional=table.get("optional") is True,
        effect=said["effect"],
    )
