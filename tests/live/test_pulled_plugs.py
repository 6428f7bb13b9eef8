"""Web, cameras, database, network and disk fail while people work: what they saw confirmed is there, exactly once."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from overt.cli.speed import repeat
from overt.rehearsal.people import load_cast
from overt.vision.engine import Engine
from tests import make
from tests.integration.ledger.test_postgresql import server
from tests.live.plugs import Live, Street, lock_sqlite, rounds, street_of, whole_ledger
from tests.live.staging import CAMERA, configure, draw_subject, live

__all__ = ["server"]
FRAMES = 30 * 60 * 12
"""Half an hour of the clip at its 12 frames a second."""


@pytest.fixture
def street(who: make.People, home: Path) -> Iterator[Street]:
    lock = lock_sqlite(Path(settings.DATABASES["default"]["NAME"]))
    with street_of(who, home, make.live(who), lock) as made:
        yield made


def test_four_plugs_pulled_lose_and_double_nothing(street: Street, campaign_seed: int) -> None:
    rounds(street, ("web", "network", "database", "disk"), 4, campaign_seed)
    assert sum(hands.asked_again + hands.refused for hands in street.hands.values()), "nothing was ever in the way"
    assert whole_ledger(street.home) == []


@pytest.mark.long
def test_fifty_plugs_pulled_of_web_live_database_network_and_disk(
    who: make.People, home: Path, dlib_engine: Engine, drawn_clip: Path, campaign_seed: int, tmp_path: Path
) -> None:
    from overt.actions.go_on_duty import go_on_duty
    from overt.law.roles import Role
    from overt.rehearsal.threshold import REHEARSAL_THRESHOLD

    clip = tmp_path / "long.mkv"
    repeat(drawn_clip, FRAMES, clip)
    configure(home, {CAMERA: str(clip)})
    subjects = [draw_subject(person.name, person, dlib_engine) for person in load_cast().listed[:2]]
    deployment = live(who, subjects, threshold=REHEARSAL_THRESHOLD["dlib"])
    go_on_duty(who.engagement_officer, deployment, role=Role.ENGAGEMENT_OFFICER)
    lock = lock_sqlite(Path(settings.DATABASES["default"]["NAME"]))
    with street_of(who, home, deployment, lock, lambda: Live(home, deployment)) as made:
        rounds(made, ("web", "live", "both", "database", "network", "disk"), 50, campaign_seed)
        told = {name: (hands.asked_again, hands.refused) for name, hands in made.hands.items()}
    print(f"asked again, refused in a sentence: {told}")
    assert all(sum(counts) for counts in told.values())
    assert whole_ledger(home) == []


@pytest.mark.long
@pytest.mark.postgresql
def test_twelve_plugs_pulled_on_postgresql_whose_backends_are_ended(
    server: dict[str, str],
    tmp_path: Path,
    campaign_seed: int,
) -> None:
    told = {"OVERT_HOME": str(tmp_path / "site"), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.live.plugs", str(tmp_path / "site"), str(campaign_seed), "12"]
    done = subprocess.run(command, env={**os.environ, **server, **told}, capture_output=True, text=True, check=False)
    shutil.rmtree(tmp_path / "site", ignore_errors=True)
    assert done.returncode == 0, done.stdout + done.stderr
