"""A site key wrapped by an AES key in a hardware security module, reached by PKCS #11 (the extra `pkcs11`).

The module's key is made there, sensitive and never extractable; it encrypts with AES-GCM. Tested against SoftHSM2.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from overt.vault.errors import VaultError
from overt.vault.key_store import secret_of

if TYPE_CHECKING:
    import pkcs11

_NONCE_BYTES, _TAG_BITS, _KEY_BITS = 12, 128, 256
_PURPOSE = b"overt/1/site-key"


class Pkcs11Store:
    """`module` is the path of the vendor's library, `token` and `label` name the token and the key in it."""

    name = "pkcs11"

    def __init__(self, *, module: str, token: str, label: str) -> None:
        self._place = {"module": module, "token": token, "label": label}

    def protect(self, secret: bytes) -> Mapping[str, str]:
        """Encrypt in the module, making the key there if it has none of this label."""
        nonce = os.urandom(_NONCE_BYTES)
        with self._session() as (session, p11):
            key = self._key(session, p11) or self._make_key(session, p11)
            sealed = key.encrypt(secret, mechanism=p11.Mechanism.AES_GCM, mechanism_param=_gcm(p11, nonce))
        return {**self._place, "nonce": nonce.hex(), "sealed": bytes(sealed).hex()}

    def recover(self, kept: Mapping[str, str]) -> bytes:
        """Decrypt in the module."""
        with self._session() as (session, p11):
            key = self._key(session, p11)
            if key is None:
                raise VaultError("module_key_missing", f"The token has no key called {self._place['label']}.")
            nonce = bytes.fromhex(kept["nonce"])
            sealed = bytes.fromhex(kept["sealed"])
            return bytes(key.decrypt(sealed, mechanism=p11.Mechanism.AES_GCM, mechanism_param=_gcm(p11, nonce)))

    @contextmanager
    def _session(self) -> "Iterator[tuple[pkcs11.Session, Any]]":
        try:
            import pkcs11
            from pkcs11.exceptions import PKCS11Error
        except ImportError as error:
            raise VaultError("pkcs11_missing", "This site key needs the extra: pip install 'overt[pkcs11]'.") from error
        pin = secret_of(self.name)
        try:
            token = pkcs11.lib(self._place["module"]).get_token(token_label=self._place["token"])
            with token.open(rw=True, user_pin=pin) as session:
                yield session, pkcs11
        except (PKCS11Error, RuntimeError) as error:
            reason = type(error).__name__
            raise VaultError(
                "module_refused", f"The hardware module refused ({reason}): look at token and PIN."
            ) from error

    def _key(self, session: "pkcs11.Session", p11: Any) -> Any:
        wanted = {p11.Attribute.CLASS: p11.ObjectClass.SECRET_KEY, p11.Attribute.LABEL: self._place["label"]}
        return next(iter(session.get_objects(wanted)), None)

    def _make_key(self, session: "pkcs11.Session", p11: Any) -> Any:
        kept_inside = {p11.Attribute.SENSITIVE: True, p11.Attribute.EXTRACTABLE: False}
        return session.generate_key(
            p11.KeyType.AES, _KEY_BITS, label=self._place["label"], store=True, template=kept_inside
        )


def _gcm(p11: Any, nonce: bytes) -> Any:
    return p11.GCMParams(nonce, _PURPOSE, _TAG_BITS)
