"""How well a tracker's passages agree with what really happened. It judges counting, never people.

A passage the tracker made explains a true passage when enough of its boxes lie on that person's face. Several made
passages that explain one true passage are a fragmented passage; one made passage that explains several people is a
merged one. Both flatter or spoil the false alert rate, so their numbers go with every count.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from overt.rehearsal.truth import Appearance, Box, Truth, TruthPassage

SHARE = 0.25
"""A made passage explains a true one with at least this share of its boxes on that face..."""
FRAMES = 5
"""...or with at least this many boxes on it."""
_REACH = 0.6
"""A box lies on a face if their middles are within this part of the face's width of each other."""


@dataclass(frozen=True)
class ObservedBox:
    """Where the tracker saw a face: seconds into the clip, box (x0, y0, x1, y1) in pixels of the clip."""

    seconds: float
    box: Box


@dataclass(frozen=True)
class ObservedPassage:
    """One passage as the tracker made it, with the boxes it was made from."""

    first_seconds: float
    last_seconds: float
    boxes: tuple[ObservedBox, ...]


@dataclass(frozen=True)
class PassageError:
    """Counting error against truth.

    `true` counts true passages that could have been seen (some clear frames at the given face size), `observed` the
    passages the tracker made; `fragmented` true passages made more than once and `fragments` the surplus; `merged`
    made passages that span several people; `missed` true ones nobody made; `extra` made ones that lie on nobody.
    """

    true: int
    observed: int
    matched: int
    fragmented: int
    fragments: int
    merged: int
    missed: int
    extra: int


@dataclass(frozen=True)
class Match:
    """One made passage and the ids of the true passages it explains, most boxes first."""

    observed: int
    explains: tuple[str, ...]


def passage_error(
    truth: Truth, passages: Sequence[ObservedPassage], smallest_face_px: float = 0.0, least_frames: int = 5
) -> PassageError:
    """Compare made passages with the truth.

    True passages with fewer than `least_frames` clear frames of `smallest_face_px` may be made or not without error.
    """
    matches = match_passages(truth, passages)
    made = Counter(name for match in matches for name in match.explains)
    visible = {passage.id for passage in truth.passages if passage.clear_frames(smallest_face_px) >= least_frames}
    return PassageError(
        true=len(visible),
        observed=len(passages),
        matched=sum(name in made for name in visible),
        fragmented=sum(count > 1 for count in made.values()),
        fragments=sum(count - 1 for count in made.values()),
        merged=sum(len(match.explains) > 1 for match in matches),
        missed=sum(name not in made for name in visible),
        extra=sum(not match.explains for match in matches),
    )


def match_passages(truth: Truth, passages: Sequence[ObservedPassage]) -> list[Match]:
    """Say for every made passage which true passages it explains."""
    frames = _by_frame(truth)
    return [Match(index, _explained(passage, frames, truth)) for index, passage in enumerate(passages)]


def _by_frame(truth: Truth) -> dict[int, list[tuple[TruthPassage, Appearance]]]:
    frames: dict[int, list[tuple[TruthPassage, Appearance]]] = {}
    for passage in truth.passages:
        for shown in passage.appearances:
            frames.setdefault(shown.frame, []).append((passage, shown))
    return frames


def _explained(
    passage: ObservedPassage, frames: dict[int, list[tuple[TruthPassage, Appearance]]], truth: Truth
) -> tuple[str, ...]:
    votes: Counter[str] = Counter()
    for seen in passage.boxes:
        frame = round(seen.seconds * truth.frames_per_second)
        nearest = _nearest(seen.box, frames.get(frame, []))
        if nearest is not None:
            votes[nearest.id] += 1
    enough = min(FRAMES, max(1.0, SHARE * len(passage.boxes)))
    return tuple(name for name, count in votes.most_common() if count >= enough)


def _nearest(box: Box, shown: Sequence[tuple[TruthPassage, Appearance]]) -> TruthPassage | None:
    """Give the true passage whose face the box lies on: the closest, and of two equally close the less hidden."""
    reachable = [
        (_distance(box, appearance.box) / appearance.face_px, appearance.occluded, passage)
        for passage, appearance in shown
        if _distance(box, appearance.box) <= _REACH * appearance.face_px
    ]
    return min(reachable, key=lambda row: row[:2])[2] if reachable else None


def _distance(one: Box, other: Box) -> float:
    x = (one[0] + one[2] - other[0] - other[2]) / 2
    y = (one[1] + one[3] - other[1] - other[3]) / 2
    return float((x * x + y * y) ** 0.5)
