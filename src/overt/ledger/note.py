"""Signed notes (c2sp.org/signed-note) with Ed25519 keys (RFC 8032, signature type 0x01).

Refuses a note of which no signature by the given key verifies. Pure functions on text; where
keys and notes are kept is `checkpoint`'s business.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from overt.ledger.errors import CheckpointRefused

MAX_NOTE_BYTES = 1 << 20
_ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name, as outsiders are given it: `name+keyid+base64`."""

    name: str
    public: Ed25519PublicKey

    @property
    def key_id(self) -> bytes:
        """Give the first four bytes of SHA-256(name || 0x0A || 0x01 || public key)."""
        return sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4]

    def to_text(self) -> str:
        """Write the key as one line, without a newline."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(self._typed())}"

    def _typed(self) -> bytes:
        return _ED25519 + self.public.public_bytes_raw()


@dataclass(frozen=True)
class SignerKey:
    """A private key with its name, kept as `PRIVATE+KEY+name+keyid+base64(0x01 || seed)`."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """Give the public half."""
        return VerifierKey(self.name, self.private.public_key())

    def to_text(self) -> str:
        """Write the key as one line, without a newline."""
        seed = _base64(_ED25519 + self.private.private_bytes_raw())
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{seed}"

    @classmethod
    def named(cls, name: str, private: Ed25519PrivateKey) -> "SignerKey":
        """Name a key; the name may hold neither space nor plus nor control character."""
        if not _NAME.fullmatch(name) or _CONTROL.search(name):
            raise CheckpointRefused("origin_unfit", "The name of a ledger has neither spaces nor a plus sign.")
        return cls(name, private)

    @classmethod
    def from_text(cls, text: str) -> "SignerKey":
        """Read what `to_text` wrote; `CheckpointRefused("ledger_key_broken")` otherwise."""
        parts = text.strip().split("+", 4)
        if len(parts) == 5 and parts[:2] == ["PRIVATE", "KEY"]:
            secret = _unbase64(parts[4])
            if secret is not None and len(secret) == 33 and secret.startswith(_ED25519):
                key = cls(parts[2], Ed25519PrivateKey.from_private_bytes(secret[1:]))
                if key.verifier.key_id.hex() == parts[3]:
                    return key
        raise CheckpointRefused("ledger_key_broken", "The ledger's signing key is damaged.")


def sign(text: str, key: SignerKey) -> str:
    """Sign a text that ends in a newline; give the whole note."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise CheckpointRefused("note_unfit", "A note is lines of text without control characters.")
    signature = key.verifier.key_id + key.private.sign(text.encode())
    return f"{text}\n— {key.name} {_base64(signature)}\n"


def open_note(note: bytes, key: VerifierKey) -> str:
    """Give the text of a note this key signed; `CheckpointRefused` for any other note.

    Signatures by other keys are ignored; a failing one by this key rejects the note.
    """
    text, lines = _split(note)
    signatures = [found for line in lines if (found := _signature(line, key)) is not None]
    if not signatures:
        raise CheckpointRefused("note_unsigned", "The checkpoint is not signed by this ledger's key.")
    for signature in signatures:
        try:
            key.public.verify(signature, text.encode())
        except InvalidSignature as error:
            raise CheckpointRefused("note_forged", "The signature of the checkpoint is false.") from error
    return text


def _split(note: bytes) -> tuple[str, list[str]]:
    broken = CheckpointRefused("note_broken", "The checkpoint is not a signed note.")
    if len(note) > MAX_NOTE_BYTES:
        raise broken
    try:
        whole = note.decode()
    except UnicodeDecodeError as error:
        raise broken from error
    text, blank, signatures = whole.rpartition("\n\n")
    if not blank or not signatures.endswith("\n") or _CONTROL.search(whole):
        raise broken
    lines = signatures[:-1].split("\n")
    if not all(line.startswith("— ") and line.count(" ") == 2 for line in lines):
        raise broken
    return text + "\n", lines


def _signature(line: str, key: VerifierKey) -> bytes | None:
    """Give the signature of a line if this key claims to have made it."""
    _, name, encoded = line.split(" ")
    data = _unbase64(encoded)
    if data is None or len(data) < 5:
        raise CheckpointRefused("note_broken", "The checkpoint is not a signed note.")
    return data[4:] if name == key.name and data[:4] == key.key_id else None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
