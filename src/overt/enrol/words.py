"""The words people read about a picture's check, from codes only; no text made while reading a picture is ever shown.

A code nobody declared makes the whole answer malformed, so a reader cannot smuggle a message out in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from overt.enrol.protocol import MEASURES, Answer, Measure
from overt.vision.engine import Engine
from overt.vision.pictures import REFUSALS
from overt.vision.quality import REASONS, engine_limits, reason
from overt.vision.values import Quality

LOSSES: Final[Mapping[str, str]] = {
    "too_long": "Reading this picture took too long and was stopped. Export it anew as a JPEG and add that.",
    "processor": "Reading this picture took too much computing and was stopped. Export it anew as a JPEG and add that.",
    "memory": "Reading this picture needed more memory than a picture may use. Add a smaller copy.",
    "killed": "The system ended the reading of this picture. Add it again; if it happens again, add a smaller copy.",
    "forbidden": (
        "This file made its reader try something that reading a picture never needs, and the reader was stopped. "
        "Do not open the file; tell the technical lead."
    ),
    "fault": "This picture made its reader fail. Export it anew as a JPEG and add that.",
    "malformed": "The reading of this picture gave no sound answer. Do not open the file; tell the technical lead.",
    "worker_lost": "Reading this picture was interrupted twice. Add it again.",
}
"""What is said when a picture's reader did not answer in form."""

_OURS: Final[Mapping[str, str]] = {
    "sealed_broken": "The stored picture was altered or damaged, so it was not read. Add it again.",
    "file_missing": "The stored picture is not there any more. Add it again.",
    "file_too_large": "The picture's file is too large. Add a smaller copy.",
    "template_unsound": "The reading of this picture gave no sound template. Tell the technical lead.",
}

WARNINGS: Final[Mapping[str, str]] = {
    "same_person_twice": (
        "This picture would alert on another entry of this list. Check whether one person is listed twice."
    ),
    "look_alike": (
        "This picture comes close to another entry of this list. Expect alerts to name either; check both entries."
    ),
    "unlike_own_entry": (
        "This picture does not match the other pictures of its own entry. Check that all show one person."
    ),
}
"""Said of accepted pictures; a warning decides nothing."""

_ALL: Final[Mapping[str, str]] = {**LOSSES, **_OURS, **REFUSALS, **WARNINGS}


def sentence(code: str) -> str:
    """Return the sentence for a code of this module's tables."""
    return _ALL[code]


def refusal(answer: Answer, engine: Engine) -> str:
    """Return why a picture was refused, with the measured figure where one helps; every code must be known."""
    measured, limits = quality(answer.measures), engine_limits(engine)
    return " ".join(
        _ALL[code] if code in _ALL else f"The picture cannot be used: {reason(code, measured, limits)}."
        for code in answer.refusals
    )


def are_known(codes: Iterable[str]) -> bool:
    """Whether every code is one that a reader can give."""
    return all(code in REFUSALS or code in REASONS or code == "sealed_broken" for code in codes)


def quality(measures: Sequence[Measure]) -> Quality | None:
    """Return the quality of the face a reader measured; None when it measured none."""
    if len(measures) != len(MEASURES):
        return None
    distance, sharpness, yaw, pitch, roll, luminance, under, over = (measure.value for measure in measures[:8])
    return Quality(distance, sharpness, yaw, pitch, roll, luminance, 1 - under, 1 - over)
