"""Agree an adjustment with a member of staff by a policy's reference; never by a diagnosis, belief or condition."""

import re
from dataclasses import replace
from datetime import date

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Person, StaffAdjustment

REFERENCE = re.compile(r"[A-Z]{1,5}([-/.][A-Z]?[0-9]{1,4}){1,4}", re.ASCII)
"""A few capital letters and groups of digits, such as HR-14/3.2: too narrow for a word about somebody's health."""


def agree_adjustment(by: Actor, person: Person, *, policy_reference: str, review_on: date) -> StaffAdjustment:
    """Record an adjustment with the day on which it is looked at again.

    Raises:
        ActionRefused: the reference is no reference, or the day is past.
    """
    reference = policy_reference.strip()
    if not REFERENCE.fullmatch(reference):
        raise ActionRefused(
            "not_a_reference", "Give the policy's reference only, such as HR-14/3.2. Never write down why it is needed."
        )
    with act(by, "agree_adjustment", learn=lambda facts: replace(facts, granted_to=person.id)) as acting:
        if review_on <= acting.now.date():
            raise ActionRefused("review_past", "The review date must be to come.")
        agreed = StaffAdjustment(
            id=new_id(),
            person=person,
            policy_reference=reference,
            review_on=review_on,
            agreed_by=by.id,
            agreed_at=acting.now,
        )
        acting.record("adjustment.agreed", adjustment=agreed.id)
        agreed.save(force_insert=True)
    return agreed
