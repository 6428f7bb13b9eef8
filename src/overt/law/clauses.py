"""The 224 paraphrased clauses of the two founding documents, by id; it refuses an id that is not among them."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from overt.law.errors import LawError

CLAUSES_FILE = Path(__file__).with_name("clauses.csv")


@dataclass(frozen=True)
class Clause:
    """One rule: `id` such as "M-42", the document and section it stands in, and the rule in our words.

    `kinds` are what it asks of software (enforce, record, compute, publish) or of people; `hint` is how, in a word.
    """

    id: str
    source: str
    section: str
    rule: str
    kinds: frozenset[str] = frozenset()
    hint: str = ""


@cache
def clauses() -> dict[str, Clause]:
    """Read all clauses once; keys are clause ids."""
    with CLAUSES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: _clause(row) for row in csv.DictReader(file)}


def _clause(row: dict[str, str]) -> Clause:
    kinds = frozenset(row["kinds"].split())
    return Clause(row["id"], row["source"], row["section"], row["rule"], kinds, row["hint"])


def clause(clause_id: str) -> Clause:
    """Return one clause; raises LawError for an id that neither document has."""
    try:
        return clauses()[clause_id]
    except KeyError:
        raise LawError("unknown_clause", f"There is no clause {clause_id} in the Mandate or the EIA.") from None
