"""`overt rehearse` on drawn people: its record, its limits, and that nothing else is left of it."""

import json
import shutil
from pathlib import Path

import pytest

from overt.rehearsal.crowd import Clip, CrowdPlan, compose
from overt.rehearsal.people import load_cast
from overt.rehearsal.stills import enrolment_stills
from overt.rehearsal.walk import Gaze, Walker, Waypoint
from tests.integration.cli.command import Ran, overt
from tests.once import once

CONSENT = "Everybody here is drawn and consents to being compared."
THRESHOLD = "0.65"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Four seconds: one listed drawn person and one passer-by walk past."""
    cast = load_cast()

    def walks(person: object, listed: bool, begin: float, x_m: float) -> Walker:
        path = (Waypoint(0, x_m, 5.0), Waypoint(3.4, x_m, 2.3))
        return Walker(person, listed, begin, path, 1.7, Gaze(0, 0.05), 0.3)  # type: ignore[arg-type]

    walkers = (walks(cast.listed[0], True, 0.0, -0.4), walks(cast.passers[0], False, 0.4, 0.45))
    plan = CrowdPlan(walkers, 4.0, seed=5, width=640, height=360, frames_per_second=10)
    return compose(plan, tmp_path_factory.mktemp("recording"), "recording")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pictures of two drawn people, one of whom walks past."""
    folder = tmp_path_factory.mktemp("list")
    for person, name in zip(load_cast().listed[:2], ("one.jpg", "two.jpg"), strict=True):
        (folder / name).write_bytes(enrolment_stills(person)[0])
    return folder


def rehearse(home: Path, video: Path, watchlist: Path, *more: str) -> Ran:
    base = ("rehearse", "--video", video, "--watchlist", watchlist, "--consent", CONSENT, "--every-frame", "--json")
    return overt(*base, *more, home=home)


@pytest.fixture
def before(pictures: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a site that `overt rehearse` made and on which it has run nothing yet."""

    def refused(folder: Path) -> Path:
        done = rehearse(folder / "site", folder / "nothing.mp4", pictures, "--threshold", THRESHOLD)
        assert done.code == 2
        return folder / "site"

    made = once(tmp_path_factory, "rehearsing-site", refused)
    return shutil.copytree(made, tmp_path / "site", symlinks=True)


def test_a_rehearsal_prints_counts_and_labels_and_leaves_its_record_only(
    clip: Clip, pictures: Path, tmp_path: Path
) -> None:
    home = tmp_path / "site"
    done = rehearse(home, clip.video, pictures, "--threshold", THRESHOLD)
    assert done.code == 0, done.err
    result = json.loads(done.out)
    assert result["notice"] == "REHEARSAL: NOT EVIDENCE"
    assert set(result["alerts"]["by_label"]) == {"one.jpg"}
    counts = result["counts"]
    assert counts["templates_made"] == counts["templates_overwritten"] > 0
    assert not list((home / "media").rglob("*.sealed")), "no sealed picture outlives the run"
    events = ledger_of(home)
    assert events.index("consent.recorded") < events.index("deployment.recording_authorised")
    assert events.index("rehearsal.recording_began") < events.index("camera.run_began")
    assert "erasure.done" in events


def ledger_of(home: Path) -> list[str]:
    import sqlite3

    with sqlite3.connect(home / "overt.sqlite3") as database:
        rows = database.execute('SELECT entry FROM ledger_entry ORDER BY "index"').fetchall()
    return [json.loads(bytes(row[0]))["event"] for row in rows]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("empty", "empty"), ("not a video", "not a video"), ("missing", "no file"), ("cut short", "cut short")],
)
def test_a_bad_recording_is_refused_before_anything_is_drafted(
    kind: str, words: str, clip: Clip, pictures: Path, tmp_path: Path, before: Path
) -> None:
    video = tmp_path / "bad.mp4"
    whole = clip.video.read_bytes()
    content = {"empty": b"", "not a video": b"words, not pictures" * 100, "cut short": whole[:-20_000]}
    if kind in content:
        video.write_bytes(content[kind])
    done = rehearse(before, video, pictures, "--threshold", THRESHOLD)
    assert done.code == 2
    assert words in done.err
    assert "deployment.created" not in ledger_of(before)


def test_too_many_pictures_an_empty_folder_and_a_bad_threshold_are_refused(
    clip: Clip, pictures: Path, tmp_path: Path, before: Path
) -> None:
    crowd, nobody = tmp_path / "crowd", tmp_path / "nobody"
    crowd.mkdir()
    nobody.mkdir()
    for number in range(21):
        (crowd / f"{number}.jpg").write_bytes((pictures / "one.jpg").read_bytes())
    assert "20" in rehearse(before, clip.video, crowd, "--threshold", THRESHOLD).err
    assert "no picture" in rehearse(before, clip.video, nobody, "--threshold", THRESHOLD).err
    for threshold in ("7", "high", "nan"):
        done = rehearse(before, clip.video, pictures, "--threshold", threshold)
        assert done.code == 2, done.err
        assert "threshold" in done.err.lower()
    assert "deployment.created" not in ledger_of(before)


def test_a_picture_without_a_face_stops_the_run_by_name_and_nothing_is_kept(
    clip: Clip, tmp_path: Path, before: Path
) -> None:
    from io import BytesIO

    from PIL import Image

    folder = tmp_path / "list"
    folder.mkdir()
    wall = BytesIO()
    Image.new("RGB", (300, 300), (120, 120, 120)).save(wall, "JPEG")
    (folder / "wall.jpg").write_bytes(wall.getvalue())
    done = rehearse(before, clip.video, folder, "--threshold", THRESHOLD)
    assert done.code == 2
    assert "wall.jpg" in done.err
    events = ledger_of(before)
    assert "camera.run_began" not in events
    assert events[-1] == "erasure.done"
