"""The vault: every key of a site behind a few verbs.

Sealing is open to all of our processes; opening is not. Alerts, consents and why a young
person is listed (no picture, no template, no name) open by name; a watchlist record opens
only through a warrant, which exists only while an authority is in force, or through an
enrolment warrant, which exists only while the list is a draft. There is no verb that opens
one without.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from uuid import uuid4

from overt.vault import keys, release, schema
from overt.vault.authority import Authority, Claim
from overt.vault.clock import Clock, SystemClock
from overt.vault.database import KeyDatabase, create_database
from overt.vault.envelope import Label, seal
from overt.vault.errors import VaultError, WarrantRefused
from overt.vault.folder import KEYS, RELEASES, SITE_KEY, find_folder, make_folder, write_private
from overt.vault.key_store import FileStore, KeyStore, to_bytes
from overt.vault.keys import KeyDestroyed
from overt.vault.kinds import Family, RecordKind
from overt.vault.rotation import CHECK, Root, finish_rotation
from overt.vault.site_key import SiteKey, derive, new_key, wipe
from overt.vault.warrant import EnrolmentWarrant, Files, Warrant

_SYSTEM_CLOCK = SystemClock()
_FILE = FileStore()


class Vault:
    """The keys of one site. Safe to use from many threads; open one anew in each process."""

    def __init__(self, root: Root, files: Files, clock: Clock) -> None:
        self._root = root
        self._files = files
        self._clock = clock

    def create_deployment(self, deployment: str) -> None:
        """Make a deployment's watchlist key and alerts key."""
        with self._files.keys.writing() as connection:
            keys.create_deployment_keys(connection, self._root.under(connection), deployment)

    def seal(self, deployment: str, kind: RecordKind, record: str, plaintext: bytes) -> bytes:
        """Seal one record under its own key, made now unless it has one; give the envelope.

        The key is on disk before the envelope is given out, so a crash in between leaves a key
        without a record (`keys_of` finds it), never a record without a key.
        """
        label = Label(deployment, kind, record)
        key = self._record_key(label)
        try:
            return seal(key, label, plaintext)
        finally:
            wipe(key)

    def seal_all(self, deployment: str, kind: RecordKind, records: Mapping[str, bytes]) -> dict[str, bytes]:
        """Seal many records of one kind as `seal` does, making their keys in one step; give their envelopes."""
        made = self._record_keys(deployment, kind, list(records))
        try:
            return {name: seal(made[name], Label(deployment, kind, name), records[name]) for name in records}
        finally:
            for key in made.values():
                wipe(key)

    def open_alert(self, deployment: str, record: str, envelope: bytes) -> bytes:
        """Open a sealed alert."""
        return self._open(Label(deployment, RecordKind.ALERT, record), envelope)

    def open_consent(self, deployment: str, record: str, envelope: bytes) -> bytes:
        """Open a sealed consent record."""
        return self._open(Label(deployment, RecordKind.CONSENT, record), envelope)

    def open_application_file(self, deployment: str, record: str, envelope: bytes) -> bytes:
        """Open a file attached to an application."""
        return self._open(Label(deployment, RecordKind.APPLICATION_FILE, record), envelope)

    def open_approval(self, deployment: str, record: str, envelope: bytes) -> bytes:
        """Open an officer's words on one entry."""
        return self._open(Label(deployment, RecordKind.APPROVAL, record), envelope)

    def open_entry_case(self, deployment: str, record: str, envelope: bytes) -> bytes:
        """Open why one entry is on the list, as it was laid before the officer who decides."""
        return self._open(Label(deployment, RecordKind.ENTRY_CASE, record), envelope)

    def open_attachment(self, document: str, record: str, envelope: bytes) -> bytes:
        """Open a file attached to one of the force's documents."""
        return self._open(Label(document, RecordKind.DOCUMENT_ATTACHMENT, record), envelope)

    def open_membership(self, deployment: str, record: str, envelope: bytes) -> bytes:
        """Open one half of a list's membership secret, its tags, or a question about the list."""
        return self._open(Label(deployment, RecordKind.MEMBERSHIP, record), envelope)

    def begin_enrolment(self, deployment: str) -> None:
        """Open a draft watchlist to `enrol`; refused once an authority was put in force."""
        wipe(self._deployment_key(deployment, "watchlist"))
        with self._files.releases.writing() as connection:
            if release.was_decided(connection, deployment):
                raise VaultError("list_not_a_draft", "This watchlist is no draft any more and cannot be reopened.")
            connection.execute("INSERT OR IGNORE INTO enrolment VALUES (?, ?)", (deployment, uuid4().hex))

    def end_enrolment(self, deployment: str) -> None:
        """Shut the draft; every enrolment warrant of it dies."""
        with self._files.releases.writing() as connection:
            connection.execute("DELETE FROM enrolment WHERE deployment = ?", (deployment,))

    def enrolment_warrant(self, deployment: str) -> EnrolmentWarrant:
        """Give leave to look inside a draft list; `WarrantRefused` when it is not one."""
        with self._files.releases.reading() as connection:
            row = connection.execute("SELECT id FROM enrolment WHERE deployment = ?", (deployment,)).fetchone()
        if row is None:
            raise WarrantRefused("enrolment_over", "This watchlist is not open for enrolment.")
        return EnrolmentWarrant(deployment, row[0], self._deployment_key(deployment, "watchlist"), self._files)

    def put_in_force(self, authority: Authority) -> None:
        """Release the watchlist key to exactly this authority, in place of any earlier one.

        Refuses an applicant who authorises, hours that are empty, over or without a zone, and
        a deployment that has ended. Ends the enrolment.
        """
        key = self._deployment_key(authority.deployment, "watchlist")
        try:
            with self._files.releases.writing() as connection:
                release.put_in_force(connection, self._root.under(connection), self._clock, authority, key)
        finally:
            wipe(key)

    def suspend(self, deployment: str) -> None:
        """Halt: destroy the release. Every warrant is refused at its next check."""
        with self._files.releases.writing() as connection:
            release.suspend(connection, deployment)

    def end(self, deployment: str) -> None:
        """Close, expire or void: destroy the release, for good."""
        with self._files.releases.writing() as connection:
            release.end(connection, deployment)

    def warrant(self, claim: Claim) -> Warrant:
        """Give leave to compare, if what the caller has loaded is what was authorised.

        Raises `WarrantRefused` with the code `not_in_force`, `halted`, `ended`, `not_yet`,
        `hours_over`, `clock_behind`, `authority_mismatch` or `camera_not_authorised`.
        """
        with self._files.releases.writing() as connection:
            released = release.claim_release(connection, self._root.under(connection), self._clock, claim)
        warrant = Warrant(claim.deployment, claim.camera, released, self._files, self._clock)
        warrant.check()
        return warrant

    def destroy_record(self, deployment: str, kind: RecordKind, record: str) -> KeyDestroyed | None:
        """Destroy one record's key, on disk and in the journal; nothing if none was living.

        Repeating it finishes a destruction that was interrupted.
        """
        with self._files.keys.writing() as connection:
            gone = keys.destroy_record_key(connection, Label(deployment, kind, record))
        self._files.keys.wipe_journal()
        return gone

    def destroy_deployment(self, deployment: str, which: Literal["watchlist", "alerts"]) -> tuple[KeyDestroyed, ...]:
        """Destroy one of a deployment's keys, every record key under it and, with the list, its release."""
        if which == "watchlist":
            self.end(deployment)
            self._files.releases.wipe_journal()
        with self._files.keys.writing() as connection:
            gone = keys.destroy_family(connection, deployment, which)
            keys.drop_dead_rows(connection)
        self._files.keys.wipe_journal()
        return gone

    def has_key(self, deployment: str, kind: RecordKind, record: str) -> bool:
        """Say whether this record's key exists."""
        with self._files.keys.reading() as connection:
            return keys.is_living(connection, Label(deployment, kind, record))

    def keys_of(self, deployment: str, kind: RecordKind) -> set[str]:
        """Give the ids of the records of this kind whose keys exist."""
        with self._files.keys.reading() as connection:
            return keys.living_records(connection, deployment, kind)

    def deployments(self) -> set[str]:
        """Give the deployments of which at least one key exists."""
        with self._files.keys.reading() as connection:
            return keys.living_deployments(connection)

    def key_ids(self, owner: str) -> dict[tuple[str, str], str]:
        """Give the id of every living key of a deployment or document, by kind and record; a family's is empty."""
        with self._files.keys.reading() as connection:
            return keys.key_ids(connection, owner)

    def has_deployment(self, deployment: str) -> bool:
        """Say whether this vault ever had keys for a deployment, living or destroyed."""
        with self._files.keys.reading() as connection:
            return keys.is_known(connection, deployment)

    def was_destroyed(self, deployment: str, which: Literal["watchlist", "alerts"]) -> bool:
        """Say whether one of a deployment's two keys existed and was destroyed."""
        with self._files.keys.reading() as connection:
            return keys.is_destroyed(connection, deployment, which)

    def salt(self, deployment: str) -> bytes:
        """Give the deployment's 32-byte commitment salt; it dies with the alerts key."""
        key = self._deployment_key(deployment, "alerts")
        try:
            return derive(key, "commitment-salt", deployment.encode())
        finally:
            wipe(key)

    def document_salt(self, document: str) -> bytes:
        """Give a document's 32-byte commitment salt; it lasts as long as the site, whatever its key."""
        return self._derive_for_documents("document-salt", document)

    def owned(self, kind: RecordKind) -> set[tuple[str, str]]:
        """Give owner (deployment or document) and record of every living key of one kind."""
        with self._files.keys.reading() as connection:
            return keys.living_owners(connection, kind)

    def close(self) -> None:
        """Close this thread's connections to the key databases."""
        self._files.keys.close()
        self._files.releases.close()

    def _key_over(self, label: Label) -> bytearray:
        """Give the key a record's own key is wrapped under; a document's is derived, there is nothing to make first."""
        if label.kind.family == "documents":
            return bytearray(self._derive_for_documents("documents", label.deployment))
        return self._deployment_key(label.deployment, label.kind.family)

    def _deployment_key(self, deployment: str, family: Family) -> bytearray:
        with self._files.keys.reading() as connection:
            return keys.deployment_key(connection, self._root.under(connection), deployment, family)

    def _derive_for_documents(self, purpose: str, document: str) -> bytes:
        with self._files.keys.reading() as connection:
            root = keys.documents_root(connection, self._root.under(connection))
        try:
            return derive(root, purpose, document.encode())
        finally:
            wipe(root)

    def _open(self, label: Label, envelope: bytes) -> bytes:
        under = self._key_over(label)
        try:
            with self._files.keys.reading() as connection:
                return keys.open_record(connection, under, label, envelope)
        finally:
            wipe(under)

    def _record_key(self, label: Label) -> bytearray:
        return self._record_keys(label.deployment, label.kind, [label.record])[label.record]

    def _record_keys(self, deployment: str, kind: RecordKind, records: list[str]) -> dict[str, bytearray]:
        if not records:
            return {}
        under = self._key_over(Label(deployment, kind, records[0]))
        try:
            with self._files.keys.writing() as connection:
                return keys.make_record_keys(connection, under, deployment, kind, records)
        finally:
            wipe(under)


def create(home: Path, clock: Clock = _SYSTEM_CLOCK, store: KeyStore = _FILE) -> Vault:
    """Make the vault of a new site in `home/keys`; `VaultError("vault_exists")` if there is one.

    The site key is written first and `keys.sqlite3` last, each file whole or not at all, so an
    interrupted creation can be repeated.
    """
    folder = make_folder(home)
    if (folder / KEYS).exists():
        raise VaultError("vault_exists", f"There is a key database in {folder} already; nothing was changed.")
    if not (folder / SITE_KEY).exists():
        write_private(folder / SITE_KEY, to_bytes(store, bytes(new_key())))
    site = SiteKey.read(folder / SITE_KEY)
    meta = {"version": schema.VERSION, CHECK: site.check}
    create_database(folder / RELEASES, schema.RELEASES, meta)
    create_database(folder / KEYS, schema.KEYS, {**meta, keys.DOCUMENTS_ROOT: keys.wrap_root(site, new_key())})
    return open_vault(home, clock)


def open_vault(home: Path, clock: Clock = _SYSTEM_CLOCK) -> Vault:
    """Open the vault of a site, and finish what an interrupted destruction or rotation left behind.

    Raises `VaultError` for a missing, exposed or read-only keys folder, and for a site key
    that is missing, damaged, locked or another site's.
    """
    folder = find_folder(home)
    finish_rotation(folder)
    site = SiteKey.read(folder / SITE_KEY)
    files = Files(KeyDatabase(folder / KEYS), KeyDatabase(folder / RELEASES))
    root = Root(folder, site)
    for database in (files.keys, files.releases):
        _refuse_a_stranger(database, root)
        database.wipe_journal()
    return Vault(root, files, clock)


def _refuse_a_stranger(database: KeyDatabase, root: Root) -> None:
    with database.reading() as connection:
        row = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
        if row is None or row[0] != schema.VERSION:
            raise VaultError("keys_unknown_version", "The key database was made by another version of this program.")
        root.under(connection)
