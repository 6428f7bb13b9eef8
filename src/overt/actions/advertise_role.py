"""Record the open advertisement of a role: where it was shown, by which criteria people will be chosen, how long."""

from datetime import date

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import RoleAdvertisement


def advertise_role(
    by: Actor, role: Role, *, shown_where: str, criteria: str, opened_on: date, closes_on: date
) -> RoleAdvertisement:
    """Record one advertisement."""
    if not shown_where.strip() or not criteria.strip():
        raise ActionRefused(
            "advertisement_empty", "Say where the role was shown and by which criteria you will choose."
        )
    if closes_on < opened_on:
        raise ActionRefused("dates_in_disorder", "The advertisement closes before it opens.")
    with act(by, "advertise_role") as acting:
        shown = RoleAdvertisement(
            id=new_id(),
            role=role.value,
            shown_where=shown_where.strip(),
            criteria=criteria.strip(),
            opened_on=opened_on,
            closes_on=closes_on,
            advertised_by=by.id,
            advertised_at=acting.now,
        )
        acting.record("role.advertised", subject=shown.id, advertisement=shown.id, role=role.value)
        shown.save(force_insert=True)
    return shown
