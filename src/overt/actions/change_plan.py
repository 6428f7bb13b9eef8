"""Change the plan of a draft: everything the form asked at the start but the kind, the source and the engine.

Once somebody is on the list the day stays: ages, pictures and expiry were judged for it.
"""

from django.utils.timezone import localdate

from overt.actions._application import locked_application
from overt.actions._documents import canonical_text, digest_of
from overt.actions._plans import (
    Planned,
    answers_erase_by,
    cameras_of,
    plan_bytes,
    planned,
    refuse_unlisted,
    refuse_unsound,
)
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.values import DeploymentPlan
from overt.records.models import Deployment, DeploymentCamera
from overt.records.queries.packs import pack_of


def change_plan(by: Actor, deployment: Deployment | str, plan: DeploymentPlan, *, seen: str = "") -> Deployment:
    """Put another plan in the place of a draft's; `seen` is `plan_digest` as the person saw it, "" to overwrite.

    Raises:
        ActionRefused: the plan is unsound, changes what stays, moves the day of a list, or somebody else changed it.
    """
    refuse_unsound(plan)
    with act(by, "change_plan", deployment) as acting:
        row = acting.deployment
        if seen and seen != plan_digest(row):
            raise ActionRefused("changed_meanwhile", "Somebody else changed the plan. Open it again, then add yours.")
        _refuse_another(row, plan)
        pack = pack_of(row)
        refuse_unlisted(plan, pack)
        answers = locked_application(acting)
        acting.record("deployment.plan_changed", subject=row.id, plan=acting.commit_to(plan_bytes(plan)))
        for name, value in planned(plan, pack).items():
            setattr(row, name, value)
        answers.erase_by = answers_erase_by(plan, pack)
        answers.authors = sorted({*answers.authors, by.id})
        answers.save()
        row.cameras.all().delete()
        DeploymentCamera.objects.bulk_create(cameras_of(row, plan))
    return row


def plan_digest(deployment: Deployment) -> str:
    """Return the digest of a plan as it stands, to tell whether it changed meanwhile."""
    cameras = deployment.cameras.order_by("name").values_list("name", "zone_json", "smallest_face_px")
    said = [str(getattr(deployment, name)) for name in Planned.__annotations__]
    return digest_of(canonical_text({"cameras": str(list(cameras)), "plan": said}))


def _refuse_another(row: Deployment, plan: DeploymentPlan) -> None:
    if (plan.kind, plan.source) != (row.kind, row.source) or bool(plan.recording) != bool(row.recording_label):
        raise ActionRefused("kind_stays", "The kind and the source of a deployment never change: make another one.")
    if (plan.engine.name, plan.engine.digest) != (row.engine, row.engine_digest):
        raise ActionRefused(
            "engine_stays", "The list was begun for one version of the engine: make another application."
        )
    days = (localdate(plan.starts_at), localdate(plan.ends_at)) != (localdate(row.starts_at), localdate(row.ends_at))
    if days and row.entries.exists():
        raise ActionRefused("day_stays", "The list was judged for its day, so the day stays: make another application.")
