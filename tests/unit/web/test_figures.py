"""The figures' words and the picture of the ceiling's test, without a database."""

from itertools import pairwise

from overt.actions.ceiling_standing import Standing
from overt.measure.sequential import CeilingTest, Colour
from overt.web.operate import figures

TEST = CeilingTest(1 / 1000, 1 / 300, 0.05, 0.05)


def standing(*path: tuple[int, int]) -> Standing:
    faces, false = path[-1]
    evidence = TEST.evidence(false, faces)
    colour = TEST.colour(false, faces)
    return Standing(path[-1], faces, false, colour, evidence, path[-1], colour, path)


def test_the_picture_rises_with_each_false_alert_of_one_moment_and_ends_where_the_table_does() -> None:
    now = standing((230, 1), (230, 2), (230, 3))
    told = figures._chart(TEST, now)
    faces, evidence = told["faces"], told["evidence"]
    assert isinstance(faces, list)
    assert isinstance(evidence, list)
    assert all(before < after for before, after in pairwise(faces))
    assert evidence[-1] == round(TEST.evidence(3, 230), 4)
    assert now.colour is Colour.RED
    assert figures._path(TEST, now)[-1] == (230, 3, f"{TEST.evidence(3, 230):.2f}")


def test_an_alert_judged_right_after_all_takes_its_step_back() -> None:
    told = figures._chart(TEST, standing((100, 2), (200, 1)))
    assert told["evidence"][-1] == round(TEST.evidence(1, 200), 4)  # type: ignore[index]


def test_few_times_are_counted_and_not_summarised() -> None:
    assert figures._percentiles((1.0,) * 19, "s") == "19 so far: too few to state percentiles"
    said = figures._percentiles(tuple(float(n) for n in range(1, 101)), "s")
    assert said.startswith("p50 50, p95 95, p99 99 s of 100 values")
    assert "95 % interval of p95" in said


def test_faces_a_minute_carry_their_count_their_minutes_and_an_interval() -> None:
    assert figures._a_minute(5, 0.5) == "less than a minute was counted"
    assert figures._a_minute(450, 10).startswith("450 in 10 minutes (45 a minute, 95 % interval ")
    assert "a minute," not in figures._a_minute(0, 10)
