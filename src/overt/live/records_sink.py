"""Raises a pipeline's alerts in the records, or records a volunteer recognised in a check or while it runs.

Refuses to report one as raised before its row is committed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.raise_alert import raise_alert
from overt.actions.recognise_seed import recognise_seed
from overt.actions.recognise_volunteer import recognise_volunteer
from overt.actions.values import NewAlert, NewRecognition
from overt.law.preparations import SEEDS
from overt.live.errors import AlertNotRecorded, ComparisonStopped
from overt.live.values import AlertCandidate
from overt.live.warranted import WarrantedList
from overt.live.writable import Writable
from overt.records.errors import RecordsError
from overt.vision.errors import VisionError


@dataclass(frozen=True)
class RecordsSink:
    """The `AlertSink` of one camera run.

    `in_real_time` is False for a file looked at as fast as it can be: its frames may be due after now, so how long
    an alert took from its frame has no meaning and is not kept.
    """

    deployment: str
    camera: str
    run: str
    threshold: str
    warranted: WarrantedList
    writable: Writable
    in_real_time: bool

    def raise_alert(self, alert: AlertCandidate) -> None:
        """Seal and commit one alert, or raise `AlertNotRecorded`; a record that cannot be written stops comparison."""
        began_at = time.monotonic()
        try:
            self._record(alert)
            self.writable.succeeded(began_at)
        except NotRecorded as refused:
            self.writable.failed()
            raise AlertNotRecorded(refused.code, refused.sentence) from None
        except (ActionRefused, ComparisonStopped, RecordsError, VisionError) as refused:
            if refused.code != "alert_already_raised":
                raise AlertNotRecorded(refused.code, refused.sentence) from None

    def _record(self, alert: AlertCandidate) -> None:
        if alert.match.volunteer:
            recognise_volunteer(self._recognised(alert))
            return
        new = self._completed(alert)
        (recognise_seed if new.subject.category == SEEDS else raise_alert)(new)

    def _recognised(self, alert: AlertCandidate) -> NewRecognition:
        return NewRecognition(
            deployment=self.deployment,
            camera=self.camera,
            run=self.run,
            warrant=self.warranted.warrant,
            passage=alert.passage,
            entry=alert.match.entry,
            threshold=self.threshold,
            since_capture_ms=self._since_ms(alert.captured_at),
        )

    def _completed(self, alert: AlertCandidate) -> NewAlert:
        subject, candidates = self.warranted.subject_of(alert.match)
        return NewAlert(
            deployment=self.deployment,
            camera=self.camera,
            run=self.run,
            warrant=self.warranted.warrant,
            passage=alert.passage,
            picture=alert.match.picture,
            score=alert.match.score,
            threshold=self.threshold,
            probe_jpeg=alert.probe_jpeg,
            candidates=candidates,
            subject=subject,
            margin=alert.match.margin,
            since_capture_ms=self._since_ms(alert.captured_at),
        )

    def _since_ms(self, captured_at: float) -> int | None:
        return round(1000 * (time.monotonic() - captured_at)) if self.in_real_time else None
