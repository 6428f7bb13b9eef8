"""Record what a camera really sends and how it is watched, when its pictures begin and whenever they change."""

from dataclasses import asdict
from hashlib import sha256

from overt.actions._runs import find_run
from overt.actions.act import act
from overt.actions.system import SOFTWARE
from overt.actions.values import CameraSettings
from overt.ledger.canonical import canonical
from overt.records.models import CameraRun


def record_camera_settings(run: CameraRun | str, settings: CameraSettings) -> CameraRun:
    """Put size and rate of a camera's pictures on record, with the digest of all of its settings (E-97)."""
    with act(SOFTWARE, "record_camera_settings", find_run(run).deployment_id) as acting:
        row = find_run(run)
        acting.record(
            "camera.settings_recorded",
            subject=row.id,
            run=row.id,
            camera=row.camera,
            settings_digest=sha256(canonical(asdict(settings))).hexdigest(),
            width=settings.width,
            height=settings.height,
            frames_a_second=settings.frames_a_second or None,
        )
    return row
