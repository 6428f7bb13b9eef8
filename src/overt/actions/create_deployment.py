"""Open a draft: an application with its cameras, its keys and an empty watchlist, bound to one law pack."""

from datetime import datetime

from overt.actions import site
from overt.actions._plans import answers_erase_by, cameras_of, plan_bytes, planned, refuse_unlisted, refuse_unsound
from overt.actions.act import act
from overt.actions.facts_people import facts_about_a_plan
from overt.actions.system import Actor
from overt.actions.values import DeploymentPlan
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
    refuse_unsound(plan)
    with act(by, "create_deployment", learn=lambda facts: facts_about_a_plan(facts, by, plan)) as acting:
        pack = pack_in_force()
        refuse_unlisted(plan, pack)
        draft = _draft(by, plan, pack, acting.now)
        acting.about = draft.id
        vault = site.vault()
        vault.create_deployment(draft.id)
        acting.undo.append(lambda: _forget_keys(draft.id))
        told = commit(vault.salt(draft.id), plan_bytes(plan))
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
        Application.objects.create(deployment=draft, erase_by=answers_erase_by(plan, pack))
        DeploymentCamera.objects.bulk_create(cameras_of(draft, plan))
        acting.record("enrolment.begun", subject=draft.id)
        vault.begin_enrolment(draft.id)
    return draft


def _draft(by: Actor, plan: DeploymentPlan, pack: LawPack, now: datetime) -> Deployment:
    return Deployment(
        id=new_id(),
        kind=plan.kind,
        source=plan.source,
        engine=plan.engine.name,
        engine_digest=plan.engine.digest,
        engine_fit_for=sorted(plan.engine.fit_for),
        engine_mandate_threshold=plan.engine.mandate_threshold,
        pack=pack.name,
        pack_digest=pack.digest,
        recording_label=plan.recording.label if plan.recording else "",
        recording_digest=plan.recording.digest if plan.recording else "",
        recording_seconds=plan.recording.seconds if plan.recording else 0,
        applicant=by.id,
        created_at=now,
        **planned(plan, pack),
    )


def _forget_keys(deployment: str) -> None:
    site.vault().destroy_deployment(deployment, "watchlist")
    site.vault().destroy_deployment(deployment, "alerts")
