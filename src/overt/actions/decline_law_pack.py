"""Turn down a proposed law pack, or take back one's own; nothing changes but the record."""

from overt.actions.act import act
from overt.actions.agree_law_pack import open_proposal
from overt.actions.propose_law_pack import committed
from overt.actions.system import Actor
from overt.records.models import LawPackVersion, PackState


def decline_law_pack(by: Actor, proposal: LawPackVersion | str, *, reason: str) -> LawPackVersion:
    """Decline a proposed pack, saying why."""
    with act(by, "decline_law_pack") as acting:
        version = open_proposal(proposal if isinstance(proposal, str) else proposal.id)
        version.state = PackState.DECLINED
        version.decline_reason = reason.strip()
        version.decided_by, version.decided_at = by.id, acting.now
        said = committed(version, version.decline_reason)
        acting.record("law_pack.declined", subject=version.id, proposal=version.id, reason=said)
        version.save()
    return version
