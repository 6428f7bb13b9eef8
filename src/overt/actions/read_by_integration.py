"""Another system reads: its token is looked at, its scope, and the read is in the ledger before anything is given."""

import hmac

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.name_integration import digest_of
from overt.actions.system import SOFTWARE
from overt.law.acts import ON_DUTY
from overt.law.integrations import SCOPES, Reading
from overt.law.roles import Role
from overt.law.states import State
from overt.records.models import Deployment, Integration


def integration_of(token: str) -> Integration | None:
    """Return whose token this is while it lives: not ended, its deployment neither closed nor over."""
    digest = digest_of(token)
    row = Integration.objects.select_related("deployment").filter(token_digest=digest, ended_at=None).first()
    if row is None or not hmac.compare_digest(row.token_digest, digest):
        return None
    return row if State(row.deployment.state) in ON_DUTY else None


def read_by_integration(integration: Integration, what: Reading) -> Deployment:
    """Put one read on record and return the deployment it is about, as it stands.

    Raises:
        ActionRefused: the role of the token does not read this (`scope_missing`), or the deployment is over.
    """
    if what not in SCOPES[Role(integration.role)]:
        raise ActionRefused("scope_missing", f"This token does not read {what.value}.")
    with act(SOFTWARE, "read_by_integration", integration.deployment_id) as acting:
        if Integration.objects.filter(pk=integration.id).exclude(ended_at=None).exists():
            raise ActionRefused("token_dead", "This token reads nothing any more.")
        acting.record("integration.read", subject=acting.deployment.id, integration=integration.id, what=what.value)
    return acting.deployment
