"""Video files as people bring them: each is shown right or refused with a sentence, before anything else happens."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from av.video.reformatter import VideoReformatter

from overt.live.capture import SourceSpec, open_source
from overt.live.errors import SourceRefused
from overt.live.source import Captured
from overt.live.video_file import look_at
from tests.live.clips import ClipPlan, counting_picture, turn, write_clip, write_sound

STILL = counting_picture(30, 320, 240)


def every_frame(path: Path) -> list[Captured]:
    source = open_source(SourceSpec.parse(str(path), every_frame=True))
    try:
        return list(source.frames())
    finally:
        source.close()


def pixels_of(captured: Captured) -> np.ndarray:
    return captured.pixels(VideoReformatter())


def refusal(path: Path) -> SourceRefused:
    with pytest.raises(SourceRefused) as refused:
        open_source(SourceSpec.parse(str(path)))
    assert str(path.parent) not in refused.value.sentence
    return refused.value


def test_every_frame_of_a_file_comes_once_in_order_and_right_side_up(tmp_path: Path) -> None:
    frames = every_frame(write_clip(tmp_path / "a.mp4"))
    assert [frame.index for frame in frames] == list(range(50))
    for number, frame in enumerate(frames):
        pixels = pixels_of(frame)
        assert pixels.shape == (240, 320, 3)
        assert pixels[5, 5].min() > 220
        assert abs(int(pixels[200, 200, 1]) - (16 + number * 4 % 200)) <= 6
    assert frames[25].source_seconds == pytest.approx(1.0, abs=0.001)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.mp4").code == "file_missing"
    assert refusal(tmp_path).code == "file_missing"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    assert refusal(path).code == "file_empty"


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.mp4"
    path.write_text("Dear Sir or Madam, " * 500)
    refused = refusal(path)
    assert refused.code == "not_a_video"
    assert "letter.mp4" in refused.sentence


def test_a_file_with_only_sound_is_refused(tmp_path: Path) -> None:
    assert refusal(write_sound(tmp_path / "song.mp4")).code == "no_pictures"


@pytest.mark.parametrize(
    ("name", "options", "kept"),
    [("a.mp4", {}, 0.5), ("b.mp4", {"movflags": "faststart"}, 0.6), ("c.mkv", {}, 0.6), ("d.mp4", {}, 0.001)],
)
def test_a_video_that_was_cut_short_is_refused(tmp_path: Path, name: str, options: dict[str, str], kept: float) -> None:
    whole = write_clip(tmp_path / name, ClipPlan(frames=200, options=options))
    data = whole.read_bytes()
    whole.write_bytes(data[: max(40, int(len(data) * kept))])
    assert refusal(whole).code == "file_cut_short"


def test_a_playlist_cannot_make_overt_read_another_file(tmp_path: Path) -> None:
    write_clip(tmp_path / "other.ts", ClipPlan(options={}))
    path = tmp_path / "list.mp4"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{tmp_path / 'other.ts'}\n#EXT-X-ENDLIST\n")
    assert refusal(path).code == "not_a_video"
    path.write_text(f"ffconcat version 1.0\nfile {tmp_path / 'other.ts'}\n")
    assert refusal(path).code == "not_a_video"


def test_a_variable_frame_rate_is_told_by_its_times(tmp_path: Path) -> None:
    times = [0, 40, 45, 300, 900, 920, 1500, 1501, 1700, 2400]
    path = write_clip(tmp_path / "a.mkv", ClipPlan(frames=10, times=times))
    frames = every_frame(path)
    assert [round(frame.source_seconds * 1000) for frame in frames] == pytest.approx(times, abs=1)
    assert all(later.captured_at >= earlier.captured_at for earlier, later in pairwise(frames))


@pytest.mark.parametrize(("degrees", "corner"), [(90, "top right"), (180, "bottom right"), (270, "bottom left")])
def test_a_turned_video_is_turned_upright(tmp_path: Path, degrees: int, corner: str) -> None:
    path = turn(write_clip(tmp_path / "a.mp4"), degrees)
    pixels = pixels_of(every_frame(path)[0])
    assert pixels.shape == ((240, 320, 3) if degrees == 180 else (320, 240, 3))
    height, width = pixels.shape[:2]
    marks = {
        "top left": pixels[5, 5],
        "top right": pixels[5, width - 6],
        "bottom right": pixels[height - 6, width - 6],
        "bottom left": pixels[height - 6, 5],
    }
    assert [name for name, colour in marks.items() if colour.min() > 220] == [corner]


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("grey.mp4", "libx264", "gray"),
        ("grey16.mkv", "ffv1", "gray16le"),
        ("ten-bit.mp4", "libx264", "yuv420p10le"),
        ("rgb48.mkv", "ffv1", "gbrp16le"),
        ("rgba.mkv", "ffv1", "bgra"),
        ("palette.avi", "rawvideo", "gray"),
    ],
)
def test_grey_and_deep_pixels_become_ordinary_ones(tmp_path: Path, name: str, codec: str, pixel_format: str) -> None:
    plan = ClipPlan(frames=5, codec=codec, pixel_format=pixel_format)
    pixels = pixels_of(every_frame(write_clip(tmp_path / name, plan))[3])
    assert pixels.shape == (240, 320, 3)
    assert pixels[5, 5].min() > 220
    assert pixels[200, 200].max() < 50


def test_wiping_a_frame_does_not_spoil_the_next_one_that_is_built_on_it(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mov", ClipPlan(frames=8, codec="qtrle", pixel_format="rgb24"), [STILL] * 8)
    source = open_source(SourceSpec.parse(str(path), every_frame=True))
    for captured in source.frames():
        pixels = pixels_of(captured)
        assert (pixels == STILL).all()
        pixels.fill(0)
    source.close()


def test_the_facts_of_a_file_are_told_before_it_is_played(tmp_path: Path) -> None:
    facts = look_at(write_clip(tmp_path / "a.mp4", ClipPlan(frames=75)))
    assert (facts.frames, facts.width_px, facts.height_px, facts.codec) == (75, 320, 240, "h264")
    assert facts.seconds == pytest.approx(3.0, abs=0.05)


def test_damage_in_the_middle_skips_pictures_and_counts_them(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mov", ClipPlan(frames=50, codec="png", pixel_format="rgb24"))
    data = bytearray(path.read_bytes())
    starts = [at for at in range(len(data) - 8) if data[at : at + 8] == b"\x89PNG\r\n\x1a\n"]
    for at in starts[10:15]:
        data[at : at + 60] = bytes(60)
    path.write_bytes(data)
    source = open_source(SourceSpec.parse(str(path), every_frame=True))
    shown = list(source.frames())
    assert len(shown) == 45
    assert source.undecodable == 5
    source.close()
