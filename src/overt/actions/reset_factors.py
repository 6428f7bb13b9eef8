"""Take all second factors from somebody who lost them, so that they can set up new ones; never from oneself."""

from dataclasses import replace

from allauth.mfa.models import Authenticator

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Person


def reset_factors(by: Actor, person: Person) -> int:
    """Remove every second factor and recovery code of a person; returns how many there were."""
    with act(by, "reset_factors", learn=lambda facts: replace(facts, granted_to=person.id)) as acting:
        held = Authenticator.objects.filter(user_id=person.id)
        count = held.count()
        if not count:
            raise ActionRefused("no_factors", "This person has no second factor to take away.")
        acting.record("factor.reset", subject=person.id, person=person.id, factors=count)
        held.delete()
    return count
