"""The enrolment service with all its parts real: vault, records, ledger, engine, locked-up reader; faces are drawn."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.create_deployment import create_deployment
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.values import EngineFacts
from overt.enrol import host, service
from overt.enrol.errors import ReaderUnavailable
from overt.enrol.lookalikes import decode_template
from overt.ledger.read import entries_after
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Deployment, ListWarning, PictureState, WatchlistPicture
from overt.rehearsal.head import View, build, render
from overt.rehearsal.people import load_people
from overt.vault import RecordKind
from overt.vision import engines
from overt.vision.assess import assess_picture
from overt.vision.passports import passport
from overt.vision.pictures import read_picture
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ENGINE = "dlib"


@cache
def head(number: int, yaw: float = 0.0, side: int = 360) -> Image.Image:
    """One drawn person on a grey ground, seen from the front unless turned."""
    drawn = render(build(load_people()[number]), View(yaw=yaw), side, side * 0.45)
    ground = Image.new("RGBA", (side, side), (150, 155, 160, 255))
    return Image.alpha_composite(ground, Image.fromarray(drawn)).convert("RGB")


def file(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def face(number: int = 0, **options: float) -> bytes:
    return file(head(number, **options), quality=95)


def two_faces() -> bytes:
    both = Image.new("RGB", (720, 360))
    both.paste(head(0), (0, 0))
    both.paste(head(1), (360, 0))
    return file(both, quality=95)


def no_face() -> bytes:
    return file(Image.linear_gradient("L").resize((400, 400)).convert("RGB"))


def tiny_face() -> bytes:
    ground = Image.new("RGB", (640, 480), (150, 155, 160))
    ground.paste(head(0).resize((100, 100), Image.Resampling.LANCZOS), (270, 190))
    return file(ground, quality=95)


def lying_on_its_side() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return file(head(0).transpose(Image.Transpose.ROTATE_90), quality=95, exif=exif)


def png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A file of some hundred kilobytes that unpacks to 432 megabytes."""
    packer = zlib.compressobj(9)
    line = b"\0" + bytes(3 * 12_000)
    packed = b"".join(packer.compress(line) for _ in range(12_000)) + packer.flush()
    return png(12_000, 12_000, packed)


def small_bomb() -> bytes:
    """A picture of permitted size whose data unpack to far more than it declares."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    return png(64, 64, packed)


def polyglot() -> bytes:
    """A JPEG that is a ZIP archive and a web page too."""
    return face(0) + b"<script>alert(1)</script>PK\x05\x06" + bytes(18)


def page_that_calls_itself_a_picture() -> bytes:
    return b"GIF89a<script>alert(1)</script>" + bytes(200)


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "a face": face,
    "a face turned by EXIF": lying_on_its_side,
    "a face in CMYK": lambda: file(head(0).convert("CMYK"), quality=95),
    "a face in PNG with transparency": lambda: file(head(0).convert("RGBA"), "PNG"),
    "a face in WebP": lambda: file(head(0), "WEBP", quality=95),
    "a face in a file that is other things too": polyglot,
}
REFUSED: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "two faces": (two_faces, {"two_faces"}),
    "no face": (no_face, {"no_face"}),
    "a tiny face": (tiny_face, {"too_small", "no_face"}),
    "a truncated JPEG": (lambda: face()[:4000], {"picture_damaged"}),
    "a decompression bomb": (bomb, {"picture_too_many_pixels"}),
    "a bomb behind a small size": (small_bomb, {"no_face", "picture_damaged", "memory", "processor"}),
    "huge dimensions": (lambda: png(2**31 - 1, 2**31 - 1, b""), {"picture_too_many_pixels", "picture_damaged"}),
    "no dimensions": (lambda: png(0, 0, b""), {"picture_damaged", "picture_unknown", "picture_too_small"}),
    "another format": (page_that_calls_itself_a_picture, {"picture_unknown"}),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", {"picture_unknown"}),
    "one byte": (lambda: b"\xff", {"picture_unknown"}),
    "an animation": (
        lambda: file(head(0), "WEBP", save_all=True, append_images=[head(1)], duration=100),
        {"picture_animated"},
    ),
}


def engine_facts() -> EngineFacts:
    told = passport(ENGINE)
    return EngineFacts(ENGINE, told.digest, frozenset(told.fit_for), tuple(str(end) for end in told.threshold_scale))


@pytest.fixture
def draft(home: Path) -> tuple[make.People, Deployment]:
    who = make.people()
    return who, create_deployment(who.team_member, make.plan(engine=engine_facts()))


def listed(draft: tuple[make.People, Deployment], *pictures: bytes, label: str = "Subject") -> list[WatchlistPicture]:
    who, deployment = draft
    unique = f"{label} {new_id()}"
    entry = add_to_watchlist(
        who.team_member, deployment, label=unique, category="volunteer", reason="drawn", pictures=pictures
    )
    return list(entry.pictures.order_by("id"))


def check() -> int:
    return service.check_waiting(site.vault(), ENGINE)


def now(picture: WatchlistPicture) -> WatchlistPicture:
    return WatchlistPicture.objects.get(pk=picture.pk)


def test_pictures_of_every_allowed_kind_are_accepted_with_a_template_only_a_warrant_opens(draft) -> None:
    rows = [listed(draft, make_file(), label=name)[0] for name, make_file in ACCEPTED.items()]
    assert check() == len(ACCEPTED)
    for name, row in zip(ACCEPTED, rows, strict=True):
        checked = now(row)
        assert checked.state == PictureState.ACCEPTED, (name, checked.reasons)
        assert checked.quality_json["inter_eye_distance_px"] > 24
        assert checked.template_digest
    assert _opened(draft[1], rows[0]) == pytest.approx(_template_made_here(face()), abs=1e-5)
    for row in rows:
        assert _opened(draft[1], row).tobytes() not in bytes(now(row).template_sealed)


def test_pictures_that_cannot_be_used_are_refused_one_by_one_in_words_and_the_rest_go_on(draft) -> None:
    rows = {name: listed(draft, made(), label=name)[0] for name, (made, _) in REFUSED.items()}
    last = listed(draft, face(2), label="last")[0]
    assert check() == len(REFUSED) + 1
    for name, row in rows.items():
        checked = now(row)
        assert checked.state == PictureState.REFUSED, name
        assert set(checked.reasons) <= REFUSED[name][1], (name, checked.reasons)
        assert checked.quality_json["words"].endswith("."), name
        assert not checked.template_sealed
    assert now(last).state == PictureState.ACCEPTED


def test_an_empty_file_is_refused_before_it_is_ever_sealed(draft) -> None:
    from overt.actions.errors import ActionRefused

    with pytest.raises(ActionRefused, match="empty"):
        listed(draft, b"")


def test_a_name_with_path_tricks_reaches_no_path(draft, home: Path) -> None:
    before = {path for path in home.parent.rglob("*") if "media" not in path.parts}
    row = listed(draft, face(), label="../../../etc/passwd\x00.jpg")[0]
    assert check() == 1
    assert now(row).state == PictureState.ACCEPTED
    after = {path for path in home.parent.rglob("*") if "media" not in path.parts}
    assert {path.name for path in after - before} <= {"overt.sqlite3-wal", "overt.sqlite3-shm"}
    assert [path.name for path in (home / "media" / "watchlist_picture").iterdir()] == [f"{row.id}.sealed"]


def test_the_ledger_tells_what_each_check_found_in_codes(draft) -> None:
    good, bad = listed(draft, face())[0], listed(draft, no_face())[0]
    check()
    told = {entry.subject: entry for entry in entries_after(-1) if entry.event == "watchlist.picture_checked"}
    assert told[good.id].details["accepted"] is True
    assert told[good.id].details["template_digest"] == now(good).template_digest
    assert told[bad.id].details["reasons"] == ["no_face"]
    assert all(entry.actor == "software" for entry in told.values())


def test_the_same_person_listed_twice_is_told_to_the_owners_of_the_list(draft) -> None:
    first = listed(draft, face(0), label="A")[0]
    second = listed(draft, face(0, yaw=0.1), label="B")[0]
    check()
    assert {now(row).state for row in (first, second)} == {PictureState.ACCEPTED}
    warning = ListWarning.objects.get()
    assert warning.code == "same_person_twice"
    assert {warning.picture_id, warning.other} in ({first.id, second.entry_id}, {second.id, first.entry_id})
    assert all("same_person_twice" not in str(now(row).quality_json) for row in (first, second))


def test_two_people_under_one_entry_are_told_to_the_owners_of_the_list(draft) -> None:
    rows = listed(draft, face(0), face(1))
    check()
    warning = ListWarning.objects.get()
    assert (warning.code, warning.other) == ("unlike_own_entry", "")
    assert warning.picture_id in {row.id for row in rows}


def test_a_list_is_never_compared_with_another_list(home: Path) -> None:
    who = make.people()
    drafts = [
        (who, create_deployment(who.team_member, make.plan(engine=engine_facts(), title=f"Draft {n}"))) for n in (1, 2)
    ]
    rows = [listed(each, face(0))[0] for each in drafts]
    assert check() == 2
    assert {now(row).state for row in rows} == {PictureState.ACCEPTED}
    assert not ListWarning.objects.exists()


def test_a_sealed_list_is_not_looked_into(draft) -> None:
    who, deployment = draft
    listed(draft, face(0))
    check()
    seal_watchlist(who.team_member, deployment)
    WatchlistPicture.objects.update(state=PictureState.WAITING)
    assert check() == 0


def test_a_draft_made_for_another_engine_waits_and_is_logged(home: Path, caplog) -> None:
    who = make.people()
    row = listed((who, create_deployment(who.team_member, make.plan())), face())[0]
    assert check() == 0
    assert now(row).state == PictureState.WAITING
    assert "waits for another engine" in caplog.text


def test_a_stored_picture_that_was_altered_or_lost_is_refused_in_words(draft, home: Path) -> None:
    altered, lost, good = (listed(draft, face(number))[0] for number in range(3))
    envelope = bytearray(media.read(home, "watchlist_picture", altered.id))
    envelope[100] ^= 1
    media.write(home, "watchlist_picture", altered.id, bytes(envelope))
    media.delete(home, "watchlist_picture", lost.id)
    assert check() == 3
    assert now(altered).reasons == ["sealed_broken"]
    assert now(lost).reasons == ["file_missing"]
    assert now(good).state == PictureState.ACCEPTED


def test_one_pictures_envelope_in_anothers_place_does_not_open(draft, home: Path) -> None:
    first, second = (listed(draft, face(number))[0] for number in range(2))
    media.write(home, "watchlist_picture", second.id, media.read(home, "watchlist_picture", first.id))
    check()
    assert now(second).reasons == ["sealed_broken"]


def test_a_reader_that_cannot_start_leaves_every_picture_waiting(draft, monkeypatch) -> None:
    row = listed(draft, face())[0]
    monkeypatch.setattr(host, "worker_command", lambda options: [sys.executable, "-c", "raise SystemExit(1)"])
    with pytest.raises(ReaderUnavailable, match="no picture was read"):
        check()
    assert now(row).state == PictureState.WAITING


def test_a_service_killed_at_any_moment_loses_nothing_and_goes_on(draft, home: Path, campaign_seed: int) -> None:
    rows = [listed(draft, face(number), label=str(number))[0] for number in range(6)]
    rng = np.random.default_rng(campaign_seed)
    endings: list[int] = []
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", SERVICE], env=_environment(home))
        _wait_for_one_more(rows, process)
        time.sleep(float(rng.uniform(0, 0.3)))
        process.send_signal(signal.SIGKILL)
        endings.append(process.wait())
    assert -signal.SIGKILL in endings, "no service was killed at work"
    check()
    assert all(now(row).state == PictureState.ACCEPTED for row in rows)
    told = [entry.subject for entry in entries_after(-1) if entry.event == "watchlist.picture_checked"]
    assert sorted(told) == sorted(row.id for row in rows), "each picture is settled exactly once"
    assert list(home.glob("**/.part-*")) == []


def _opened(deployment: Deployment, row: WatchlistPicture) -> np.ndarray:
    with site.vault().enrolment_warrant(deployment.id) as warrant:
        sealed = bytes(now(row).template_sealed)
        return decode_template(warrant.open(RecordKind.WATCHLIST_TEMPLATE, row.id, sealed), 128)


def _template_made_here(picture: bytes) -> np.ndarray:
    engine = engines.load(ENGINE)
    chip = assess_picture(engine, read_picture(picture)).chip
    assert chip is not None
    return engine.templates(chip[None])[0]


SERVICE = (
    "import django; django.setup()\n"
    "from overt.actions import site\n"
    "from overt.enrol import service\n"
    f"service.check_waiting(site.vault(), '{ENGINE}')"
)


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}


def _wait_for_one_more(rows: list[WatchlistPicture], process: subprocess.Popen[bytes]) -> None:
    waiting = sum(now(row).state == PictureState.WAITING for row in rows)
    for _ in range(600):
        if process.poll() is not None or sum(now(row).state == PictureState.WAITING for row in rows) < waiting:
            return
        time.sleep(0.05)
