"""The ceiling's test keeps what it states: by exact computation, and by simulation with a stored seed."""

import math

import numpy as np
import pytest

from overt.law import packs
from overt.measure.errors import MeasureError
from overt.measure.sequential import CeilingTest, Colour

SEED = 20261129
PACK = packs.load(packs.DEFAULT)
TEST = CeilingTest(
    float(PACK.false_alert_ceiling), float(PACK.ceiling_alternative), PACK.ceiling_false_halt, PACK.ceiling_missed
)
A_LONG_DAY = 20_000
"""Faces of a busy deployment: 45 a minute for more than seven hours."""


def share_of_red(rate: float, faces: int, runs: int, seed: int) -> float:
    """Play the test face by face over random passages: only a false alert can turn it red, so only those are drawn."""
    random = np.random.default_rng(seed)
    red = 0
    for _ in range(runs):
        seen, false = 0, 0
        while True:
            seen += int(random.geometric(rate))
            if seen > faces:
                break
            false += 1
            if TEST.colour(false, seen) is Colour.RED:
                red += 1
                break
    return red / runs


def margin(share: float, runs: int) -> float:
    """Return four standard errors of a simulated share: a sound test fails this about once in 30,000 tries."""
    return 4 * math.sqrt(share * (1 - share) / runs)


def keeps_what_it_states(runs: int) -> None:
    alpha = share_of_red(TEST.ceiling, A_LONG_DAY, runs, SEED)
    power = share_of_red(TEST.alternative, TEST.faces_to_stop, runs, SEED + 1)
    exact_alpha = TEST.chance_of_red(TEST.ceiling, A_LONG_DAY)
    exact_power = TEST.chance_of_red(TEST.alternative, TEST.faces_to_stop)
    assert exact_alpha <= TEST.false_halt
    assert exact_power >= 1 - TEST.missed
    assert abs(alpha - exact_alpha) <= margin(exact_alpha, runs)
    assert abs(power - exact_power) <= margin(exact_power, runs)
    print(
        f"seed {SEED}, {runs} runs: red at the ceiling {alpha:.4f} (exact {exact_alpha:.4f}, stated {TEST.false_halt})"
    )
    print(f"red at the alternative within {TEST.faces_to_stop} faces {power:.4f} (exact {exact_power:.4f})")


@pytest.mark.clause("E-90")
def test_a_few_simulated_days_agree_with_the_exact_chances() -> None:
    keeps_what_it_states(500)


@pytest.mark.long
@pytest.mark.clause("E-90")
def test_ten_thousand_simulated_days_keep_alpha_and_beta() -> None:
    keeps_what_it_states(10_000)


def test_the_number_of_faces_is_the_smallest_that_keeps_beta() -> None:
    assert TEST.faces_to_stop == 5_704
    assert TEST.chance_of_red(TEST.alternative, TEST.faces_to_stop - 1) < 1 - TEST.missed


def test_amber_is_exactly_when_the_next_false_alert_is_red() -> None:
    for faces in (1, 2, 263, 264, 1_000, 5_000):
        for false in range(1, min(faces, 12)):
            colour = TEST.colour(false, faces)
            red_next = TEST.evidence(false, faces) + TEST.alert_step >= TEST.boundary
            assert (colour is Colour.GREEN) == (not red_next)
    assert TEST.colour(0, 1) is Colour.GREEN
    assert TEST.colour(2, 2) is Colour.AMBER
    assert TEST.colour(3, 266) is Colour.RED
    assert TEST.colour(3, 267) is Colour.AMBER


def test_quiet_faces_lower_the_evidence_and_never_turn_it_red() -> None:
    assert TEST.evidence(2, 400) < TEST.evidence(2, 300)
    assert TEST.red_count(400) >= TEST.red_count(300)


@pytest.mark.parametrize(
    "wrong", [(0.01, 0.001, 0.05, 0.05), (0.0, 0.01, 0.05, 0.05), (0.001, 0.01, 0.6, 0.05), (0.001, 0.01, 0.05, 0.0)]
)
def test_a_test_without_both_rates_and_both_errors_is_refused(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(MeasureError):
        CeilingTest(*wrong)


def test_more_false_alerts_than_faces_cannot_be_counted() -> None:
    with pytest.raises(MeasureError):
        TEST.evidence(2, 1)
