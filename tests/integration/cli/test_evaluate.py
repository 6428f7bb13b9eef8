"""On a site an evaluation is an authorised, recorded act, and what it measured counts when two people have signed."""

import hashlib
import json
import re
from pathlib import Path

import pytest
import typer

from overt.actions.errors import ActionRefused
from overt.cli import engines, evaluate
from overt.cli.errors import Unusable
from overt.evaluate.fragment import NAME, fragment_of, read_fragment, to_toml
from overt.evaluate.results import EngineUsed, Results
from overt.ledger.read import entries_after
from overt.records.models import EngineEvaluation
from overt.records.queries.evaluations import evaluations_of
from overt.vision.passports import passport
from tests import make
from tests.unit.evaluate.plans import made_up_rows, write_plan


@pytest.fixture
def who(transactional_db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> make.People:
    """A site's people; the commands of this process find the site and the password."""
    monkeypatch.setenv("OVERT_HOME", str(home))
    monkeypatch.setenv("OVERT_PASSWORD", make.PASSWORD)
    monkeypatch.setattr("overt.cli.site.set_up_django", lambda: None)
    return make.people()


def events(prefix: str = "evaluation.") -> list[str]:
    return [entry.event for entry in entries_after(-1) if entry.event.startswith(prefix)]


@pytest.mark.clause("E-43")
@pytest.mark.clause("M-07", "M-84")
def test_a_run_is_recorded_before_and_after_with_digests_only(who: make.People, tmp_path: Path) -> None:
    plan = write_plan(tmp_path)
    evaluate.run(plan, output=tmp_path / "out", login=who.evaluator.login)
    assert events() == ["evaluation.begun", "evaluation.finished"]
    finished = next(entry for entry in entries_after(-1) if entry.event == "evaluation.finished")
    assert finished.details["results"] == hashlib.sha256((tmp_path / "out/results.json").read_bytes()).hexdigest()
    told = str(list(entries_after(-1)))
    assert not any(re.search(rf"\b{row['person']}\b", told) for row in made_up_rows())
    assert EngineEvaluation.objects.get().finished_at is not None


def test_who_may_not_evaluate_is_refused_before_anything_is_made(who: make.People, tmp_path: Path) -> None:
    plan = write_plan(tmp_path)
    with pytest.raises(ActionRefused, match="Who may: evaluator, technical lead"):
        evaluate.run(plan, output=tmp_path / "out", login=who.operator.login)
    with pytest.raises(Unusable, match="--login"):
        evaluate.run(plan, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not events()


def test_a_run_that_was_cut_off_is_recorded_as_resumed(
    who: make.People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = write_plan(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr("overt.evaluate.run.write_report", full)
        evaluate.run(plan, output=tmp_path / "out", login=who.evaluator.login)
    assert events() == ["evaluation.begun"]
    evaluate.run(plan, output=tmp_path / "out", login=who.evaluator.login)
    assert events() == ["evaluation.begun", "evaluation.resumed", "evaluation.finished"]


def test_a_threshold_is_told_with_interval_alerts_an_hour_and_every_group(
    who: make.People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write_plan(tmp_path)
    capsys.readouterr()
    arguments = {"target": "1/20", "list_size": 1000, "faces_per_hour": 2700.0, "login": who.technical_lead.login}
    evaluate.threshold(plan, **arguments)
    said = capsys.readouterr().out
    for words in (
        "95 % interval",
        "at 2,700 faces an hour",
        "side north, TPIR",
        "side south, FPIR",
        "list of 60 people",
    ):
        assert words in said
    evaluate.threshold(plan, **arguments, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["threshold"]["target"] == "1/20"
    assert told["threshold"]["calibration"]["numerator"] <= 300 / 20
    assert told["expected"]["per_hour"] == pytest.approx(2700 * told["at_threshold"][0]["fpir"]["rate"])
    assert sorted(path.name for path in tmp_path.glob("plan*")) == ["plan.toml"]
    assert events().count("evaluation.finished") == 2


def fragment(folder: Path, engine: str = "dlib", digest: str = "") -> Path:
    """Write the fragment an evaluation of this engine would have written."""
    results = Results.model_validate_json((folder / "out/results.json").read_text())
    used = EngineUsed(name=engine, version="1", digest=digest or passport(engine).digest)
    told = results.model_copy(update={"engine": used})
    path = folder / NAME
    path.write_text(to_toml(fragment_of(told, b"results")))
    return path


def finished_evaluation(who: make.People, folder: Path, digest: str = "") -> Path:
    from overt.actions.finish_evaluation import EvaluationFinished, finish_evaluation
    from overt.actions.record_evaluation import EvaluationBegun, record_evaluation

    evaluate.run(write_plan(folder), output=folder / "out", login=who.evaluator.login)
    path = fragment(folder, digest=digest)
    told, sha256 = read_fragment(path)
    begun = EvaluationBegun(told.run, "0" * 64, told.engine, told.engine_version, told.engine_digest)
    points = tuple(point.model_dump(mode="json") for point in told.operating_points)
    row = record_evaluation(who.evaluator, begun)
    finish_evaluation(who.evaluator, row, EvaluationFinished(told.results_sha256, sha256, points))
    return path


@pytest.mark.clause("E-99")
def test_operating_points_count_when_two_different_people_have_signed(
    who: make.People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = finished_evaluation(who, tmp_path)
    with pytest.raises(typer.Exit):
        engines.points("dlib")
    engines.sign(path, login=who.evaluator.login)
    assert "another person must sign" in capsys.readouterr().out
    with pytest.raises(ActionRefused, match="you have signed these already"):
        engines.sign(path, login=who.evaluator.login)
    with pytest.raises(ActionRefused, match="Who may"):
        engines.sign(path, login=who.operator.login)
    assert not evaluations_of("dlib")[0].counts_for(passport("dlib").digest)
    engines.sign(path, login=who.technical_lead.login)
    assert evaluations_of("dlib")[0].counts_for(passport("dlib").digest)
    capsys.readouterr()
    engines.points("dlib")
    said = capsys.readouterr().out
    assert "counts" in said
    assert "95 % interval" in said
    assert events().count("evaluation.operating_points_signed") == 2


@pytest.mark.clause("E-99")
def test_a_new_version_of_the_engine_needs_a_new_evaluation(
    who: make.People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = finished_evaluation(who, tmp_path, digest="9" * 64)
    with pytest.raises(ActionRefused, match="a new version needs a new evaluation"):
        engines.sign(path, login=who.evaluator.login)
    with pytest.raises(typer.Exit):
        engines.points("dlib", as_json=False)
    assert "needs a new evaluation (E-99)" in capsys.readouterr().out


def test_a_fragment_that_was_changed_cannot_be_signed(who: make.People, tmp_path: Path) -> None:
    path = finished_evaluation(who, tmp_path)
    path.write_text(path.read_text().replace("threshold = 0", "threshold = 0.1 # 0", 1))
    with pytest.raises(ActionRefused, match="the file was changed since"):
        engines.sign(path, login=who.evaluator.login)
    path.write_text("engine = 3")
    with pytest.raises(Exception, match=f"The fragment {NAME} is wrong at"):
        engines.sign(path, login=who.evaluator.login)
