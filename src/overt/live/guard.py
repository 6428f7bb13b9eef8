"""The thread that watches over one camera run: warrant, writable records, withdrawals, outages, the end.

It takes and loses the warrant, renews the lease, and tells what happened. Before a start it opens the volunteers of a
check and nobody else, after it the list and the volunteers apart. It refuses to leave a list open when anything it does
fails. A halt, an expiry or a record that cannot be written ends comparison within a second (I-1, I-4).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from django.db import DatabaseError, connection

from overt.actions import site
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.halt import halt
from overt.actions.record_camera_settings import record_camera_settings
from overt.actions.record_clock_offset import record_clock_offset
from overt.actions.record_comparison_stopped import record_comparison_stopped
from overt.actions.record_outage import record_outage
from overt.actions.record_recovery import record_recovery
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.stop_check import stop_overdue_checks
from overt.actions.system import SOFTWARE
from overt.actions.take_check_warrant import take_check_warrant
from overt.actions.take_warrant import take_warrant
from overt.actions.values import CameraSettings
from overt.law.states import State
from overt.live.clock_offset import read_clock
from overt.live.counting import Counted
from overt.live.errors import ComparisonStopped, LiveError, RunRefused
from overt.live.gallery import open_list
from overt.live.report import Stop
from overt.live.tally import tally_of
from overt.live.warranted import WarrantedList
from overt.live.writable import Writable, limit_wait
from overt.records.models import Deployment
from overt.records.queries.authority import authority_of
from overt.records.queries.checks import check_under_way
from overt.records.queries.watchlist import seeds_for_comparison, watchlist_for_comparison, withdrawn_entries
from overt.vault import WarrantRefused
from overt.vision.passports import Passport

INTERRUPTED = "The start or resumption was interrupted before the watchlist key was released. Resume to go on."
TICK_SECONDS = 0.1
RENEW_SECONDS = 0.3
_ON_DUTY = (State.AUTHORISED, State.LIVE, State.HALTED)
UNRELEASED_SECONDS = 3.0
"""How long a live deployment may have no released key, which takes a start or a resumption some milliseconds."""

_NOT_RELEASED = ("not_in_force", "halted")
_FINAL_REFUSALS = ("authority_mismatch", "camera_not_authorised")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Guarded:
    """What a guard watches over: ids, the engine really loaded, the threshold really used (decimal text)."""

    deployment: str
    camera: str
    run: str
    passport: Passport
    threshold: str


class Guard(threading.Thread):
    """Runs until `finish`; calls `end` when the run must end. `fault` then says why, if that is an error."""

    def __init__(
        self,
        guarded: Guarded,
        warranted: WarrantedList,
        writable: Writable,
        counted: Counted,
        end: Callable[[], None],
    ) -> None:
        super().__init__(name="overt-guard", daemon=True)
        self._guarded = guarded
        self._warranted = warranted
        self._writable = writable
        self._counted = counted
        self._checking = False
        self._end = end
        self._finished = threading.Event()
        self._renew_at = 0.0
        self._to_tell: deque[Callable[[], object]] = deque()
        self._compared = False
        self._unreleased_since: float | None = None
        self.stops: list[Stop] = []
        self.over = ""
        """Why the run must end, as a code; empty while it may go on."""
        self.fault: LiveError | None = None

    def run(self) -> None:
        """Watch until the end."""
        try:
            limit_wait()
            self._read_clock()
            while not self._finished.wait(TICK_SECONDS):
                self._tick()
        finally:
            self._warranted.let_go()
            self._tell()
            connection.close()

    def finish(self) -> None:
        """End the warrant, have what is still to be told recorded, and end the thread."""
        self._finished.set()
        if self.ident is not None:
            self.join()

    def camera_sends(self, settings: CameraSettings) -> None:
        """Have what the camera sends recorded."""
        self._to_tell.append(lambda: record_camera_settings(self._guarded.run, settings))

    def outage_began(self, code: str) -> None:
        """Have an outage of the camera recorded."""
        self._to_tell.append(lambda: record_outage(self._guarded.run, reason=code))

    def outage_ended(self, _seconds: float) -> None:
        """Have its end recorded."""
        self._to_tell.append(lambda: record_recovery(self._guarded.run))

    def _tick(self) -> None:
        try:
            self._renew()
            self._tend_warrant()
            self._note_stop()
            self._tell()
        except Exception as fault:  # whatever fails here, the list must not stay open
            self._warranted.let_go()
            self._writable.failed()
            connection.close()
            log.exception("guard.failed", exc_info=fault)
            self._note_stop()

    def _read_clock(self) -> None:
        reading = read_clock()
        run, synchronised, offset_ms = self._guarded.run, reading.synchronised, reading.offset_ms
        self._to_tell.append(lambda: record_clock_offset(run, synchronised=synchronised, offset_ms=offset_ms))

    def _renew(self) -> None:
        began_at = time.monotonic()
        if began_at < self._renew_at:
            return
        self._renew_at = began_at + RENEW_SECONDS
        try:
            renew_camera_run(self._guarded.run, tally_of(self._counted.now))
            self._writable.succeeded(began_at)
        except NotRecorded as refused:
            self._writable.failed()
            log.warning("records.unwritable", code=refused.code)
        except ActionRefused as refused:
            self._finish_run(refused.code, RunRefused(refused.code, refused.sentence))

    def _tend_warrant(self) -> None:
        try:
            if self._warranted.warrant:
                self._keep_warrant()
            elif self._writable.now and not self.over:
                self._seek_warrant()
        except DatabaseError:
            self._writable.failed()
            connection.close()
        except ComparisonStopped as stopped:
            self._stopped(stopped.code)

    def _seek_warrant(self) -> None:
        row = Deployment.objects.get(pk=self._guarded.deployment)
        if row.state not in _ON_DUTY:
            self._finish_run(f"deployment_{row.state}")
        elif row.state == State.LIVE or self._is_checked(row):
            try:
                self._take_warrant(row, checking=row.state != State.LIVE)
            except WarrantRefused as refused:
                self._refused(refused)
            except RunRefused as refused:
                self._finish_run(refused.code, refused)
            except (ActionRefused, NotRecorded) as refused:
                log.info("warrant.not_taken", code=refused.code)

    def _keep_warrant(self) -> None:
        self._warranted.check()
        self._warranted.drop(withdrawn_entries(self._guarded.deployment))
        if self._checking and not self._is_checked(Deployment.objects.get(pk=self._guarded.deployment)):
            self._warranted.let_go()
            self._checking = False

    def _is_checked(self, row: Deployment) -> bool:
        """Whether a check of the chain is under way; one whose time is over is put on record as stopped."""
        if row.state != State.AUTHORISED:
            return False
        with suppress(ActionRefused):  # another camera's guard was first
            stop_overdue_checks(row.id)
        return check_under_way(row.id, site.now()) is not None

    def _take_warrant(self, row: Deployment, *, checking: bool) -> None:
        guarded = self._guarded
        authority = authority_of(row)
        claim = authority.claim(
            camera=guarded.camera,
            engine_digest=guarded.passport.digest,
            threshold=guarded.threshold,
            watchlist_digest=authority.watchlist_digest,
        )
        with ExitStack() as undone:
            warrant = undone.enter_context(site.vault().warrant(claim))
            sealed = seeds_for_comparison(row) if checking else watchlist_for_comparison(guarded.deployment)
            opened = open_list(warrant, sealed, guarded.passport.template.dimensions, self._renew)
            undone.callback(opened.wipe)
            apart = () if checking else seeds_for_comparison(row)
            volunteers = open_list(warrant, apart, guarded.passport.template.dimensions, self._renew)
            undone.callback(volunteers.wipe)
            (take_check_warrant if checking else take_warrant)(guarded.run, warrant=warrant.id)
            self._unreleased_since = None
            if not self.over:
                self._note_check(began=checking)
                self._warranted.take(warrant, opened, volunteers)
                undone.pop_all()
                log.info("comparison.began", pictures=len(opened))

    def _note_check(self, *, began: bool) -> None:
        """Leave out of the counters what is seen from a check's beginning until the deployment is live."""
        self._checking = began
        if began:
            self._counted.check_began()
        else:
            self._counted.check_ended()

    def _refused(self, refused: WarrantRefused) -> None:
        if refused.code in _FINAL_REFUSALS:
            self._finish_run(refused.code, RunRefused(refused.code, refused.sentence))
        elif refused.code == "hours_over":
            self._finish_run(refused.code)
        else:
            log.info("warrant.refused", code=refused.code)
            if refused.code in _NOT_RELEASED and self._is_live():
                self._unreleased()

    def _is_live(self) -> bool:
        return Deployment.objects.get(pk=self._guarded.deployment).state == State.LIVE

    def _unreleased(self) -> None:
        """Halt a deployment that is live on record while its key stays shut: a start or resumption was cut short."""
        now = time.monotonic()
        self._unreleased_since = self._unreleased_since or now
        if now - self._unreleased_since >= UNRELEASED_SECONDS:
            self._unreleased_since = None
            halt(SOFTWARE, self._guarded.deployment, reason=INTERRUPTED)

    def _stopped(self, code: str) -> None:
        log.info("comparison.stopped", code=code)
        if code == "hours_over":
            self._finish_run(code)

    def _tell(self) -> None:
        """Record what happened to the camera, in order; what cannot be recorded now is told later."""
        while self._to_tell:
            try:
                self._to_tell[0]()
            except NotRecorded:
                self._writable.failed()
                return
            except ActionRefused as refused:
                log.warning("news.not_recorded", code=refused.code)
            self._to_tell.popleft()

    def _note_stop(self) -> None:
        """Keep when comparison was stopped, for the run's report and for the ledger."""
        may_compare = self._warranted.may_compare
        if self._compared and not may_compare:
            lost = self._warranted.refused_as or "no_warrant"
            code = "not_recordable" if self._warranted.warrant else lost
            self.stops.append(Stop(code, datetime.now(UTC).isoformat()))
            self._to_tell.append(lambda: record_comparison_stopped(self._guarded.run, reason=code))
        self._compared = may_compare

    def _finish_run(self, code: str, fault: LiveError | None = None) -> None:
        self._warranted.let_go()
        self.over, self.fault = code, fault
        self._end()
