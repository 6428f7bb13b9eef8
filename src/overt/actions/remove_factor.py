"""Remove a second factor; the last one stays while a role that decides is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from overt.actions.act import act
from overt.actions.facts_people import factors_of
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.records.models import Person


@contextmanager
def remove_factor(by: Actor, factor: str, key: int) -> Iterator[None]:
    """Record that a person removes their factor with this key; the caller takes it away inside.

    Raises:
        ActionRefused: it is their last one and a role they hold decides.
    """

    def learn(facts: Facts) -> Facts:
        # Two removals at once must see each other: whoever comes second waits for the person's row.
        Person.objects.select_for_update().get(pk=by.id)
        return replace(facts, people=replace(facts.people, other_factors=factors_of(by.id, but=key)))

    with act(by, "remove_factor", learn=learn) as acting:
        acting.record("factor.removed", subject=by.id, person=by.id, factor=factor)
        yield
