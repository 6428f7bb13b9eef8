"""Envelopes: AES-256-GCM (NIST SP 800-38D) over one record, bound to what the record is.

The additional data names deployment, kind and record, so an envelope put in another record's
place does not open. Refuses to say more about a broken envelope than that it is broken.
Pure functions: the sandboxed worker of `enrol` uses them with the one key it is given.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from overt.vault.errors import EnvelopeBroken, VaultError
from overt.vault.kinds import RecordKind

KEY_BYTES = 32
MAGIC = b"OVE1"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_MAX_PLAINTEXT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Label:
    """What an envelope holds: its additional authenticated data."""

    deployment: str
    kind: RecordKind
    record: str

    def to_bytes(self) -> bytes:
        """Spell the label so that no two labels share a spelling (each part with its length)."""
        parts = (part.encode() for part in (self.deployment, self.kind.value, self.record))
        return MAGIC + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal(key: bytes | bytearray, label: Label, plaintext: bytes) -> bytes:
    """Seal under a 32-byte key: magic (4), random nonce (12), ciphertext, tag (16)."""
    if len(plaintext) > _MAX_PLAINTEXT_BYTES:
        raise VaultError("record_too_large", "A sealed record holds at most 64 MiB.")
    nonce = os.urandom(_NONCE_BYTES)
    return MAGIC + nonce + AESGCM(key).encrypt(nonce, plaintext, label.to_bytes())


def unseal(key: bytes | bytearray, label: Label, envelope: bytes) -> bytes:
    """Open what `seal` made with the same key and label; `EnvelopeBroken` for all else."""
    start = len(MAGIC)
    if len(envelope) < start + _NONCE_BYTES + _TAG_BYTES:
        raise EnvelopeBroken("envelope_truncated", "This sealed record is cut short.")
    if not envelope.startswith(MAGIC):
        raise EnvelopeBroken("envelope_unknown", "This is not a record sealed by this program.")
    nonce, sealed = envelope[start : start + _NONCE_BYTES], envelope[start + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, label.to_bytes())
    except InvalidTag as error:
        raise EnvelopeBroken(
            "envelope_altered", "This sealed record was altered, cut or put in another record's place."
        ) from error
