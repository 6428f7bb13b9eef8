"""What creating a plan and changing it have in common: which plan is sound, and what of it the deployment keeps."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TypedDict

from overt.actions.errors import ActionRefused
from overt.actions.values import CameraPlan, DeploymentPlan, decimal_of
from overt.law.packs import LawPack
from overt.law.zones import Corner, trouble
from overt.records.models import Deployment, DeploymentCamera


class Planned(TypedDict):
    """Fields of a deployment that its plan sets and a change of plan may set anew."""

    title: str
    place: str
    purpose: str
    use_case: str
    starts_at: datetime
    ends_at: datetime
    threshold: str
    threshold_justification: str
    trial_hypothesis: str
    trial_evaluation_plan: str
    trial_ends_at: datetime | None
    watchlist_erase_by: datetime
    alerts_erase_by: datetime


def planned(plan: DeploymentPlan, pack: LawPack) -> Planned:
    """Return what a plan sets, with the erase-by times that follow from its hours."""
    last = plan.ends_at + timedelta(days=pack.alert_retention_days)
    if plan.trial:
        last = min(last, plan.trial.ends_at + timedelta(days=pack.trial_data_retention_days))
    return Planned(
        title=plan.title.strip(),
        place=plan.place.strip(),
        purpose=plan.purpose.strip(),
        use_case=plan.use_case.strip(),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        threshold=plan.threshold,
        threshold_justification=plan.threshold_justification,
        trial_hypothesis=plan.trial.hypothesis if plan.trial else "",
        trial_evaluation_plan=plan.trial.evaluation_plan if plan.trial else "",
        trial_ends_at=plan.trial.ends_at if plan.trial else None,
        watchlist_erase_by=plan.ends_at + timedelta(hours=pack.watchlist_destruction_hours),
        alerts_erase_by=last,
    )


def answers_erase_by(plan: DeploymentPlan, pack: LawPack) -> datetime:
    """Return when the answers of an application with these hours go."""
    return plan.ends_at + timedelta(days=pack.whole("application_retention_days"))


def cameras_of(deployment: Deployment, plan: DeploymentPlan) -> list[DeploymentCamera]:
    """Return the rows of a plan's cameras."""
    return [_camera(deployment, camera) for camera in plan.cameras]


def _camera(draft: Deployment, plan: CameraPlan) -> DeploymentCamera:
    zone = [list(corner) for corner in plan.zone]
    return DeploymentCamera(deployment=draft, name=plan.name, zone_json=zone, smallest_face_px=plan.smallest_face_px)


def plan_bytes(plan: DeploymentPlan) -> bytes:
    """Return a plan as the bytes the ledger commits to."""
    said = asdict(plan)
    said["engine"]["fit_for"] = sorted(plan.engine.fit_for)
    return json.dumps(said, sort_keys=True, default=lambda at: at.isoformat()).encode()


def refuse_unsound(plan: DeploymentPlan) -> None:
    """Refuse a plan that contradicts itself or lies outside the engine's scale; raises ActionRefused."""
    for what, text in (("title", plan.title), ("place", plan.place), ("purpose", plan.purpose)):
        if not text.strip():
            raise ActionRefused("plan_incomplete", f"The application needs a {what}.")
    if plan.starts_at.tzinfo is None or plan.ends_at.tzinfo is None or plan.ends_at <= plan.starts_at:
        raise ActionRefused("window_in_disorder", "The deployment needs a start and a later end, with their time zone.")
    if (plan.source == "recording") != (plan.recording is not None):
        raise ActionRefused("recording_unclear", "A recording needs its label, digest and length; a camera has none.")
    if plan.source != "camera" and plan.kind != "rehearsal":
        raise ActionRefused("source_unfit", "Only a rehearsal may use a recording or drawn people.")
    _refuse_unsound_cameras(plan.cameras)
    _refuse_threshold_off_scale(plan)


def refuse_unlisted(plan: DeploymentPlan, pack: LawPack) -> None:
    """Refuse a use case that is not on the pack's closed list; raises ActionRefused."""
    if pack.listed("use_cases", plan.use_case.strip()) is None:
        raise ActionRefused(
            "use_case_unknown", "This use case is none of those the law pack lists: choose one of them."
        )


def _refuse_unsound_cameras(cameras: tuple[CameraPlan, ...]) -> None:
    names = [camera.name for camera in cameras]
    if not names or len(set(names)) != len(names) or not all(name.strip() for name in names):
        raise ActionRefused("cameras_unclear", "The application must name each of its cameras once.")
    for camera in cameras:
        refuse_unsound_zone(camera.name, camera.zone)


def refuse_unsound_zone(camera: str, corners: Sequence[Corner]) -> None:
    """Refuse corners that are no zone of recognition; raises ActionRefused."""
    if (why := trouble(corners)) != "":
        raise ActionRefused("zone_unclear", f"The zone of recognition of {camera} is none. {why}")


def _refuse_threshold_off_scale(plan: DeploymentPlan) -> None:
    threshold = decimal_of(plan.threshold, "threshold")
    low, high = (decimal_of(end, "end of the engine's scale") for end in plan.engine.scale)
    if not low <= threshold <= high:
        raise ActionRefused(
            "threshold_off_scale",
            f"The threshold {plan.threshold} is outside the scale of the engine {plan.engine.name}: {low} to {high}.",
        )
    if plan.engine.mandate_threshold:
        decimal_of(plan.engine.mandate_threshold, "mandate's threshold on this engine")
