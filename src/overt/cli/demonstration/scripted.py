"""Scripted people play the deployment: they answer alerts as they come, halt, resume, close, erase and review.

They know the truth of the clip, as a person would see it in the pictures; nothing of it reaches the camera process.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from overt.bus import LedgerBus
from overt.cli.demonstration.clip import last_person_leaves
from overt.ledger.entry import Entry
from overt.ledger.read import size
from overt.live.report import RunReport
from overt.live.supervisor import supervise
from overt.records.models import CameraRun, Deployment, Person
from overt.rehearsal.crowd import Clip

POLL_SECONDS = 0.05
EARLY_SECONDS, LATE_SECONDS = 1.0, 6.0
"""How far an alert may lie outside its subject's time in the zone and still be about them: a slow machine is late."""


@dataclass
class Performance:
    """What happened: alerts with the truth about them, and when the halt was asked for."""

    true_alerts: int = 0
    false_alerts: int = 0
    alerted: set[str] = field(default_factory=set)
    """Truth ids of the seeded passages that alerted."""
    halt_asked_at: datetime | None = None
    reports: list[RunReport] = field(default_factory=list)


def perform(cast: Mapping[str, Person], deployment: Deployment, clip: Clip) -> Performance:
    """Start the deployment, play the clip in real time with everybody at their post, and close it."""
    from overt.actions.close import close
    from overt.actions.go_on_duty import go_on_duty
    from overt.actions.start import start
    from overt.law.roles import Role

    performance = Performance()
    begin = size()
    start(cast["silver"], deployment)
    go_on_duty(cast["officer"], deployment, role=Role.ENGAGEMENT_OFFICER)
    stop = threading.Event()
    cameras = threading.Thread(
        target=supervise, args=(deployment.id,), kwargs={"stop": stop, "reports": performance.reports}, daemon=True
    )
    cameras.start()
    try:
        _attend(_Script(cast, deployment, clip, performance, begin), cameras)
    finally:
        stop.set()
        cameras.join()
    close(cast["silver"], deployment, reason="The clip is over.")
    return performance


def _attend(script: "_Script", cameras: threading.Thread) -> None:
    while cameras.is_alive():
        script.answer_news()
        script.halt_and_resume_when_the_street_is_empty()
        time.sleep(POLL_SECONDS)
    script.answer_news()


@dataclass
class _Script:
    cast: Mapping[str, Person]
    deployment: Deployment
    clip: Clip
    performance: Performance
    seen: int
    bus: LedgerBus = field(default_factory=LedgerBus)
    began_at: datetime | None = None

    def answer_news(self) -> None:
        """Read the ledger's tail and let the person whose turn it is act."""
        for entry in self.bus.after(self.seen - 1):
            self.seen = entry.index + 1
            if entry.event == "camera.run_began" and self.began_at is None:
                self.began_at = entry.at
            if entry.event == "alert.raised":
                self._answer(entry)

    def halt_and_resume_when_the_street_is_empty(self) -> None:
        """Halt once nobody is left to be missed; a second person resumes what the first proposes."""
        from overt.actions import site
        from overt.actions.halt import halt
        from overt.actions.propose_resume import propose_resume
        from overt.actions.resume import resume

        if self.performance.halt_asked_at or self._clip_second(site.now()) < last_person_leaves(self.clip) + 1.0:
            return
        self.performance.halt_asked_at = site.now()
        halt(self.cast["silver"], self.deployment, reason="Rehearsing the halt.")
        time.sleep(1.5)
        propose_resume(self.cast["silver"], self.deployment, reason="The halt was a rehearsal.")
        resume(self.cast["gold"], self.deployment)

    def _answer(self, entry: Entry) -> None:
        """Operator first, then the Engagement Officer: own views, the engagement, its outcome."""
        from overt.actions.adjudicate import adjudicate
        from overt.actions.record_engagement import record_engagement
        from overt.actions.record_outcome import record_outcome
        from overt.actions.show_alert import show_alert
        from overt.actions.values import View

        shown = show_alert(self.cast["operator"], entry.subject)
        same = self._is_true(shown.label, shown.raised_at)
        view: View = "same" if same else "not_the_same"
        adjudicate(self.cast["operator"], entry.subject, view=view)
        if not same:
            return
        show_alert(self.cast["officer"], entry.subject)
        adjudicate(self.cast["officer"], entry.subject, view=view)
        record_engagement(self.cast["officer"], entry.subject)
        record_outcome(self.cast["officer"], entry.subject, identity="same", disposal="no_action")

    def _is_true(self, label: str, raised_at: datetime) -> bool:
        second = self._clip_second(raised_at)
        for passage in self.clip.truth.seeded:
            in_time = passage.first_seconds - EARLY_SECONDS <= second <= passage.last_seconds + LATE_SECONDS
            if passage.person == label and in_time:
                self.performance.true_alerts += 1
                self.performance.alerted.add(passage.id)
                return True
        self.performance.false_alerts += 1
        return False

    def _clip_second(self, moment: datetime) -> float:
        if self.began_at is None:
            return float("-inf")
        return (moment - self.began_at).total_seconds()


def run_of(deployment: Deployment) -> CameraRun:
    """Return the deployment's latest camera run."""
    return CameraRun.objects.filter(deployment=deployment).latest("started_at")
