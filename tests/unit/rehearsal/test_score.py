from overt.rehearsal.score import ObservedBox, ObservedPassage, PassageError, passage_error
from overt.rehearsal.truth import TruthPassage
from tests.unit.rehearsal.making import RATE, passage, truth


def seen(*pieces: tuple[TruthPassage, int, int]) -> ObservedPassage:
    """A made passage whose boxes are the true ones of pieces (passage, first, count) of true passages."""
    boxes = tuple(
        ObservedBox(shown.frame / RATE, shown.box)
        for source, first, count in pieces
        for shown in source.appearances[first : first + count]
    )
    return ObservedPassage(boxes[0].seconds, boxes[-1].seconds, boxes)


ALICE, BOB = passage("alice", 10, 40), passage("bob", 30, 40, x=500.0)
TRUTH = truth(ALICE, BOB)


def test_a_perfect_tracker_has_no_error() -> None:
    error = passage_error(TRUTH, [seen((ALICE, 0, 40)), seen((BOB, 3, 30))])
    assert error == PassageError(2, 2, 2, fragmented=0, fragments=0, merged=0, missed=0, extra=0)


def test_a_passage_made_in_three_pieces_is_fragmented_once_with_two_surplus_pieces() -> None:
    pieces = [seen((ALICE, 0, 12)), seen((ALICE, 14, 10)), seen((ALICE, 26, 12)), seen((BOB, 0, 40))]
    error = passage_error(TRUTH, pieces)
    assert (error.fragmented, error.fragments, error.merged, error.missed) == (1, 2, 0, 0)


def test_one_made_passage_over_two_people_is_merged() -> None:
    error = passage_error(TRUTH, [seen((ALICE, 0, 20), (BOB, 20, 20))])
    assert (error.merged, error.missed, error.matched, error.observed) == (1, 0, 2, 1)


def test_a_few_stray_boxes_on_somebody_else_do_not_make_a_merge() -> None:
    error = passage_error(TRUTH, [seen((ALICE, 0, 30), (BOB, 20, 3)), seen((BOB, 0, 40))])
    assert (error.merged, error.fragmented) == (0, 0)


def test_somebody_nobody_made_a_passage_of_is_missed() -> None:
    error = passage_error(TRUTH, [seen((ALICE, 0, 40))])
    assert (error.missed, error.matched, error.true) == (1, 1, 2)


def test_somebody_who_never_faces_the_camera_or_is_hidden_is_not_missed() -> None:
    known = truth(ALICE, passage("turned", 0, 40, x=500.0, yaw=1.1), passage("hidden", 100, 40, occluded=0.9))
    error = passage_error(known, [seen((ALICE, 0, 40))])
    assert (error.missed, error.true) == (0, 1)


def test_faces_too_small_for_the_engine_are_not_missed() -> None:
    assert passage_error(TRUTH, [], smallest_face_px=81).missed == 0
    assert passage_error(TRUTH, [], smallest_face_px=80).missed == 2


def test_a_passage_made_of_a_lamp_post_is_extra() -> None:
    boxes = tuple(ObservedBox(frame / RATE, (800.0, 400.0, 860.0, 460.0)) for frame in range(10, 40))
    error = passage_error(TRUTH, [seen((ALICE, 0, 40)), seen((BOB, 0, 40)), ObservedPassage(0.4, 1.6, boxes)])
    assert (error.extra, error.observed, error.missed) == (1, 3, 0)


def test_boxes_at_the_wrong_time_explain_nobody() -> None:
    late = tuple(ObservedBox(shown.frame / RATE + 8, shown.box) for shown in ALICE.appearances)
    error = passage_error(truth(ALICE), [ObservedPassage(late[0].seconds, late[-1].seconds, late)])
    assert (error.extra, error.missed) == (1, 1)


def test_where_two_faces_overlap_the_one_in_front_is_taken() -> None:
    behind, front = passage("behind", 0, 20, occluded=0.8), passage("front", 0, 20)
    error = passage_error(truth(behind, front), [seen((front, 0, 20))])
    assert (error.matched, error.missed, error.merged) == (1, 0, 0)


def test_a_clip_with_nobody_in_it_has_no_error() -> None:
    assert passage_error(truth(), []) == PassageError(0, 0, 0, 0, 0, 0, 0, 0)
