"""The sprite set itself, and what the `dlib` engine finds in it. The figures are about drawings, not about faces."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from overt.rehearsal import packing
from overt.rehearsal.errors import SpritesMissing
from overt.rehearsal.figure import load_steps
from overt.rehearsal.people import load_cast
from overt.rehearsal.sheets import (
    CLIP_LIGHT,
    FACE_PX,
    POSES,
    STILL_LIGHT,
    Pose,
    draw_sheet,
    load_sheet,
    unpack_sheet,
)
from overt.rehearsal.sprites import FOLDER
from overt.rehearsal.stage import Scene, lay, place_head, premultiply
from overt.rehearsal.stills import enrolment_stills
from overt.rehearsal.street import draw_street
from overt.vision.engine import Engine
from overt.vision.engines import load
from overt.vision.pictures import read_picture

CAST = load_cast()
SHIPPED = CAST.listed + CAST.passers


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load("dlib")


def test_the_set_is_small_and_holds_everybody_shown() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.webp")}
    assert set(sizes) == {"figure.webp", *(f"{person.name}.webp" for person in SHIPPED)}
    assert sum(sizes.values()) <= 3_000_000
    assert max(sizes.values()) < 1_500_000


def test_faces_are_large_enough_and_there_are_two_lights_and_a_blink() -> None:
    assert FACE_PX >= 96
    assert {pose.light for pose in POSES} == {CLIP_LIGHT, STILL_LIGHT}
    assert any(pose.shut for pose in POSES)
    yaws = sorted({pose.yaw for pose in POSES if abs(pose.yaw) <= 0.6})
    assert (yaws[0], yaws[-1]) == (-0.6, 0.6)
    assert np.diff(yaws).max() <= 0.2 + 1e-9


def test_the_generator_draws_what_is_shipped() -> None:
    person = CAST.listed[2]
    poses = (Pose(0.0), Pose(0.2, STILL_LIGHT), Pose(0.0, shut=True))
    drawn, shipped = draw_sheet(person, poses), load_sheet(person)
    for pose in poses:
        one, other = (premultiply(sheet.sprite(pose)).astype(float) for sheet in (drawn, shipped))
        assert np.abs(one - other).mean() < 2.5, f"{pose}: the shipped sprite is not what the code draws"


def test_a_sheet_says_so_when_a_pose_was_not_drawn() -> None:
    sheet = dataclasses.replace(load_sheet(CAST.listed[0]), sprites={})
    with pytest.raises(SpritesMissing, match="has no sprite"):
        sheet.sprite(Pose(0.0))


@pytest.mark.parametrize("damage", [lambda raw: b"", lambda raw: raw[:500], lambda raw: b"RIFF" + raw[9:]])
def test_damaged_sprites_are_refused_with_what_to_run(damage) -> None:
    packed = (FOLDER / f"{CAST.listed[0].name}.webp").read_bytes()
    with pytest.raises(SpritesMissing, match=r"python -m overt\.rehearsal\.sprites"):
        unpack_sheet(CAST.listed[0], damage(packed))


def test_sprites_of_the_wrong_size_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = (FOLDER / "figure.webp").read_bytes()
    with pytest.raises(SpritesMissing, match="wrong size"):
        unpack_sheet(CAST.listed[0], figure)
    sheet = packing.pack_webp(np.zeros((10, 13, 4), np.uint8))
    monkeypatch.setattr("overt.rehearsal.figure.read_packaged", lambda _name: sheet)
    with pytest.raises(SpritesMissing, match="wrong size"):
        load_steps()


def test_the_dlib_engine_finds_nearly_all_sprites_up_to_a_fifth_of_a_radian_at_96_px(
    engine: Engine, record_property
) -> None:
    """The floor is 95 %; blinks and both lights count."""
    poses = [pose for pose in POSES if abs(pose.yaw) <= 0.2 and not pose.away]
    street = draw_street(400, 400, 5)[140:, :]
    found = total = 0
    for person in SHIPPED:
        sheet = load_sheet(person)
        for pose in poses:
            scene = Scene(street.copy(), np.zeros(street.shape[:2], np.uint8))
            lay(scene, premultiply(sheet.sprite(pose)), place_head((200.0, 120.0), 96 / 14), 1)
            faces = engine.detect(scene.pixels)
            total += 1
            found += bool(len(faces)) and bool((np.abs(faces.centres - (200, 145)).max(1) < 30).any())
    record_property("detected_at_96_px", f"{found}/{total}")
    print(f"detected at 96 px, yaw up to 0.2: {found}/{total}")
    assert found >= 0.95 * total


def test_every_subject_has_one_face_in_each_enrolment_picture(engine: Engine) -> None:
    for person in CAST.listed:
        for picture in enrolment_stills(person):
            assert len(engine.detect(read_picture(picture))) == 1, person.name


def test_the_generator_writes_the_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from overt.rehearsal import sprites

    one = dataclasses.replace(CAST, listed=CAST.listed[:1], passers=())
    monkeypatch.setattr(sprites, "load_cast", lambda: one)
    monkeypatch.setattr(sprites, "draw_sheet", lambda person: load_sheet(person))
    total = sprites.make_sprites(tmp_path / "set")
    names = {path.name for path in (tmp_path / "set").iterdir()}
    assert names == {"figure.webp", f"{CAST.listed[0].name}.webp"}
    assert total == sum(path.stat().st_size for path in (tmp_path / "set").iterdir())
    unpack_sheet(CAST.listed[0], (tmp_path / "set" / f"{CAST.listed[0].name}.webp").read_bytes())
