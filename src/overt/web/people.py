"""The name of an officer behind an opaque id; it refuses to know anybody who never signed in here."""

from overt.actions.system import RECORDING_RULE, SOFTWARE
from overt.records.models import Person

NOT_PEOPLE = {
    SOFTWARE.id: "the software",
    RECORDING_RULE: "nobody: the rule for recordings of consenting people",
    "": "nobody",
}


def name_of(actor: str) -> str:
    """Return who acted, in words."""
    return names_of({actor})[actor]


def names_of(actors: set[str]) -> dict[str, str]:
    """Return the names of several actors in one query."""
    known = dict(Person.objects.filter(pk__in=actors).values_list("pk", "name"))
    return {actor: known.get(actor) or NOT_PEOPLE.get(actor, "somebody no longer listed") for actor in actors}
