import numpy as np
import pytest

from overt.vision.errors import ArraysRefused, ThresholdRefused
from overt.vision.match import match
from overt.vision.values import Floats, Gallery
from tests.unit.vision.scenes import ExactEngine

ENGINE = ExactEngine()


def gallery(rows: list[list[float]], subjects: list[int]) -> Gallery:
    return Gallery(np.array(rows, np.float32), np.array(subjects, np.int32))


def probe(*values: float) -> Floats:
    return np.array([values], np.float32)


def test_a_score_equal_to_the_threshold_alerts_and_one_just_below_does_not() -> None:
    """Distance exactly 0.5, so score exactly 0.5: the tie counts (an alert is a score at or above the threshold)."""
    people = gallery([[0.5, 0.0, 0.0]], [3])
    (found,) = match(ENGINE, probe(0, 0, 0), people, 0.5)
    assert [(one.subject, one.score) for one in found] == [(3, 0.5)]
    assert match(ENGINE, probe(0, 0, 0), people, np.nextafter(0.5, 1)) == ((),)


def test_of_the_pictures_of_a_subject_the_best_decides() -> None:
    people = gallery([[0.4, 0, 0], [0.1, 0, 0], [0.2, 0, 0], [0.3, 0, 0]], [7, 7, 9, 9])
    (found,) = match(ENGINE, probe(0, 0, 0), people, 0.5)
    assert [(one.subject, one.picture) for one in found] == [(7, 1), (9, 2)]
    assert found[0].score == pytest.approx(0.9, abs=1e-6)


def test_the_margin_is_to_the_next_subject_even_when_that_one_is_below_the_threshold() -> None:
    people = gallery([[0.1, 0, 0], [0.11, 0, 0], [0.6, 0, 0]], [1, 1, 2])
    (found,) = match(ENGINE, probe(0, 0, 0), people, 0.8)
    assert len(found) == 1
    assert found[0].margin == pytest.approx(0.5, abs=1e-5)


def test_the_margin_of_the_second_subject_is_negative() -> None:
    people = gallery([[0.1, 0, 0], [0.2, 0, 0]], [1, 2])
    (found,) = match(ENGINE, probe(0, 0, 0), people, 0.5)
    assert [one.margin for one in found] == [pytest.approx(0.1, abs=1e-6), pytest.approx(-0.1, abs=1e-6)]


def test_a_list_of_one_subject_has_no_margin() -> None:
    (found,) = match(ENGINE, probe(0, 0, 0), gallery([[0.1, 0, 0]], [1]), 0.5)
    assert found[0].margin is None


def test_subjects_with_the_same_score_come_in_the_order_of_their_numbers() -> None:
    people = gallery([[0.1, 0, 0], [0, 0.1, 0], [0, 0, 0.1]], [5, 2, 9])
    (found,) = match(ENGINE, probe(0, 0, 0), people, 0.5)
    assert [one.subject for one in found] == [2, 5, 9]
    assert len(match(ENGINE, probe(0, 0, 0), people, 0.5, limit=2)[0]) == 2


def test_a_score_does_not_depend_on_who_else_is_in_the_batch() -> None:
    chance = np.random.default_rng(0)
    people = Gallery(chance.standard_normal((500, 128)).astype(np.float32) * 0.05, np.arange(500, dtype=np.int32))
    probes = (people.vectors[:40] + chance.standard_normal((40, 128)).astype(np.float32) * 0.01).astype(np.float32)
    together = match(ENGINE, probes, people, 0.3)
    alone = tuple(match(ENGINE, probes[row : row + 1], people, 0.3)[0] for row in range(40))
    scores = [[(one.subject, one.picture, one.score) for one in found] for found in together]
    assert scores == [[(one.subject, one.picture, one.score) for one in found] for found in alone]


def test_an_empty_list_and_an_empty_batch_alert_for_nobody() -> None:
    nobody = Gallery(np.zeros((0, 3), np.float32), np.zeros(0, np.int32))
    assert match(ENGINE, probe(0, 0, 0), nobody, 0.5) == ((),)
    assert match(ENGINE, np.zeros((0, 3), np.float32), gallery([[0, 0, 0]], [1]), 0.5) == ()


@pytest.mark.parametrize("threshold", [-0.1, 1.1, 60.0, float("nan"), float("inf")])
@pytest.mark.clause("E-89")
def test_a_threshold_outside_the_engines_scale_is_refused_and_never_clamped(threshold: float) -> None:
    with pytest.raises(ThresholdRefused) as refused:
        match(ENGINE, probe(0, 0, 0), gallery([[0, 0, 0]], [1]), threshold)
    assert refused.value.code == "threshold_outside_scale"


def test_templates_of_another_engine_are_refused() -> None:
    with pytest.raises(ArraysRefused):
        match(ENGINE, probe(0, 0, 0, 0), gallery([[0, 0, 0]], [1]), 0.5)


def test_a_template_that_is_not_numbers_is_refused() -> None:
    with pytest.raises(ArraysRefused):
        match(ENGINE, probe(0, float("nan"), 0), gallery([[0, 0, 0]], [1]), 0.5)
