"""A site key encrypted by the Transit engine of HashiCorp Vault, over its HTTP API; the service's key never leaves it.

`POST /v1/MOUNT/encrypt/KEY` and `/decrypt/KEY` as documented for Transit. Refuses an address that is not HTTPS, unless
it is this machine's own. The token comes from the environment and goes nowhere else.
"""

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit

from overt.vault.errors import VaultError
from overt.vault.key_store import secret_of

_SECONDS = 10.0
_OWN_MACHINE = ("127.0.0.1", "::1", "localhost")


class TransitStore:
    """`address` such as https://vault.force.example:8200, the `key`'s name, and where Transit is mounted."""

    name = "transit"

    def __init__(self, *, address: str, key: str, mount: str = "transit") -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _OWN_MACHINE:
            raise VaultError("key_service_not_https", f"The key service {address} must be reached by https.")
        self._place = {"address": address.rstrip("/"), "key": key, "mount": mount}

    def protect(self, secret: bytes) -> Mapping[str, str]:
        """Have the service encrypt it; its answer names the version of its key."""
        asked = {"plaintext": base64.b64encode(secret).decode()}
        return {**self._place, "ciphertext": self._ask("encrypt", asked, "ciphertext")}

    def recover(self, kept: Mapping[str, str]) -> bytes:
        """Have the service decrypt it."""
        return base64.b64decode(self._ask("decrypt", {"ciphertext": kept["ciphertext"]}, "plaintext"))

    def _ask(self, verb: str, body: Mapping[str, str], wanted: str) -> str:
        import httpx

        url = f"{self._place['address']}/v1/{self._place['mount']}/{verb}/{self._place['key']}"
        headers = {"X-Vault-Token": secret_of(self.name)}
        try:
            answer = httpx.post(url, json=body, headers=headers, timeout=_SECONDS)
            answer.raise_for_status()
            told = str(answer.json()["data"][wanted])
        except httpx.HTTPStatusError as error:
            code = error.response.status_code
            raise VaultError(
                "key_service_refused", f"The key service refused ({code}): look at its token and key."
            ) from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            reason = type(error).__name__
            raise VaultError("key_service_silent", f"The key service gave no usable answer ({reason}).") from error
        return told
