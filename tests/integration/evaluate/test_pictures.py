"""From drawn pictures through `dlib` to signed operating points; a run killed in the middle goes on; nothing stays."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from overt.evaluate.errors import CohortRefused, EvaluateError, RunRefused
from overt.evaluate.plan import load_plan
from overt.evaluate.run import Running, evaluate, prepare, search
from overt.evaluate.sealed import Batch, UnfinishedRun
from overt.evaluate.templates import BATCH
from tests.integration.evaluate.drawn import draw_plan


def running(folder: Path) -> Running:
    return Running(keys=folder / "keys", executor=ThreadPoolExecutor(2))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan on drawn people."""
    folder = tmp_path_factory.mktemp("drawn")
    draw_plan(folder)
    return folder


@pytest.fixture(scope="module")
def whole(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an undisturbed run of that plan wrote."""
    folder = tmp_path_factory.mktemp("whole")
    evaluate(prepare(load_plan(drawn / "plan.toml")), folder / "out", running(folder))
    return folder / "out"


def test_the_searches_of_a_plan_are_plain_products_of_its_templates(drawn: Path, tmp_path: Path) -> None:
    from overt.vision import engines
    from overt.vision.assess import assess_picture
    from overt.vision.pictures import read_picture

    prepared = prepare(load_plan(drawn / "plan.toml"))
    with UnfinishedRun(tmp_path / "out", tmp_path / "keys", prepared.run) as unfinished:
        found = search(prepared, unfinished, running(tmp_path))
        unfinished.destroy()
    engine = engines.load("dlib")

    def template(picture: Path) -> np.ndarray:
        judged = assess_picture(engine, read_picture(picture.read_bytes()))
        return engine.templates(judged.chip[None])[0]

    listed = [picture for picture in prepared.cohorts["enrolment"].pictures if picture.person in found.lists[-1]]
    gallery = np.stack([template(picture.path) for picture in listed])
    names = np.array([picture.person for picture in listed])
    strangers = found.searches["filler"]
    for place, picture in enumerate(prepared.cohorts["filler"].pictures[:5]):
        if strangers.usable[place]:
            distances = np.linalg.norm(gallery - template(picture.path), axis=1)
            assert strangers.top[place, -1] == pytest.approx(1 - distances.min(), abs=5e-4)
    seeded = found.searches["seeded"]
    for place, picture in enumerate(prepared.cohorts["seeded"].pictures):
        if seeded.usable[place]:
            distances = np.linalg.norm(gallery[names == picture.person] - template(picture.path), axis=1)
            assert seeded.own[place] == pytest.approx(1 - distances.min(), abs=5e-4)


def test_a_smaller_list_is_part_of_a_larger_one_and_drawn_by_the_seed(drawn: Path, tmp_path: Path) -> None:
    prepared = prepare(load_plan(drawn / "plan.toml"))
    with UnfinishedRun(tmp_path / "out", tmp_path / "keys", prepared.run) as unfinished:
        first = search(prepared, unfinished, running(tmp_path))
        again = search(prepared, unfinished, running(tmp_path))
        unfinished.destroy()
    small, large = first.lists
    assert large[: len(small)] == small
    assert again.lists == first.lists
    assert (first.searches["seeded"].top[:, 0] <= first.searches["seeded"].top[:, 1]).all()


class Counting(ThreadPoolExecutor):
    """An executor that counts what it is given to do."""

    submitted = 0

    def submit(self, *told: Any, **named: Any) -> Any:
        self.submitted += 1
        return super().submit(*told, **named)


def test_a_run_killed_in_the_middle_goes_on_and_gives_the_same_bytes(drawn: Path, whole: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "OVERT_HOME": str(tmp_path / "no-site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    cut, keys = tmp_path / "cut", tmp_path / "cache/overt/evaluations"
    command = [sys.executable, "-m", "overt", "evaluate", "run", str(drawn / "plan.toml"), "--output", str(cut)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    state = tmp_path / "cut.unfinished"
    deadline = time.monotonic() + 300
    while not list(state.glob("batch-*.sealed")) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    sealed = list(state.glob("batch-*.sealed"))
    assert sealed
    assert not cut.exists()
    assert all(path.read_bytes().startswith(b"OVE1") for path in sealed)
    assert [path.stat().st_mode & 0o777 for path in keys.iterdir()] == [0o600]
    prepared, executor = prepare(load_plan(drawn / "plan.toml")), Counting(2)
    batches = -(-sum(len(cohort.pictures) for cohort in prepared.cohorts.values()) // BATCH)
    evaluate(prepared, cut, Running(keys=keys, executor=executor))
    assert executor.submitted == batches - len(sealed)
    assert not state.exists()
    assert not list(keys.iterdir())
    assert_the_same_bytes(cut, whole)


def test_a_dask_client_makes_the_templates_and_the_bytes_are_the_same(drawn: Path, whole: Path, tmp_path: Path) -> None:
    from distributed import Client

    with Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None) as client:
        executor = client.get_executor()
        evaluate(
            prepare(load_plan(drawn / "plan.toml")), tmp_path / "out", Running(tmp_path / "keys", executor=executor)
        )
    assert_the_same_bytes(tmp_path / "out", whole)


def assert_the_same_bytes(made: Path, other: Path) -> None:
    files = {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    assert files == {path.relative_to(made) for path in made.rglob("*") if path.is_file()}
    for name in files:
        assert (made / name).read_bytes() == (other / name).read_bytes(), name


def test_a_sealed_batch_is_opened_again_and_a_broken_one_is_made_anew(tmp_path: Path) -> None:
    batch = Batch(np.arange(6, dtype=np.float32).reshape(2, 3), ("", "no_face"))
    with UnfinishedRun(tmp_path / "out", tmp_path / "keys", "a" * 64) as run:
        run.save(0, batch)
        back = run.load(0)
        assert back is not None
        assert np.array_equal(back.vectors, batch.vectors)
        assert back.reasons == batch.reasons
        assert run.load(1) is None
        path = next(run.folder.glob("batch-*.sealed"))
        assert b"no_face" not in path.read_bytes()
        path.write_bytes(path.read_bytes()[:-1])
        assert run.load(0) is None


def test_an_unfinished_run_is_one_processes_own_and_only_the_same_run_goes_on(tmp_path: Path) -> None:
    batch = Batch(np.zeros((1, 3), np.float32), ("",))
    with UnfinishedRun(tmp_path / "out", tmp_path / "keys", "a" * 64) as run:
        run.save(0, batch)
        with (
            pytest.raises(RunRefused, match="Another process"),
            UnfinishedRun(tmp_path / "out", tmp_path / "keys", "a" * 64),
        ):
            pass
    with (
        pytest.raises(RunRefused, match="holds another run"),
        UnfinishedRun(tmp_path / "out", tmp_path / "keys", "b" * 64),
    ):
        pass
    with UnfinishedRun(tmp_path / "out", tmp_path / "keys", "a" * 64) as run:
        assert run.is_continued
        run.destroy()
    assert not list((tmp_path / "keys").iterdir())
    assert not run.folder.exists()


def test_a_full_disk_leaves_no_output_and_the_run_goes_on_later(
    drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from overt.evaluate import run as module

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    prepared = prepare(load_plan(drawn / "plan.toml"))
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(module, "write_report", full)
        evaluate(prepared, tmp_path / "out", running(tmp_path))
    assert not (tmp_path / "out").exists()
    assert list((tmp_path / "out.unfinished").glob("batch-*"))
    evaluate(prepared, tmp_path / "out", running(tmp_path))
    assert (tmp_path / "out/report.pdf").exists()
    assert not (tmp_path / "out.unfinished").exists()


def changed(drawn: Path, tmp_path: Path, cohort: str, old: str, new: str) -> str:
    folder = tmp_path / "changed"
    folder.mkdir()
    for path in drawn.glob("*.*"):
        (folder / path.name).write_text(path.read_text())
    (folder / "pictures").symlink_to(drawn / "pictures")
    table = folder / f"{cohort}.csv"
    table.write_text(table.read_text().replace(old, new))
    with pytest.raises(EvaluateError) as told:
        prepare(load_plan(folder / "plan.toml"))
    assert isinstance(told.value, CohortRefused)
    return told.value.sentence


@pytest.mark.parametrize(
    ("cohort", "old", "new", "said"),
    [
        ("calibration", "p14,p14-0.jpg", "p08,p14-0.jpg", "in both calibration and filler, so calibration and test"),
        ("filler", "p08,p08-0.jpg", "p99,p14-0.jpg", "stands under two people"),
        ("seeded", "p00,p00-2.jpg", "p00,p00-0.jpg", "both enrolment and seeded"),
        ("seeded", "p00,p00-2.jpg", "p77,p00-2.jpg", "not in the enrolment cohort"),
        ("filler", "p08-1.jpg", "p08-9.jpg", "cannot be read"),
        ("filler", "p08,p08-1.jpg", ",p08-1.jpg", "empty subject in line"),
        ("filler", "subject,file", "who,file", "no column subject"),
        ("filler", "p08,p08-1.jpg", "p08,p08-0.jpg", "names p08-0.jpg twice"),
    ],
)
def test_cohorts_that_do_not_fit_are_refused_in_words(
    drawn: Path, tmp_path: Path, cohort: str, old: str, new: str, said: str
) -> None:
    assert said in changed(drawn, tmp_path, cohort, old, new)


def test_a_plan_for_another_version_of_the_engine_is_refused(drawn: Path, tmp_path: Path) -> None:
    text = (drawn / "plan.toml").read_text().replace('version = "1"', 'version = "2"')
    (tmp_path / "plan.toml").write_text(text)
    with pytest.raises(EvaluateError, match="this is version 1"):
        prepare(load_plan(tmp_path / "plan.toml"))
