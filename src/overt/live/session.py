"""One camera run of one deployment: lease, pipeline, guard, end; refuses stored footage in the place of a camera."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from functools import cached_property

import structlog
from django.conf import settings
from django.db import connection

from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.end_camera_run import end_camera_run
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.values import CameraSettings
from overt.bus import PreviewSlot, PreviewUnavailable, slot_name
from overt.law.states import Source
from overt.law.stipulations import Terms
from overt.live.capture import CameraNews
from overt.live.counting import Counted
from overt.live.errors import LiveError, RunRefused
from overt.live.guard import Guard, Guarded
from overt.live.pipeline import LEAVE_SECONDS, Outlets, Pipeline, PipelineSettings
from overt.live.records_sink import RecordsSink
from overt.live.report import RunReport
from overt.live.source import Stream
from overt.live.source_spec import SourceKind, SourceSpec
from overt.live.tally import tally_of
from overt.live.values import Counters
from overt.live.video_file import look_at
from overt.live.warranted import WarrantedList
from overt.live.writable import Writable, limit_wait
from overt.records.models import CameraRun, Deployment, DeploymentCamera
from overt.records.queries.authority import terms_of
from overt.vision.engine import Engine
from overt.vision.errors import VisionError
from overt.vision.zone import Zone

_TRIES_TO_END = 5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class CameraJob:
    """What a run needs, checked before anything is begun."""

    deployment: Deployment
    camera: DeploymentCamera
    source: SourceSpec
    engine: Engine

    @cached_property
    def terms(self) -> Terms:
        """What may be done under the authority, as it is when the job is prepared."""
        return terms_of(self.deployment)


def prepare(deployment: str, camera: str, source: SourceSpec | None = None) -> CameraJob:
    """Check everything that can be checked before a run. `source` None takes the camera's from the settings.

    Raises `RunRefused`, or `SourceRefused` for a file that cannot be used.
    """
    row = Deployment.objects.filter(pk=deployment).first()
    if row is None:
        raise RunRefused("no_such_deployment", "There is no such deployment on this site.")
    watched = row.cameras.filter(name=camera).first()
    if watched is None:
        raise RunRefused("camera_unknown", f"This deployment has no camera called {camera}.")
    spec = source or _configured_source(camera)
    _refuse_stored_footage(row, spec)
    if spec.kind is SourceKind.FILE:
        look_at(spec.path)
    return CameraJob(row, watched, spec, _engine(row, terms_of(row)))


def _configured_source(camera: str) -> SourceSpec:
    address = settings.OVERT.cameras.get(camera)
    if address is None:
        raise RunRefused("camera_without_source", f"The settings name no source for the camera {camera}.")
    return SourceSpec.parse(address)


def _refuse_stored_footage(row: Deployment, spec: SourceSpec) -> None:
    if row.source == Source.CAMERA and not spec.live:
        raise RunRefused(
            "stored_footage", "This deployment is authorised for a camera. Overt does not search stored footage."
        )


def _engine(row: Deployment, terms: Terms) -> Engine:
    from overt.vision import engines
    from overt.vision.match import check_threshold

    try:
        engine = engines.load(row.engine, accept_licences=settings.OVERT.accepted_licences)
        check_threshold(engine.passport, float(terms.threshold))
    except VisionError as refused:
        raise RunRefused(refused.code, refused.sentence) from None
    return engine


class CameraSession:
    """Runs one job once, on the calling thread."""

    def __init__(self, job: CameraJob) -> None:
        self._job = job
        self._stopped = threading.Event()
        self._writable = Writable()
        self._warranted = WarrantedList(job.engine, float(job.terms.threshold), self._writable)
        self._pipeline: Pipeline | None = None
        self._counted = Counted(self._counters)

    def stop(self) -> None:
        """End soon, in order; from any thread or a signal handler."""
        self._stopped.set()
        if self._pipeline is not None:
            self._pipeline.stop()

    def run(self) -> RunReport:
        """Run to the source's, the deployment's or the caller's end.

        Raises `RunRefused` when another process runs this camera or the authority does not fit, `LiveError` for a
        failed stage; the run is ended on record before.
        """
        limit_wait()
        run = self._begin()
        preview = _preview_slot(self._job)
        guard = self._guard(run)
        pipeline = self._pipeline = self._new_pipeline(run, guard, preview)
        ended = "failed"
        try:
            guard.start()
            if self._job.source.live or self._leave_given(guard):
                pipeline.run()
            ended = guard.over or ("stopped" if self._stopped.is_set() else "source_ended")
        finally:
            guard.finish()
            if preview is not None:
                preview.close()
            _end(run, self._counted.now, guard.over or ended)
            connection.close()
        if guard.fault is not None:
            raise guard.fault
        return self._report(run, ended, guard)

    def _leave_given(self, guard: Guard) -> bool:
        """Wait before a file's first frame until it may be compared; False when the run is over before that."""
        while not (self._warranted.may_compare or self._stopped.is_set() or guard.over):
            self._stopped.wait(LEAVE_SECONDS)
        return self._warranted.may_compare

    def _begin(self) -> CameraRun:
        try:
            return begin_camera_run(self._job.deployment, camera=self._job.camera.name, pid=os.getpid())
        except NotRecorded as refused:
            raise LiveError(refused.code, refused.sentence) from None
        except ActionRefused as refused:
            raise RunRefused(refused.code, refused.sentence) from None

    def _guard(self, run: CameraRun) -> Guard:
        job = self._job
        guarded = Guarded(job.deployment.id, job.camera.name, run.id, job.engine.passport, job.terms.threshold)
        return Guard(guarded, self._warranted, self._writable, self._counted, self._end_pipeline)

    def _new_pipeline(self, run: CameraRun, guard: Guard, preview: PreviewSlot | None) -> Pipeline:
        job = self._job
        sink = RecordsSink(
            job.deployment.id,
            job.camera.name,
            run.id,
            job.terms.threshold,
            self._warranted,
            self._writable,
            in_real_time=job.source.in_real_time,
        )
        settings = _settings(job)
        news = CameraNews(
            lambda stream: guard.camera_sends(_camera_settings(job, settings, stream)),
            guard.outage_began,
            guard.outage_ended,
        )
        outlets = Outlets(preview.write if preview is not None else None, news)
        return Pipeline(job.engine, job.source, self._warranted, sink, settings, outlets)

    def _counters(self) -> Counters:
        return self._pipeline.counters if self._pipeline is not None else Counters()

    def _end_pipeline(self) -> None:
        if self._pipeline is not None:
            self._pipeline.stop()

    def _report(self, run: CameraRun, ended: str, guard: Guard) -> RunReport:
        assert self._pipeline is not None
        latencies = self._counted.of(self._pipeline.latencies) if self._job.source.in_real_time else ()
        counters, stops = self._counted.now, tuple(guard.stops)
        return RunReport(run.deployment_id, run.camera, run.id, ended, counters, latencies, stops)


def _settings(job: CameraJob) -> PipelineSettings:
    polygon = tuple((float(x), float(y)) for x, y in job.camera.zone_json)
    cameras = len(job.terms.cameras)
    return PipelineSettings(
        zone=Zone(polygon, job.camera.smallest_face_px),
        detection_threads=max(1, len(os.sched_getaffinity(0)) // cameras),
    )


def _camera_settings(job: CameraJob, settings: PipelineSettings, stream: Stream) -> CameraSettings:
    return CameraSettings(
        source=job.source.kind.value,
        codec=stream.codec,
        pixel_format=stream.pixel_format,
        width=stream.width,
        height=stream.height,
        frames_a_second=f"{stream.frames_a_second:.3f}" if stream.frames_a_second else "",
        zone=tuple((str(x), str(y)) for x, y in job.camera.zone_json),
        smallest_face_px=job.camera.smallest_face_px,
        detection_threads=settings.threads,
    )


def _preview_slot(job: CameraJob) -> PreviewSlot | None:
    try:
        return PreviewSlot.create(slot_name(job.deployment.id, job.camera.name))
    except PreviewUnavailable as refused:
        log.warning("preview.unavailable", code=refused.code)
        return None


def _end(run: CameraRun, counters: Counters, reason: str) -> None:
    """Put the end on record; where that cannot be written, the lease runs out and the run counts as lost."""
    for _ in range(_TRIES_TO_END):
        try:
            end_camera_run(run, tally_of(counters), reason=reason)
        except NotRecorded:
            time.sleep(0.3)
        except ActionRefused as refused:
            log.info("run.not_ended", code=refused.code)
            return
        else:
            return
    log.warning("run.end_not_recorded")
