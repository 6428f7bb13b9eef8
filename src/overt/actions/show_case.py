"""Show an officer who decides why one person who may be under the pack's age is on the list; looking is an act."""

from dataclasses import replace

from overt.actions import site
from overt.actions._entries import find_entry, find_listed
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.facts_decision import young_entries
from overt.actions.system import Actor
from overt.actions.values import SubjectDetails
from overt.law.facts import Facts
from overt.records.models import WatchlistEntry


def show_case(by: Actor, entry: WatchlistEntry | str) -> SubjectDetails:
    """Record who looks, then open what is said of this subject; its reference is not in it, its pictures stay sealed.

    Raises:
        ActionRefused: not somebody the officer approves by itself, or what was laid before the officer is gone.
    """
    with act(by, "show_case", find_entry(entry).deployment_id, lambda facts: _about(facts, entry)) as acting:
        row = find_listed(entry)
        if not row.case_sealed:
            raise ActionRefused("no_case", "Why this person is on the list was not laid before the officer.")
        with refusals():
            opened = site.vault().open_entry_case(row.deployment_id, row.id, bytes(row.case_sealed))
        acting.record("watchlist.entry_shown", subject=row.id, entry=row.id)
    return SubjectDetails.from_bytes(opened)


def _about(facts: Facts, entry: WatchlistEntry | str) -> Facts:
    row = find_entry(entry)
    is_young = row.id in young_entries(row.deployment)
    return replace(facts, decision=replace(facts.decision, entry_is_young=is_young))
