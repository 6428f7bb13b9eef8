"""Where the site key rests: in a private file, under a passphrase, or wrapped by a hardware module or a key service.

One interface: `protect` turns the 32 bytes into fields that may rest on a disk, `recover` undoes it. The file says
which store it needs and where that is; what only a person or a service knows comes from the environment (`SECRETS`).
An opened site key lies in the memory of our processes whichever store it came from: a store protects a copied disk,
not a machine somebody controls.
"""

import json
import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from overt.vault.envelope import KEY_BYTES
from overt.vault.errors import VaultError

Fields = Mapping[str, str]

SECRETS: Mapping[str, str] = MappingProxyType(
    {"passphrase": "OVERT_KEY_PASSPHRASE", "pkcs11": "OVERT_KEY_PIN", "transit": "VAULT_TOKEN"}
)
"""The environment variable each store needs."""

_SCRYPT_COST, _SCRYPT_BLOCK, _SCRYPT_LANES = 1 << 17, 8, 1
_LARGEST_SCRYPT_COST = 1 << 22
_SALT_BYTES, _NONCE_BYTES = 16, 12
_SHORTEST_PASSPHRASE = 12
_PURPOSE = b"overt/1/site-key"


class KeyStore(Protocol):
    """One way to keep a site key."""

    name: str

    def protect(self, secret: bytes) -> Fields:
        """Give what may rest on a disk in place of the 32 bytes."""

    def recover(self, kept: Fields) -> bytes:
        """Give the 32 bytes back; `VaultError` when the secret is missing or wrong."""


class FileStore:
    """The key as it is; only the file's permissions protect it."""

    name = "file"

    def protect(self, secret: bytes) -> Fields:
        """Give the bytes in hexadecimal."""
        return {"key": secret.hex()}

    def recover(self, kept: Fields) -> bytes:
        """Give the bytes."""
        return bytes.fromhex(kept["key"])


class PassphraseStore:
    """The key under a passphrase: scrypt (RFC 7914), then AES-256-GCM."""

    name = "passphrase"

    def protect(self, secret: bytes) -> Fields:
        """Seal under a key made from the passphrase and a fresh salt; refuses a short passphrase."""
        phrase = secret_of(self.name)
        if len(phrase) < _SHORTEST_PASSPHRASE:
            raise VaultError("passphrase_short", f"The passphrase needs at least {_SHORTEST_PASSPHRASE} characters.")
        salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
        sealed = AESGCM(_from_phrase(phrase, salt, _SCRYPT_COST)).encrypt(nonce, secret, _PURPOSE)
        return {"salt": salt.hex(), "cost": str(_SCRYPT_COST), "nonce": nonce.hex(), "sealed": sealed.hex()}

    def recover(self, kept: Fields) -> bytes:
        """Open with the passphrase of the environment."""
        cost = int(kept["cost"])
        if not _SCRYPT_COST <= cost <= _LARGEST_SCRYPT_COST:
            raise VaultError("site_key_broken", "The site key file asks for a cost no passphrase was kept with.")
        key = _from_phrase(secret_of(self.name), bytes.fromhex(kept["salt"]), cost)
        try:
            return AESGCM(key).decrypt(bytes.fromhex(kept["nonce"]), bytes.fromhex(kept["sealed"]), _PURPOSE)
        except InvalidTag as error:
            raise VaultError("passphrase_wrong", "The passphrase does not open this site key.") from error


def secret_of(store: str) -> str:
    """Return what a store needs from the environment; `VaultError` when it is not there."""
    name = SECRETS[store]
    secret = os.environ.get(name, "")
    if not secret:
        raise VaultError("key_secret_missing", f"The site key needs {name} in the environment of every Overt process.")
    return secret


def _from_phrase(phrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=_SCRYPT_BLOCK, p=_SCRYPT_LANES).derive(phrase.encode())


def _pkcs11(kept: Fields) -> KeyStore:
    from overt.vault.pkcs11_store import Pkcs11Store

    return Pkcs11Store(module=kept["module"], token=kept["token"], label=kept["label"])


def _transit(kept: Fields) -> KeyStore:
    from overt.vault.transit_store import TransitStore

    return TransitStore(address=kept["address"], key=kept["key"], mount=kept["mount"])


_STORES: Mapping[str, Callable[[Fields], KeyStore]] = MappingProxyType(
    {"file": lambda _: FileStore(), "passphrase": lambda _: PassphraseStore(), "pkcs11": _pkcs11, "transit": _transit}
)


def to_bytes(store: KeyStore, secret: bytes) -> bytes:
    """Give the content of a site key file for one store."""
    return json.dumps({"store": store.name, **store.protect(secret)}, sort_keys=True).encode() + b"\n"


def from_bytes(content: bytes) -> tuple[KeyStore, bytes]:
    """Read a site key file: the store it rests in, and the 32 bytes."""
    try:
        kept = json.loads(content)
        store = _STORES[kept["store"]](kept)
        secret = store.recover(kept)
    except (ValueError, KeyError, TypeError) as error:
        raise VaultError("site_key_broken", "The site key file is damaged: it names no way to open it.") from error
    if len(secret) != KEY_BYTES:
        raise VaultError("site_key_broken", "The site key file is damaged: it must hold 32 bytes.")
    return store, secret
