"""Mark a seeded passage: somebody on duty sees a volunteer enter a camera's zone."""

from dataclasses import replace
from datetime import timedelta

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.facts_duty import with_duty
from overt.actions.system import Actor
from overt.law.facts import BlueListFacts, Facts
from overt.law.preparations import Distance, Light
from overt.measure.seeded import BEFORE_SECONDS
from overt.records.ids import new_id
from overt.records.models import CameraRun, Deployment, SeededPassage
from overt.records.queries.blue_list import is_volunteer


def mark_seeded_passage(
    by: Actor, deployment: Deployment, *, entry: str, camera: str, light: Light, distance: Distance, tap: str = ""
) -> SeededPassage:
    """Mark that this volunteer enters the zone now; `light` and `distance` are as the marker sees them.

    Raises ActionRefused for a camera that the deployment does not have.
    """

    def learn(facts: Facts) -> Facts:
        listed = BlueListFacts(volunteer_is_listed=is_volunteer(deployment.id, entry))
        return replace(with_duty(facts, deployment), blue_list=listed)

    with act(by, "mark_seeded_passage", deployment, learn, tap) as acting:
        if not acting.deployment.cameras.filter(name=camera).exists():
            raise ActionRefused("camera_unknown", "This deployment has no such camera.")
        since = acting.now - timedelta(seconds=BEFORE_SECONDS)
        runs = CameraRun.objects.filter(deployment=acting.deployment, camera=camera)
        row = SeededPassage(
            id=new_id(),
            deployment=acting.deployment,
            entry=entry,
            camera=camera,
            light=light,
            distance=distance,
            marked_by=by.id,
            marked_at=acting.now,
            had_opportunity=runs.filter(last_opportunity_at__gte=since).exists(),
        )
        acting.record(
            "seeded_passage.marked",
            subject=row.id,
            mark=row.id,
            entry=entry,
            camera=camera,
            light=light.value,
            distance=distance.value,
        )
        row.save(force_insert=True)
    return row
