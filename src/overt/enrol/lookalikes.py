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
MOST_WARNINGS = 10
"""Entries one picture warns about, the closest ones: a list of one family needs no hundred lines."""
_FIRST_ROOM = 256


class TemplateUnsound(EnrolError):
    """Bytes that are not a template of this engine."""

    code = "template_unsound"


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


class DraftTemplates:
    """The accepted templates of one draft list, (n, d) float32 in one array that grows, each with its entry's id."""

    def __init__(self, engine: Engine, threshold: float) -> None:
        self._engine = engine
        self._threshold = threshold
        lowest, highest = engine.passport.threshold_scale
        self._near = threshold - NEAR_SHARE * (highest - lowest)
        self._room = np.empty((_FIRST_ROOM, engine.passport.template.dimensions), np.float32)
        self._entries: list[str] = []
        self._places: dict[str, list[int]] = {}

    def add(self, entry: str, template: Floats) -> None:
        """Add one (d,) template."""
        held = len(self._entries)
        if held == len(self._room):
            self._grow()
        self._room[held] = template
        self._entries.append(entry)
        self._places.setdefault(entry, []).append(held)

    def add_all(self, entries: Sequence[str], templates: Floats) -> list[tuple[Warned, ...]]:
        """Add (k, d) templates, one after another, and return what the owners should look at of each.

        Each is compared with those held before it. A score at the deployment's threshold counts as reaching it.
        """
        first = len(self._entries)
        for entry, template in zip(entries, templates, strict=True):
            self.add(entry, template)
        scores = self._engine.scores(templates, self._room[: len(self._entries)])
        return [self._warnings(entry, scores[place, : first + place]) for place, entry in enumerate(entries)]

    def _warnings(self, entry: str, scores: Floats) -> tuple[Warned, ...]:
        """Judge one template by its scores with the (n,) templates held before it."""
        return (*self._about_others(entry, scores), *self._about_its_own(entry, scores))

    def wipe(self) -> None:
        """Overwrite the templates."""
        self._room.fill(0)

    def _grow(self) -> None:
        small, self._room = self._room, np.concatenate([self._room, np.empty_like(self._room)])
        small.fill(0)

    def _about_others(self, entry: str, scores: Floats) -> tuple[Warned, ...]:
        near = np.flatnonzero(scores >= self._near)
        best: dict[str, float] = {}
        for place in near[np.argsort(-scores[near], kind="stable")]:
            if len(best) == MOST_WARNINGS:
                break
            other = self._entries[place]
            if other != entry:
                best.setdefault(other, float(scores[place]))
        return tuple(Warned(self._closeness(best[other]), other) for other in sorted(best))

    def _about_its_own(self, entry: str, scores: Floats) -> tuple[Warned, ...]:
        own = [float(scores[place]) for place in self._places[entry] if place < len(scores)]
        return (Warned("unlike_own_entry"),) if own and max(own) < self._threshold else ()

    def _closeness(self, score: float) -> str:
        return "same_person_twice" if score >= self._threshold else "look_alike"
