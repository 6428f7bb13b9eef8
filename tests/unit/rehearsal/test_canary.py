import base64
import bz2
import gzip
import io
import json
import lzma
import sqlite3
import urllib.parse
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from overt.rehearsal.canary import Canary, search
from overt.rehearsal.errors import CanaryUnusable
from tests.unit.rehearsal.canary_making import NAMES, canary_of, encoded, forms, found_in, pairs, probe_of, template_of

ONE, OTHER = NAMES[:2]


@pytest.mark.parametrize("kind", ["float32", "float64", "float16"])
@pytest.mark.parametrize(("order", "word"), [("<", ""), (">", " big-endian")])
def test_a_template_written_as_numbers_of_any_width_and_byte_order_is_found(
    kind: str, order: str, word: str, tmp_path: Path
) -> None:
    content = template_of(ONE).astype(np.dtype(kind).newbyteorder(order)).tobytes()
    assert forms(found_in(tmp_path, content), ONE) == {f"template {kind}{word}"}


def test_a_template_scaled_to_unit_length_is_found(tmp_path: Path) -> None:
    template = template_of(ONE)
    content = (template / np.linalg.norm(template)).tobytes()
    assert forms(found_in(tmp_path, content), ONE) == {"template at unit length float32"}


def test_a_quarter_of_a_template_is_found(tmp_path: Path) -> None:
    assert forms(found_in(tmp_path, template_of(ONE)[41:73].tobytes()), ONE) == {"template float32"}


@pytest.mark.parametrize(
    "write",
    [
        lambda t: json.dumps([float(x) for x in t]),
        lambda t: json.dumps([round(float(x), 4) for x in t], indent=2),
        lambda t: ",".join(f"{x:.5e}" for x in t),
        lambda t: np.array2string(t),
        lambda t: "\n".join(str(x) for x in t),
    ],
    ids=["json", "json rounded and indented", "scientific", "numpy", "lines"],
)
def test_a_template_written_out_in_decimals_is_found(write: object, tmp_path: Path) -> None:
    assert callable(write)
    assert "template decimal text" in forms(found_in(tmp_path, write(template_of(ONE)).encode()), ONE)


@pytest.mark.parametrize(
    ("layout", "form"),
    [
        (lambda p: p, "RGB"),
        (lambda p: p[..., ::-1], "BGR"),
        (lambda p: p.transpose(2, 0, 1), "planar red"),
        (lambda p: np.asarray(p @ np.array([0.299, 0.587, 0.114]) + 0.5, np.uint8), "grey"),
    ],
    ids=["RGB", "BGR", "planar", "grey"],
)
def test_the_rows_of_a_probe_are_found_in_every_layout(layout: object, form: str, tmp_path: Path) -> None:
    assert callable(layout)
    content = np.ascontiguousarray(layout(probe_of(ONE))).tobytes()
    assert f"probe rows {form}" in forms(found_in(tmp_path, content), ONE)


def test_a_single_row_of_a_probe_is_found(tmp_path: Path) -> None:
    assert forms(found_in(tmp_path, probe_of(ONE)[60].tobytes()), ONE) == {"probe rows RGB"}


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("write", [base64.b64encode, base64.urlsafe_b64encode, base64.encodebytes])
def test_base64_is_found_in_every_alignment_alphabet_and_with_line_breaks(
    before: str, write: object, tmp_path: Path
) -> None:
    assert callable(write)
    content = b'{"field":"' + before.encode() + write(template_of(ONE).tobytes()) + b'"}'
    assert forms(found_in(tmp_path, content), ONE) == {"template float32 inside base64"}


@pytest.mark.parametrize("skip", [0, 1, 2])
def test_base64_that_begins_in_the_middle_of_a_template_is_found(skip: int, tmp_path: Path) -> None:
    content = base64.b64encode(template_of(ONE).tobytes()[skip:])[7:]
    assert forms(found_in(tmp_path, content), ONE) == {"template float32 inside base64"}


@pytest.mark.parametrize("before", [b"'", b"'a"])
@pytest.mark.parametrize("upper", [False, True])
def test_hexadecimal_is_found_in_both_cases_and_alignments(before: bytes, upper: bool, tmp_path: Path) -> None:
    text = template_of(ONE).tobytes().hex()
    content = before + (text.upper() if upper else text).encode() + b"'"
    assert forms(found_in(tmp_path, content), ONE) == {"template float32 inside hexadecimal"}


def test_bytes_written_as_a_list_of_numbers_are_found(tmp_path: Path) -> None:
    content = json.dumps(probe_of(ONE).tolist()).encode()
    assert "probe rows RGB inside decimal bytes" in forms(found_in(tmp_path, content), ONE)


def zipped(content: bytes, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("some/name", content)
    return out.getvalue()


def npz(content: bytes) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(out, template=np.frombuffer(content, np.float64))
    return out.getvalue()


PACKERS = {
    "zlib": zlib.compress,
    "gzip": gzip.compress,
    "zip": lambda content: zipped(content, zipfile.ZIP_DEFLATED),
    "zip with lzma": lambda content: zipped(content, zipfile.ZIP_LZMA),
    "zip with bz2": lambda content: zipped(content, zipfile.ZIP_BZIP2),
    "npz": npz,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda content: lzma.compress(content, lzma.FORMAT_ALONE),
}


@pytest.mark.parametrize("packer", PACKERS)
def test_a_template_is_found_in_every_kind_of_compressed_stream_wherever_it_begins(packer: str, tmp_path: Path) -> None:
    # As float64 it has zeros that compress, so that its bytes do not lie in the open in the stream.
    found = forms(found_in(tmp_path, PACKERS[packer](template_of(ONE).astype(np.float64).tobytes())), ONE)
    assert len(found) == 1
    assert next(iter(found)).startswith("template float64 inside ")


@pytest.mark.parametrize("packer", [zlib.compress, gzip.compress])
def test_a_compressed_stream_that_was_cut_short_is_searched_as_far_as_it_goes(packer: object, tmp_path: Path) -> None:
    assert callable(packer)
    (tmp_path / "cut").write_bytes(packer(template_of(ONE).tobytes() * 4)[:-60])
    assert {canary for canary, _ in pairs(search(tmp_path, [canary_of(ONE)]))} == {ONE}


def test_streams_inside_streams_are_opened_down_to_the_stated_depth_and_no_further(tmp_path: Path) -> None:
    content = json.dumps({"a": base64.b64encode(gzip.compress(template_of(ONE).tobytes())).decode()}).encode()
    assert found_in(tmp_path, bz2.compress(content))
    deeper = content
    for _ in range(4):
        deeper = bz2.compress(deeper)
    assert not found_in(tmp_path, deeper)


def test_a_percent_encoded_query_breaks_base64_into_pieces_and_the_pieces_are_found(tmp_path: Path) -> None:
    query = urllib.parse.urlencode({"t": base64.b64encode(template_of(ONE).tobytes()).decode()})
    assert forms(found_in(tmp_path, query.encode()), ONE) == {"template float32 inside base64"}


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_picture_in_a_database_row_is_found_though_it_spills_over_pages(journal: str, tmp_path: Path) -> None:
    picture = encoded(probe_of(ONE), quality=100)
    assert len(picture) > 2 * 4096
    database = sqlite3.connect(tmp_path / "overt.sqlite3")
    database.execute(f"pragma journal_mode={journal}")
    database.execute("create table note (id integer primary key, text text, content blob)")
    database.executemany("insert into note (text, content) values (?, ?)", [("a" * 900, b"b" * 5000)] * 30)
    database.execute("insert into note (text, content) values ('later', ?)", [picture])
    database.commit()
    found = forms(pairs(search(tmp_path, [canary_of(ONE), canary_of(OTHER)])), ONE)
    database.close()
    assert any("SQLite records" in form and form.startswith("picture jpeg") for form in found)


def test_a_template_in_a_row_that_was_deleted_is_found_while_its_bytes_remain(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "overt.sqlite3")
    database.execute("pragma secure_delete=off")
    database.execute("create table note (content blob)")
    database.execute("insert into note values (?)", [template_of(ONE).tobytes()])
    database.commit()
    database.execute("delete from note")
    database.commit()
    database.close()
    assert forms(pairs(search(tmp_path, [canary_of(ONE)])), ONE) == {"template float32"}


@pytest.mark.parametrize(
    ("probe", "template"),
    [
        (None, None),
        (np.zeros((80, 80, 3), np.uint8), None),
        (np.zeros((80, 80), np.uint8), None),
        (np.zeros((12, 12, 3), np.uint8), None),
        (None, np.zeros(128, np.float32)),
        (None, np.arange(128, dtype=np.float64)),
        (None, np.arange(8, dtype=np.float32)),
        (None, np.full(128, np.nan, np.float32)),
    ],
    ids=["nothing", "plain", "no colours", "tiny", "zeros", "float64", "short", "not numbers"],
)
def test_a_canary_whose_finding_would_mean_nothing_is_refused(probe: object, template: object) -> None:
    with pytest.raises(CanaryUnusable, match="anary one"):
        Canary("one", probe, template)  # type: ignore[arg-type]
