"""Salted commitments: what the ledger may hold in place of a text or a value (I-6).

Without the salt a commitment says nothing, even of a value that could be guessed; the salt is
destroyed with the deployment's alerts key.
"""

import hmac

SALT_BYTES = 32


def commit(salt: bytes, value: bytes) -> str:
    """Commit to `value`: HMAC-SHA256 under a secret salt, as 64 hexadecimal digits."""
    return hmac.digest(salt, value, "sha256").hex()
