"""Resume a halted deployment: a second person's act, under the authority exactly as it was given."""

from dataclasses import replace

from overt.actions._authority import release
from overt.actions.act import act
from overt.actions.ceiling_standing import counted, is_red
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.void import void
from overt.actions.watch_ceiling import begin_watch
from overt.law.facts import CeilingFacts, Facts
from overt.law.roles import Role
from overt.records.models import Deployment, ResumeProposal, RoleGrant


def resume(by: Actor, deployment: Deployment | str, *, reason: str = "", tap: str = "") -> Deployment:
    """Resume what somebody else proposed to resume; a changed authority is voided instead.

    After the ceiling's test was red one of the two is Silver, both give reasons, and a new watch begins.
    """
    wanted = deployment if isinstance(deployment, str) else deployment.id
    try:
        with act(by, "resume", deployment, lambda facts: _with_ceiling(facts, wanted, reason), tap) as acting:
            row = acting.deployment
            told = acting.state_reason("resume", reason) if reason.strip() else None
            open_proposals = ResumeProposal.objects.filter(deployment=row, used_at=None)
            proposal = open_proposals.latest("proposed_at")
            acting.record(
                "deployment.resumed",
                subject=row.id,
                proposal=proposal.id,
                proposed_by=proposal.proposed_by,
                authority_digest=row.authority_digest,
                reason=told,
            )
            open_proposals.update(used_at=acting.now)
            if acting.facts.ceiling.red:
                begin_watch(acting, *counted(row.id))
    except ActionRefused as refused:
        if refused.code == "authority_is_unchanged":
            void(deployment)
        raise
    release(acting.deployment.id)
    return acting.deployment


def _with_ceiling(facts: Facts, deployment: str, reason: str) -> Facts:
    silver = RoleGrant.objects.filter(person_id__in=facts.proposers, role=Role.SILVER.value, ended_at=None)
    told = CeilingFacts(is_red(deployment), silver.exists(), bool(reason.strip()))
    return replace(facts, ceiling=told)
