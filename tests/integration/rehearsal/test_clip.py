import dataclasses
import errno
import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from overt.rehearsal import crowd
from overt.rehearsal.crowd import CrowdPlan, compose
from overt.rehearsal.errors import ClipUnwritten, PlanRefused, SpritesMissing
from overt.rehearsal.people import load_cast
from overt.rehearsal.plans import crowd_plan, demo_plan
from overt.rehearsal.truth import load_truth
from overt.rehearsal.walk import Gaze, Walker, Waypoint
from tests.integration.rehearsal.watching import frames_of

CAST = load_cast()


def walker(index: int, x_m: float = 0.0, start: float = 0.0, z_m: tuple[float, float] = (5.0, 4.0), **how) -> Walker:
    path = (Waypoint(0.0, x_m, z_m[0]), Waypoint(2.0, x_m, z_m[1]))
    return Walker(CAST.passers[index], False, start, path, **how)


def small(*walkers: Walker, seconds: float = 1.0) -> CrowdPlan:
    return CrowdPlan(walkers, seconds, width=480, height=270, frames_per_second=10)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = small(walker(0), walker(1, 0.3))
    one, other = compose(plan, tmp_path, "one"), compose(plan, tmp_path, "other")
    assert one.video.read_bytes() == other.video.read_bytes()
    assert one.truth.video_sha256 == hashlib.sha256(one.video.read_bytes()).hexdigest()
    assert dataclasses.replace(one.truth, video="") == dataclasses.replace(other.truth, video="")
    moved = compose(dataclasses.replace(plan, seed=9), tmp_path, "moved")
    assert moved.video.read_bytes() != one.video.read_bytes()


def test_the_clip_has_the_size_rate_and_length_that_were_planned(tmp_path: Path) -> None:
    import av

    clip = compose(small(walker(0), seconds=1.5), tmp_path)
    with av.open(str(clip.video)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (480, 270, 10)
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert sum(1 for _ in container.decode(video=0)) == 15 == clip.truth.frames
    assert load_truth(clip.truth_file).passages[0].person == CAST.passers[0].name


def test_the_true_box_is_where_the_drawn_face_is(tmp_path: Path) -> None:
    empty = list(frames_of(compose(small(), tmp_path, "empty").video, 1))
    clip = compose(small(walker(3, 0.2, gaze=Gaze(0.0, 0.0))), tmp_path, "one")
    for frame, nobody in zip(frames_of(clip.video, 1), empty, strict=True):
        (shown,) = [one for one in clip.truth.passages[0].appearances if one.frame == frame.index]
        x0, y0, x1, y1 = (round(edge) for edge in shown.box)
        changed = np.abs(frame.pixels.astype(int) - nobody.pixels.astype(int)).max(2) > 25
        assert changed[y0:y1, x0 + 5 : x1 - 5].mean() > 0.9
        assert changed[: max(0, y0 - round(1.1 * (y1 - y0)))].mean() < 0.01


def test_people_grow_as_they_come_closer(tmp_path: Path) -> None:
    clip = compose(small(walker(0, z_m=(9.0, 3.5)), seconds=2.0), tmp_path)
    widths = [shown.face_px for shown in clip.truth.passages[0].appearances]
    assert widths == sorted(widths)
    assert widths[-1] > 2 * widths[0]


def test_somebody_in_front_hides_somebody_behind(tmp_path: Path) -> None:
    front, behind = walker(0, z_m=(3.6, 3.5), height_m=1.85), walker(1, z_m=(4.2, 4.1), height_m=1.62)
    truth = compose(small(front, behind), tmp_path).truth
    hidden = {passage.person: passage.appearances[4].occluded for passage in truth.passages}
    assert hidden[CAST.passers[0].name] < 0.05
    assert hidden[CAST.passers[1].name] > 0.5


def test_who_walks_away_is_in_the_truth_and_never_faces_the_camera(tmp_path: Path) -> None:
    (passage,) = compose(small(walker(0, gaze=Gaze(away=True))), tmp_path).truth.passages
    assert not any(shown.facing for shown in passage.appearances)
    assert passage.clear_frames(0) == 0


def test_leaving_the_zone_and_coming_back_is_two_passages(tmp_path: Path) -> None:
    path = (Waypoint(0, 0.2, 5.0), Waypoint(1, 1.2, 5.0), Waypoint(2, 0.2, 5.0))
    there_and_back = Walker(CAST.passers[0], False, 0.0, path)
    truth = compose(small(there_and_back, seconds=2.0), tmp_path).truth
    assert [passage.id for passage in truth.passages] == ["w0000", "w0000.1"]
    assert truth.passages[0].last_seconds < truth.passages[1].first_seconds


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (small(seconds=0), "at least one frame"),
        (dataclasses.replace(small(), width=481), "even"),
        (dataclasses.replace(small(), height=32), "at least 64"),
        (dataclasses.replace(small(), crf=60), "between 0 and 51"),
        (small(walker(0, z_m=(5.0, 0.2))), "into the camera"),
        (small(Walker(CAST.passers[0], False, 0, (Waypoint(0, 0, 5),))), "two or more points"),
        (small(Walker(CAST.passers[0], False, 0, (Waypoint(1, 0, 5), Waypoint(1, 0, 4)))), "in order of time"),
    ],
)
def test_a_plan_that_cannot_be_composed_is_refused_before_anything_is_written(
    plan: CrowdPlan, said: str, tmp_path: Path
) -> None:
    with pytest.raises(PlanRefused, match=said):
        compose(plan, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_crowd_of_nobody_is_refused() -> None:
    with pytest.raises(PlanRefused, match="at least one person"):
        crowd_plan((), 5, 1)


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(crowd, "save_truth", full)
    with pytest.raises(ClipUnwritten, match="No space left"):
        compose(small(walker(0)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_fills_while_the_truth_is_written_leaves_the_clip_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compose(small(walker(0)), tmp_path)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def half(path: Path, text: str) -> None:
        path.write_bytes(text[:40].encode())
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(ClipUnwritten, match="No space left"):
        compose(small(walker(1)), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept
    assert load_truth(before.truth_file) == before.truth


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClipUnwritten, match="could not be written"):
        compose(small(walker(0)), tmp_path / "absent")


def test_a_person_without_sprites_stops_the_clip_and_leaves_nothing(tmp_path: Path) -> None:
    unknown = dataclasses.replace(walker(0), person=CAST.calibration[0])
    with pytest.raises(SpritesMissing, match=r"python -m overt\.rehearsal\.sprites"):
        compose(small(unknown), tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_demonstration_has_what_makes_counting_hard() -> None:
    plan = demo_plan()
    listed = [one for one in plan.walkers if one.listed]
    assert 30 <= len(plan.walkers) <= 40
    assert 3 <= len(listed) <= 5
    assert {one.person.name for one in listed} <= {person.name for person in CAST.listed}
    assert sum(one.gaze.away for one in plan.walkers) >= 1
    assert sum(abs(one.gaze.yaw) > 1 for one in listed) == 1, "one subject never faces the camera"
    assert len({round(one.height_m, 2) for one in plan.walkers}) > 10


def test_nobody_is_twice_in_the_picture_at_once() -> None:
    by_person: dict[str, list[Walker]] = {}
    for one in demo_plan().walkers:
        by_person.setdefault(one.person.name, []).append(one)
    for walks in by_person.values():
        spans = sorted((one.start_seconds, one.end_seconds) for one in walks)
        assert all(sooner[1] <= later[0] for sooner, later in pairwise(spans)), walks[0].person.name
