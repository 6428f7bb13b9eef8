"""Run a deployment on its local recording of consenting people, in this process; refuses any other file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from overt.live import hygiene
from overt.live.errors import RunRefused
from overt.live.report import RunReport
from overt.live.session import CameraSession, prepare
from overt.live.source_spec import SourceKind, SourceSpec
from overt.live.video_file import look_at
from overt.records.models import Deployment


def recording_digest(path: Path) -> str:
    """Return the SHA-256 (hexadecimal) that names a recording in its deployment."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_recording(deployment: str, path: Path, *, every_frame: bool = False) -> RunReport:
    """Play the deployment's recording through its one camera, in real time or frame by frame, and report.

    Raises `RunRefused` or `SourceRefused` before the first frame when this is not the recording that was authorised,
    or cannot be used.
    """
    row = Deployment.objects.filter(pk=deployment).first()
    names = list(row.cameras.values_list("name", flat=True)) if row is not None else []
    if row is None or len(names) != 1:
        raise RunRefused("not_a_recording", "A recording is run as the one camera of its own deployment.")
    look_at(path)
    if recording_digest(path) != row.recording_digest:
        raise RunRefused("another_recording", "This file is not the recording that the deployment was authorised for.")
    job = prepare(deployment, names[0], SourceSpec(SourceKind.FILE, str(path), every_frame))
    hygiene.apply()
    return CameraSession(job).run()
