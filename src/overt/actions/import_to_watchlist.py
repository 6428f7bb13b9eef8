"""Put many subjects on a draft's watchlist at once: each is judged by itself, and one refused costs only itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from overt.actions._listing import Listing, place, refuse_unusable
from overt.actions.act import Acting, act, refusals
from overt.actions.entry_values import NewEntry, Problem
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law import acts
from overt.law.errors import NotAllowed
from overt.records.models import Deployment

LISTED_ALREADY = "reference_is_not_listed_yet"
"""The code of a problem that is none when an import goes on where it stopped."""


@dataclass(frozen=True)
class Imported:
    """What came of a part of an import: entries and pictures added, and rows refused."""

    entries: int
    pictures: int
    problems: tuple[Problem, ...]


def import_to_watchlist(by: Actor, deployment: Deployment | str, rows: Mapping[int, NewEntry]) -> Imported:
    """Add the entries that the law allows, in one transaction; `rows` are by their number in the file."""
    with act(by, "import_to_watchlist", deployment) as acting:
        listing = Listing(acting.deployment)
        taken, problems = _judge(acting, listing, rows)
        place(acting, listing, taken)
        done = Imported(len(taken), sum(len(new.pictures) for new in taken), problems)
        acting.record(
            "watchlist.imported",
            subject=acting.deployment.id,
            entries=done.entries,
            pictures=done.pictures,
            refused=len(problems),
        )
    return done


def listed_already(deployment: Deployment | str, labels: Sequence[str]) -> frozenset[str]:
    """Return which of these references are on the list."""
    row = Deployment.objects.get(pk=deployment if isinstance(deployment, str) else deployment.id)
    with refusals():
        listing = Listing(row)
    known = {listing.reference_of(label): label for label in labels}
    return frozenset(known[reference] for reference in listing.listed(list(known)))


def _judge(
    acting: Acting, listing: Listing, rows: Mapping[int, NewEntry]
) -> tuple[list[NewEntry], tuple[Problem, ...]]:
    listed = listing.listed([listing.reference_of(new.label) for new in rows.values()])
    taken, problems = [], []
    for row, new in rows.items():
        reference = listing.reference_of(new.label)
        try:
            refuse_unusable(new)
            acts.check("add_to_watchlist", listing.judged(acting.facts, new, is_listed_already=reference in listed))
        except (ActionRefused, NotAllowed) as refused:
            problems.append(Problem(row, refused.code))
            continue
        listed.add(reference)
        taken.append(new)
    return taken, tuple(problems)
