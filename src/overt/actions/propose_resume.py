"""Propose to resume after a halt; a second person has to carry it out."""

from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, ResumeProposal


def propose_resume(by: Actor, deployment: Deployment | str, *, reason: str, tap: str = "") -> ResumeProposal:
    """Propose to resume a halted deployment, saying why the ground for the halt is gone."""
    with act(by, "propose_resume", deployment, tap=tap) as acting:
        proposal = ResumeProposal(id=new_id(), deployment=acting.deployment, proposed_by=by.id, proposed_at=acting.now)
        told = acting.state_reason("propose_resume", reason)
        acting.record("deployment.resume_proposed", subject=proposal.id, proposal=proposal.id, reason=told)
        proposal.save(force_insert=True)
    return proposal
