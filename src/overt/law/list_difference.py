"""What changes between the closed lists of two packs, in plain English: one more choice always loosens."""

from collections.abc import Iterator

from overt.law.changes import Change, Direction
from overt.law.packs.closed_lists import LISTS, ClosedLists, Listed

LOOSER = "More can be chosen than before."
TIGHTER = "Less can be chosen than before."


def list_changes(before: ClosedLists, after: ClosedLists) -> Iterator[Change]:
    """Give every choice that comes, goes or rests on something else, list by list."""
    for name, words in LISTS.items():
        old, new = ({one.code: one for one in lists[name]} for lists in (before, after))
        for code in sorted(old.keys() | new.keys()):
            yield from _changes(name, words, old.get(code), new.get(code))


def _changes(name: str, words: str, old: Listed | None, new: Listed | None) -> Iterator[Change]:
    if old is None and new is not None:
        told = f"{words}: “{new.words}” can be chosen from now on. It rests on {_rests_on(new)}."
        yield Change(name, words, Direction.LOOSENS, told, LOOSER)
    elif old is not None and new is None:
        yield Change(name, words, Direction.TIGHTENS, f"{words}: “{old.words}” falls away.", TIGHTER)
    elif old is not None and new is not None:
        yield from _moved(name, words, old, new)


def _moved(name: str, words: str, old: Listed, new: Listed) -> Iterator[Change]:
    for categories, direction, verb, effect in (
        (new.categories - old.categories, Direction.LOOSENS, "may list", LOOSER),
        (old.categories - new.categories, Direction.TIGHTENS, "may no longer list", TIGHTER),
    ):
        for category in sorted(categories):
            told = f"{words}: “{new.words}” {verb} the category {category.replace('_', ' ')}."
            yield Change(name, words, direction, told, effect)
    if (old.words, _rests_on(old), old.note) != (new.words, _rests_on(new), new.note):
        told = f"{words}: “{old.words}” ({_rests_on(old)}) becomes “{new.words}” ({_rests_on(new)})."
        yield Change(name, words, Direction.GROUNDS, told, "What can be chosen stays the same.")


def _rests_on(listed: Listed) -> str:
    return f"{listed.citation}, recalled but not read" if listed.unverified else listed.citation
