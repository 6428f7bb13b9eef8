"""What can go wrong while a camera runs; no error here ever holds pixels, a template, or an address with a password."""

from __future__ import annotations


class LiveError(Exception):
    """Base of every error of this room: `code` is snake_case and stable, `sentence` is for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class SourceRefused(LiveError):
    """The source cannot be used as it is; a command ends with exit code 2."""


class CameraLost(LiveError):
    """A live camera gives no pictures now; it is tried again with growing pauses."""


class ComparisonStopped(LiveError):
    """No comparison may happen now: no warrant, or the record cannot be written (I-1, I-4)."""


class AlertNotRecorded(LiveError):
    """An alert could not be recorded, so it does not exist; its passage may alert again."""


class RunRefused(LiveError):
    """This camera or deployment cannot be run as asked; a command ends with exit code 2."""
