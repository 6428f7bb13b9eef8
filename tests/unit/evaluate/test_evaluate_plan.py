from pathlib import Path

import pytest

from overt.evaluate.errors import EvaluateError, PlanInvalid
from overt.evaluate.plan import as_share, load_plan
from overt.evaluate.run import prepare
from tests.unit.evaluate.plans import GROUND, HEADING, made_up_rows, plan_text, write_plan, write_table


def refused(path: Path) -> str:
    with pytest.raises(EvaluateError) as told:
        prepare(load_plan(path))
    assert told.value.code
    return told.value.sentence


def test_a_whole_plan_is_read_and_its_run_has_a_digest_of_everything_in_it(tmp_path: Path) -> None:
    path = write_plan(tmp_path)
    first = prepare(load_plan(path))
    assert first.loaded.plan.thresholds.values[[0, -1]].tolist() == [0.2, 0.8]
    assert prepare(load_plan(path)).run == first.run
    write_plan(tmp_path, made_up_rows(seed=2))
    assert prepare(load_plan(path)).run != first.run


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        ("cohorts", f"[cohorts.seeded]\n{GROUND}", "cohorts calibration, enrolment, filler are missing"),
        ("cohorts", plan_text().replace('ground = "Research"', "", 1), "ground"),
        ("thresholds", "[thresholds]\nlowest = 0.8\nhighest = 0.2\ncount = 5\nat = 0.5\n", "lowest threshold must lie"),
        ("thresholds", "[thresholds]\nlowest = 0.2\nhighest = 0.8\ncount = 5\n", "not both and not neither"),
        ("thresholds", '[thresholds]\nlowest = 0.2\nhighest = 0.8\ncount = 5\ntarget = "3"\n', "between 0 and 1"),
        ("engine", '[engine]\nname = "made-up"\nversion = "2"\nspeed = 3\n', "speed"),
        ("groups", "[groups]\n", "groups.attributes"),
    ],
)
def test_an_incomplete_or_contradictory_plan_is_refused_at_its_place(
    tmp_path: Path, part: str, text: str, said: str
) -> None:
    if text.startswith("title"):
        (tmp_path / "plan.toml").write_text(text)
    else:
        write_plan(tmp_path, **{part: text})
    assert said in refused(tmp_path / "plan.toml")


def test_a_plan_that_is_no_toml_or_not_there_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text("= nothing")
    assert "is not TOML" in refused(tmp_path / "plan.toml")
    assert "cannot be read" in refused(tmp_path / "absent.toml")


def test_calibration_and_test_people_may_not_overlap(tmp_path: Path) -> None:
    rows = made_up_rows()
    for row in rows:
        row["person"] = "f007" if row["person"] == "c007" else row["person"]
    assert "calibration and test people overlap; the first is “f007”" in refused(write_plan(tmp_path, rows))


def test_scores_that_are_not_numbers_name_their_line(tmp_path: Path) -> None:
    rows = made_up_rows()
    place = next(place for place, row in enumerate(rows) if not row["reason"])
    rows[place]["top_other_score"] = "NaN"
    assert f"Line {place + 2}: top_other_score “NaN” is not a number (NaN)." in refused(write_plan(tmp_path, rows))


def test_scores_of_another_version_or_of_two_engines_are_refused(tmp_path: Path) -> None:
    rows = [row | {"engine_version": "1"} for row in made_up_rows()]
    assert "scores of another version say nothing about this one (E-99)" in refused(write_plan(tmp_path, rows))
    rows[3]["engine_version"] = "2"
    assert "mixes engines: made-up 1; made-up 2" in refused(write_plan(tmp_path, rows))


def test_a_passage_twice_or_missing_for_one_list_size_is_refused(tmp_path: Path) -> None:
    rows = made_up_rows()
    assert "stands twice for one list size" in refused(write_plan(tmp_path, [*rows, rows[0]]))
    assert "not there, or not usable, for every list size alike" in refused(write_plan(tmp_path, rows[1:]))


def test_an_own_score_that_depends_on_the_list_size_is_refused(tmp_path: Path) -> None:
    rows = made_up_rows()
    rows[1]["own_score"] = "0.123456"
    assert "has several own_scores" in refused(write_plan(tmp_path, rows))


def test_a_stranger_with_an_own_score_is_refused(tmp_path: Path) -> None:
    rows = made_up_rows()
    next(row for row in rows if row["cohort"] == "filler")["own_score"] = "0.9"
    assert "nobody in it is on the list" in refused(write_plan(tmp_path, rows))


def test_a_list_size_the_score_file_does_not_hold_is_refused(tmp_path: Path) -> None:
    head = plan_text().split("[engine]")[0].replace("[100, 1000]", "[100, 5000]")
    assert "holds the list sizes 100, 1,000" in refused(write_plan(tmp_path, head=head))


def attributes(tmp_path: Path, rows: list[dict[str, object]]) -> str:
    path = write_plan(tmp_path)
    write_table(tmp_path / "people.csv", ["subject", "side"], rows)
    return refused(path)


def test_groups_are_refused_each_for_its_own_reason(tmp_path: Path) -> None:
    north = [{"subject": f"s{n:03d}", "side": "north"} for n in range(20)]
    assert "Unknown group labels" in attributes(tmp_path, [*north, {"subject": "s030", "side": "west"}])
    assert "Nobody in the cohorts declared side “south”: an empty group." in attributes(tmp_path, north)
    alone = [*north, {"subject": "s030", "side": "south"}]
    assert "A group of one person is not a group" in attributes(tmp_path, alone)
    assert "duplicated subjects" in attributes(tmp_path, [*north, north[0]])
    assert "has no column side" in attributes(tmp_path, []) or "no rows" in attributes(tmp_path, [])


def test_groups_on_a_score_file_need_the_lists_composition(tmp_path: Path) -> None:
    cohorts = plan_text().split("[groups]")[0].split("[cohorts", 1)[1].replace('index = "list.csv"\n', "")
    assert "composition beside them" in refused(write_plan(tmp_path, cohorts="[cohorts" + cohorts))


def test_a_share_is_read_exactly_or_refused() -> None:
    assert as_share("1/1000").denominator == 1000
    assert as_share("0.001") == as_share("1/1000")
    for wrong in ("1/0", "two", "1000", "0"):
        with pytest.raises(PlanInvalid):
            as_share(wrong)


def test_the_heading_of_a_score_file_is_the_documented_one() -> None:
    from overt.evaluate.score_file import COLUMNS

    assert COLUMNS == HEADING
