"""Whole plans on the measuring data: figures again from raw scores, two engines in the expected order. Numbers only."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from overt.evaluate.plan import LoadedPlan, load_plan
from overt.evaluate.results import Results
from overt.evaluate.run import Running, evaluate, prepare, search
from overt.evaluate.score_file import write_scores
from overt.evaluate.sealed import UnfinishedRun
from overt.measure import Verdict, compare_groups
from overt.measure.comparisons import GroupRate
from overt.measure.composition import Composition
from overt.measure.intervals import clopper_pearson

pytestmark = [pytest.mark.models, pytest.mark.data]
SCALES = {"measuring-mobilefacenet": (0.1, 0.8), "dlib": (0.3, 0.75)}
GROUND = 'ground = "Research on published photographs"\nconsent = "None; numbers only leave"\n'


def plan(folder: Path, data: Path, engine: str, listed: int, strangers: int, target: str) -> LoadedPlan:
    """Plan with the first people who have two pictures on the list, and people with one as strangers."""
    pictures: dict[str, list[str]] = {}
    with (data / "lfw-subset/index.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            pictures.setdefault(row["subject"], []).append(row["file"])
    twice = [person for person, files in pictures.items() if len(files) == 2][:listed]
    once = [person for person, files in pictures.items() if len(files) == 1]
    cohorts = {
        "enrolment": [(person, pictures[person][0]) for person in twice],
        "seeded": [(person, pictures[person][1]) for person in twice],
        "filler": [(person, pictures[person][0]) for person in once[:strangers]],
        "calibration": [(person, pictures[person][0]) for person in once[strangers : 2 * strangers]],
    }
    folder.mkdir()
    for name, rows in cohorts.items():
        with (folder / f"{name}.csv").open("w", newline="") as out:
            csv.writer(out).writerows([("subject", "file"), *rows])
    low, high = SCALES[engine]
    (folder / "plan.toml").write_text(
        f'title = "Published photographs with {engine}"\nevaluation = "technology"\ndated = 2026-11-22\n'
        f'data_set = "Labeled Faces in the Wild, a subset"\nseed = 1\nlist_sizes = [{listed // 2}, {listed}]\n'
        f'[engine]\nname = "{engine}"\nversion = "1"\n'
        f'[thresholds]\nlowest = {low}\nhighest = {high}\ncount = 30\ntarget = "{target}"\n'
        + "".join(
            f'[cohorts.{name}]\nindex = "{name}.csv"\npictures = "{data / "lfw-subset"}"\n{GROUND}' for name in cohorts
        )
    )
    return load_plan(folder / "plan.toml")


def scores_of(text: str, cohort: str, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [
        row
        for row in csv.DictReader(io.StringIO(text))
        if row["cohort"] == cohort and int(row["list_size"]) == size and not row["reason"]
    ]
    failed = [
        row
        for row in csv.DictReader(io.StringIO(text))
        if row["cohort"] == cohort and int(row["list_size"]) == size and row["reason"]
    ]
    own, top = (np.array([float(row[name] or "nan") for row in rows]) for name in ("own_score", "top_other_score"))
    return own, top, np.array([row["person"] for row in failed])


def run_and_recompute(loaded: LoadedPlan, folder: Path) -> Results:
    """Run a plan, then make every headline figure again from its raw scores with plain numpy."""
    running = Running(keys=folder / "keys", accept_licences=("none given",), executor=ThreadPoolExecutor(2))
    prepared = prepare(loaded)
    with UnfinishedRun(folder / "out", folder / "keys", prepared.run) as unfinished:
        found = search(prepared, unfinished, running)
    results = evaluate(prepared, folder / "out", running)
    text = write_scores(prepared.engine.name, prepared.engine.version, found.sizes, found.searches)
    _, calibration, _ = scores_of(text, "calibration", found.sizes[-1])
    target = loaded.plan.thresholds.target
    threshold = next(step / 10_000 for step in range(10_000) if (calibration >= step / 10_000).mean() <= float(target))
    assert results.threshold.threshold == threshold
    for at in results.at_threshold:
        own, _, _ = scores_of(text, "seeded", at.list_size)
        own = own[~np.isnan(own)]
        _, top, failed = scores_of(text, "filler", at.list_size)
        assert (at.tpir.numerator, at.tpir.denominator) == ((own >= threshold).sum(), len(own))
        assert (at.fpir.numerator, at.fpir.denominator) == ((top >= threshold).sum(), len(top))
        assert results.filler_fta.numerator == len(failed)
    for point in results.sweep:
        _, top, _ = scores_of(text, "filler", point.list_size)
        assert point.fpir.numerator == (top >= point.threshold).sum()
    return results


def test_a_small_plan_gives_the_figures_of_plain_numpy(data_folder: Path, tmp_path: Path) -> None:
    loaded = plan(tmp_path / "plan", data_folder, "measuring-mobilefacenet", 24, 20, "1/10")
    results = run_and_recompute(loaded, tmp_path)
    assert results.at_threshold[-1].tpir.rate > 0.8
    assert not [path for path in (tmp_path / "out").rglob("*") if path.suffix in {".jpg", ".jpeg"}]


@pytest.mark.long
def test_two_engines_differ_in_the_expected_direction(data_folder: Path, tmp_path: Path) -> None:
    """All 300 people with two pictures; open-set TPIR at a target FPIR of 1 %, calibrated and tested on 150 each."""
    told = {}
    for engine in SCALES:
        (tmp_path / engine).mkdir()
        loaded = plan(tmp_path / engine / "plan", data_folder, engine, 300, 150, "1/100")
        told[engine] = run_and_recompute(loaded, tmp_path / engine).at_threshold[-1]
        print(
            engine, told[engine].threshold, told[engine].tpir.says, told[engine].end_to_end.says, told[engine].fpir.says
        )
    rates = [
        GroupRate(name, clopper_pearson(at.fnir.numerator, at.fnir.denominator, unit="mated searches"), 300)
        for name, at in told.items()
    ]
    compared = compare_groups(rates, Composition(tuple((name, 300) for name in told))).pairs[0]
    assert told["measuring-mobilefacenet"].tpir.low > told["dlib"].tpir.high
    assert compared.verdict is Verdict.DIFFERENT
