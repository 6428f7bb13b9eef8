"""Open a draft: an application with its cameras, its keys and an empty watchlist, bound to one law pack."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta

from overt.actions import site
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.facts_people import facts_about_a_plan
from overt.actions.system import Actor
from overt.actions.values import CameraPlan, DeploymentPlan, decimal_of
from overt.law.packs import LawPack
from overt.records.ids import new_id
from overt.records.models import Application, Deployment, DeploymentCamera
from overt.records.queries.packs import pack_in_force
from overt.vault import commit


def create_deployment(by: Actor, plan: DeploymentPlan) -> Deployment:
    """Create a draft deployment; its kind never changes afterwards.

    Raises:
        ActionRefused: the plan contradicts itself, or its threshold lies outside the engine's scale.
    """
    _refuse_unsound(plan)
    with act(by, "create_deployment", learn=lambda facts: facts_about_a_plan(facts, by, plan)) as acting:
        pack = pack_in_force()
        draft = _draft(by, plan, pack, acting.now)
        acting.about = draft.id
        vault = site.vault()
        vault.create_deployment(draft.id)
        acting.undo.append(lambda: _forget_keys(draft.id))
        told = commit(vault.salt(draft.id), _plan_bytes(plan))
        acting.record(
            "deployment.created",
            subject=draft.id,
            kind=draft.kind,
            source=draft.source,
            plan=told,
            pack=pack.name,
            pack_digest=pack.digest,
        )
        draft.save(force_insert=True)
        kept = timedelta(days=pack.whole("application_retention_days"))
        Application.objects.create(deployment=draft, erase_by=draft.ends_at + kept)
        DeploymentCamera.objects.bulk_create(_camera(draft, camera) for camera in plan.cameras)
        acting.record("enrolment.begun", subject=draft.id)
        vault.begin_enrolment(draft.id)
    return draft


def _draft(by: Actor, plan: DeploymentPlan, pack: LawPack, now: datetime) -> Deployment:
    last = plan.ends_at + timedelta(days=pack.alert_retention_days)
    if plan.trial:
        last = min(last, plan.trial.ends_at + timedelta(days=pack.trial_data_retention_days))
    return Deployment(
        id=new_id(),
        kind=plan.kind,
        source=plan.source,
        title=plan.title.strip(),
        place=plan.place.strip(),
        purpose=plan.purpose.strip(),
        use_case=plan.use_case.strip(),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        engine=plan.engine.name,
        engine_digest=plan.engine.digest,
        engine_fit_for=sorted(plan.engine.fit_for),
        engine_mandate_threshold=plan.engine.mandate_threshold,
        engine_tested_until=plan.engine.tested_until,
        threshold=plan.threshold,
        threshold_justification=plan.threshold_justification,
        pack=pack.name,
        pack_digest=pack.digest,
        trial_hypothesis=plan.trial.hypothesis if plan.trial else "",
        trial_evaluation_plan=plan.trial.evaluation_plan if plan.trial else "",
        trial_ends_at=plan.trial.ends_at if plan.trial else None,
        recording_label=plan.recording.label if plan.recording else "",
        recording_digest=plan.recording.digest if plan.recording else "",
        recording_seconds=plan.recording.seconds if plan.recording else 0,
        applicant=by.id,
        created_at=now,
        watchlist_erase_by=plan.ends_at + timedelta(hours=pack.watchlist_destruction_hours),
        alerts_erase_by=last,
    )


def _camera(draft: Deployment, plan: CameraPlan) -> DeploymentCamera:
    zone = [list(corner) for corner in plan.zone]
    return DeploymentCamera(deployment=draft, name=plan.name, zone_json=zone, smallest_face_px=plan.smallest_face_px)


def _plan_bytes(plan: DeploymentPlan) -> bytes:
    said = asdict(plan)
    said["engine"]["fit_for"] = sorted(plan.engine.fit_for)
    return json.dumps(said, sort_keys=True, default=lambda at: at.isoformat()).encode()


def _forget_keys(deployment: str) -> None:
    site.vault().destroy_deployment(deployment, "watchlist")
    site.vault().destroy_deployment(deployment, "alerts")


def _refuse_unsound(plan: DeploymentPlan) -> None:
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


def _refuse_unsound_cameras(cameras: tuple[CameraPlan, ...]) -> None:
    names = [camera.name for camera in cameras]
    if not names or len(set(names)) != len(names) or not all(name.strip() for name in names):
        raise ActionRefused("cameras_unclear", "The application must name each of its cameras once.")
    for camera in cameras:
        if len(camera.zone) < 3 or not all(0 <= part <= 1 for corner in camera.zone for part in corner):
            raise ActionRefused(
                "zone_unclear",
                f"The zone of recognition of {camera.name} needs three corners or more inside the frame (0 to 1).",
            )


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
