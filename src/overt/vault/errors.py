"""What can go wrong in the vault, each as a sentence for a person and a short code.

Codes are stable, snake_case and fit for the ledger; sentences never hold a key or a record.
"""


class VaultError(Exception):
    """Base of every error of this room."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class WarrantRefused(VaultError):
    """There is no authority for this comparison, here and now; nothing may be opened (I-1)."""


class KeyMissing(VaultError):
    """The key was destroyed or never made: what it sealed cannot be read."""


class EnvelopeBroken(VaultError):
    """The envelope was cut, altered, or belongs to another record."""
