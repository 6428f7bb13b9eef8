"""End one other system's reading before the deployment closes."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Integration


def end_integration(by: Actor, integration: Integration | str, *, tap: str = "") -> Integration:
    """End it: its token reads nothing from now on and it is told nothing more."""
    wanted = integration if isinstance(integration, str) else integration.id
    row = Integration.objects.filter(pk=wanted).first()
    if row is None:
        raise ActionRefused("no_such_integration", "There is no such system here.")
    with act(by, "end_integration", row.deployment_id, tap=tap) as acting:
        fresh = Integration.objects.get(pk=row.id)
        if fresh.ended_at is not None:
            raise ActionRefused("ended_already", "This system reads nothing any more.")
        acting.record("integration.ended", subject=fresh.deployment_id, integration=fresh.id)
        fresh.ended_by, fresh.ended_at = by.id, acting.now
        fresh.save()
    return fresh
