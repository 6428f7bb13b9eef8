"""The site key: the root of every other key, behind three verbs.

It wraps and unwraps (RFC 3394) and derives (RFC 5869), each for a named purpose, and never
gives itself out. Where its 32 bytes rest is `key_store`'s business.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from overt.vault.envelope import KEY_BYTES
from overt.vault.errors import KeyMissing, VaultError
from overt.vault.key_store import KeyStore, from_bytes

WRAPPED_BYTES = KEY_BYTES + 8


class SiteKey:
    """The 32-byte secret of a site, and the store it came from."""

    def __init__(self, secret: bytes, store: KeyStore) -> None:
        self._secret = bytearray(secret)
        self.store = store

    @property
    def check(self) -> bytes:
        """Name this key without telling it: what a key database made under it holds."""
        return self.derive("check", b"")

    def derive(self, purpose: str, context: bytes) -> bytes:
        """Derive 32 bytes for one purpose and context."""
        return derive(self._secret, purpose, context)

    def wrap(self, purpose: str, context: bytes, key: bytes | bytearray) -> bytes:
        """Wrap a key to eight bytes more than it has, bound to purpose and context."""
        return wrap(self.derive(purpose, context), key)

    def unwrap(self, purpose: str, context: bytes, wrapped: bytes) -> bytearray:
        """Undo `wrap`; `KeyMissing` when purpose, context or bytes differ."""
        return unwrap(self.derive(purpose, context), wrapped)

    @classmethod
    def read(cls, path: Path) -> "SiteKey":
        """Read the key file; `VaultError` when it is missing or damaged, or its store does not open."""
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise VaultError(
                "site_key_missing", f"The site key {path} is missing: without it nothing sealed can be read."
            ) from error
        except OSError as error:
            raise VaultError("site_key_unreadable", f"The site key {path} cannot be read: {error}.") from error
        store, secret = from_bytes(content)
        return cls(secret, store)


def new_key() -> bytearray:
    """Make a random 32-byte key."""
    return bytearray(os.urandom(KEY_BYTES))


def derive(secret: bytes | bytearray, purpose: str, context: bytes) -> bytes:
    """Derive 32 bytes by HKDF-SHA256 (RFC 5869) with purpose and context as info."""
    info = b"overt/1/" + purpose.encode() + b"\x00" + context
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(bytes(secret))


def wrap(under: bytes | bytearray, key: bytes | bytearray) -> bytes:
    """Wrap a key by AES key wrap (RFC 3394)."""
    return aes_key_wrap(bytes(under), bytes(key))


def unwrap(under: bytes | bytearray, wrapped: bytes) -> bytearray:
    """Undo `wrap`; `KeyMissing("key_broken")` when it does not come out whole."""
    try:
        return bytearray(aes_key_unwrap(bytes(under), wrapped))
    except InvalidUnwrap as error:
        raise KeyMissing("key_broken", "This key cannot be unwrapped: it was destroyed or altered.") from error


def wipe(secret: bytearray) -> None:
    """Overwrite key bytes, as far as the interpreter lets us: copies made by libraries may remain."""
    secret[:] = bytes(len(secret))
