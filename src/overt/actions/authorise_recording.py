"""Apply the rule for a local recording of consenting people: nobody signs, and the record says so everywhere."""

from overt.actions._authority import authority_details, freeze
from overt.actions.act import act
from overt.actions.system import RECORDING_RULE, Actor
from overt.records.models import Consent, Deployment


def authorise_recording(by: Actor, deployment: Deployment | str) -> Deployment:
    """Let a short rehearsal on a recording go ahead on stated consent and the law pack's limits alone."""
    with act(by, "authorise_recording", deployment) as acting:
        row = acting.deployment
        freeze(acting, RECORDING_RULE)
        consent = Consent.objects.filter(deployment=row, entry="").latest("recorded_at")
        acting.record(
            "deployment.recording_authorised",
            subject=row.id,
            rule="recording-rehearsal",
            consent=consent.commitment,
            **authority_details(row),
        )
    return acting.deployment
