import hashlib
import json
import os
import sqlite3
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest

from overt.rehearsal import _containers, canary
from overt.rehearsal.canary import search
from tests.unit.rehearsal.canary_making import NAMES, canary_of, encoded, probe_of, template_of

ONE = NAMES[0]


def write_clean_home(home: Path) -> None:
    """Write what a site leaves: sealed bytes, a database with digests and scores, a report, pictures of others."""
    generator = np.random.default_rng(17)
    (home / "media" / "alert").mkdir(parents=True)
    for index in range(8):
        (home / "media" / "alert" / f"{index:032x}").write_bytes(generator.bytes(100_000))
    database = sqlite3.connect(home / "overt.sqlite3")
    database.execute("create table entry (leaf text, details text, sealed blob)")
    for index in range(800):
        leaf = hashlib.sha256(b"%d" % index).hexdigest()
        details = json.dumps({"score": f"{generator.random():.5f}", "n": index, "of": list(range(index % 40))})
        database.execute("insert into entry values (?, ?, ?)", [leaf, details, generator.bytes(index * 7)])
    database.commit()
    database.close()
    drawing = b" ".join(b"%.3f %.3f l" % (x, y) for x, y in generator.uniform(0, 595, (5000, 2)))
    (home / "report.pdf").write_bytes(b"%PDF-1.7\n1 0 obj stream\n" + zlib.compress(drawing) + b"\nendstream\n%%EOF")
    others = json.dumps([[float(x) for x in template_of(name)] for name in NAMES[8:12]])
    (home / "others.json").write_text(others)
    for name in NAMES[8:12]:
        (home / f"{name}.jpg").write_bytes(encoded(probe_of(name), quality=85))
        (home / f"{name}.npy").write_bytes(probe_of(name).tobytes() + template_of(name).tobytes())


@pytest.mark.clause("M-42")
def test_a_clean_home_gives_no_hit_and_says_how_much_was_searched(tmp_path: Path) -> None:
    write_clean_home(tmp_path)
    findings = search(tmp_path, [canary_of(name) for name in NAMES[:8]])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert findings.hits == ()
    assert findings.complete
    assert findings.files_searched == len(files)
    assert findings.bytes_searched == sum(path.stat().st_size for path in files)
    assert findings.pictures_decoded == 4
    assert findings.streams_opened > 0


@pytest.mark.clause("M-42")
def test_one_canary_planted_in_a_full_home_is_the_only_hit(tmp_path: Path) -> None:
    write_clean_home(tmp_path)
    sealed = tmp_path / "media" / "alert" / f"{3:032x}"
    content = bytearray(sealed.read_bytes())
    content[40_003:40_003] = template_of(ONE).tobytes()
    sealed.write_bytes(content)
    findings = search(tmp_path, [canary_of(name) for name in NAMES[:8]])
    assert [(hit.file, hit.canary, hit.form) for hit in findings.hits] == [
        (f"media/alert/{3:032x}", ONE, "template float32")
    ]


@pytest.mark.parametrize("offset", [(2 << 20) - 30, (2 << 20) - 3, 2 << 20, (2 << 20) + 5])
def test_a_canary_across_the_border_of_two_blocks_is_found(offset: int, tmp_path: Path) -> None:
    content = bytes(offset) + template_of(ONE)[:12].tobytes() + bytes(100)
    (tmp_path / "file").write_bytes(content)
    assert len(search(tmp_path, [canary_of(ONE)]).hits) == 1


def test_files_of_a_few_bytes_and_empty_ones_are_searched(tmp_path: Path) -> None:
    for size in range(40):
        (tmp_path / f"{size}").write_bytes(b"x" * size)
    findings = search(tmp_path, [canary_of(ONE)])
    assert (findings.files_searched, findings.bytes_searched, findings.hits) == (40, 780, ())


def test_a_file_and_a_folder_that_cannot_be_read_are_named_and_the_rest_is_searched() -> None:
    # The tests may run as root and must then become somebody who may not read, yet may come as far as this folder.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "closed").write_bytes(template_of(ONE).tobytes())
        (home / "locked").mkdir(mode=0o700)
        (home / "open").write_bytes(template_of(ONE).tobytes())
        (home / "closed").chmod(0)
        (home / "locked").chmod(0)
        planted, user = canary_of(ONE), os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            findings = search(home, [planted])
        finally:
            os.seteuid(user)
    assert [hit.file for hit in findings.hits] == ["open"]
    assert not findings.complete
    assert len(findings.unreadable) == 2
    assert any("closed: the file could not be read" in sentence for sentence in findings.unreadable)
    assert any("locked: the folder could not be read" in sentence for sentence in findings.unreadable)


def test_a_folder_that_is_not_there_is_no_clean_folder(tmp_path: Path) -> None:
    findings = search(tmp_path / "nowhere", [canary_of(ONE)])
    assert not findings.complete
    assert "nowhere" in findings.unreadable[0]


def test_links_are_not_followed_and_are_named(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_bytes(template_of(ONE).tobytes())
    home = tmp_path / "home"
    home.mkdir()
    (home / "folder").symlink_to(tmp_path / "outside")
    (home / "file").symlink_to(tmp_path / "outside" / "file")
    (home / "loop").symlink_to(home)
    os.mkfifo(home / "pipe")
    findings = search(home, [canary_of(ONE)])
    assert findings.hits == ()
    assert {sentence.split(":")[0] for sentence in findings.unsearched} == {"folder", "file", "loop"}


def test_a_stream_that_unfolds_beyond_the_limit_is_cut_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_containers, "STREAM_LIMIT_BYTES", 1 << 20)
    (tmp_path / "bomb").write_bytes(zlib.compress(template_of(ONE).tobytes() + bytes(8 << 20)))
    findings = search(tmp_path, [canary_of(ONE)])
    assert [hit.canary for hit in findings.hits] == [ONE]
    assert "bomb: zlib at offset 0 unfolds to more than 1 MiB" in findings.unsearched[0]


def test_a_file_that_unfolds_to_more_than_all_that_is_searched_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canary, "MOST_UNFOLDED_BYTES", 1 << 20)
    (tmp_path / "many").write_bytes(zlib.compress(bytes(900_000)) + zlib.compress(bytes(900_000)))
    assert "the file has unfolded" in search(tmp_path, [canary_of(ONE)]).unsearched[0]


def test_a_search_without_canaries_finds_nothing_and_still_reads(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1000))
    assert search(tmp_path, []).bytes_searched == 1000
