"""Compares a new template with the others of one draft list, to warn its owners; it names nobody and decides nothing.

Arrays only, on the trusted side. It looks inside one list and never across lists (I-1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from overt.enrol.errors import EnrolError
from overt.vision.engine import Engine
from overt.vision.values import Floats

NEAR_SHARE = 0.05
"""A look-alike scores below the threshold by at most this share of the engine's scale."""


class TemplateUnsound(EnrolError):
    """Bytes that are not a template of this engine."""

    code = "template_unsound"


@dataclass(frozen=True, eq=False)
class Listed:
    """One accepted picture of a draft list: its entry's opaque id and its (d,) float32 template."""

    entry: str
    template: Floats


@dataclass(frozen=True)
class Warned:
    """A warning code of `overt.enrol.words.WARNINGS`, and the entry it is about ("" for the picture's own)."""

    code: str
    entry: str = ""


def decode_template(data: bytes, dimensions: int) -> Floats:
    """Return the (d,) float32 template in `data`; raises `TemplateUnsound` for anything else."""
    if len(data) != 4 * dimensions:
        raise TemplateUnsound("The reading of a picture gave a template of the wrong size; it was not used.")
    template = np.frombuffer(data, "<f4").astype(np.float32)
    if not np.all(np.isfinite(template)) or not np.any(template):
        raise TemplateUnsound("The reading of a picture gave a template that is no numbers; it was not used.")
    return template


def warnings(engine: Engine, threshold: float, new: Listed, others: Sequence[Listed]) -> tuple[Warned, ...]:
    """Return what the owners of the list should look at before they seal it.

    `threshold` is the deployment's, on the engine's scale; a score at the threshold counts as reaching it.
    """
    if not others:
        return ()
    gallery = np.stack([other.template for other in others])
    scores = engine.scores(new.template[np.newaxis], gallery)[0]
    own = [float(score) for score, other in zip(scores, others, strict=True) if other.entry == new.entry]
    unlike = (Warned("unlike_own_entry"),) if own and max(own) < threshold else ()
    return (*_about_others(engine, threshold, new.entry, others, scores), *unlike)


def _about_others(
    engine: Engine, threshold: float, entry: str, others: Sequence[Listed], scores: Floats
) -> tuple[Warned, ...]:
    best: dict[str, float] = {}
    for score, other in zip(scores, others, strict=True):
        if other.entry != entry:
            best[other.entry] = max(best.get(other.entry, -np.inf), float(score))
    lowest, highest = engine.passport.threshold_scale
    near = threshold - NEAR_SHARE * (highest - lowest)
    codes = {name: _closeness(score, threshold, near) for name, score in sorted(best.items())}
    return tuple(Warned(code, name) for name, code in codes.items() if code)


def _closeness(score: float, threshold: float, near: float) -> str:
    if score >= threshold:
        return "same_person_twice"
    return "look_alike" if score >= near else ""
