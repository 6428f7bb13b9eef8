"""Resume a halted deployment: a second person's act, under the authority exactly as it was given."""

from overt.actions._authority import release
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.void import void
from overt.records.models import Deployment, ResumeProposal


def resume(by: Actor, deployment: Deployment | str) -> Deployment:
    """Resume what somebody else proposed to resume; a changed authority is voided instead."""
    try:
        with act(by, "resume", deployment) as acting:
            row = acting.deployment
            open_proposals = ResumeProposal.objects.filter(deployment=row, used_at=None)
            proposal = open_proposals.latest("proposed_at")
            acting.record(
                "deployment.resumed",
                subject=row.id,
                proposal=proposal.id,
                proposed_by=proposal.proposed_by,
                authority_digest=row.authority_digest,
            )
            open_proposals.update(used_at=acting.now)
    except ActionRefused as refused:
        if refused.code == "authority_is_unchanged":
            void(deployment)
        raise
    release(acting.deployment.id)
    return acting.deployment
