"""Take back a mark of a seeded passage that was pressed by mistake, while it is too new to have been compared."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import BlueListFacts, Facts
from overt.records.models import SeededPassage

UNDO_SECONDS = 30
"""Long enough to see the wrong number on the page, too short to weed out passages that were missed."""


class Mistake(StrEnum):
    """Why a mark is taken back."""

    WRONG_VOLUNTEER = "wrong_volunteer"
    WRONG_CAMERA = "wrong_camera"
    NOBODY_PASSED = "nobody_passed"


def withdraw_seeded_mark(by: Actor, mark: str, *, reason: Mistake, tap: str = "") -> SeededPassage:
    """Take it back; only who pressed, within `UNDO_SECONDS`. The row stays and counts nowhere."""
    found = SeededPassage.objects.select_related("deployment").filter(pk=mark).first()
    if found is None:
        raise ActionRefused("no_such_mark", "There is no such mark.")

    def learn(facts: Facts) -> Facts:
        row = SeededPassage.objects.get(pk=mark)
        fresh = row.withdrawn_at is None and facts.now - row.marked_at <= timedelta(seconds=UNDO_SECONDS)
        return replace(facts, blue_list=BlueListFacts(marked_by=row.marked_by, mark_is_fresh=fresh))

    with act(by, "withdraw_seeded_mark", found.deployment, learn, tap) as acting:
        row = SeededPassage.objects.get(pk=mark)
        acting.record("seeded_passage.withdrawn", subject=row.id, mark=row.id, reason_code=reason.value)
        row.withdrawn_at = acting.now
        row.save()
    return row
