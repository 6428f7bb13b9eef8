import base64
import gzip
from pathlib import Path

import cv2
import numpy as np
import pytest

from overt.measure.intervals import clopper_pearson
from overt.rehearsal._likeness import Seen, patterns
from overt.rehearsal._pictures import pictures
from overt.rehearsal.canary import Canary, search
from overt.rehearsal.sheets import Pose
from tests.unit.rehearsal.canary_making import (
    FRONTAL,
    NAMES,
    canary_of,
    encoded,
    forms,
    found_in,
    on_street,
    pairs,
    probe_of,
    scaled,
)

ONE, OTHER = NAMES[:2]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "GIF"])
def test_a_probe_saved_as_a_picture_of_any_kind_at_any_offset_is_found(kind: str, tmp_path: Path) -> None:
    found = forms(found_in(tmp_path, encoded(probe_of(ONE), kind)), ONE)
    assert f"picture {kind.lower()} at offset 1237" in found


@pytest.mark.parametrize("quality", [30, 50, 75, 95])
@pytest.mark.parametrize("factor", [0.45, 0.8, 1.0, 1.7, 3.0])
def test_a_re_encoded_and_resized_jpeg_crop_is_found(quality: int, factor: float, tmp_path: Path) -> None:
    content = encoded(scaled(probe_of(ONE), factor), quality=quality)
    assert forms(found_in(tmp_path, content), ONE) == {"picture jpeg at offset 1237"}


def test_a_crop_of_three_tenths_the_size_is_found_at_good_quality(tmp_path: Path) -> None:
    content = encoded(scaled(probe_of(ONE), 0.3), quality=95)
    assert forms(found_in(tmp_path, content), ONE) == {"picture jpeg at offset 1237"}


def test_a_shifted_tighter_mirrored_brighter_grey_crop_is_found(tmp_path: Path) -> None:
    crop = probe_of(ONE)[3:109, 14:118, :][:, ::-1].astype(np.float32) * 0.7 + 40
    grey = np.repeat(crop.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    assert forms(found_in(tmp_path, encoded(grey, quality=60)), ONE) == {"picture jpeg at offset 1237"}


@pytest.mark.parametrize("factor", [0.5, 1.0])
def test_a_whole_frame_that_holds_the_face_is_found(factor: float, tmp_path: Path) -> None:
    frame, _ = on_street(ONE)
    content = encoded(scaled(frame, factor), quality=70)
    assert forms(found_in(tmp_path, content), ONE) == {"picture jpeg at offset 1237"}


def test_a_jpeg_in_base64_in_gzip_is_found_and_its_way_is_told(tmp_path: Path) -> None:
    text = b'{"image": "data:image/jpeg;base64,' + base64.b64encode(encoded(probe_of(ONE), quality=80)) + b'"}'
    found = forms(found_in(tmp_path, gzip.compress(text)), ONE)
    assert found == {"picture jpeg at offset 0 inside base64 inside gzip at offset 1237"}


def test_a_jpeg_that_was_cut_short_is_found_if_most_of_it_is_there(tmp_path: Path) -> None:
    picture = encoded(probe_of(ONE), quality=90)
    (tmp_path / "cut").write_bytes(picture[: int(0.93 * len(picture))])
    assert {canary for canary, _ in pairs(search(tmp_path, [canary_of(ONE), canary_of(OTHER)]))} == {ONE}


def test_a_picture_of_more_pixels_than_are_decoded_is_named_as_not_searched(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(encoded(np.zeros((7000, 6000, 3), np.uint8), "PNG", compress_level=1))
    findings = search(tmp_path, [canary_of(ONE)])
    assert not findings.complete
    assert any("large.png" in sentence and "pixels" in sentence for sentence in findings.unsearched)


def test_bytes_that_only_look_like_the_head_of_a_picture_are_no_picture() -> None:
    heads = [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b"GIF89a\x20\0\x20\0\0\0\0"]
    heads.append(b"BM\x10\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0")
    assert not list(pictures(b"".join(head + b"and no picture " * 20 for head in heads)))


def test_a_picture_so_coarse_that_nobody_can_be_told_is_no_hit(tmp_path: Path) -> None:
    probe = probe_of(ONE)
    mosaic = cv2.resize(cv2.resize(probe, (12, 12), interpolation=cv2.INTER_AREA), (120, 120), interpolation=0)
    assert not found_in(tmp_path, encoded(np.asarray(mosaic, np.uint8), quality=90))


POSES = (FRONTAL, Pose(-0.2), Pose(0.2))


def test_pictures_of_other_drawn_people_in_the_same_pose_and_light_do_not_hit(tmp_path: Path) -> None:
    for name in NAMES[6:12]:
        (tmp_path / f"{name}.jpg").write_bytes(encoded(probe_of(name, seed=2), quality=80))
        (tmp_path / f"{name}-frame.jpg").write_bytes(encoded(scaled(on_street(name, seed=3)[0], 0.6), quality=80))
    findings = search(tmp_path, [canary_of(name) for name in NAMES[:6]])
    assert findings.pictures_decoded == 12
    assert not findings.hits


@pytest.mark.long
def test_over_all_pairs_of_shipped_people_almost_no_other_picture_hits_and_own_crops_do(campaign_seed: int) -> None:
    generator = np.random.default_rng(campaign_seed)
    wanted = {(name, pose): patterns(probe_of(name, pose)) for name in NAMES for pose in POSES}
    own = own_missed = other = other_hit = 0
    for (name, pose), pattern in wanted.items():
        for factor in (0.36, 0.5, 1.0, 2.0):
            quality = int(generator.integers(50, 96))
            crop = encoded(scaled(probe_of(name, pose), factor), quality=quality)
            seen = Seen(next(pictures(crop)).frames[0])
            own, own_missed = own + 1, own_missed + (not seen.shows(pattern))
            for one in NAMES:
                if one != name:
                    other, other_hit = other + 1, other_hit + seen.shows(wanted[one, pose])
    print(f"other pictures hit {other_hit} of {other}, own crops missed {own_missed} of {own}")
    print(clopper_pearson(other_hit, other, unit="pictures"), clopper_pearson(own_missed, own, unit="pictures"))
    assert other_hit <= other / 1000
    assert own_missed <= own / 50


def test_a_canary_may_have_a_probe_only_or_a_template_only(tmp_path: Path) -> None:
    whole = canary_of(ONE)
    (tmp_path / "picture").write_bytes(encoded(probe_of(ONE), quality=80))
    assert whole.template is not None
    (tmp_path / "template").write_bytes(whole.template.tobytes())
    halves = [Canary("probe", whole.probe, None), Canary("template", None, whole.template)]
    assert {(hit.file, hit.canary) for hit in search(tmp_path, halves).hits} == {
        ("picture", "probe"),
        ("template", "template"),
    }
