"""What changes between two law packs, in plain English; a number that loosens is named as such and never in passing."""

from collections.abc import Iterator
from dataclasses import dataclass

from overt.law.changes import Change, Direction
from overt.law.limits import KnownLimit, known_limits
from overt.law.list_difference import list_changes
from overt.law.packs import Cited, Effect, LawPack, Limit
from overt.law.people_difference import people_changes

__all__ = ["Change", "Difference", "Direction", "difference"]


@dataclass(frozen=True)
class Difference:
    """Every rule that differs, the loosened ones first, and the words of the limits that stay.

    `same_text` is false where the packs' texts differ, even if no rule does.
    """

    changes: tuple[Change, ...]
    unchanged: tuple[str, ...]
    same_text: bool

    def count(self, direction: Direction) -> int:
        """Return how many changes go one way."""
        return sum(1 for change in self.changes if change.direction is direction)

    @property
    def summary(self) -> str:
        """Return the whole difference in a sentence or two."""
        if not self.changes and self.same_text:
            return "Nothing changes: every number and every citation stays as it is."
        if not self.changes:
            return "No number and no rule about people changes. The text around them does: read both."
        loosened, tightened = self.count(Direction.LOOSENS), self.count(Direction.TIGHTENS)
        grounds = self.count(Direction.GROUNDS)
        parts = [f"{_rules(loosened)} looser", f"{_rules(tightened)} tighter"]
        if grounds:
            parts.append(f"{_rules(grounds, 'rests', 'rest')} on other grounds")
        rest = "1 rule stays as it is" if len(self.unchanged) == 1 else f"{len(self.unchanged)} rules stay as they are"
        return f"{', '.join(parts[:-1])} and {parts[-1]}. {rest}."


def difference(before: LawPack, after: LawPack) -> Difference:
    """Compare two packs limit by limit and choice by choice, and what they ask of people."""
    changes = [*people_changes(before.people, after.people), *list_changes(before.lists, after.lists)]
    unchanged = []
    for name, known in known_limits().items():
        change = _change(known, before.limits.get(name), after.limits.get(name))
        if change:
            changes.append(change)
        elif name in before.limits:
            unchanged.append(known.words)
    order = list(Direction)
    changes.sort(key=lambda one: order.index(one.direction))
    return Difference(tuple(changes), tuple(unchanged), before.digest == after.digest)


def _change(known: KnownLimit, before: Limit | None, after: Limit | None) -> Change | None:
    if before is None and after is None:
        return None
    if before is None and after is not None:
        told = (
            f"{known.words}: there was no limit; it becomes {known.say(after.value)}. From now on: {_rests_on(after)}."
        )
        return Change(known.name, known.words, Direction.TIGHTENS, told, "A limit applies where there was none.")
    if before is not None and after is None:
        told = f"{known.words}: the limit of {known.say(before.value)} falls away."
        return Change(known.name, known.words, Direction.LOOSENS, told, f"Nothing limits this any more. {known.effect}")
    assert before is not None
    assert after is not None
    return _moved(known, before, after)


def _moved(known: KnownLimit, before: Limit, after: Limit) -> Change | None:
    if before.effect is not after.effect:
        return _other_effect(known, before, after)
    if before.value == after.value:
        return _grounds(known, before, after)
    told = (
        f"{known.words}: {known.say(before.value)} becomes {known.say(after.value)}."
        f" Until now: {_rests_on(before)}. From now on: {_rests_on(after)}."
    )
    if known.is_looser(before.value, after.value):
        return Change(known.name, known.words, Direction.LOOSENS, told, known.effect)
    return Change(known.name, known.words, Direction.TIGHTENS, told, "People are protected more than before.")


def _other_effect(known: KnownLimit, before: Limit, after: Limit) -> Change:
    """Say that crossing a limit does something else now; marking an entry instead of refusing it loosens."""
    does = {Effect.REFUSE: "keeps an entry off the list", Effect.FLAG: "only marks an entry"}
    was, becomes = (does.get(one, "does nothing") if one else "does nothing" for one in (before.effect, after.effect))
    told = (
        f"{known.words}: {known.say(before.value)}, and crossing it {was}, becomes {known.say(after.value)}, and"
        f" crossing it {becomes}. Until now: {_rests_on(before)}. From now on: {_rests_on(after)}."
    )
    if after.effect is not Effect.REFUSE or known.is_looser(before.value, after.value):
        return Change(known.name, known.words, Direction.LOOSENS, told, known.effect)
    return Change(known.name, known.words, Direction.TIGHTENS, told, "People are protected more than before.")


def _grounds(known: KnownLimit, before: Limit, after: Limit) -> Change | None:
    said = list(_regrounded(known, before, after))
    if not said:
        return None
    told = f"{known.words}: it stays at {known.say(after.value)}. {' '.join(said)}"
    return Change(known.name, known.words, Direction.GROUNDS, told, "The number itself does not move.")


def _regrounded(known: KnownLimit, before: Limit, after: Limit) -> Iterator[str]:
    if _rests_on(before) != _rests_on(after):
        yield f"Until now: {_rests_on(before)}. From now on: {_rests_on(after)}."
    if before.note != after.note:
        yield f"Its note becomes: {after.note}" if after.note else "Its note falls away."
    if before.also != after.also:
        others = "; ".join(f"{known.say(one.value)} ({_rests_on(one)})" for one in after.also)
        yield f"Listed beside it: {others}." if others else "Nothing is listed beside it any more."


def _rests_on(cited: Cited) -> str:
    return f"{cited.citation}, recalled but not read" if cited.unverified else cited.citation


def _rules(number: int, one: str = "becomes", many: str = "become") -> str:
    return f"{number} rule {one}" if number == 1 else f"{number} rules {many}"
