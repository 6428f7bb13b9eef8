"""Signed notes (c2sp.org/signed-note) with Ed25519 keys (RFC 8032), and cosignatures (c2sp.org/tlog-cosignature).

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
LOG = b"\x01"
"""Signature type of a log: Ed25519 over the text."""

WITNESS = b"\x04"
"""Signature type of a witness: Ed25519 over the text and the moment it was seen."""

_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_TIME_BYTES = 8


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name, as outsiders are given it: `name+keyid+base64`; `kind` is its signature type."""

    name: str
    public: Ed25519PublicKey
    kind: bytes = LOG

    @property
    def key_id(self) -> bytes:
        """Give the first four bytes of SHA-256(name || 0x0A || signature type || public key)."""
        return sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4]

    def to_text(self) -> str:
        """Write the key as one line, without a newline."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(self._typed())}"

    @classmethod
    def from_text(cls, text: str) -> "VerifierKey":
        """Read what `to_text` wrote; `CheckpointRefused("verifier_key_broken")` otherwise."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        data = _unbase64(encoded)
        if _NAME.fullmatch(name) and data is not None and len(data) == 33 and data[:1] in (LOG, WITNESS):
            key = cls(name, Ed25519PublicKey.from_public_bytes(data[1:]), data[:1])
            if key.key_id.hex() == key_id:
                return key
        raise CheckpointRefused("verifier_key_broken", "This is not a verifier key: name+id+key, as one line.")

    def verifies(self, signature: bytes, text: str) -> bool:
        """Say whether this key made the signature (without its key id) over a note's text."""
        message = text.encode()
        if self.kind == WITNESS:
            message, signature = _seen(text, cosigned_at(signature)).encode(), signature[_TIME_BYTES:]
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def _typed(self) -> bytes:
        return self.kind + self.public.public_bytes_raw()


@dataclass(frozen=True)
class SignerKey:
    """A private key with its name, kept as `PRIVATE+KEY+name+keyid+base64(signature type || seed)`."""

    name: str
    private: Ed25519PrivateKey
    kind: bytes = LOG

    @property
    def verifier(self) -> VerifierKey:
        """Give the public half."""
        return VerifierKey(self.name, self.private.public_key(), self.kind)

    def to_text(self) -> str:
        """Write the key as one line, without a newline."""
        seed = _base64(self.kind + self.private.private_bytes_raw())
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{seed}"

    @classmethod
    def named(cls, name: str, private: Ed25519PrivateKey, kind: bytes = LOG) -> "SignerKey":
        """Name a key; the name may hold neither space nor plus nor control character."""
        if not _NAME.fullmatch(name) or _CONTROL.search(name):
            raise CheckpointRefused("origin_unfit", "The name of a ledger has neither spaces nor a plus sign.")
        return cls(name, private, kind)

    @classmethod
    def from_text(cls, text: str) -> "SignerKey":
        """Read what `to_text` wrote; `CheckpointRefused("ledger_key_broken")` otherwise."""
        parts = text.strip().split("+", 4)
        if len(parts) == 5 and parts[:2] == ["PRIVATE", "KEY"]:
            secret = _unbase64(parts[4])
            if secret is not None and len(secret) == 33 and secret[:1] in (LOG, WITNESS):
                key = cls(parts[2], Ed25519PrivateKey.from_private_bytes(secret[1:]), secret[:1])
                if key.verifier.key_id.hex() == parts[3]:
                    return key
        raise CheckpointRefused("ledger_key_broken", "The ledger's signing key is damaged.")


def sign(text: str, key: SignerKey) -> str:
    """Sign a text that ends in a newline; give the whole note."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise CheckpointRefused("note_unfit", "A note is lines of text without control characters.")
    return f"{text}\n{_line(key, key.private.sign(text.encode()))}"


def cosign(text: str, key: SignerKey, seconds: int) -> str:
    """Say as a witness that this was the largest tree seen at a moment (POSIX seconds); give the signature line."""
    return _line(key, seconds.to_bytes(_TIME_BYTES, "big") + key.private.sign(_seen(text, seconds).encode()))


def cosigned_at(signature: bytes) -> int:
    """Give the moment of a cosignature, in POSIX seconds."""
    return int.from_bytes(signature[:_TIME_BYTES], "big")


def open_note(note: bytes, key: VerifierKey) -> str:
    """Give the text of a note this key signed; `CheckpointRefused` for any other note.

    Signatures by other keys are ignored; a failing one by this key rejects the note.
    """
    text, _ = open_signed(note, key)
    return text


def open_signed(note: bytes, key: VerifierKey) -> tuple[str, bytes]:
    """Give the text of a note this key signed and the first of its signatures, as `open_note`."""
    text, lines = split_note(note)
    signatures = [found for line in lines if (found := _signature(line, key)) is not None]
    if not signatures:
        raise CheckpointRefused("note_unsigned", "The checkpoint is not signed by this ledger's key.")
    if not all(key.verifies(signature, text) for signature in signatures):
        raise CheckpointRefused("note_forged", "The signature of the checkpoint is false.")
    return text, signatures[0]


def split_note(note: bytes) -> tuple[str, list[str]]:
    """Give a note's text and its signature lines, none of them verified; `CheckpointRefused` for what is no note."""
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


def _seen(text: str, seconds: int) -> str:
    return f"cosignature/v1\ntime {seconds}\n{text}"


def _line(key: SignerKey, signature: bytes) -> str:
    return f"— {key.name} {_base64(key.verifier.key_id + signature)}\n"


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
    """Decode base64 that has no second spelling: its last bits are zero."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None
