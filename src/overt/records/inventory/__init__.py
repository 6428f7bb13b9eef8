"""What this site stores, column by column and file by file: what, why, under which clause, who sees it, until when.

It is generated from the models, the key databases' tables and the declarations beside this file; a column or a file
nobody declared is found by `undeclared` and stops the tests. To declare one, add a line to the TOML file of its part.
It holds no record and refuses to describe what is not there.
"""

import fnmatch
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from overt.vault import schema

_KEYS, _FILES, _COMMON, _RULES = "keys", "files", "common", "rules"
_PARTS = {
    "subjects": "People sought, and alerts",
    "deployments": "Deployments and their authority",
    "papers": "Documents, law packs, the ledger, audits",
    "people": "Staff, and how they sign in",
    _KEYS: "Keys",
}


@dataclass(frozen=True)
class Declared:
    """One column or kind of file: `place` is its table or pattern, `kind` what the database says it is."""

    place: str
    column: str
    kind: str
    what: str
    why: str
    clauses: tuple[str, ...]
    seen_by: str
    erase_by: str


Place = tuple[str, tuple[Declared, ...]]
"""A table or a kind of file by its name, with its columns as declared."""


def inventory() -> tuple[Declared, ...]:
    """Return everything this site stores, as declared; raises KeyError for a column nobody declared."""
    told = _tables()
    columns = [
        _declared(table, column, kind, told[table]) for table, held in stored().items() for column, kind in held.items()
    ]
    files = [_declared(pattern, "", "file", {**table, "columns": {}}) for pattern, table in _read(_FILES).items()]
    return tuple(columns + files)


def undeclared() -> tuple[str, ...]:
    """Say what is stored but not declared, what is declared but not stored, and what names no known rule."""
    told, found = _tables(), []
    for table, held in stored().items():
        known = set(told[table]["columns"]) | (set(_read(_COMMON)) & set(held)) if table in told else set()
        if table not in told:
            found.append(f"The table {table} is not declared. Add:\n{_snippet(table, held)}")
        elif missing := [column for column in held if column not in known]:
            found.append(f"[{table}.columns] lacks:\n" + "\n".join(f'{column} = "…"' for column in missing))
        found += [f"{table}.{column} is declared but not stored" for column in sorted(known - set(held))]
    found += [f"the table {table} is declared but not stored" for table in sorted(set(told) - set(stored()))]
    rules = _read(_RULES)
    wrong = {name: one["erase_by"] for name, one in {**told, **_read(_FILES)}.items() if one["erase_by"] not in rules}
    return (*found, *(f"{name} names no rule of rules.toml: {rule}" for name, rule in wrong.items()))


def undeclared_files(home: Path) -> list[str]:
    """Return the files of a site that fit no declared pattern, as paths within it."""
    paths = (path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    return sorted(path for path in paths if not any(fnmatch.fnmatch(path, pattern) for pattern in _read(_FILES)))


def stored() -> dict[str, dict[str, str]]:
    """Return every table with its columns and their kinds: Django's models, its own table, the key databases."""
    from django.apps import apps
    from django.db.migrations.recorder import MigrationRecorder
    from django.db.models import Model

    models: list[type[Model]] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    tables = {
        model._meta.db_table: {
            field.column: field.get_internal_type() for field in model._meta.concrete_fields if field.column
        }
        for model in models
    }
    return tables | _key_tables((schema.KEYS, schema.RELEASES))


def _key_tables(schemas: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for text in schemas:
        with closing(sqlite3.connect(":memory:")) as database:
            database.executescript(text)
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for name in names:
                columns = database.execute("SELECT name, type FROM pragma_table_info(?)", (name,))
                found[name] = dict(columns.fetchall())
    found.pop("sqlite_sequence", None)
    return found


def _declared(place: str, column: str, kind: str, table: Mapping[str, Any]) -> Declared:
    what = str((table["columns"].get(column) or _read(_COMMON)[column]) if column else table["what"])
    rule = _read(_RULES)[table["erase_by"]]["words"]
    clauses = tuple(table["clauses"])
    return Declared(place, column, kind, what, str(table["why"]), clauses, str(table["seen_by"]), str(rule))


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return {name: table for part in _PARTS for name, table in _read(part).items()}


@cache
def _read(part: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{part}.toml").read_text("utf-8"))


def _snippet(table: str, held: Mapping[str, str]) -> str:
    """Return what somebody can paste and fill in."""
    head = [f"[{table}]", 'why = "…"', "clauses = []", 'seen_by = "…"', 'erase_by = "…"  # a name of rules.toml']
    columns = [f'{column} = "…"' for column in held if column not in _read(_COMMON)]
    return "\n".join([*head, f"[{table}.columns]", *columns])


def grouped() -> Iterator[Place]:
    """Give the inventory by place, in the order of the declarations."""
    places: dict[str, list[Declared]] = {}
    for one in inventory():
        places.setdefault(one.place, []).append(one)
    for place, held in places.items():
        yield place, tuple(held)


def parts() -> Iterator[tuple[str, list[Place]]]:
    """Give what `grouped` gives under a heading each, what is about the public first and the libraries' own last."""
    places = dict(grouped())
    for part, heading in {**_PARTS, _FILES: "Files"}.items():
        yield heading, [(name, places[name]) for name in _read(part)]
