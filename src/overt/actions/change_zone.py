"""Change the zone of recognition of one camera of a draft: the part of its picture in which faces are compared."""

import json
from collections.abc import Sequence

from overt.actions._application import locked_application
from overt.actions._plans import refuse_unsound_zone
from overt.actions.act import act
from overt.actions.change_plan import plan_digest
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.zones import Corner
from overt.records.models import Deployment, DeploymentCamera


def change_zone(
    by: Actor, deployment: Deployment | str, *, camera: str, corners: Sequence[Corner], seen: str = ""
) -> DeploymentCamera:
    """Put other corners in the place of a camera's zone; `seen` is `plan_digest` as the person saw it.

    Raises:
        ActionRefused: no such camera, corners that are no zone, or somebody else changed the plan meanwhile.
    """
    refuse_unsound_zone(camera, corners)
    with act(by, "change_plan", deployment) as acting:
        row = acting.deployment
        if seen and seen != plan_digest(row):
            raise ActionRefused("changed_meanwhile", "Somebody else changed the plan. Open it again, then add yours.")
        held = row.cameras.filter(name=camera).first()
        if held is None:
            raise ActionRefused("no_such_camera", f"This application has no camera called {camera}.")
        zone = [list(corner) for corner in corners]
        answers = locked_application(acting)
        told = acting.commit_to(json.dumps({"camera": camera, "zone": zone}).encode())
        acting.record("deployment.plan_changed", subject=row.id, plan=told)
        held.zone_json = zone
        held.save()
        answers.authors = sorted({*answers.authors, by.id})
        answers.save()
    return held
