"""Append an entry to the ledger, inside the transaction that carries out the act (I-4).

Refuses to run outside a transaction, and refuses undeclared events, fields and values. The
head row is locked for the rest of the transaction, so entries are numbered in the order in
which they are committed and a rollback leaves nothing: no gap, no fork, no trace.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from overt.ledger import events
from overt.ledger.entry import (
    MAX_ENTRY_BYTES,
    SALT_BYTES,
    Entry,
    Leaf,
    Value,
    begin_of,
    commit_to_time,
    from_microseconds,
    minutes_after,
    to_microseconds,
)
from overt.ledger.errors import EventRefused, LedgerUnwritable
from overt.ledger.fields import ACTOR, ID, Field
from overt.ledger.merkle import Frontier, leaf_hash
from overt.ledger.models import LedgerHead
from overt.ledger.tree import HEAD_ID

PUBLICATION = "deployment.published"
"""The event after which a deployment's entries are public."""

_HEAD = "SELECT size, frontier FROM ledger_head WHERE id = %s"
_MOVE_HEAD = "UPDATE ledger_head SET size = %s, frontier = %s WHERE id = %s"
_CHAIN = 'SELECT "number", "last", "begin", published FROM ledger_chain WHERE deployment = %s'
_MOVE_CHAIN = 'UPDATE ledger_chain SET "number" = %s, "last" = %s, "begin" = %s, published = %s WHERE deployment = %s'
_BEGIN_CHAIN = 'INSERT INTO ledger_chain ("number", "last", "begin", published, deployment) VALUES (%s, %s, %s, %s, %s)'
_ENTRY = 'INSERT INTO ledger_entry ("index", entry, leaf_hash, "at", salt, deployment) VALUES (%s, %s, %s, %s, %s, %s)'


def append(event: str, *, actor: str, deployment: str = "", subject: str = "", **details: Value) -> Entry:
    """Append one entry and give it back with its index and leaf hash.

    `actor` is an opaque id, `software` or `rule:name`; `deployment` and `subject` are opaque
    ids or empty; `details` are those `overt.ledger.events.EVENTS` declares for the event.
    Raises `EventRefused` for anything else, and `LedgerUnwritable` outside a transaction or
    when the database does not take it: then the act must not happen either.
    """
    return append_all([Said(event, subject, details)], actor=actor, deployment=deployment)[0]


@dataclass(frozen=True)
class Said:
    """One entry to append: its event, opaque subject and declared details."""

    event: str
    subject: str
    details: Mapping[str, Value]


def append_all(said: Sequence[Said], *, actor: str, deployment: str = "") -> list[Entry]:
    """Append entries one after another in one step, each as `append` does."""
    for one in said:
        _check_names(actor=actor, deployment=deployment, subject=one.subject)
        events.check(one.event, one.details)
    if not connection.in_atomic_block:
        raise LedgerUnwritable("outside_transaction", "The ledger is written in the same transaction as the act.")
    try:
        return _store(said, actor, deployment)
    except DatabaseError as error:
        raise LedgerUnwritable("ledger_unwritable", "The ledger could not be written, so nothing was done.") from error


def _store(said: Sequence[Said], actor: str, deployment: str) -> list[Entry]:
    """Insert the rows, move the head and the chain; give the entries.

    Statements are written out here because this runs in every act, and what builds them would cost more than they do.
    """
    with connection.cursor() as cursor:
        frontier = _locked_head(cursor)
        at = datetime.now(UTC)
        cursor.execute(_CHAIN, [deployment])
        chain = cursor.fetchone()
        number, last, counted, published = chain or (-1, b"", to_microseconds(begin_of(at)), None)
        begin, last = from_microseconds(counted), bytes(last)
        rows, entries = [], []
        for index, one in enumerate(said, frontier.size):
            number += 1
            leaf, salt = _leaf(one, at, begin)
            data = replace(leaf, actor=actor, deployment=deployment, number=number, previous=last.hex()).to_bytes()
            _check_size(data)
            last = leaf_hash(data)
            frontier = frontier.push(last)
            published = index if one.event == PUBLICATION else published
            rows.append((index, data, last, to_microseconds(at), salt, deployment))
            shown = events.show_times(one.event, leaf.details, begin)
            entries.append(Entry(index, one.event, at, actor, deployment, one.subject, shown, last))
        cursor.executemany(_ENTRY, rows)
        cursor.execute(_MOVE_HEAD, [frontier.size, frontier.to_bytes(), HEAD_ID])
        cursor.execute(_MOVE_CHAIN if chain else _BEGIN_CHAIN, [number, last, counted, published, deployment])
    return entries


def _leaf(one: Said, at: datetime, begin: datetime) -> tuple[Leaf, bytes]:
    """Give the entry without its place in the chain, and the salt of its commitment to the moment."""
    salt = secrets.token_bytes(SALT_BYTES)
    details = events.hide_times(one.event, one.details, begin)
    time, after = commit_to_time(salt, at), minutes_after(begin, at)
    return Leaf(one.event, after, time, "", "", 0, "", one.subject, details), salt


def _check_size(data: bytes) -> None:
    if len(data) > MAX_ENTRY_BYTES:
        raise EventRefused("entry_too_large", f"An entry holds at most {MAX_ENTRY_BYTES} bytes, not {len(data)}.")


def _locked_head(cursor: CursorWrapper) -> Frontier:
    """Read the head row under a lock (PostgreSQL: the row; SQLite: the IMMEDIATE transaction).

    A head row that was deleted comes back at size 0, and then the first insert collides with
    the entry 0 that is there: a lost head stops the ledger, it never starts a second one.
    """
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    cursor.execute(_HEAD + lock, [HEAD_ID])
    found = cursor.fetchone()
    if found is None:
        LedgerHead.objects.get_or_create(id=HEAD_ID)
        cursor.execute(_HEAD + lock, [HEAD_ID])
        found = cursor.fetchone()
    try:
        return Frontier.from_bytes(found[0], bytes(found[1]))
    except ValueError as error:
        raise LedgerUnwritable(
            "head_broken", "The ledger's head row is damaged; verify the ledger before going on."
        ) from error


def _check_names(*, actor: str, deployment: str, subject: str) -> None:
    _check_name("actor", actor, ACTOR)
    if deployment:
        _check_name("deployment", deployment, ID)
    if subject:
        _check_name("subject", subject, ID)


def _check_name(name: str, value: str, field: Field) -> None:
    if not field.accepts(value):
        raise EventRefused("value_refused", f"The {name} of an entry must be {field.description}.")
