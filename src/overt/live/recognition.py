"""From due shots to alerts: template, compare, overwrite, alert; no template outlives its comparison."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

import structlog

from overt.live.errors import AlertNotRecorded
from overt.live.measuring import StageTimes
from overt.live.values import AlertCandidate, AlertSink, Comparer, Latency, Match
from overt.vision.engine import Engine
from overt.vision.passages import Due, Passages
from overt.vision.templates import TemplateKeeper

log = structlog.get_logger(__name__)


@dataclass
class _Alerted:
    """What is remembered of a passage while it lasts: an opaque token, its first usable frame, whom it alerted for."""

    first_usable_at: float
    token: str = field(default_factory=lambda: uuid4().hex)
    entries: set[str] = field(default_factory=set)


class Recognition:
    """The comparing half of one camera's pipeline. One passage raises at most one alert for one subject."""

    def __init__(self, engine: Engine, passages: Passages, comparer: Comparer, sink: AlertSink, times: StageTimes):
        self._passages = passages
        self._comparer = comparer
        self._sink = sink
        self._times = times
        self._known: dict[int, _Alerted] = {}
        self.templates = TemplateKeeper(engine)
        self.latencies: list[Latency] = []

    def compare(self, due: Sequence[Due]) -> None:
        """Template and compare these shots in one batch, raise their alerts, wipe the shots.

        Raises `ComparisonStopped`; whoever catches it forgets every passage.
        """
        if not due:
            return
        found = self._matches(due)
        for one, matches in zip(due, found, strict=True):
            self._alert(one, matches)
            self._passages.compared(one)

    def forget(self, passages: Sequence[int]) -> None:
        """Forget passages that are over."""
        for passage in passages:
            self._known.pop(passage, None)

    def forget_all(self) -> None:
        """Forget every passage."""
        self._known.clear()

    def _matches(self, due: Sequence[Due]) -> tuple[tuple[Match, ...], ...]:
        began = time.perf_counter()
        with self.templates.lend([one.shot for one in due]) as templates:
            self._times.add("template", time.perf_counter() - began, runs=len(due))
            with self._times.stage("match"):
                return self._comparer.compare(templates)

    def _alert(self, due: Due, matches: Sequence[Match]) -> None:
        known = self._known.setdefault(due.passage, _Alerted(due.shot.captured_at))
        for match in matches:
            if match.entry not in known.entries:
                with self._times.stage("alert"):
                    self._raise(due, match, known)

    def _raise(self, due: Due, match: Match, known: _Alerted) -> None:
        from overt.vision.pixelate import shot_jpeg

        at = due.shot.captured_at
        probe = b"" if match.volunteer else shot_jpeg(due.shot)
        alert = AlertCandidate(known.token, match, probe, at, known.first_usable_at)
        try:
            self._sink.raise_alert(alert)
        except AlertNotRecorded as fault:
            log.warning("alert.not_recorded", code=fault.code)
            return
        known.entries.add(match.entry)
        if match.volunteer:
            return
        now = time.monotonic()
        self.latencies.append(Latency(1000 * (now - at), 1000 * (now - known.first_usable_at)))
