"""Append an entry to the ledger, inside the transaction that carries out the act (I-4).

Refuses to run outside a transaction, and refuses undeclared events, fields and values. The
head row is locked for the rest of the transaction, so entries are numbered in the order in
which they are committed and a rollback leaves nothing: no gap, no fork, no trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DatabaseError, connection

from overt.ledger import events
from overt.ledger.entry import MAX_ENTRY_BYTES, Act, Entry, Value
from overt.ledger.errors import EventRefused, LedgerUnwritable
from overt.ledger.fields import ACTOR, ID, Field
from overt.ledger.merkle import Frontier, leaf_hash
from overt.ledger.models import LedgerHead, LedgerRow
from overt.ledger.tree import HEAD_ID


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
    acts = [_act(one, actor, deployment) for one in said]
    if not connection.in_atomic_block:
        raise LedgerUnwritable("outside_transaction", "The ledger is written in the same transaction as the act.")
    return [act.placed(*place) for act, place in zip(acts, _store([act.to_bytes() for act in acts]), strict=True)]


def _act(said: Said, actor: str, deployment: str) -> Act:
    _check_names(actor=actor, deployment=deployment, subject=said.subject)
    events.check(said.event, said.details)
    act = Act(said.event, datetime.now(UTC), actor, deployment, said.subject, said.details)
    size = len(act.to_bytes())
    if size > MAX_ENTRY_BYTES:
        raise EventRefused("entry_too_large", f"An entry holds at most {MAX_ENTRY_BYTES} bytes, not {size}.")
    return act


def _store(entries: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """Insert the rows and move the head; give each one's index and leaf hash."""
    try:
        head = _locked_head()
        frontier = Frontier.from_bytes(head.size, bytes(head.frontier))
        leaves = [leaf_hash(data) for data in entries]
        LedgerRow.objects.bulk_create(
            LedgerRow(index=index, entry=data, leaf_hash=leaf)
            for index, (data, leaf) in enumerate(zip(entries, leaves, strict=True), head.size)
        )
        for leaf in leaves:
            frontier = frontier.push(leaf)
        LedgerHead.objects.filter(id=HEAD_ID).update(size=frontier.size, frontier=frontier.to_bytes())
    except DatabaseError as error:
        raise LedgerUnwritable("ledger_unwritable", "The ledger could not be written, so nothing was done.") from error
    except ValueError as error:
        raise LedgerUnwritable(
            "head_broken", "The ledger's head row is damaged; verify the ledger before going on."
        ) from error
    return list(enumerate(leaves, head.size))


def _locked_head() -> LedgerHead:
    """Read the head row under a lock (PostgreSQL: the row; SQLite: the IMMEDIATE transaction).

    A head row that was deleted comes back at size 0, and then the first insert collides with
    the entry 0 that is there: a lost head stops the ledger, it never starts a second one.
    """
    locked = LedgerHead.objects.select_for_update().filter(id=HEAD_ID)
    head = locked.first()
    if head is None:
        LedgerHead.objects.get_or_create(id=HEAD_ID)
        head = locked.get()
    return head


def _check_names(*, actor: str, deployment: str, subject: str) -> None:
    _check_name("actor", actor, ACTOR)
    if deployment:
        _check_name("deployment", deployment, ID)
    if subject:
        _check_name("subject", subject, ID)


def _check_name(name: str, value: str, field: Field) -> None:
    if not field.accepts(value):
        raise EventRefused("value_refused", f"The {name} of an entry must be {field.description}.")
