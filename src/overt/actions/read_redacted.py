"""Show an overseer the application without identities, intelligence case and what its owner withholds."""

from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment, OversightRequest
from overt.records.queries.redaction import parts_of, redacted


def read_redacted(by: Actor, deployment: Deployment | str) -> dict[str, str]:
    """Record that the overseer reads, and return the parts that may be read, by name, in words."""
    with act(by, "read_redacted", deployment) as acting:
        request = OversightRequest.objects.get(deployment=acting.deployment)
        acting.record("advice.application_read", subject=request.id, request=request.id)
        shown = redacted(acting.deployment)
        return {part: shown[part] for part in parts_of(acting.deployment) if part not in request.withheld}
