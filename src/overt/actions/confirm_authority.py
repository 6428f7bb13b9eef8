"""Confirm an urgent authority: from then on it lasts as long as it was applied for (urgent authority, law pack)."""

from overt.actions._authority import authority_details, freeze, release
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.void import void
from overt.records.models import Deployment


def confirm_authority(by: Actor, deployment: Deployment | str, *, reason: str) -> Deployment:
    """Confirm, in one's own words, what another officer authorised urgently; a changed authority is voided instead."""
    try:
        with act(by, "confirm_authority", deployment) as acting:
            row = acting.deployment
            given_by, given_at = row.authorised_by, row.authorised_at
            told = acting.state_reason("confirm", reason)
            row.confirmed_by, row.confirmed_at = by.id, acting.now
            freeze(acting, given_by)
            row.authorised_at = given_at
            acting.record("deployment.authority_confirmed", subject=row.id, **authority_details(row), reason=told)
    except ActionRefused as refused:
        if refused.code == "authority_is_unchanged":
            void(deployment)
        raise
    release(acting.deployment.id)
    return acting.deployment
