"""Clips, engine and site for the tests of running cameras; everything drawn, everything recorded for real."""

from pathlib import Path

import pytest

from overt.vision.engine import Engine
from tests import make
from tests.live.clips import ClipPlan, write_clip
from tests.live.marks import BLUE, GREEN, HEIGHT, RED, WIDTH, long_walks


@pytest.fixture(scope="session")
def mark_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of red, green, blue marks walking through one after another."""
    path = tmp_path_factory.mktemp("clips") / "marks.mp4"
    plan = ClipPlan(width=WIDTH, height=HEIGHT, codec_options={"crf": "12"})
    return write_clip(path, plan, long_walks(300, [RED, GREEN, BLUE]))


@pytest.fixture(scope="session")
def drawn_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of a street: two listed drawn people and one passer-by, one after another."""
    from overt.rehearsal.crowd import CrowdPlan, compose
    from overt.rehearsal.people import load_cast
    from overt.rehearsal.walk import Gaze, Walker, Waypoint

    cast = load_cast()

    def walker(person: object, listed: bool, begin: float, x_m: float) -> Walker:
        path = (Waypoint(0, x_m, 5.0), Waypoint(3.6, x_m, 2.2))
        return Walker(person, listed, begin, path, 1.7, Gaze(0, 0.05), 0.3)  # type: ignore[arg-type]

    walkers = (
        walker(cast.passers[0], False, 0.0, 0.5),
        walker(cast.listed[0], True, 0.6, -0.4),
        walker(cast.listed[1], True, 4.0, -0.3),
    )
    plan = CrowdPlan(walkers, 8.0, seed=3, width=640, height=360, frames_per_second=12)
    return compose(plan, tmp_path_factory.mktemp("drawn"), "street").video


@pytest.fixture(scope="session")
def dlib_engine() -> Engine:
    """The engine that ships."""
    from overt.vision import engines

    return engines.load("dlib")


@pytest.fixture
def who(transactional_db: None, home: Path) -> make.People:
    """One person for each role, on a fresh site."""
    return make.people()
