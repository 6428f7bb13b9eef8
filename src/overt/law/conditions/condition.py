"""A condition: a named predicate whose docstring is the sentence read when it does not hold."""

from collections.abc import Callable
from dataclasses import dataclass

from overt.law.facts import Facts


@dataclass(frozen=True)
class Condition:
    """A named predicate: `sentence` says what is wrong when `holds` is false, `details` the case's particulars."""

    name: str
    sentence: str
    holds: Callable[[Facts], bool]
    details: Callable[[Facts], str] | None = None

    def said_of(self, facts: Facts) -> str:
        """Return the sentence for these facts, with its particulars."""
        return f"{self.sentence} {self.details(facts)}" if self.details else self.sentence


CONDITIONS: dict[str, Condition] = {}


def condition(holds: Callable[[Facts], bool]) -> Condition:
    """Make a predicate into a named condition and list it; its docstring is the sentence people read."""
    return _listed(holds, None)


def condition_naming(details: Callable[[Facts], str]) -> Callable[[Callable[[Facts], bool]], Condition]:
    """Make a condition whose sentence is followed by what `details` says of the case at hand."""
    return lambda holds: _listed(holds, details)


def _listed(holds: Callable[[Facts], bool], details: Callable[[Facts], str] | None) -> Condition:
    made = Condition(holds.__name__, " ".join((holds.__doc__ or "").split()), holds, details)
    CONDITIONS[made.name] = made
    return made
