"""Seeded trials: sizes recomputed by brute force, logs refused in words, rates and verdicts from a log."""

from math import comb
from pathlib import Path

import numpy as np
import pytest

from overt.evaluate.trials import TrialNeeds, TrialRefused, plan_trial, read_log, trial_rates
from overt.evaluate.trials.rates import too_few
from overt.measure import MeasureError


def needs(**changed: float) -> TrialNeeds:
    given = {
        "expected": 0.8,
        "within": 0.1,
        "groups": 2,
        "ratio": 2.0,
        "passages_each": 1,
        "likeness": 0.0,
        "claim": 1 / 1000,
    }
    return TrialNeeds(**{**given, **changed})  # type: ignore[arg-type]


def chances(size: int, rate: float) -> list[float]:
    return [comb(size, k) * rate**k * (1 - rate) ** (size - k) for k in range(size + 1)]


def power_by_enumeration(size: int, base: float, other: float, alpha: float = 0.05) -> float:
    """Every pair of outcomes, Fisher's p from the hypergeometric terms themselves."""
    one, two = chances(size, base), chances(size, other)
    power = 0.0
    for total in range(2 * size + 1):
        span = range(max(0, total - size), min(size, total) + 1)
        weights = {a: comb(size, a) * comb(size, total - a) for a in span}
        for a in span:
            extreme = sum(weight for weight in weights.values() if weight <= weights[a] * (1 + 1e-9))
            if extreme / comb(2 * size, total) < alpha:
                power += one[a] * two[total - a]
    return power


def test_the_planned_passages_have_the_power_and_clearly_fewer_have_not() -> None:
    planned = plan_trial(needs())
    assert planned.for_power is not None
    assert power_by_enumeration(planned.for_power, 0.2, 0.4) >= 0.8
    assert power_by_enumeration(int(planned.for_power * 0.9), 0.2, 0.4) < 0.8


def test_passages_of_one_volunteer_cost_more_passages_by_the_design_effect() -> None:
    alone, alike = plan_trial(needs()), plan_trial(needs(passages_each=11, likeness=0.3))
    assert alike.needs.design_effect == 4.0
    assert alike.for_power == 4 * (alone.for_power or 0)
    assert alike.for_precision == 4 * alone.for_precision
    assert alike.volunteers_a_group * 11 >= alike.passages_a_group


def test_more_groups_need_more_passages_each_because_more_pairs_are_compared() -> None:
    assert (plan_trial(needs(groups=4)).for_power or 0) > (plan_trial(needs()).for_power or 0)
    assert plan_trial(needs(groups=1)).for_power is None


def test_the_claim_about_false_alerts_needs_the_known_number_of_passages() -> None:
    assert plan_trial(needs()).unlisted == 2995
    assert plan_trial(needs(claim=1 / 6000)).unlisted == 17_973


@pytest.mark.parametrize(
    "wrong",
    [
        {"expected": 1.0},
        {"within": 0.0},
        {"groups": 0},
        {"passages_each": 0},
        {"likeness": 1.5},
        {"ratio": 6.0},
        {"claim": 0.0},
    ],
)
def test_needs_that_cannot_be_are_refused_in_words(wrong: dict[str, float]) -> None:
    with pytest.raises((TrialRefused, MeasureError)) as error:
        plan_trial(needs(**wrong))
    assert str(error.value).endswith(".")


def write_log(
    folder: Path, lines: list[str], head: str = "passage,person,result,group,camera,distance_m,light,height_cm"
) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def walked(people: int = 24, each: int = 10, seed: int = 1) -> list[str]:
    """Half of the people in each group; B is missed far more often. Two of 24 are taller than 1.80 m."""
    rng = np.random.default_rng(seed)
    lines = []
    for person in range(people):
        group = "A" if person % 2 else "B"
        for passage in range(each):
            chance = rng.random()
            result = (
                "no template"
                if chance < 0.05
                else "no alert"
                if chance < (0.15 if group == "A" else 0.6)
                else "right alert"
            )
            height = 185 if person < 2 else 165
            camera = f"c{passage % 2}"
            lines.append(f"{person}-{passage},p{person},{result},{group},{camera},{4 + passage},day,{height}")
    return lines


def test_rates_are_the_counts_of_the_log_with_intervals_over_people(tmp_path: Path) -> None:
    lines = walked()
    told = trial_rates(read_log(write_log(tmp_path, lines)))
    right = sum(",right alert," in line for line in lines)
    usable = sum(",no template," not in line for line in lines)
    assert (told.overall.recognition.numerator, told.overall.recognition.denominator) == (right, 240)
    assert (told.overall.tpir.numerator, told.overall.tpir.denominator) == (right, usable)
    assert told.overall.fta.numerator == 240 - usable
    assert "bootstrap of whole people" in told.overall.recognition.method
    assert "operational evaluation" in told.overall.recognition.note
    by_group = {cell.label: cell for cell in told.dimensions[0].cells}
    assert by_group["A"].recognition.numerator == sum(",right alert,A," in line for line in lines)


def test_groups_get_a_verdict_with_the_composition_of_the_list(tmp_path: Path) -> None:
    told = trial_rates(read_log(write_log(tmp_path, walked())))
    assert told.groups is not None
    assert [pair.verdict.value for pair in told.groups.pairs] == ["different"]
    assert "list of 24 people: A 12, B 12" in str(told.groups)


def test_two_people_are_never_a_group_of_their_own_nor_to_be_had_by_subtraction(tmp_path: Path) -> None:
    told = trial_rates(read_log(write_log(tmp_path, walked())))
    heights = next(each for each in told.dimensions if each.name == "height")
    assert heights.cells == ()
    assert set(heights.left_out) == {"160 to 170 cm", "180 cm and more"}
    assert too_few([("a", 20), ("b", 9), ("c", 2)]) == ("c", "b")
    assert too_few([("a", 20), ("b", 9)]) == ()
    assert too_few([("a", 20), ("b", 3), ("c", 2)]) == ("c", "b")


def test_distances_fall_into_bands_with_their_lower_edge(tmp_path: Path) -> None:
    told = trial_rates(read_log(write_log(tmp_path, walked())))
    distances = next(each for each in told.dimensions if each.name == "distance")
    assert [(cell.label, cell.recognition.denominator) for cell in distances.cells] == [
        ("10 to 15 m", 96),
        ("5 to 10 m", 120),
        ("under 5 m", 24),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("99,p50,maybe,A,c1,5,day,170", "result_unknown"),
        (",p1,no alert,A,c1,5,day,170", "cell_empty"),
        ("0-0,p1,no alert,A,c0,5,day,170", "passage_twice"),
        ("99,p1,no alert,B,c1,5,day,165", "person_in_two"),
        ("99,p1,no alert,A,c1,near,day,170", "measurement_impossible"),
        ("99,p1,no alert,A,c1,-2,day,170", "measurement_impossible"),
        ("99,p1,no alert,A,c1,nan,day,170", "measurement_impossible"),
    ],
)
def test_a_wrong_line_of_the_log_is_refused_by_its_number(line: str, code: str, tmp_path: Path) -> None:
    path = write_log(tmp_path, [*walked(6, 2), line])
    with pytest.raises(TrialRefused, match="Line 14") as error:
        read_log(path)
    assert error.value.code == code


def test_logs_without_people_columns_or_passages_are_refused(tmp_path: Path) -> None:
    for head, lines, code in (
        ("passage,person", ["1,2"], "column_missing"),
        ("passage,person,result,name", ["1,2,no alert,X"], "column_unknown"),
        ("passage,person,result", [], "log_empty"),
    ):
        with pytest.raises(TrialRefused) as error:
            read_log(write_log(tmp_path, lines, head))
        assert error.value.code == code
    with pytest.raises(TrialRefused, match="one person's own"):
        trial_rates(read_log(write_log(tmp_path, walked(4))))
    with pytest.raises(TrialRefused):
        read_log(tmp_path / "nowhere.csv")
