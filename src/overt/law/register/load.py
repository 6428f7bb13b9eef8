"""Reads the register from its three data files and refuses it unless every clause is there and every link leads on."""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from overt.law.clauses import clauses
from overt.law.errors import RegisterInvalid
from overt.law.register.values import Control, Edit, Proof, Register, Row, Standing, Status

FOLDER = Path(__file__).parent
ROWS, CONTROLS, PROOFS = FOLDER / "register.csv", FOLDER / "controls.toml", FOLDER / "proofs.csv"

CONDITIONS = "overt.law.conditions."
"""Controls in these modules are conditions: to remove one is to let it always hold."""


@cache
def register() -> Register:
    """Read the register shipped, once; raises RegisterInvalid with the reason."""
    return read(*(path.read_text(encoding="utf-8") for path in (ROWS, CONTROLS, PROOFS)))


def read(rows: str, controls: str, proofs: str) -> Register:
    """Read a register from the text of its files: clauses (CSV), controls (TOML), proofs (CSV).

    Raises:
        RegisterInvalid: a clause is missing, twice or unknown; a control is unknown, unused or not whole.
    """
    known = _controls(controls)
    listed = tuple(_row(row, known) for row in _table(rows, "clause,standing,status,controls,words"))
    _refuse_incomplete(listed)
    _refuse_unused(listed, known)
    return Register(listed, tuple(known.values()), _proofs(proofs, known))


def _table(text: str, header: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        if reader.fieldnames != header.split(","):
            raise RegisterInvalid("header_wrong", f"A table of the register must begin with the line {header}.")
        found = list(reader)
    except csv.Error as error:
        raise RegisterInvalid("not_csv", f"A table of the register is not CSV: {error}.") from error
    for number, row in enumerate(found, 2):
        if None in row or None in row.values():
            raise RegisterInvalid("row_torn", f"Line {number} of a register's table has too few or too many fields.")
    return found


def _row(row: Mapping[str, str], known: Mapping[str, Control]) -> Row:
    clause_id = row["clause"]
    if clause_id not in clauses():
        raise RegisterInvalid("unknown_clause", f"The register names {clause_id}, which neither document has.")
    if row["standing"] not in set(Standing) or row["status"] not in set(Status):
        raise RegisterInvalid("unlabelled", f"{clause_id} needs a standing and a status from their lists.")
    named = row["controls"].split()
    if unknown := sorted(set(named) - set(known)):
        raise RegisterInvalid("unknown_control", f"{clause_id} names controls nobody described: {', '.join(unknown)}.")
    made = Row(
        clauses()[clause_id],
        Standing(row["standing"]),
        Status(row["status"]),
        tuple(known[name] for name in named),
        row["words"].strip(),
    )
    _refuse_wordless(made)
    return made


def _refuse_wordless(row: Row) -> None:
    if row.status in {Status.PEOPLE, Status.NOT_YET} and not row.words:
        raise RegisterInvalid("no_words", f"{row.clause.id} is not kept by software: say who keeps it, or why nobody.")


def _refuse_incomplete(rows: Sequence[Row]) -> None:
    listed = [row.clause.id for row in rows]
    if listed != list(clauses()):
        off = sorted(set(clauses()) ^ set(listed)) or [c for c in listed if listed.count(c) > 1] or ["their order"]
        raise RegisterInvalid("clauses_differ", f"The register and the clauses differ in: {', '.join(off)}.")


def _refuse_unused(rows: Sequence[Row], known: Mapping[str, Control]) -> None:
    used = {control.name for row in rows for control in row.controls}
    if unused := sorted(set(known) - used):
        raise RegisterInvalid("unused_control", f"No clause rests on these controls: {', '.join(unused)}.")


def _controls(text: str) -> dict[str, Control]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegisterInvalid("not_toml", f"The table of controls is not TOML: {error}.") from error
    return {name: _control(name, table) for name, table in tables.items()}


def _control(name: str, table: object) -> Control:
    keys = {"title", "enforcement", "tests", "evidence", "longest_age_days", "removal"}
    if not isinstance(table, dict) or not set(table) <= keys or not str(table.get("title", "")).strip():
        raise RegisterInvalid("malformed_control", f"The control {name} needs a title, and no key but {sorted(keys)}.")
    age = table.get("longest_age_days")
    if age is not None and (not isinstance(age, int) or age <= 0):
        raise RegisterInvalid("malformed_control", f"The longest age of {name} is a whole number of days.")
    made = Control(
        name=name,
        title=str(table["title"]),
        enforcement=_texts(name, table.get("enforcement", [])),
        tests=_texts(name, table.get("tests", [])),
        evidence=_texts(name, table.get("evidence", [])),
        longest_age_days=age,
        removal=tuple(_edit(name, one) for one in table.get("removal", [])),
    )
    _refuse_irremovable(made)
    return made


def _refuse_irremovable(control: Control) -> None:
    if not all(path.count(":") == 1 for path in control.enforcement):
        raise RegisterInvalid("malformed_control", f"Code paths of {control.name} are written module:qualname.")
    if not all(test.count("::") == 1 for test in control.tests):
        raise RegisterInvalid("malformed_control", f"Test ids of {control.name} are written file::function.")
    conditions = all(path.startswith(CONDITIONS) for path in control.enforcement)
    if not control.removal and not conditions:
        raise RegisterInvalid("no_removal", f"{control.name} does not say how it is removed to prove its tests.")


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise RegisterInvalid("malformed_control", f"The control {name} has a list that does not hold texts only.")
    return tuple(value)


def _edit(name: str, table: object) -> Edit:
    if not isinstance(table, dict) or set(table) != {"module", "old", "new"}:
        raise RegisterInvalid("malformed_control", f"A removal of {name} needs module, old and new.")
    return Edit(str(table["module"]), str(table["old"]), str(table["new"]))


def _proofs(text: str, known: Mapping[str, Control]) -> tuple[Proof, ...]:
    rows = _table(text, "control,code_digest,tests_digest,proved_on")
    if unknown := sorted({row["control"] for row in rows} - set(known)):
        raise RegisterInvalid("unknown_control", f"Proofs of controls nobody described: {', '.join(unknown)}.")
    try:
        return tuple(
            Proof(row["control"], row["code_digest"], row["tests_digest"], date.fromisoformat(row["proved_on"]))
            for row in rows
        )
    except ValueError as error:
        raise RegisterInvalid("proof_undated", f"A proof has no date: {error}.") from error
