"""Agree to a proposed law pack: the second person's act that puts it in force for every new deployment."""

from collections.abc import Callable
from dataclasses import replace

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.propose_law_pack import change_details, change_of
from overt.actions.system import Actor
from overt.law.facts import Facts, LawPackFacts
from overt.records.models import LawPackVersion, PackState
from overt.records.queries.packs import version_in_force


def agree_law_pack(by: Actor, proposal: LawPackVersion | str) -> LawPackVersion:
    """Put a proposed pack in force.

    Deployments already made keep the pack they were made under; those not yet authorised must be applied for again.

    Raises:
        ActionRefused: the same person proposed it, or it is decided on already.
    """
    wanted = proposal if isinstance(proposal, str) else proposal.id
    with act(by, "agree_law_pack", learn=proposer_of(wanted)) as acting:
        version = open_proposal(wanted)
        before = version_in_force()
        version.number = before.number + 1 if before else 1
        version.state = PackState.AGREED
        version.decided_by, version.decided_at = by.id, acting.now
        acting.record(
            "law_pack.agreed",
            subject=version.id,
            proposal=version.id,
            proposed_by=version.proposed_by,
            pack_version=version.number,
            **change_details(version, change_of(version)),
        )
        version.save()
    return version


def proposer_of(proposal: str) -> Callable[[Facts], Facts]:
    """Return what adds who proposed a pack, read while the proposal is locked."""

    def learn(facts: Facts) -> Facts:
        row = LawPackVersion.objects.select_for_update().filter(pk=proposal).first()
        return replace(facts, law_pack=LawPackFacts(row.proposed_by if row else ""))

    return learn


def open_proposal(proposal: str) -> LawPackVersion:
    """Return a proposal nobody has decided on yet."""
    row = LawPackVersion.objects.select_for_update(of=("self",)).filter(pk=proposal).first()
    if row is None:
        raise ActionRefused("no_such_proposal", "There is no such proposal on this site.")
    if row.state != PackState.PROPOSED:
        raise ActionRefused("proposal_decided", f"This law pack is {row.get_state_display().lower()} already.")
    return row
