"""The one family of errors of this room; each is a sentence to act on and a short code for the ledger."""

from __future__ import annotations


class DocumentError(Exception):
    """Base of everything `overt.documents` raises."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class DocumentRefused(DocumentError):
    """The records do not yet hold what the document must say."""


class TypesettingFailed(DocumentError):
    """The typesetter gave no document; nothing was written."""
