"""Seal the list: it only shrinks from here on, nothing opens it as a draft, and who is on it is committed to.

Why somebody who may be under the pack's age is on it is laid before the officer who decides, sealed anew without the
reference: the officer approves each of them by itself and must be able to read why (E-93).
"""

from dataclasses import replace
from functools import partial

from overt.actions import site
from overt.actions._membership import commit_to_list, references_of
from overt.actions.act import Acting, act
from overt.actions.facts_decision import young_entries
from overt.actions.system import Actor
from overt.actions.values import SubjectDetails
from overt.records.models import Deployment, ListWarning, WatchlistEntry
from overt.records.queries.watchlist import Composition, composition, watchlist_digest
from overt.vault import RecordKind


def seal_watchlist(by: Actor, deployment: Deployment | str) -> Deployment:
    """Fix the watchlist and its digest; refused while a picture waits for its check or none was accepted."""
    with act(by, "seal_watchlist", deployment) as acting:
        row = acting.deployment
        cases = _cases_of_the_young(row)
        references = references_of(row)
        site.vault().end_enrolment(row.id)
        holds, digest = composition(row.id), watchlist_digest(row.id)
        entries, pictures = holds.entries, holds.pictures
        acting.record("enrolment.ended", subject=row.id, watchlist_digest=digest, entries=entries, pictures=pictures)
        acting.record("watchlist.sealed", subject=row.id, watchlist_digest=digest, entries=entries, pictures=pictures)
        _lay_before_the_officer(acting, cases)
        commit_to_list(acting, references)
        _keep_look_alikes(row)
        ListWarning.objects.filter(picture__entry__deployment=row).delete()
        row.list_composition_json = _counts(holds)
        row.watchlist_digest, row.sealed_by, row.sealed_at = digest, by.id, acting.now
    return acting.deployment


def _cases_of_the_young(row: Deployment) -> dict[str, bytes]:
    """Return what is said of each listed person who may be under the pack's age, without the reference."""
    wanted = WatchlistEntry.objects.in_bulk(young_entries(row))
    if not wanted:
        return {}
    with site.vault().enrolment_warrant(row.id) as warrant:
        opened = {
            entry.id: warrant.open(RecordKind.WATCHLIST_ENTRY, entry.id, bytes(entry.details_sealed))
            for entry in wanted.values()
        }
    return {entry: replace(SubjectDetails.from_bytes(said), label="").to_bytes() for entry, said in opened.items()}


def _lay_before_the_officer(acting: Acting, cases: dict[str, bytes]) -> None:
    vault, owner = site.vault(), acting.deployment.id
    acting.undo += [partial(vault.destroy_record, owner, RecordKind.ENTRY_CASE, entry) for entry in cases]
    for entry, sealed in vault.seal_all(owner, RecordKind.ENTRY_CASE, cases).items():
        WatchlistEntry.objects.filter(pk=entry).update(case_sealed=sealed)


def _keep_look_alikes(row: Deployment) -> None:
    """Keep with each entry how many others come close to it: who adjudicates an alert has to know."""
    near: dict[str, set[str]] = {}
    found = ListWarning.objects.filter(picture__entry__deployment=row).exclude(other="")
    for entry, other in found.values_list("picture__entry_id", "other"):
        near.setdefault(entry, set()).add(other)
        near.setdefault(other, set()).add(entry)
    for entry, others in near.items():
        WatchlistEntry.objects.filter(pk=entry).update(look_alikes=len(others))


def _counts(holds: Composition) -> dict[str, int]:
    """Return what is kept of the list once it is destroyed: counts, entries by category under `category:…`."""
    counted = {
        "entries": holds.entries,
        "pictures": holds.pictures,
        "under_young": len(holds.under_young),
        "under_child": len(holds.under_child),
        "disability": len(holds.disability),
        "image_too_old": holds.image_too_old,
        "child_at_capture": holds.child_at_capture,
        "volunteers": holds.volunteers,
        "face_occluded": holds.face_occluded,
    }
    return counted | {f"category:{name}": count for name, count in holds.categories}
