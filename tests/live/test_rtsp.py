"""A real RTSP camera over TCP: how fresh its pictures are, and what happens when it vanishes, freezes or changes."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import pytest
from django.conf import settings

from overt.live.capture import FROZEN_SECONDS, CameraNews, Capture, SourceSpec, open_source
from overt.live.errors import CameraLost
from overt.live.feed import Feed
from overt.live.measuring import StageTimes
from overt.live.pipeline import Outlets, Pipeline, PipelineSettings
from overt.live.session import CameraSession
from overt.vision.values import Faces, Pixels
from tests import make
from tests.live.marks import RED, AlertBook, ColourList, MarkEngine
from tests.live.rtsp import Camera, age_ms
from tests.live.searching import holds_text
from tests.live.staging import events, job, live, mark_subject, until

pytestmark = pytest.mark.rtsp


@pytest.fixture
def camera() -> Iterator[Camera]:
    made = Camera()
    made.appear()
    yield made
    made.vanish()


@dataclass
class Watched:
    """A pipeline over a camera on a thread of its own, and what it was told."""

    pipeline: Pipeline
    began: list[str] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)


class TimeReader(MarkEngine):
    """Reads from each frame how old it is, instead of finding marks."""

    def __init__(self) -> None:
        super().__init__()
        self.ages: list[float] = []
        self.shapes: list[tuple[int, ...]] = []

    def detect(self, pixels: Pixels) -> Faces:
        self.ages.append(age_ms(pixels))
        self.shapes.append(pixels.shape)
        return Faces.empty()


@pytest.fixture
def watched(camera: Camera) -> Iterator[tuple[Watched, TimeReader]]:
    engine, began, ended = TimeReader(), [], []  # type: ignore[var-annotated]
    outages = CameraNews(outage_began=began.append, outage_ended=ended.append)
    pipeline = Pipeline(
        engine,
        SourceSpec.parse(camera.address),
        ColourList({"red": RED}),
        AlertBook(),
        PipelineSettings(detection_threads=1),
        Outlets(news=outages),
    )
    thread = threading.Thread(target=pipeline.run)
    thread.start()
    yield Watched(pipeline, began, ended), engine
    pipeline.stop()
    thread.join(20)
    assert not thread.is_alive()


def test_pictures_are_fresh_when_they_are_looked_at(
    watched: tuple[Watched, TimeReader], capsys: pytest.CaptureFixture[str]
) -> None:
    _, engine = watched
    assert until(lambda: len(engine.ages) >= 60)
    ages = engine.ages[10:60]
    cuts = quantiles(ages, n=20)
    with capsys.disabled():
        print(f"\nRTSP, picture drawn to array: median {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, n {len(ages)}")
    assert all(0 <= age < 60_000 for age in ages)


def vanish_and_come_back(camera: Camera, watched: Watched, engine: TimeReader, seconds: float) -> None:
    assert until(lambda: len(engine.ages) >= 5)
    camera.vanish()
    assert until(lambda: bool(watched.began), 10)
    time.sleep(seconds)
    assert watched.ended == []
    seen = len(engine.ages)
    camera.appear()
    assert until(lambda: len(engine.ages) > seen + 5, 30)
    assert len(watched.began) == len(watched.ended) == 1
    assert watched.began[0] in ("camera_ended", "camera_silent", "camera_unreachable", "camera_failed")
    assert watched.ended[0] >= seconds


def test_a_camera_that_vanishes_is_one_outage_and_is_found_again(
    camera: Camera, watched: tuple[Watched, TimeReader]
) -> None:
    vanish_and_come_back(camera, *watched, seconds=4.0)


@pytest.mark.long
def test_a_camera_that_vanishes_for_half_a_minute_is_found_again(
    camera: Camera, watched: tuple[Watched, TimeReader]
) -> None:
    vanish_and_come_back(camera, *watched, seconds=30.0)


def test_a_frozen_camera_is_an_outage_until_it_moves_again(
    camera: Camera, watched: tuple[Watched, TimeReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overt.live.capture.FROZEN_SECONDS", 2.0)
    assert FROZEN_SECONDS == 10.0
    told, engine = watched
    assert until(lambda: len(engine.ages) >= 5)
    camera.tell("freeze")
    assert until(lambda: told.began == ["camera_frozen"], 15)
    camera.tell("go")
    assert until(lambda: len(told.ended) == 1, 15)


def test_a_camera_that_changes_its_resolution_is_followed(camera: Camera, watched: tuple[Watched, TimeReader]) -> None:
    _, engine = watched
    assert until(lambda: (360, 640, 3) in engine.shapes)
    camera.tell("size 960 540")
    assert until(lambda: (540, 960, 3) in engine.shapes, 30)
    seen = len(engine.shapes)
    assert until(lambda: len(engine.shapes) > seen + 10)
    assert set(engine.shapes[seen:]) == {(540, 960, 3)}


def test_a_slow_reader_sees_new_pictures_and_no_queue(camera: Camera) -> None:
    feed, times = Feed(newest_wins=True), StageTimes()
    capture = Capture(SourceSpec.parse(camera.address), feed, times)
    capture.start()
    try:
        from av.video.reformatter import VideoReformatter

        converter, ages = VideoReformatter(), []
        for _ in range(6):
            time.sleep(0.5)
            taken = feed.take()
            assert taken is not None
            ages.append(age_ms(taken.captured.pixels(converter)))
        assert capture.skipped > 20
        assert ages[-1] < 1500, "pictures of three seconds waited in a queue"
    finally:
        capture.stop()
        capture.join(10)


def test_no_error_of_a_camera_tells_its_password(camera: Camera) -> None:
    camera.vanish()
    with pytest.raises(CameraLost) as lost:
        open_source(SourceSpec.parse(camera.address))
    assert lost.value.code == "camera_unreachable"
    for told in (str(lost.value), repr(lost.value), repr(lost.value.__cause__), repr(lost.value.__suppress_context__)):
        assert "s3cret" not in told
        assert "operator" not in told
    camera.appear()
    wrong = camera.address.replace("/live", "/other")
    with pytest.raises(CameraLost) as missing:
        open_source(SourceSpec.parse(wrong))
    assert missing.value.code == "camera_stream_missing"
    assert "s3cret" not in str(missing.value)


def test_the_operator_is_told_of_an_outage_and_of_its_end(
    camera: Camera, who: make.People, home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = live(who, [mark_subject("red", RED)])
    session = CameraSession(job(deployment, MarkEngine(), camera.address))
    thread = threading.Thread(target=session.run)
    thread.start()
    try:
        assert until(lambda: session._counted.now.frames > 5)
        camera.vanish()
        assert until(lambda: "camera.outage_began" in events(deployment), 15)
        camera.appear()
        assert until(lambda: "camera.outage_ended" in events(deployment), 30)
        frames = session._counted.now.frames
        assert until(lambda: session._counted.now.frames > frames + 5)
    finally:
        session.stop()
        thread.join(20)
    out, err = capfd.readouterr()
    database = Path(settings.DATABASES["default"]["NAME"]).resolve().parent
    assert not holds_text(home, "s3cret")
    assert not holds_text(database, "s3cret")
    assert holds_text(database, "camera.outage_ended"), "the search would have seen it"
    assert "s3cret" not in out + err
