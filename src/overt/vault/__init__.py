"""The vault: keys, envelopes and warrants, so that nothing can be compared without authority (I-1).

Every sealed record has a key of its own, under one of its deployment's two keys, under the
site key; all of them live under `keys/`, outside the main database and its backups, and
destroying a key is how a record is erased (I-5). The vault refuses to open a watchlist record
without a warrant, to give a warrant to anybody whose engine, threshold, list, camera or hours
are not those authorised, to put in force what its own applicant authorised, and to work from
a folder that others can read. It does not defend against somebody who already holds the site
key and this machine.
"""

from overt.vault.authority import Authority, Claim
from overt.vault.clock import Clock, SystemClock
from overt.vault.commitment import commit
from overt.vault.errors import EnvelopeBroken, KeyMissing, VaultError, WarrantRefused
from overt.vault.key_store import FileStore, KeyStore, PassphraseStore
from overt.vault.keys import KeyDestroyed
from overt.vault.kinds import RecordKind, kinds_of
from overt.vault.rotation import rotate_site_key
from overt.vault.vault import Vault, create, open_vault
from overt.vault.warrant import EnrolmentWarrant, Warrant

__all__ = [
    "Authority",
    "Claim",
    "Clock",
    "EnrolmentWarrant",
    "EnvelopeBroken",
    "FileStore",
    "KeyDestroyed",
    "KeyMissing",
    "KeyStore",
    "PassphraseStore",
    "RecordKind",
    "SystemClock",
    "Vault",
    "VaultError",
    "Warrant",
    "WarrantRefused",
    "commit",
    "create",
    "kinds_of",
    "open_vault",
    "rotate_site_key",
]
