"""A pack's closed lists: what may be chosen for a purpose, an aim, a use case, a ground or a category, each sourced.

It refuses a list nobody knows, a list that is missing or empty, a code used twice, a choice without a clause or source,
and a purpose that names a category the pack does not have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from overt.law.clauses import clauses
from overt.law.errors import PackInvalid

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "purposes": "What a deployment may be for",
        "policing_duties": "Which duties of the police it may serve",
        "legitimate_aims": "Which aims may justify it",
        "location_grounds": "What makes a place one for a deployment",
        "use_cases": "Which use cases there are",
        "categories": "Why somebody may be on a list",
    }
)
"""Every closed list a pack must have, in words."""

CODE = re.compile(r"[a-z][a-z0-9_]{0,47}", re.ASCII)
_KEYS = {"code", "words", "clause", "source", "note", "unverified"}


@dataclass(frozen=True)
class Listed:
    """One choice: `clause` is an id of ours or empty, `source` any other citation, `unverified` as in a limit.

    `categories` stands beside purposes only: the categories of people a list may hold for this purpose (E-03).
    """

    code: str
    words: str
    clause: str
    source: str
    note: str
    unverified: bool
    categories: frozenset[str] = frozenset()

    @property
    def citation(self) -> str:
        """Return what the choice rests on, in one line."""
        return "; ".join(part for part in (f"clause {self.clause}" if self.clause else "", self.source) if part)


ClosedLists = Mapping[str, tuple[Listed, ...]]


def closed_lists(pack: str, table: object) -> ClosedLists:
    """Read a pack's `[lists]`; raises PackInvalid naming what is wrong."""
    where = f"The law pack {pack}"
    if not isinstance(table, dict) or set(table) != set(LISTS):
        raise PackInvalid("no_lists", f"{where} needs exactly these closed lists: {', '.join(LISTS)}.")
    made = {name: _list(where, name, table[name]) for name in LISTS}
    known = {one.code for one in made["categories"]}
    for purpose in made["purposes"]:
        if not purpose.categories or not purpose.categories <= known:
            raise PackInvalid(
                "malformed_list", f"{where}: the purpose {purpose.code} names no category, or one unknown."
            )
    return MappingProxyType(made)


def _list(where: str, name: str, rows: object) -> tuple[Listed, ...]:
    if not isinstance(rows, list) or not rows:
        raise PackInvalid("malformed_list", f"{where}: the list {name} is empty.")
    made = tuple(_listed(where, name, row) for row in rows)
    if len({one.code for one in made}) != len(made):
        raise PackInvalid("malformed_list", f"{where}: the list {name} has a code twice.")
    return made


def _listed(where: str, name: str, row: object) -> Listed:
    keys = _KEYS | ({"categories"} if name == "purposes" else set())
    if not isinstance(row, dict) or not set(row) <= keys:
        raise PackInvalid(
            "malformed_list", f"{where}: a choice of {name} holds a code, its words and where it is from."
        )
    said = [row.get(key, "") for key in ("code", "words", "clause", "source", "note")]
    unverified, categories = row.get("unverified", False), row.get("categories", [])
    texts = all(isinstance(one, str) for one in [*said, *categories]) and isinstance(unverified, bool)
    if not texts or not CODE.fullmatch(said[0]) or not said[1]:
        raise PackInvalid("malformed_list", f"{where}: a choice of {name} has no proper code or no words.")
    if not said[2] and not said[3]:
        raise PackInvalid("no_source", f"{where}: the choice {said[0]} of {name} names neither a clause nor a source.")
    if said[2] and said[2] not in clauses():
        raise PackInvalid(
            "unknown_clause", f"{where}: the choice {said[0]} rests on {said[2]}, which neither document has."
        )
    code, words, clause, source, note = said
    return Listed(code, words, clause, source, note, unverified, frozenset(categories))
