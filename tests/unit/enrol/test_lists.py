"""Lists from outside: tables, folders, archives and ANSI/NIST-ITL files, in form and not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest

from overt.actions.entry_values import ImageNote, Particulars, Problem
from overt.enrol.lists import ListRefused, open_list, read_table
from overt.enrol.lists.errors import SENTENCES
from overt.enrol.lists.files import MAX_DIRECTORY_BYTES, archive_of, safe_name
from overt.enrol.lists.table import COLUMNS
from overt.enrol.lists.type10 import FacePicture, faces, looks_like_type10
from overt.law.listing import AgeBand
from tests.unit.enrol.type10_making import file_of, type10, type10_file

HEADER = ",".join(COLUMNS)
ROW = "ref 1,suspected,a reason,1.jpg,Force A,adult,no,,,,custody,PACE s64A,2025-01-31,"


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def archive(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


def refusal(call: object, *arguments: object) -> str:
    with pytest.raises(ListRefused) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value.code


def test_a_table_gives_subjects_with_everything_said_of_them() -> None:
    second = 'ref 2,missing,"a, long\nreason",2.jpg,Force B,from_13_to_17,YES,only while needed,2026-12-31,careful,'
    second += "family,consent,2026-02-28,15"
    subjects, problems = read_table(b"\xef\xbb\xbf" + table(ROW, second))
    assert problems == []
    assert [subject.reference for subject in subjects] == ["ref 1", "ref 2"]
    assert subjects[1].particulars == Particulars(
        "Force B", AgeBand.FROM_13_TO_17, True, "only while needed", "careful", date(2026, 12, 31)
    )
    assert subjects[1].reason == "a, long\nreason"
    (row,) = subjects[1].rows
    assert (row.number, row.file) == (3, "2.jpg")
    assert row.note == ImageNote("family", "consent", date(2026, 2, 28), 15)


def test_rows_of_one_reference_are_one_subject_and_those_that_disagree_leave_the_person_out() -> None:
    subjects, problems = read_table(table(ROW, ROW.replace("1.jpg", "2.jpg")))
    assert [row.file for row in subjects[0].rows] == ["1.jpg", "2.jpg"]
    subjects, problems = read_table(table(ROW, ROW.replace("adult", "under_10")))
    assert subjects == []
    assert problems == [Problem(3, "rows_disagree")]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (("adult", "teenager"), "age_band_unknown"),
        (("adult,no", "adult,perhaps"), "flag_unknown"),
        (("2025-01-31", "31/01/2025"), "date_malformed"),
        (("2025-01-31", "2025-02-30"), "date_malformed"),
        (("2025-01-31", "20250131"), "date_malformed"),
        (("2025-01-31,", "2025-01-31,-1"), "age_malformed"),
        (("2025-01-31,", "2025-01-31,١٢"), "age_malformed"),
        (("ref 1", " "), "reference_missing"),
        (("custody,", "custody,,"), "row_malformed"),
    ],
)
def test_a_row_that_is_not_in_form_costs_itself_and_says_why(changed: tuple[str, str], code: str) -> None:
    subjects, problems = read_table(table(ROW.replace(*changed), ROW.replace("ref 1", "ref 2")))
    assert problems == [Problem(2, code)]
    assert [subject.reference for subject in subjects] == ["ref 2"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "columns_missing"),
        (table(ROW, header=HEADER.replace("notes", "phone")), "columns_unknown"),
        (table(ROW, header=HEADER.replace("notes", "reason")), "columns_unknown"),
        (b"subject_reference,category,reason\n", "columns_missing"),
        (b"\xff\xfe" + table(ROW), "table_not_text"),
        (table('ref,"unclosed'), "table_not_text"),
        (table(ROW.replace("a reason", "x" * 200_000)), "table_not_text"),
    ],
    ids=["empty", "unknown column", "column twice", "column missing", "utf-16", "unclosed quote", "endless cell"],
)
def test_a_table_that_cannot_be_read_is_refused_whole(data: bytes, code: str) -> None:
    assert refusal(read_table, data) == code


@pytest.mark.parametrize(
    "name", ["../a", "/etc/passwd", "a/../b", "a//b", "", ".", "a\\b", "C:a", "a\0b", "a\nb", "x" * 1001]
)
def test_a_name_that_leads_elsewhere_is_refused_everywhere(name: str, tmp_path: Path) -> None:
    assert refusal(safe_name, name) == "file_name_unsafe"
    with open_list(tmp_path) as files:
        assert refusal(files.read, name) == "file_name_unsafe"


def test_a_folder_gives_its_files_and_no_link_leads_out(tmp_path: Path) -> None:
    inside, outside = tmp_path / "list", tmp_path / "secret"
    inside.mkdir()
    outside.write_bytes(b"secret")
    (inside / "a.jpg").write_bytes(b"picture")
    (inside / "link").symlink_to(outside)
    (inside / "sub").mkdir()
    with open_list(inside) as files:
        assert files.read("a.jpg") == b"picture"
        assert refusal(files.read, "link") == "file_name_unsafe"
        assert refusal(files.read, "sub") == "file_missing"
        assert refusal(files.read, "b.jpg") == "file_missing"
        assert refusal(files.read, "a.jpg", 3) == "file_too_large"


def test_an_archive_gives_its_files_by_exact_name(tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    path.write_bytes(archive({"watchlist.csv": b"t", "pictures/a.jpg": b"picture", "pictures/": b""}))
    with open_list(path) as files:
        assert files.read("pictures/a.jpg") == b"picture"
        assert refusal(files.read, "pictures/A.jpg") == "file_missing"
        assert refusal(files.read, "pictures/a.jpg", 3) == "file_too_large"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["list.zip"], "nothing is unpacked"


def overlapping() -> bytes:
    """Two directory records for one stored file: what an overlapping bomb is made of."""
    data = bytearray(archive({"a": b"x" * 5000, "b": b"x" * 5000}, zipfile.ZIP_STORED))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as made:
        first, second = made.infolist()
        at = made.start_dir
    record = data[at : at + 46 + 1]
    joined = data[:at][: second.header_offset] + record + record.replace(b"a", b"c")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 2 * len(record), second.header_offset, 0)
    assert first.header_offset == 0
    return bytes(joined + end)


def directory_that_claims(size: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, size, 0, 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive({"a": bytes(60_000_000)}), "archive_too_large"),
        (overlapping(), "archive_unsafe"),
        (archive({"../a.jpg": b"x"}), "archive_unsafe"),
        (archive({"/etc/passwd": b"x"}), "archive_unsafe"),
        (archive({"a": b"x"}, zipfile.ZIP_LZMA), "archive_locked"),
        (directory_that_claims(MAX_DIRECTORY_BYTES + 1), "archive_too_large"),
        (b"PK\x06\x07" + bytes(16) + directory_that_claims(46), "archive_too_large"),
        (archive({"a": b"x"})[:-30], "archive_damaged"),
        (b"no archive", "archive_damaged"),
        (b"", "archive_damaged"),
    ],
    ids=["bomb", "overlap", "traversal", "absolute", "method", "directory", "64 bit", "cut", "text", "empty"],
)
def test_a_hostile_archive_is_refused_before_anything_is_unpacked(data: bytes, code: str) -> None:
    assert refusal(archive_of, data) == code


def test_an_archive_with_a_name_twice_or_a_password_is_refused() -> None:
    twice = archive({"a": b"1", "b": b"2"}).replace(b"b", b"a")
    assert refusal(archive_of, twice) == "archive_unsafe"
    locked = bytearray(archive({"a": b"x"}))
    locked[locked.index(b"PK\1\2") + 8] |= 1
    assert refusal(archive_of, bytes(locked)) == "archive_locked"


def test_a_member_that_is_not_what_the_directory_says_is_refused() -> None:
    data = bytearray(archive({"a": b"picture of somebody"}, zipfile.ZIP_STORED))
    data[data.index(b"picture")] ^= 1
    assert refusal(archive_of(bytes(data)).read, "a") == "archive_damaged"
    assert zlib.crc32(b"picture of somebody") != zlib.crc32(b"qicture of somebody")


def test_a_face_comes_out_of_an_ansi_nist_file_with_the_day_it_was_taken() -> None:
    data = type10_file(b"\xff\xd8 a picture \x1c\x1d\x1e\x1f with any byte")
    assert looks_like_type10(data)
    assert faces(data) == (FacePicture(b"\xff\xd8 a picture \x1c\x1d\x1e\x1f with any byte", date(2024, 5, 17)),)


def test_other_records_and_other_images_are_passed_over() -> None:
    scar = type10(b"scar", image_type="SCAR", idc=1)
    face = type10(b"face", idc=2, date="")
    fingerprint = struct.pack(">I", 24) + bytes(20)
    assert faces(file_of((10, scar), (4, fingerprint), (10, face))) == (FacePicture(b"face", None),)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "type10_malformed"),
        (type10_file(b"x")[:-1], "type10_malformed"),
        (type10_file(b"x") + b"\x1c", "type10_malformed"),
        (file_of((10, type10(b"x"))).replace(b"1.003:1\x1f1", b"1.003:1\x1f2"), "type10_malformed"),
        (file_of((10, type10(b"x", date="20240231"))), "type10_malformed"),
        (file_of((10, type10(b"x", compression="WSQ20"))), "type10_compression"),
        (file_of((10, type10(b"x", image_type="SCAR"))), "type10_no_face"),
        (file_of((10, type10(b""))), "type10_malformed"),
    ],
    ids=["empty", "cut", "trailing", "count", "date", "compression", "no face", "no data"],
)
def test_an_ansi_nist_file_that_is_not_in_form_is_refused(data: bytes, code: str) -> None:
    assert refusal(faces, data) == code


def test_every_code_has_a_sentence_of_ours_and_of_the_pages() -> None:
    from overt.web.apply.picture_words import problem_words

    unknown = problem_words("no such code")
    for code, sentence in SENTENCES.items():
        assert sentence.endswith(".")
        assert problem_words(code) != unknown, code
