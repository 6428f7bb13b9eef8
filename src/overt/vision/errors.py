"""Errors of the vision room: each is a sentence a person can act on, with a short code for the ledger."""

from __future__ import annotations


class VisionError(Exception):
    """Base of every error of this room.

    `code` is a short snake_case word for ledger and counters, `sentence` is for a person. Neither ever
    holds pixels, templates or a person's name.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class PassportInvalid(VisionError):
    """A passport file does not say what a passport must say."""


class EngineUnusable(VisionError):
    """An engine cannot be loaded: unknown name, wrong or missing weight, unaccepted licence, unfit kind."""


class FetchFailed(VisionError):
    """A weight could not be had from its publisher."""


class PictureRefused(VisionError):
    """A picture file cannot be read safely."""


class ThresholdRefused(VisionError):
    """A face-match threshold lies outside the engine's scale."""


class ArraysRefused(VisionError):
    """An array handed between stages has the wrong shape or type."""
