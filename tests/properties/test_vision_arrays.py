"""Matching, suppression and zones against the slow and obvious way of doing them, on arrays drawn at random."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from overt.vision.match import match
from overt.vision.motion import overlaps
from overt.vision.values import Faces, Gallery
from overt.vision.yunet import keep_best
from overt.vision.zone import Zone, ZoneInvalid
from tests.unit.vision.scenes import ExactEngine

UNIT = st.floats(0, 1, width=32)
ENGINE = ExactEngine()


@given(
    vectors=arrays.arrays(np.float32, st.tuples(st.integers(1, 12), st.just(3)), elements=UNIT),
    probe=arrays.arrays(np.float32, (1, 3), elements=UNIT),
    threshold=st.floats(0, 1),
    data=st.data(),
)
def test_matching_finds_exactly_the_subjects_at_or_above_the_threshold(
    vectors: np.ndarray, probe: np.ndarray, threshold: float, data: st.DataObject
) -> None:
    subjects = np.array(data.draw(st.lists(st.integers(0, 4), min_size=len(vectors), max_size=len(vectors))), np.int32)
    (found,) = match(ENGINE, probe, Gallery(vectors, subjects), threshold, limit=99)
    scores = 1 - np.linalg.norm(vectors.astype(np.float64) - probe.astype(np.float64), axis=1)
    best = {int(subject): float(scores[subjects == subject].max()) for subject in set(subjects.tolist())}
    assert {one.subject for one in found} == {
        subject for subject, score in best.items() if score >= threshold or abs(score - threshold) < 1e-12
    } - {subject for subject, score in best.items() if score < threshold}
    for one in found:
        assert abs(one.score - best[one.subject]) < 1e-9
        assert subjects[one.picture] == one.subject
        others = [score for subject, score in best.items() if subject != one.subject]
        assert (one.margin is None) == (not others)
        if others and one.margin is not None:
            assert abs(one.margin - (one.score - max(others))) < 0.005
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@st.composite
def some_faces(draw: st.DrawFn) -> Faces:
    count = draw(st.integers(0, 8))
    corners = draw(arrays.arrays(np.float32, (count, 2), elements=st.floats(0, 60, width=32)))
    sides = draw(arrays.arrays(np.float32, (count, 2), elements=st.floats(1, 60, width=32)))
    scores = draw(arrays.arrays(np.float32, count, elements=UNIT))
    return Faces(np.concatenate([corners, corners + sides], axis=1), scores, np.zeros((count, 5, 2), np.float32))


@given(some_faces())
def test_suppression_keeps_no_two_that_overlap_and_drops_none_without_a_better_one(faces: Faces) -> None:
    kept = keep_best(faces, 0.3)
    between = overlaps(kept.boxes, kept.boxes)
    assert not (np.triu(between, 1) > 0.3).any()
    assert np.all(np.diff(kept.scores) <= 0)
    for box, score in zip(faces.boxes, faces.scores, strict=True):
        with_kept = overlaps(box[None], kept.boxes)[0]
        assert any(with_kept[row] > 0.3 and kept.scores[row] >= score for row in range(len(kept))) or any(
            np.array_equal(box, other) for other in kept.boxes
        )


@given(some_faces(), some_faces())
def test_overlap_is_between_nothing_and_all_and_the_same_both_ways(first: Faces, second: Faces) -> None:
    between = overlaps(first.boxes, second.boxes)
    assert between.shape == (len(first), len(second))
    assert ((between >= 0) & (between <= 1 + 1e-6)).all()
    np.testing.assert_allclose(between, overlaps(second.boxes, first.boxes).T)
    np.testing.assert_allclose(np.diag(overlaps(first.boxes, first.boxes)), 1.0, atol=1e-5)


@given(
    corners=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=8),
    shift=st.integers(0, 7),
    points=arrays.arrays(np.float32, (20, 2), elements=st.floats(-0.5, 1.5, width=32)),
)
def test_a_zone_is_the_same_wherever_its_list_of_corners_begins(
    corners: list[tuple[float, float]], shift: int, points: np.ndarray
) -> None:
    try:
        zone = Zone(tuple(corners))
        turned = Zone(tuple(corners[shift % len(corners) :] + corners[: shift % len(corners)]))
    except ZoneInvalid:
        return
    np.testing.assert_array_equal(zone.contains(points, 1, 1), turned.contains(points, 1, 1))
    assert not zone.contains(points, 1, 1)[(points < 0).any(axis=1) | (points > 1).any(axis=1)].any()
