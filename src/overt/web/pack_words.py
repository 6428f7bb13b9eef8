"""A law pack and its changes as pages show them: each number beside its source; a change that loosens says so."""

from collections.abc import Sequence
from dataclasses import dataclass

from overt.actions.propose_law_pack import change_of
from overt.law.limits import KnownLimit, known_limits
from overt.law.pack_difference import Direction
from overt.law.packs import LawPack, Limit
from overt.records.models import LawPackVersion


@dataclass(frozen=True)
class ShownLimit:
    """One limit of a pack in words: its value, what it rests on, and what other sources say."""

    words: str
    value: str
    limit: Limit
    also: Sequence[tuple[str, str, str]]


def shown_limits(pack: LawPack) -> list[ShownLimit]:
    """Return a pack's limits in the order of the table of limits."""
    return [_shown(known, pack.limits[name]) for name, known in known_limits().items() if name in pack.limits]


def _shown(known: KnownLimit, limit: Limit) -> ShownLimit:
    also = [(known.say(one.value), _marked(one.citation, unverified=one.unverified), one.note) for one in limit.also]
    return ShownLimit(known.words, known.say(limit.value), limit, also)


def _marked(citation: str, *, unverified: bool) -> str:
    return f"{citation} [?]" if unverified else citation


def change_context(version: LawPackVersion) -> dict[str, object]:
    """Return what a page needs to show a version's difference from the one it followed."""
    changed = change_of(version)
    return {
        "version": version,
        "difference": changed,
        "loosens": changed.count(Direction.LOOSENS) > 0,
    }
