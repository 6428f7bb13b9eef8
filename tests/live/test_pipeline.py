"""The pipeline over real video: order, counts, one alert a passage, and nothing left behind whatever happens."""

import resource
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from overt.live.errors import LiveError
from overt.live.pipeline import Outlets, Pipeline, PipelineSettings
from overt.live.source_spec import SourceSpec
from overt.vision.passages import PassageSettings
from overt.vision.zone import Zone
from tests.live.clips import ClipPlan, write_clip
from tests.live.marks import (
    BLUE,
    GREEN,
    HEIGHT,
    RED,
    WIDTH,
    YELLOW,
    AlertBook,
    ColourList,
    MarkEngine,
    Walk,
    draw_walks,
    long_walks,
    uneven,
)

WALKS = (Walk(RED, 2, 60), Walk(GREEN, 30, 90, top=200), Walk(BLUE, 70, 140), Walk(RED, 95, 145, top=5))
FRAMES = 160


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "walks.mp4"
    plan = ClipPlan(frames=FRAMES, width=WIDTH, height=HEIGHT, codec_options={"crf": "12"})
    return write_clip(path, plan, draw_walks(WALKS, FRAMES))


def a_pipeline(
    clip: Path,
    comparer: ColourList,
    sink: AlertBook,
    engine: MarkEngine | None = None,
    *,
    every_frame: bool = True,
    threads: int = 2,
    outlets: Outlets | None = None,
) -> Pipeline:
    source = SourceSpec.parse(str(clip), every_frame=every_frame)
    settings = PipelineSettings(detection_threads=threads)
    return Pipeline(engine or MarkEngine(), source, comparer, sink, settings, outlets or Outlets())


def left_nothing(pipeline: Pipeline) -> bool:
    counters = pipeline.counters
    return pipeline.blank and counters.templates_made == counters.templates_overwritten


def test_each_passage_of_a_listed_subject_alerts_once(clip: Path) -> None:
    book = AlertBook()
    pipeline = a_pipeline(clip, ColourList({"red": RED, "green": GREEN}), book)
    pipeline.run()
    assert book.entries == ["red", "green", "red"]
    assert len({alert.passage for alert in book.alerts}) == 3
    for alert in book.alerts:
        assert alert.probe_jpeg[:2] == b"\xff\xd8"
        assert alert.first_usable_at <= alert.captured_at
    counters = pipeline.counters
    assert counters.frames == FRAMES
    assert counters.frames_skipped == 0
    assert counters.passages == counters.recognition_opportunities == 4
    assert counters.alerts == 3
    assert 4 <= counters.templates_made <= 12
    assert 0 < counters.longest_template_ms < 1000
    assert left_nothing(pipeline)


@pytest.mark.clause("M-42")
@pytest.mark.clause("E-24")
def test_a_passage_that_nobody_listed_leaves_only_counters(clip: Path) -> None:
    book = AlertBook()
    pipeline = a_pipeline(clip, ColourList({"yellow": YELLOW}), book)
    pipeline.run()
    assert book.alerts == []
    assert pipeline.latencies == ()
    assert pipeline.counters.recognition_opportunities == 4
    assert left_nothing(pipeline)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_frames_detected_at_once_are_tracked_in_order(clip: Path, threads: int) -> None:
    """The tracker refuses a frame captured before the one ahead of it, so a wrong order cannot go unseen."""
    engine = MarkEngine(before_detect=uneven(threads, 0.02))
    pipeline = a_pipeline(clip, ColourList({"red": RED}), AlertBook(), engine, threads=threads)
    pipeline.run()
    assert pipeline.counters.frames == FRAMES
    assert pipeline.counters.passages == 4
    assert engine.largest_at_once == threads


def test_in_real_time_the_newest_frame_wins_and_the_skipped_ones_are_counted(clip: Path) -> None:
    engine = MarkEngine(before_detect=lambda: time.sleep(0.15))
    pipeline = a_pipeline(clip, ColourList({"red": RED}), AlertBook(), engine, every_frame=False)
    began = time.monotonic()
    pipeline.run()
    assert time.monotonic() - began > FRAMES / 25
    counters = pipeline.counters
    assert counters.frames + counters.frames_skipped == FRAMES
    assert counters.frames_skipped > FRAMES // 4
    assert left_nothing(pipeline)


def test_latency_is_counted_from_the_frames_of_the_passage_that_alerted(clip: Path) -> None:
    pipeline = a_pipeline(clip, ColourList({"red": RED, "blue": BLUE}), AlertBook(), every_frame=False)
    pipeline.run()
    assert len(pipeline.latencies) == pipeline.counters.alerts == 3
    for latency in pipeline.latencies:
        assert 0 < latency.from_alerting_frame_ms <= latency.from_first_usable_frame_ms


def test_without_leave_to_compare_nobody_is_looked_for(clip: Path) -> None:
    engine = MarkEngine()
    comparer = ColourList({"red": RED}, may_compare=False)
    previews: list[bytes] = []
    outlets = Outlets(preview=lambda jpeg, _at: previews.append(jpeg))
    pipeline = a_pipeline(clip, comparer, AlertBook(), engine, every_frame=False, outlets=outlets)
    pipeline.run()
    assert engine.largest_at_once == 0
    assert pipeline.counters.frames == pipeline.counters.faces_detected == comparer.compared == 0
    assert len(previews) > 10


@pytest.mark.clause("E-98")
def test_a_halt_in_the_middle_forgets_everything_at_once(clip: Path) -> None:
    comparer, book = ColourList({"red": RED}), AlertBook()

    def halt() -> None:
        if comparer.compared >= 1:
            comparer.may_compare = False

    comparer.before = halt
    pipeline = a_pipeline(clip, comparer, book, every_frame=False)
    pipeline.run()
    assert comparer.compared == 1
    assert book.entries == ["red"]
    assert pipeline.counters.frames < FRAMES
    assert pipeline.counters.templates_made == 2
    assert left_nothing(pipeline)


def test_after_a_resume_people_in_view_are_new_passages(clip: Path) -> None:
    comparer, book = ColourList({"red": RED}), AlertBook()
    previews = 0

    def halt_and_resume(_jpeg: bytes, _at: float) -> None:
        nonlocal previews
        previews += 1
        comparer.may_compare = not 4 <= previews < 8

    pipeline = a_pipeline(clip, comparer, book, every_frame=False, outlets=Outlets(preview=halt_and_resume))
    pipeline.run()
    assert book.entries == ["red", "red", "red"]
    assert len({alert.passage for alert in book.alerts}) == 3
    assert left_nothing(pipeline)


def test_a_file_read_frame_by_frame_waits_for_leave_and_loses_no_frame(clip: Path) -> None:
    comparer = ColourList({"red": RED}, may_compare=False)
    leave = threading.Timer(0.7, lambda: setattr(comparer, "may_compare", True))
    pipeline = a_pipeline(clip, comparer, AlertBook())
    leave.start()
    pipeline.run()
    assert pipeline.counters.frames == FRAMES
    stopped = a_pipeline(clip, ColourList({"red": RED}, may_compare=False), AlertBook())
    threading.Timer(0.3, stopped.stop).start()
    stopped.run()
    assert stopped.counters.frames == 0
    assert left_nothing(stopped)


@pytest.mark.parametrize("stage", ["detect", "template", "compare", "alert"])
def test_a_stage_that_fails_ends_the_run_and_leaves_nothing(clip: Path, stage: str) -> None:
    calls = 0

    def fail_later() -> None:
        nonlocal calls
        calls += 1
        if calls > {"detect": 40}.get(stage, 1):
            raise MemoryError("pixels 255 254 253")

    engine = MarkEngine()
    comparer, book = ColourList({"red": RED, "green": GREEN}), AlertBook()
    if stage == "detect":
        engine.before_detect = fail_later
    elif stage == "template":
        engine.before_templates = fail_later
    elif stage == "compare":
        comparer.before = fail_later
    else:
        book.fail = True
    pipeline = a_pipeline(clip, comparer, book, engine)
    with pytest.raises((LiveError, MemoryError, RuntimeError)):
        pipeline.run()
    assert left_nothing(pipeline)
    ours = ("overt-capture", "overt-detect")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(ours)]


def test_what_a_failed_detection_says_holds_nothing_of_the_frame(clip: Path) -> None:
    def fail() -> None:
        raise ValueError("array([[[17, 18, 19]]])")

    pipeline = a_pipeline(clip, ColourList({"red": RED}), AlertBook(), MarkEngine(before_detect=fail))
    with pytest.raises(LiveError) as failed:
        pipeline.run()
    assert "17" not in failed.value.sentence
    assert failed.value.__context__ is None


def test_an_alert_that_could_not_be_recorded_is_raised_by_a_later_shot(clip: Path) -> None:
    book = AlertBook(refuse=1)
    engine = MarkEngine()
    source = SourceSpec.parse(str(clip), every_frame=True)
    growing = PassageSettings(better_by=0.5, hold_best_seconds=0.2, between_templates_seconds=0.2)
    settings = PipelineSettings(detection_threads=2, passages=growing)
    pipeline = Pipeline(engine, source, ColourList({"blue": BLUE}), book, settings)
    pipeline.run()
    assert book.entries == ["blue"]
    assert len(pipeline.latencies) == 1
    assert left_nothing(pipeline)


def test_only_the_zone_of_recognition_is_compared(clip: Path) -> None:
    comparer = ColourList({"red": RED, "green": GREEN, "blue": BLUE})
    upper = Zone(((0.0, 0.0), (1.0, 0.0), (1.0, 0.25), (0.0, 0.25)))
    settings = PipelineSettings(zone=upper, detection_threads=2)
    book = AlertBook()
    Pipeline(MarkEngine(), SourceSpec.parse(str(clip), every_frame=True), comparer, book, settings).run()
    assert book.entries == ["red"]


def test_stopping_ends_the_run_soon_and_leaves_nothing(clip: Path) -> None:
    pipeline = a_pipeline(clip, ColourList({"red": RED}), AlertBook(), every_frame=False)
    threading.Timer(1.0, pipeline.stop).start()
    began = time.monotonic()
    pipeline.run()
    assert time.monotonic() - began < FRAMES / 25
    assert 0 < pipeline.counters.frames < FRAMES
    assert left_nothing(pipeline)


def test_a_resolution_that_changes_on_the_way_is_followed(tmp_path: Path) -> None:
    first = write_clip(tmp_path / "a.ts", ClipPlan(frames=60, width=WIDTH, height=HEIGHT), draw_walks(WALKS[:1], 60))
    wide = [np.repeat(np.repeat(frame, 2, axis=0), 2, axis=1) for frame in draw_walks([Walk(GREEN, 0, 58)], 60)]
    second = write_clip(tmp_path / "b.ts", ClipPlan(frames=60, width=2 * WIDTH, height=2 * HEIGHT), wide)
    both = tmp_path / "both.ts"
    both.write_bytes(first.read_bytes() + second.read_bytes())
    book = AlertBook()
    pipeline = a_pipeline(both, ColourList({"red": RED, "green": GREEN}), book)
    pipeline.run()
    assert pipeline.counters.frames >= 118
    assert book.entries == ["red", "green"]
    assert left_nothing(pipeline)


def test_previews_come_about_five_times_a_second_of_the_clip(clip: Path) -> None:
    times: list[float] = []
    show: Callable[[bytes, float], None] = lambda _jpeg, at: times.append(at)  # noqa: E731
    a_pipeline(clip, ColourList({"red": RED}), AlertBook(), outlets=Outlets(preview=show)).run()
    assert 25 <= len(times) <= 33
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times))


@pytest.mark.long
def test_memory_stays_flat_over_ten_thousand_frames(tmp_path: Path) -> None:
    """Resident memory after the first two thousand frames, by when every buffer there will be has been made."""
    pictures = long_walks(312, [RED, GREEN, BLUE])
    plan = ClipPlan(width=WIDTH, height=HEIGHT)
    path = write_clip(tmp_path / "long.mp4", plan, (pictures[number % 312] for number in range(10_000)))
    used: list[int] = []
    outlets = Outlets(preview=lambda _jpeg, _at: used.append(resident_bytes()))
    pipeline = a_pipeline(path, ColourList({"red": RED}), AlertBook(), outlets=outlets)
    pipeline.run()
    assert pipeline.counters.frames == 10_000
    assert max(used[400:]) - max(used[300:400]) < 16 * 1024 * 1024


def resident_bytes() -> int:
    """What this process holds in memory, from /proc."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
