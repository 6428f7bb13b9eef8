"""Breaks one input or output call after another, until every one of them was broken: systematic, not sampled.

Counted are the statements, begins, commits and rollbacks of the key databases and of the main database, and every call
by which our own code opens, writes, syncs, renames, links or removes a file. `once` breaks a single call, as a bad
sector does; `from_then_on` breaks it and all later ones, as a power cut does: nothing after it reaches the disk.
"""

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

FILE_CALLS = ("open", "write", "fsync", "link", "unlink", "remove", "rename", "replace", "mkdir")

_READING = (
    "sql: SELECT",
    "sql keys: SELECT",
    "sql keys: PRAGMA",
    "sql keys: connect",
    "sql keys: BEGIN DEFERRED",
    "open",
)


@dataclass
class Faults:
    """Counts calls; call number `at` fails, and with `from_then_on` every later one."""

    at: int | None = None
    from_then_on: bool = False
    changing_only: bool = False
    calls: list[str] = field(default_factory=list)
    connections: list[sqlite3.Connection] = field(default_factory=list)
    armed: bool = True

    def meet(self, what: str) -> None:
        if not self.armed or (self.changing_only and what.startswith(_READING)):
            return
        number = len(self.calls)
        self.calls.append(what)
        if self.at is not None and (number == self.at or (self.from_then_on and number > self.at)):
            if what.startswith("sql"):
                raise sqlite3.OperationalError("disk I/O error")
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    @property
    def happened(self) -> bool:
        return self.at is not None and len(self.calls) > self.at


@contextmanager
def breaking(at: int | None = None, *, from_then_on: bool = False, changing_only: bool = False) -> Iterator[Faults]:
    """Watch every call made inside the block, or those that change something, and break one; give what was watched."""
    faults = Faults(at, from_then_on, changing_only)
    with ExitStack() as stack:
        for name in FILE_CALLS:
            stack.enter_context(patch.object(os, name, _watched(faults, f"os.{name}", getattr(os, name))))
        opening = _watched(faults, "open", io.open)
        stack.enter_context(patch.object(io, "open", opening))
        stack.enter_context(patch.object(builtins, "open", opening))
        stack.enter_context(patch("overt.vault.database.sqlite3", _BrokenSqlite(faults)))
        stack.enter_context(_django(faults))
        try:
            yield faults
        finally:
            faults.armed = False
            for left_open in faults.connections:  # as the end of a process would
                left_open.close()


def _watched(faults: Faults, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def watched(*arguments: Any, **options: Any) -> Any:
        faults.meet(name)
        return call(*arguments, **options)

    return watched


class _BrokenSqlite:
    """Stands in for the module in the vault: its connections meet the faults."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(self, *arguments: Any, **options: Any) -> sqlite3.Connection:
        faults = self._faults

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
                faults.meet(f"sql keys: {sql[:40]}")
                return super().execute(sql, *parameters)

        self._faults.meet("sql keys: connect")
        made = sqlite3.connect(*arguments, factory=Connection, **options)
        self._faults.connections.append(made)
        return made


@contextmanager
def _django(faults: Faults) -> Iterator[None]:
    from django.db import connection

    def statement(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        faults.meet(f"sql: {sql[:40]}")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(_in_djangos_words(statement)), ExitStack() as stack:
        for name in ("_commit", "_rollback", "_start_transaction_under_autocommit"):
            call = getattr(connection, name)
            watched = _in_djangos_words(_watched(faults, f"sql: {name}", call))
            stack.enter_context(patch.object(connection, name, watched))
        yield


def _in_djangos_words(call: Callable[..., Any]) -> Callable[..., Any]:
    """Raise what Django would make of an error of its database driver."""

    def translated(*arguments: Any, **options: Any) -> Any:
        from django.db import OperationalError

        try:
            return call(*arguments, **options)
        except sqlite3.OperationalError as error:
            raise OperationalError(str(error)) from error

    return translated
