"""The values passages take and give: settings, shots that are due, ended passages, counts. No pixels outlive them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from overt.vision.errors import VisionError
from overt.vision.pixelate import VIEW_PX
from overt.vision.quality import QualityLimits
from overt.vision.tracker import EndReason
from overt.vision.values import Shot


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """When shots are taken and how long they may live. Everything in seconds of the frames' own clock."""

    limits: QualityLimits | None = None
    """None takes the default limits with the engine's smallest eye distance."""
    templates_a_passage: int = 3
    between_templates_seconds: float = 0.4
    between_looks_seconds: float = 0.12
    """How often a passage that has had a template is looked at for a better shot."""
    hold_best_seconds: float = 0.4
    """How long a better shot waits for a better one still before it is templated.

    An alert of such a shot is this much older when people hear of it, of the 0.7 s there are from picture to page.
    """
    better_by: float = 1.15
    """A later shot must be better than the best one templated by this factor."""
    outside_zone_seconds: float = 1.0
    """How long a track must be seen outside the zone before its passage is over."""
    after_passage_seconds: float = 2.0
    shot_seconds: float = 30.0
    buffers: int = 64
    view_px: int = VIEW_PX

    def __post_init__(self) -> None:
        if self.templates_a_passage > 3 or self.after_passage_seconds > 2.0 or self.shot_seconds > 30.0:
            sentence = "A passage has at most 3 templates; a shot lives at most 2 s after it and 30 s ever."
            raise VisionError("passage_limits", sentence)


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """A shot to be templated and compared now; hand it to `Passages.compared` afterwards. `number` is 1, 2 or 3."""

    passage: int
    number: int
    shot: Shot


@dataclass(frozen=True, slots=True)
class EndedPassage:
    """A passage that is over: numbers only. `templates_asked` of its shots were, or are about to be, templated."""

    passage: int
    reason: EndReason
    began_at: float
    last_seen_at: float
    looks: int
    templates_asked: int


@dataclass(frozen=True, slots=True, eq=False)
class PassageStep:
    """What one frame did: shots to template now, passages that began and ended."""

    due: tuple[Due, ...]
    began: tuple[int, ...]
    ended: tuple[EndedPassage, ...]


@dataclass(frozen=True, slots=True)
class PassageCounts:
    """Running totals: all that ever leaves the process about people who did not match.

    `recognition_opportunities` are passages with at least one template compared; `refusals` counts looks at a face in
    the zone refused for quality, by reason code (a look may have several).
    """

    passages: int
    recognition_opportunities: int
    shots_compared: int
    shots_given_up: int
    refusals: Mapping[str, int]
