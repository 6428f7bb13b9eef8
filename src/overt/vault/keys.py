"""Deployment keys and record keys: made, found and destroyed inside the caller's transaction.

A deployment has two keys (see `kinds`), each record a key of its own under one of them.
Refuses to make a key again once it was destroyed. Destroying overwrites a key where it lies;
the caller wipes the journal afterwards (`KeyDatabase.wipe_journal`).
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from overt.vault.envelope import Label, unseal
from overt.vault.errors import KeyMissing, VaultError
from overt.vault.kinds import FAMILIES, Family, RecordKind, kinds_of
from overt.vault.site_key import WRAPPED_BYTES, SiteKey, new_key, unwrap, wipe, wrap

DESTROYED = bytes(WRAPPED_BYTES)
DOCUMENTS_ROOT = "documents_root"


@dataclass(frozen=True)
class KeyDestroyed:
    """One key that no longer exists. `record` is empty for the key of a whole family."""

    key_id: str
    deployment: str
    kind: str
    record: str


def create_deployment_keys(connection: sqlite3.Connection, site: SiteKey, deployment: str) -> None:
    """Make a deployment's two keys; `VaultError("deployment_exists")` if it had any before."""
    rows = [
        (deployment, family, uuid4().hex, site.wrap("deployment", _slot(deployment, family), new_key()))
        for family in FAMILIES
    ]
    try:
        connection.executemany("INSERT INTO deployment_key (deployment, family, id, wrapped) VALUES (?, ?, ?, ?)", rows)
    except sqlite3.IntegrityError as error:
        raise VaultError("deployment_exists", "This deployment already has its keys.") from error


def deployment_key(connection: sqlite3.Connection, site: SiteKey, deployment: str, family: Family) -> bytearray:
    """Unwrap one of a deployment's keys; `KeyMissing` when it was destroyed or never made."""
    row = connection.execute(
        "SELECT wrapped FROM deployment_key WHERE deployment = ? AND family = ?", (deployment, family)
    ).fetchone()
    if row is None:
        raise KeyMissing("deployment_unknown", "The vault has no keys for this deployment.")
    if row[0] == DESTROYED:
        raise KeyMissing("key_destroyed", f"The {family} key of this deployment was destroyed.")
    return site.unwrap("deployment", _slot(deployment, family), row[0])


def rewrap(connection: sqlite3.Connection, old: SiteKey, new: SiteKey) -> None:
    """Wrap every living deployment key, and the documents' root, under another site key, where they lie."""
    rows = connection.execute(
        "SELECT n, deployment, family, wrapped FROM deployment_key WHERE wrapped != ?", (DESTROYED,)
    ).fetchall()
    for number, deployment, family, wrapped in rows:
        slot = _slot(deployment, family)
        key = old.unwrap("deployment", slot, wrapped)
        connection.execute(
            "UPDATE deployment_key SET wrapped = ? WHERE n = ?", (new.wrap("deployment", slot, key), number)
        )
        wipe(key)
    root = documents_root(connection, old)
    connection.execute("UPDATE meta SET value = ? WHERE name = ?", (wrap_root(new, root), DOCUMENTS_ROOT))
    wipe(root)


def wrap_root(site: SiteKey, root: bytearray) -> bytes:
    """Wrap the key everything of the force's documents is derived from."""
    return site.wrap("documents-root", b"", root)


def documents_root(connection: sqlite3.Connection, site: SiteKey) -> bytearray:
    """Unwrap the documents' root: it stays the same whatever site key it is wrapped under."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (DOCUMENTS_ROOT,)).fetchone()
    return site.unwrap("documents-root", b"", row[0])


def key_ids(connection: sqlite3.Connection, deployment: str) -> dict[tuple[str, str], str]:
    """Give the id of every living key of a deployment or document by kind and record; a family's record is empty."""
    records = connection.execute(
        "SELECT kind, record, id FROM record_key WHERE deployment = ? AND wrapped != ?", (deployment, DESTROYED)
    )
    families = connection.execute(
        "SELECT family, '', id FROM deployment_key WHERE deployment = ? AND wrapped != ?", (deployment, DESTROYED)
    )
    return {(kind, record): key_id for kind, record, key_id in (*records, *families)}


def is_known(connection: sqlite3.Connection, deployment: str) -> bool:
    """Say whether a deployment was given keys here."""
    found = connection.execute("SELECT 1 FROM deployment_key WHERE deployment = ?", (deployment,))
    return found.fetchone() is not None


def is_destroyed(connection: sqlite3.Connection, deployment: str, family: Family) -> bool:
    """Say whether a deployment had this key and has it no more."""
    found = connection.execute(
        "SELECT 1 FROM deployment_key WHERE deployment = ? AND family = ? AND wrapped = ?",
        (deployment, family, DESTROYED),
    )
    return found.fetchone() is not None


def record_key(connection: sqlite3.Connection, under: bytearray, label: Label) -> bytearray | None:
    """Unwrap a record's key; nothing if it never had one, `KeyMissing` if it was destroyed."""
    row = connection.execute(
        "SELECT wrapped FROM record_key WHERE deployment = ? AND kind = ? AND record = ?",
        (label.deployment, label.kind.value, label.record),
    ).fetchone()
    if row is None:
        return None
    if row[0] == DESTROYED:
        raise KeyMissing("key_destroyed", "The key of this record was destroyed; it cannot be read any more.")
    return unwrap(under, row[0])


def record_keys(
    connection: sqlite3.Connection, under: bytearray, deployment: str, kind: RecordKind, records: Sequence[str]
) -> dict[str, bytearray]:
    """Unwrap the keys of those of these records that have a living one."""
    wrapped = _wrapped(connection, deployment, kind, records)
    return {record: unwrap(under, key) for record, key in wrapped.items() if key != DESTROYED}


def make_record_keys(
    connection: sqlite3.Connection, under: bytearray, deployment: str, kind: RecordKind, records: Sequence[str]
) -> dict[str, bytearray]:
    """Give the records' keys, made now where one never was; inside a write transaction.

    `KeyMissing` when one was destroyed; then none is made.
    """
    wrapped = _wrapped(connection, deployment, kind, records)
    if DESTROYED in wrapped.values():
        raise KeyMissing("key_destroyed", "The key of this record was destroyed; it cannot be read any more.")
    made = {record: unwrap(under, key) for record, key in wrapped.items()}
    new = {record: new_key() for record in records if record not in made}
    connection.executemany(
        "INSERT INTO record_key (deployment, kind, record, id, wrapped) VALUES (?, ?, ?, ?, ?)",
        [(deployment, kind.value, record, uuid4().hex, wrap(under, key)) for record, key in new.items()],
    )
    return made | new


def _wrapped(
    connection: sqlite3.Connection, deployment: str, kind: RecordKind, records: Sequence[str]
) -> dict[str, bytes]:
    rows = connection.execute(
        "SELECT record, wrapped FROM record_key"
        " WHERE deployment = ? AND kind = ? AND record IN (SELECT value FROM json_each(?))",
        (deployment, kind.value, json.dumps(list(records))),
    )
    return dict(rows)


def open_record(connection: sqlite3.Connection, under: bytearray, label: Label, envelope: bytes) -> bytes:
    """Open one envelope with its record's key."""
    key = record_key(connection, under, label)
    if key is None:
        raise KeyMissing("key_unknown", "The vault has no key for this record.")
    try:
        return unseal(key, label, envelope)
    finally:
        wipe(key)


def destroy_record_key(connection: sqlite3.Connection, label: Label) -> KeyDestroyed | None:
    """Destroy a record's key; nothing when it has no living one."""
    row = connection.execute(
        "UPDATE record_key SET wrapped = ? WHERE deployment = ? AND kind = ? AND record = ? AND wrapped != ?"
        " RETURNING id",
        (DESTROYED, label.deployment, label.kind.value, label.record, DESTROYED),
    ).fetchone()
    return KeyDestroyed(row[0], label.deployment, label.kind.value, label.record) if row else None


def destroy_family(connection: sqlite3.Connection, deployment: str, family: Family) -> tuple[KeyDestroyed, ...]:
    """Destroy one of a deployment's keys and every record key under it."""
    own = connection.execute(
        "UPDATE deployment_key SET wrapped = ? WHERE deployment = ? AND family = ? AND wrapped != ? RETURNING id",
        (DESTROYED, deployment, family, DESTROYED),
    ).fetchall()
    gone = [KeyDestroyed(key_id, deployment, family, "") for (key_id,) in own]
    for kind in kinds_of(family):
        rows = connection.execute(
            "UPDATE record_key SET wrapped = ? WHERE deployment = ? AND kind = ? AND wrapped != ? RETURNING id, record",
            (DESTROYED, deployment, kind.value, DESTROYED),
        ).fetchall()
        gone += [KeyDestroyed(key_id, deployment, kind.value, record) for key_id, record in rows]
    return tuple(gone)


def drop_dead_rows(connection: sqlite3.Connection) -> None:
    """Forget destroyed keys once no record key lives: only then does dropping rows move none."""
    if connection.execute("SELECT 1 FROM record_key WHERE wrapped != ? LIMIT 1", (DESTROYED,)).fetchone() is None:
        connection.execute("DELETE FROM record_key")


def is_living(connection: sqlite3.Connection, label: Label) -> bool:
    """Say whether a record's key exists."""
    found = connection.execute(
        "SELECT 1 FROM record_key WHERE deployment = ? AND kind = ? AND record = ? AND wrapped != ?",
        (label.deployment, label.kind.value, label.record, DESTROYED),
    )
    return found.fetchone() is not None


def living_records(connection: sqlite3.Connection, deployment: str, kind: RecordKind) -> set[str]:
    """Give the records of a kind whose keys exist."""
    rows: Iterable[tuple[str]] = connection.execute(
        "SELECT record FROM record_key WHERE deployment = ? AND kind = ? AND wrapped != ?",
        (deployment, kind.value, DESTROYED),
    )
    return {record for (record,) in rows}


def living_owners(connection: sqlite3.Connection, kind: RecordKind) -> set[tuple[str, str]]:
    """Give owner and record of every living key of one kind."""
    rows = connection.execute(
        "SELECT deployment, record FROM record_key WHERE kind = ? AND wrapped != ?", (kind.value, DESTROYED)
    )
    return set(rows)


def living_deployments(connection: sqlite3.Connection) -> set[str]:
    """Give the deployments of which at least one key exists."""
    rows = connection.execute("SELECT DISTINCT deployment FROM deployment_key WHERE wrapped != ?", (DESTROYED,))
    return {deployment for (deployment,) in rows}


def _slot(deployment: str, family: Family) -> bytes:
    return f"{family}\x00{deployment}".encode()
