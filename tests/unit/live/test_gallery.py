"""The opened watchlist: withdrawn entries leave the array, a wiped one holds nothing."""

import numpy as np

from overt.live.gallery import OpenedList
from tests.live.marks import BLUE, GREEN, RED, MarkEngine, template_of

ENGINE = MarkEngine()


def opened() -> tuple[OpenedList, np.ndarray]:  # type: ignore[type-arg]
    vectors = np.stack([template_of(colour) for colour in (RED, GREEN, BLUE, RED)])
    return OpenedList(vectors, ["red", "green", "blue", "red"], ["p0", "p1", "p2", "p3"]), vectors


def matched(gallery: OpenedList, colour: tuple[int, int, int]) -> list[tuple[str, str]]:
    found = gallery.matches(ENGINE, template_of(colour)[None], 0.9)
    return [(match.entry, match.picture) for match in found[0]]


def test_a_subject_with_two_pictures_is_one_match_with_its_best_picture() -> None:
    gallery, _ = opened()
    assert len(matched(gallery, RED)) == 1
    assert matched(gallery, GREEN) == [("green", "p1")]


def test_a_dropped_entry_is_overwritten_and_the_others_still_match() -> None:
    gallery, first = opened()
    assert gallery.drop({"red", "unknown"}) == 2
    assert not first.any()
    assert len(gallery) == 2
    assert matched(gallery, RED) == []
    assert matched(gallery, BLUE) == [("blue", "p2")]
    assert gallery.drop({"red"}) == 0
    assert gallery.drop({"green", "blue"}) == 2
    assert matched(gallery, BLUE) == []


def test_a_wiped_list_holds_no_number() -> None:
    gallery, vectors = opened()
    gallery.wipe()
    assert not vectors.any()
