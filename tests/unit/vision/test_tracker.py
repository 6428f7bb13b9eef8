import numpy as np
import pytest

from overt.vision.errors import ArraysRefused
from overt.vision.tracker import EndedTrack, EndReason, Tracked, Tracker, TrackerSettings
from overt.vision.values import Faces
from tests.unit.vision.scenes import faces_at

SIZE = (1000, 500)


def run(tracker: Tracker, *scenes: tuple[float, Faces]) -> list[Tracked]:
    return [tracker.update(faces, index, at, SIZE) for index, (at, faces) in enumerate(scenes)]


def walk(x0: float, speed: float, times: list[float], **how: float) -> list[tuple[float, Faces]]:
    return [(at, faces_at((x0 + speed * at, 200), **how)) for at in times]


def ids(seen: list[Tracked]) -> set[int]:
    return {track.id for tracked in seen for track in tracked.active}


def ends(seen: list[Tracked]) -> list[EndedTrack]:
    return [ended for tracked in seen for ended in tracked.ended]


def test_one_walker_is_one_track_from_the_second_detection_on() -> None:
    seen = run(Tracker(), *walk(100, 200, [i / 25 for i in range(50)]))
    assert len(ids(seen)) == 1
    assert [len(tracked.active) for tracked in seen] == [0] + [1] * 49


@pytest.mark.parametrize("rate", [25.0, 12.0, 6.0, 4.0])
def test_a_walker_stays_one_track_at_any_frame_rate(rate: float) -> None:
    times = list(np.arange(0, 3, 1 / rate))
    assert len(ids(run(Tracker(), *walk(100, 250, times)))) == 1


def test_a_walker_stays_one_track_when_frames_are_skipped_at_random() -> None:
    times = np.sort(np.random.default_rng(4).choice(np.arange(0, 4, 0.04), 45, replace=False))
    assert len(ids(run(Tracker(), *walk(100, 200, list(times))))) == 1


def test_two_who_cross_keep_their_own_tracks() -> None:
    times = [i / 25 for i in range(75)]
    scenes = [(at, faces_at((100 + 250 * at, 200), (850 - 250 * at, 235))) for at in times]
    seen = run(Tracker(), *scenes)
    assert len(ids(seen)) == 2
    first, last = seen[1].active, seen[-1].active
    leftmost = min(first, key=lambda track: track.box[0]).id
    assert max(last, key=lambda track: track.box[0]).id == leftmost


def test_somebody_hidden_for_a_moment_is_the_same_track_and_for_long_a_new_one() -> None:
    before, brief, long = [i / 25 for i in range(20)], 0.9, 3.0
    for gap, tracks in ((brief, 1), (long, 2)):
        after = [before[-1] + gap + i / 25 for i in range(20)]
        empty = [(at, faces_at()) for at in np.arange(before[-1] + 0.04, after[0], 0.04)]
        seen = run(Tracker(), *walk(100, 100, before), *empty, *walk(100, 100, after))
        assert len(ids(seen)) == tracks


def test_an_unsure_detection_prolongs_a_track_but_begins_none() -> None:
    unsure = walk(100, 100, [i / 25 for i in range(10)], score=0.45)
    assert ids(run(Tracker(), *unsure)) == set()
    sure = walk(100, 100, [i / 25 for i in range(10)])
    later = walk(100, 100, [0.4 + i / 25 for i in range(60)], score=0.45)
    seen = run(Tracker(), *sure, *later)
    assert len(ids(seen)) == 1
    assert ends(seen) == []
    assert seen[-1].active[0].hits == 70


def test_a_sure_detection_is_joined_before_an_unsure_one() -> None:
    tracker = Tracker()
    run(tracker, *walk(100, 0, [0.0, 0.04, 0.08]))
    both = faces_at((100, 200), (112, 200))
    both = Faces(both.boxes, np.array([0.45, 0.9], np.float32), both.landmarks, both.layout)
    assert tracker.update(both, 3, 0.12, SIZE).active[0].face == 1


def test_a_single_detection_ends_as_too_short_and_is_never_active() -> None:
    seen = run(Tracker(), (0.0, faces_at((100, 200))), (0.04, faces_at()))
    assert [ended.reason for ended in ends(seen)] == [EndReason.TOO_SHORT]
    assert ids(seen) == set()


def test_somebody_who_walks_over_the_edge_left_the_frame() -> None:
    times = [i / 25 for i in range(24)]
    gone = [(times[-1] + i / 25, faces_at()) for i in range(1, 20)]
    seen = run(Tracker(), *walk(700, 300, times), *gone)
    assert [ended.reason for ended in ends(seen)] == [EndReason.LEFT_FRAME]


def test_somebody_who_vanishes_in_the_middle_is_lost_after_the_time_said() -> None:
    gone = [(1.0 + i / 25, faces_at()) for i in range(60)]
    seen = run(Tracker(TrackerSettings(lost_seconds=1.5)), *walk(500, 0, [i / 25 for i in range(25)]), *gone)
    (end,) = ends(seen)
    assert end.reason is EndReason.LOST
    ended_at = next(tracked.captured_at for tracked in seen if tracked.ended)
    assert 1.5 < ended_at - end.last_seen_at < 1.6


def test_nobody_is_followed_over_a_gap_without_frames() -> None:
    seen = run(Tracker(), *walk(500, 0, [0.0, 0.04, 0.08]), *walk(500, 0, [30.0, 30.04, 30.08]))
    assert [ended.reason for ended in ends(seen)] == [EndReason.FRAMES_MISSING]
    assert len(ids(seen)) == 2


def test_when_the_run_stops_every_track_ends_and_says_so() -> None:
    tracker = Tracker()
    run(tracker, *walk(500, 0, [0.0, 0.04]), (0.08, faces_at((500, 200), (100, 100))))
    assert {ended.reason for ended in tracker.finish()} == {EndReason.STOPPED, EndReason.TOO_SHORT}
    assert tracker.finish() == ()


def test_two_frames_of_the_same_time_are_two_detections() -> None:
    seen = run(Tracker(), (1.0, faces_at((500, 200))), (1.0, faces_at((500, 200))))
    assert seen[1].active[0].hits == 2
    (missing,) = run(Tracker(), (1.0, faces_at((500, 200))), (1.0, faces_at()))[1].ended
    assert missing.reason is EndReason.TOO_SHORT


def test_time_that_runs_backwards_is_refused() -> None:
    tracker = Tracker()
    tracker.update(faces_at(), 0, 5.0)
    with pytest.raises(ArraysRefused) as refused:
        tracker.update(faces_at(), 1, 4.9)
    assert refused.value.code == "time_went_back"


def test_a_face_of_quite_another_size_is_somebody_else() -> None:
    seen = run(Tracker(), *walk(500, 0, [0.0, 0.04, 0.08], size=40), *walk(500, 0, [0.12, 0.16, 0.2], size=120))
    assert len(ids(seen)) == 2
