"""A condition: a named predicate whose docstring is the sentence read when it does not hold."""

from collections.abc import Callable
from dataclasses import dataclass

from overt.law.facts import Facts


@dataclass(frozen=True)
class Condition:
    """A named predicate: `sentence` says what is wrong when `holds` is false."""

    name: str
    sentence: str
    holds: Callable[[Facts], bool]


CONDITIONS: dict[str, Condition] = {}


def condition(holds: Callable[[Facts], bool]) -> Condition:
    """Make a predicate into a named condition and list it; its docstring is the sentence people read."""
    made = Condition(holds.__name__, " ".join((holds.__doc__ or "").split()), holds)
    CONDITIONS[made.name] = made
    return made
