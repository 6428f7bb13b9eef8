"""A plan from its score file to a finished folder: every figure again with plain numpy, the same bytes twice."""

import csv
import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from overt.evaluate.errors import RunRefused
from overt.evaluate.plan import load_plan
from overt.evaluate.results import Results, schema
from overt.evaluate.run import Running, evaluate, prepare
from tests.unit.evaluate.plans import made_up_rows, plan_text, write_plan


def run(folder: Path, output: Path, **changes: str) -> Results:
    path = write_plan(folder, **changes)
    return evaluate(prepare(load_plan(path)), output, Running(keys=folder / "keys"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    """One run that several tests look at: the folder of its inputs, whose `out` is its output, and its results."""
    folder = tmp_path_factory.mktemp("finished")
    return folder, run(folder, folder / "out")


def columns(folder: Path, cohort: str, size: int) -> dict[str, np.ndarray]:
    with (folder / "scores.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["cohort"] == cohort and int(row["list_size"]) == size]
    number = {name: [float(row[name] or "nan") for row in rows] for name in ("own_score", "top_other_score")}
    return {
        "person": np.array([row["person"] for row in rows]),
        "failed": np.array([bool(row["reason"]) for row in rows]),
        **{name: np.array(values) for name, values in number.items()},
    }


def test_the_figures_are_those_of_plain_numpy_on_the_raw_scores(finished: tuple[Path, Results]) -> None:
    tmp_path, results = finished
    calibration = columns(tmp_path, "calibration", 1000)["top_other_score"]
    threshold = next(step / 10_000 for step in range(10_000) if (calibration >= step / 10_000).mean() <= 1 / 50)
    assert results.threshold.threshold == threshold
    for place, size in enumerate((100, 1000)):
        seeded, filler = columns(tmp_path, "seeded", size), columns(tmp_path, "filler", size)
        at = results.at_threshold[place]
        searched = seeded["own_score"][~seeded["failed"]]
        assert (at.tpir.numerator, at.tpir.denominator) == ((searched >= threshold).sum(), len(searched))
        assert at.fnir.numerator == len(searched) - at.tpir.numerator
        assert (at.end_to_end.numerator, at.end_to_end.denominator) == (at.tpir.numerator, len(seeded["failed"]))
        strangers = filler["top_other_score"]
        assert (at.fpir.numerator, at.fpir.denominator) == ((strangers >= threshold).sum(), len(strangers))
        first = (seeded["own_score"] >= threshold) & (seeded["own_score"] >= seeded["top_other_score"])
        assert at.tpir_rank_one.numerator == first.sum()
    for point in results.sweep:
        own = columns(tmp_path, "seeded", point.list_size)["own_score"]
        tops = columns(tmp_path, "filler", point.list_size)["top_other_score"]
        assert point.tpir.numerator == (own >= point.threshold).sum()
        assert point.fpir.numerator == (tops >= point.threshold).sum()
    north = results.groups[0].groups[0]
    with (tmp_path / "people.csv").open(newline="") as file:
        side = {row["subject"]: row["side"] for row in csv.DictReader(file)}
    filler = columns(tmp_path, "filler", 1000)
    ours = np.array([side[person] == "north" for person in filler["person"]])
    assert north.fpir.numerator == (filler["top_other_score"][ours] >= threshold).sum()
    assert north.fpir.denominator == ours.sum()


def test_people_with_several_passages_get_intervals_over_people(finished: tuple[Path, Results]) -> None:
    at = finished[1].at_threshold[-1]
    assert "bootstrap of whole people, BCa, 2,000 resamples, seed 5" in at.tpir.method
    assert "60 people, effective n" in at.tpir.method
    assert "effective n" in at.tpir.says
    assert at.fpir.method == "Clopper-Pearson"


def test_the_same_plan_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path, tmp_path / "one")
    run(tmp_path, tmp_path / "two")
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert {"results.json", "report.pdf", "report.html", "figures/det.svg", "figures/det.png"} <= set(map(str, files))
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_results_follow_their_schema_and_every_file_has_its_digest(finished: tuple[Path, Results]) -> None:
    out = finished[0] / "out"
    assert (out / "results.schema.json").read_text() == schema()
    told = Results.model_validate_json((out / "results.json").read_text())
    assert {Path(each.file).suffix for each in told.files} == {".csv", ".svg", ".png"}
    for each in told.files:
        assert hashlib.sha256((out / each.file).read_bytes()).hexdigest() == each.sha256
    names = {Path(each.file).stem for each in told.files}
    assert {"det", "fpir-by-list-size", "scores", "ratios", "power", "sweep", "groups", "pairs"} <= names


def test_no_person_and_no_score_of_one_passage_leaves(finished: tuple[Path, Results]) -> None:
    out = finished[0] / "out"
    people = {str(row["person"]) for row in made_up_rows()}
    scores = {str(row["top_other_score"]) for row in made_up_rows() if row["top_other_score"]}
    for path in [*out.rglob("*.csv"), *out.glob("*.json"), *out.glob("*.html")]:
        text = path.read_text()
        assert not any(re.search(rf"\b{person}\b", text) for person in people), path.name
        assert not any(score in text for score in scores), path.name


def test_the_report_says_what_was_not_measured_and_reads_as_a_page_and_as_a_pdf(tmp_path: Path) -> None:
    out = tmp_path / "out"
    title = plan_text().split("[engine]")[0].replace("A plan of a test", "<script>alert(1)</script> test")
    run(tmp_path, out, head=title)
    page = (out / "report.html").read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    order = re.findall(r"<h2>\d+\. ([^<]+)</h2>", page)
    assert order == [
        *("Summary", "What was evaluated", "People, ground and consent", "Method and uncertainty"),
        *("Failures to enrol and to acquire", "Accuracy", "List size", "Differences between groups"),
        *("What was not measured", "Published benchmarks", "How to repeat it"),
    ]
    for words in ("Latency", "projected", "NISTIR 8280", "2017-03", "list of 60 people: north 30, south 30"):
        assert words in page
    assert not re.search(r"(?<!\d)0 %(?! to)", page.replace("interval 0 %", "")), "a bare zero"
    pdf = PdfReader(out / "report.pdf")
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "http://www.aiim.org/pdfua/ns/id/" in (pdf.xmp_metadata.stream.get_data().decode())
    assert "What was not measured" in "".join(page.extract_text() for page in pdf.pages)


def test_results_are_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(tmp_path, out)
    before = (out / "results.json").read_bytes()
    with pytest.raises(RunRefused, match="this very run already"):
        run(tmp_path, out)
    with pytest.raises(RunRefused, match="never overwritten"):
        run(tmp_path, out, head=plan_text().split("[engine]")[0].replace("seed = 5", "seed = 6"))
    assert (out / "results.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out"]


def test_a_score_file_gives_no_operating_points_to_sign(finished: tuple[Path, Results]) -> None:
    folder, results = finished
    assert not (folder / "out/passport-fragment.toml").exists()
    assert any("a score file does not hold them" in sentence for sentence in results.not_measured)


def test_a_stated_threshold_needs_no_calibration(tmp_path: Path) -> None:
    rows = [row for row in made_up_rows() if row["cohort"] != "calibration"]
    cohorts = "[cohorts" + plan_text().split("[groups]")[0].split("[cohorts", 1)[1].split("[cohorts.calibration]")[0]
    stated = "[thresholds]\nlowest = 0.2\nhighest = 0.8\ncount = 13\nat = 0.5\n"
    path = write_plan(tmp_path, rows, cohorts=cohorts, thresholds=stated)
    results = evaluate(prepare(load_plan(path)), tmp_path / "out", Running(keys=tmp_path / "keys"))
    assert results.threshold.threshold == 0.5
    assert "not derived from calibration" in results.threshold.says
