"""Counting people on real footage: numbers only, and nothing of it is kept."""

import os
from pathlib import Path

import pytest

from overt.vision import engines
from overt.vision.engine import DetectorSettings
from overt.vision.passages import PassageCounts, Passages
from overt.vision.templates import TemplateKeeper
from overt.vision.tracker import Tracker
from overt.vision.values import Frame
from overt.vision.zone import Zone

pytestmark = [pytest.mark.models, pytest.mark.data]


def walked_through(every: int) -> tuple[PassageCounts, TemplateKeeper, int, bool]:
    import av

    detector = DetectorSettings(longest_side_px=1280)
    engine = engines.load("yunet-dlib", Path(os.environ["OVERT_MODELS"]), detector=detector)
    tracker, passages, keeper = Tracker(), Passages(engine, Zone()), TemplateKeeper(engine)
    most = 0
    with av.open(str(Path(os.environ["OVERT_DATA"]) / "concourse-1080p.mp4")) as clip:
        for index, decoded in enumerate(clip.decode(video=0)):
            if index % every:
                continue
            frame = Frame(decoded.to_ndarray(format="rgb24"), index, index / 25, index / 25)
            tracked = tracker.update(engine.detect(frame.pixels), index, frame.captured_at, (1920, 1080))
            most = max(most, len(tracked.active))
            due = passages.feed(frame, tracked).due
            with keeper.lend([one.shot for one in due]):
                pass
            for one in due:
                passages.compared(one)
    passages.forget_all()
    return passages.counts, keeper, most, passages.blank


def test_a_crowd_is_counted_without_splitting_people_and_leaves_nothing() -> None:
    """In 4.2 seconds 11 people are in view at once and about 20 come and go; counted frame by frame and every third."""
    counts, keeper, most, blank = walked_through(1)
    assert 9 <= most <= 13
    assert most <= counts.passages <= 24
    assert 8 <= counts.recognition_opportunities <= counts.passages
    assert keeper.made == keeper.overwritten == counts.shots_compared
    assert blank
    fewer, *_ = walked_through(3)
    assert abs(fewer.passages - counts.passages) <= 5
