"""Approve one entry that may be of somebody under 18, by itself and in the officer's own words (E-93)."""

from dataclasses import replace

from overt.actions import site
from overt.actions._entries import find_entry, find_listed
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.facts_decision import young_entries
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.records.ids import new_id
from overt.records.models import EntryApproval, WatchlistEntry
from overt.vault import RecordKind


def approve_entry(by: Actor, entry: WatchlistEntry | str, *, words: str) -> EntryApproval:
    """Keep the approval; its words are sealed under the deployment's alerts key and end with it."""
    if not words.strip():
        raise ActionRefused("approval_empty", "Say in your own words why this person is on the list at that age.")
    listed = find_listed(entry)
    with act(by, "approve_entry", listed.deployment_id, lambda facts: _about(facts, listed)) as acting:
        row, owner, text = find_listed(listed), acting.deployment.id, words.strip().encode()
        approval = EntryApproval(
            id=new_id(),
            deployment=acting.deployment,
            entry=row.id,
            commitment=acting.commit_to(text) or "",
            approved_by=by.id,
            approved_at=acting.now,
        )
        acting.record(
            "watchlist.entry_approved",
            subject=row.id,
            entry=row.id,
            approval=approval.id,
            words=approval.commitment or None,
        )
        vault = site.vault()
        acting.undo.append(lambda: vault.destroy_record(owner, RecordKind.APPROVAL, approval.id))
        approval.sealed = vault.seal(owner, RecordKind.APPROVAL, approval.id, text)
        approval.save(force_insert=True)
    return approval


def _about(facts: Facts, listed: WatchlistEntry) -> Facts:
    given = EntryApproval.objects.filter(entry=listed.id, approved_by=facts.actor).exists()
    is_young = listed.id in young_entries(find_entry(listed).deployment)
    return replace(facts, decision=replace(facts.decision, entry_is_young=is_young, entry_is_approved=given))
