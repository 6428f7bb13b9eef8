"""Record who was selected after an advertisement, and why, so that it can be audited; nobody selects themselves."""

from dataclasses import replace

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Person, RoleAdvertisement, Selection


def record_selection(
    by: Actor, advertisement: RoleAdvertisement, person: Person, *, applicants: int, panel: int, reasons: str
) -> Selection:
    """Record one selection: how many applied, how many people chose (two at least), and their reasons."""
    if applicants < 1 or panel < 2:
        raise ActionRefused("selection_numbers", "At least one person applied, and at least two people choose.")
    if not reasons.strip():
        raise ActionRefused("reason_missing", "Say by which criteria this person was chosen.")
    with act(by, "record_selection", learn=lambda facts: replace(facts, granted_to=person.id)) as acting:
        if acting.now.date() < advertisement.closes_on:
            raise ActionRefused("advertisement_open", "The advertisement is still open: choose after it has closed.")
        chosen = Selection(
            id=new_id(),
            advertisement=advertisement,
            person=person,
            applicants=applicants,
            panel=panel,
            reasons=reasons.strip(),
            selected_by=by.id,
            selected_at=acting.now,
        )
        acting.record(
            "role.selection_recorded",
            subject=chosen.id,
            selection=chosen.id,
            advertisement=advertisement.id,
            person=person.id,
        )
        chosen.save(force_insert=True)
    return chosen
