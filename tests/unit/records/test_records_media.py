"""Sealed files: whole or not there, private, and named by opaque ids only."""

import os
import stat
from pathlib import Path

import pytest

from overt.records import media
from overt.records.errors import MediaMissing, MediaUnwritable

ID = "0123456789abcdef0123456789abcdef"


def test_a_file_comes_back_as_it_was_written_and_is_private(tmp_path: Path) -> None:
    media.write(tmp_path, "alert", ID, b"sealed")
    assert media.read(tmp_path, "alert", ID) == b"sealed"
    path = tmp_path / "media" / "alert" / f"{ID}.sealed"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert media.records(tmp_path, "alert") == {ID}


def test_deleting_says_whether_there_was_something_and_reading_then_says_it_is_gone(tmp_path: Path) -> None:
    media.write(tmp_path, "alert", ID, b"sealed")
    assert media.delete(tmp_path, "alert", ID)
    assert not media.delete(tmp_path, "alert", ID)
    with pytest.raises(MediaMissing, match="erased"):
        media.read(tmp_path, "alert", ID)


@pytest.mark.parametrize("record", ["../keys/site", "a/b", "", ".", "a\0b", "a.sealed"])
def test_an_id_that_is_a_path_is_refused(tmp_path: Path, record: str) -> None:
    for call in (media.read, media.delete):
        with pytest.raises(MediaMissing):
            call(tmp_path, "alert", record)
    with pytest.raises(MediaMissing):
        media.write(tmp_path, "alert", record, b"x")
    assert list(tmp_path.rglob("*")) == []


def test_a_kind_nobody_declared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaMissing):
        media.write(tmp_path, "frame", ID, b"x")


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "media").write_bytes(b"a file where a folder should be")
    with pytest.raises(MediaUnwritable, match="could not be written"):
        media.write(tmp_path, "alert", ID, b"x")


def test_a_write_that_fails_leaves_the_older_file_or_none_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(media.os, "fsync", fail)
        with pytest.raises(MediaUnwritable, match="No space left"):
            media.write(tmp_path, "alert", ID, b"x")
    assert media.records(tmp_path, "alert") == set()
    assert media.delete_parts(tmp_path) == 0


def test_parts_that_killed_writers_left_are_deleted(tmp_path: Path) -> None:
    media.write(tmp_path, "alert", ID, b"sealed")
    (tmp_path / "media" / "alert" / ".part-1").write_bytes(b"half")
    assert media.delete_parts(tmp_path) == 1
    assert media.records(tmp_path, "alert") == {ID}
