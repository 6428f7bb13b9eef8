"""What a pipeline takes and gives: matches, alerts to be raised, counters, latencies; nothing of who did not match."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from overt.vision.values import Floats


@dataclass(frozen=True)
class Match:
    """A subject of the watchlist at or above the threshold for one probe: opaque ids of entry and best picture.

    `margin` is how far its score lies above the next subject's, None when nobody else was compared. `volunteer` says
    that it is of the Blue List, compared apart while the deployment runs: it is recorded and never alerts.
    """

    entry: str
    picture: str
    score: float
    margin: float | None = None
    volunteer: bool = False


@dataclass(frozen=True)
class AlertCandidate:
    """An alert to be raised. `passage` is an opaque token of one passage of one run.

    `probe_jpeg` hides other faces, and is empty for a volunteer. Monotonic seconds: `captured_at` of the frame the
    probe comes from, `first_usable_at` of the first frame of the passage good enough for a template.
    """

    passage: str
    match: Match
    probe_jpeg: bytes = field(repr=False)
    captured_at: float
    first_usable_at: float


class Comparer(Protocol):
    """Holds the opened watchlist and knows whether it may be compared with."""

    @property
    def may_compare(self) -> bool:
        """Whether comparison is allowed now, as far as known without asking the vault. Cheap; from any thread."""
        ...

    def compare(self, probes: Floats) -> tuple[tuple[Match, ...], ...]:
        """Compare (n, d) templates, one tuple of matches each, best first; check the authority before (I-1).

        Raises `ComparisonStopped` when there is none, or it cannot be recorded.
        """
        ...


class AlertSink(Protocol):
    """Where alerts go: records in a deployment, a list in a benchmark."""

    def raise_alert(self, alert: AlertCandidate) -> None:
        """Return when the alert is committed; `AlertNotRecorded` when it does not exist."""
        ...


@dataclass(frozen=True)
class Counters:
    """All that leaves a run about people who did not match (I-2). `refusals`: quality reason to number of looks.

    `frames` were looked at for faces; `frames_skipped` came and were not (overtaken, or damaged).
    """

    frames: int = 0
    frames_skipped: int = 0
    faces_detected: int = 0
    passages: int = 0
    recognition_opportunities: int = 0
    templates_made: int = 0
    templates_overwritten: int = 0
    longest_template_ms: float = 0.0
    alerts: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Latency:
    """Milliseconds until one alert was committed, from two frames of its passage."""

    from_alerting_frame_ms: float
    from_first_usable_frame_ms: float


PreviewOut = Callable[[bytes, float], None]
"""Takes a preview JPEG and the monotonic seconds of its frame."""
