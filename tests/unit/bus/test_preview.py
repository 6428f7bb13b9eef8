"""The preview slot: one picture in shared memory, never torn, never old, never somebody else's."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from overt.bus.errors import PreviewUnavailable
from overt.bus.preview import BUFFER_BYTES, PICTURE_BYTES, PREFIX, PreviewSlot, remove_leftovers, slot_name


def a_name() -> str:
    return PREFIX + uuid4().hex


def test_a_reader_sees_the_newest_picture(tmp_path: Path) -> None:
    name, now = a_name(), time.monotonic()
    writer = PreviewSlot.create(name, tmp_path)
    reader = PreviewSlot.attach(name, tmp_path)
    assert reader.read() is None
    for picture in (b"first", b"second", b"third"):
        writer.write(picture, now)
        preview = reader.read()
        assert preview is not None
        assert preview.jpeg == picture
    assert preview.number == 3
    assert preview.captured_at == now


def test_the_slot_of_shared_memory_is_for_this_account_only() -> None:
    name = slot_name(uuid4().hex, "gate")
    slot = PreviewSlot.create(name)
    try:
        assert stat.S_IMODE(Path("/dev/shm", name).stat().st_mode) == 0o600
    finally:
        slot.close()
    assert not Path("/dev/shm", name).exists()


def test_the_name_of_a_slot_tells_neither_deployment_nor_camera() -> None:
    name = slot_name("f00d", "north gate")
    assert "f00d" not in name
    assert "north" not in name
    assert name != slot_name("f00d", "south gate")
    assert name != slot_name("f00dnorth", " gate")


def test_a_picture_older_than_three_seconds_is_not_shown(tmp_path: Path) -> None:
    name = a_name()
    writer = PreviewSlot.create(name, tmp_path)
    writer.write(b"old", time.monotonic() - 3.1)
    assert PreviewSlot.attach(name, tmp_path).read() is None
    writer.write(b"new", time.monotonic() - 2.0)
    assert PreviewSlot.attach(name, tmp_path).read() is not None


def test_a_half_written_picture_gives_the_one_before(tmp_path: Path) -> None:
    name, now = a_name(), time.monotonic()
    writer = PreviewSlot.create(name, tmp_path)
    writer.write(b"whole", now)
    writer.write(b"half-written", now)
    path = tmp_path / name
    torn = bytearray(path.read_bytes())
    torn[torn.index(b"half-")] ^= 0xFF
    path.write_bytes(torn)
    preview = PreviewSlot.attach(name, tmp_path).read()
    assert preview is not None
    assert preview.jpeg == b"whole"


def test_bytes_that_are_not_a_slot_are_not_shown(tmp_path: Path) -> None:
    name = a_name()
    path = tmp_path / name
    for size in (0, 10, 2 * BUFFER_BYTES):
        path.write_bytes(os.urandom(size))
        path.chmod(0o600)
        assert PreviewSlot.attach(name, tmp_path).read() is None


def test_a_picture_too_large_for_the_slot_is_refused_and_the_last_one_stays(tmp_path: Path) -> None:
    name, now = a_name(), time.monotonic()
    writer = PreviewSlot.create(name, tmp_path)
    writer.write(b"x" * PICTURE_BYTES, now)
    with pytest.raises(PreviewUnavailable, match="larger than its slot"):
        writer.write(b"x" * (PICTURE_BYTES + 1), now)
    preview = PreviewSlot.attach(name, tmp_path).read()
    assert preview is not None
    assert len(preview.jpeg) == PICTURE_BYTES


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    name = a_name()
    PreviewSlot.create(name, tmp_path)
    reader = PreviewSlot.attach(name, tmp_path)
    reader.read()
    with pytest.raises(PreviewUnavailable):
        reader.write(b"forged", time.monotonic())


def test_a_second_writer_of_the_same_slot_is_refused(tmp_path: Path) -> None:
    name = a_name()
    first = PreviewSlot.create(name, tmp_path)
    with pytest.raises(PreviewUnavailable):
        PreviewSlot.create(name, tmp_path)
    first.close()
    PreviewSlot.create(name, tmp_path).close()


def test_a_slot_that_others_may_read_is_neither_written_nor_shown(tmp_path: Path) -> None:
    name = a_name()
    writer = PreviewSlot.create(name, tmp_path)
    writer.write(b"picture", time.monotonic())
    (tmp_path / name).chmod(0o644)
    assert PreviewSlot.attach(name, tmp_path).read() is None
    os.close(writer._writer or 0)
    with pytest.raises(PreviewUnavailable):
        PreviewSlot.create(name, tmp_path)


def test_a_link_under_the_name_of_a_slot_is_not_followed(tmp_path: Path) -> None:
    name, target = a_name(), tmp_path / "somewhere-else"
    target.write_bytes(b"not ours to overwrite")
    (tmp_path / name).symlink_to(target)
    with pytest.raises(PreviewUnavailable):
        PreviewSlot.create(name, tmp_path)
    assert target.read_bytes() == b"not ours to overwrite"


def test_closing_overwrites_the_picture_before_it_removes_the_slot(tmp_path: Path) -> None:
    name = a_name()
    writer = PreviewSlot.create(name, tmp_path)
    writer.write(b"picture", time.monotonic())
    (tmp_path / "second-name").hardlink_to(tmp_path / name)
    writer.close()
    writer.close()
    assert not any((tmp_path / "second-name").read_bytes())
    assert not (tmp_path / name).exists()


def test_a_reader_finds_the_slot_of_the_next_writer(tmp_path: Path) -> None:
    name = a_name()
    reader = PreviewSlot.attach(name, tmp_path)
    assert reader.read() is None
    for picture in (b"one run", b"next run"):
        writer = PreviewSlot.create(name, tmp_path)
        writer.write(picture, time.monotonic())
        preview = reader.read()
        assert preview is not None
        assert preview.jpeg == picture
        writer.close()
        assert reader.read() is None


_WRITER = """
import sys, time
from pathlib import Path
from overt.bus.preview import PreviewSlot
slot = PreviewSlot.create(sys.argv[1], Path(sys.argv[2]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    slot.write(bytes([number % 251]) * (1000 + number % 60000), time.monotonic())
"""


def start_writer(name: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, name, str(folder)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()


def test_no_reader_ever_sees_a_torn_picture_while_a_writer_never_rests(tmp_path: Path) -> None:
    name = a_name()
    child = start_writer(name, tmp_path)
    try:
        reader = PreviewSlot.attach(name, tmp_path)
        seen, until = [], time.monotonic() + 30
        while len({preview.number for preview in seen}) <= 10 and time.monotonic() < until:
            seen += [preview for _ in range(500) if (preview := reader.read())]
        assert len({preview.number for preview in seen}) > 10
        for preview in seen:
            assert preview.jpeg == bytes([preview.number % 251]) * (1000 + preview.number % 60000)
    finally:
        end(child)


def test_a_writer_killed_at_any_moment_leaves_a_whole_picture_and_a_slot_that_can_be_taken(tmp_path: Path) -> None:
    name = a_name()
    reader = PreviewSlot.attach(name, tmp_path)
    for pause in (0.0, 0.013, 0.031):
        child = start_writer(name, tmp_path)
        time.sleep(0.05 + pause)
        assert reader.read() is not None
        end(child)
        preview = reader.read()
        assert preview is not None
        assert preview.jpeg == bytes([preview.number % 251]) * (1000 + preview.number % 60000)


def test_leftovers_of_killed_writers_are_removed_and_living_slots_are_not(tmp_path: Path) -> None:
    dead, living = a_name(), a_name()
    child = start_writer(dead, tmp_path)
    end(child)
    PreviewSlot.create(living, tmp_path)
    (tmp_path / "of-another-program").write_bytes(b"")
    assert remove_leftovers(tmp_path) == 1
    assert not (tmp_path / dead).exists()
    assert (tmp_path / living).exists()
    assert (tmp_path / "of-another-program").exists()


def test_a_machine_without_shared_memory_says_so(tmp_path: Path) -> None:
    with pytest.raises(PreviewUnavailable, match="cannot be shown"):
        PreviewSlot.create(a_name(), tmp_path / "missing")
    assert PreviewSlot.attach(a_name(), tmp_path / "missing").read() is None
