"""Lists brought onto a draft by the real service: from folders, archives and uploads; killed and gone on with."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher

from overt.actions import site
from overt.actions.create_deployment import create_deployment
from overt.actions.end_role import end_role
from overt.actions.upload_list import upload_list
from overt.actions.values import SubjectDetails
from overt.enrol import service
from overt.enrol.importing import ListImport
from overt.enrol.lists import open_list
from overt.enrol.lock import working_alone
from overt.law.roles import Role
from overt.ledger.read import entries_of
from overt.records import media
from overt.records.models import Deployment, Person, PictureState, WatchlistEntry, WatchlistPicture, WatchlistUpload
from overt.records.queries.watchlist import sealed_details
from overt.vault import RecordKind
from tests import make
from tests.integration.enrol.test_service import ENGINE, engine_facts, face, file, head, no_face, png
from tests.unit.enrol.type10_making import type10_file

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "subject_reference,category,reason,picture\n"


class Heard:
    """Counts what an import tells."""

    def __init__(self) -> None:
        self.entries = self.pictures = 0

    def listed(self, entries: int) -> None:
        self.entries += entries

    def checked(self, pictures: int) -> None:
        self.pictures += pictures


@pytest.fixture
def draft(home: Path, settings) -> tuple[make.People, Deployment]:
    settings.OVERT = settings.OVERT.model_copy(update={"engine": ENGINE})
    who = make.people()
    return who, create_deployment(who.team_member, make.plan(engine=engine_facts()))


def folder_of(tmp_path: Path, files: dict[str, bytes], rows: list[str]) -> Path:
    folder = tmp_path / "list"
    folder.mkdir()
    (folder / "watchlist.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def archive_of(files: dict[str, bytes], rows: list[str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr("watchlist.csv", HEADER + "".join(f"{row}\n" for row in rows))
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()


def test_a_folder_is_imported_and_checked_and_each_bad_row_costs_itself(draft, tmp_path: Path) -> None:
    who, deployment = draft
    files = {
        "a.jpg": face(0),
        "b.png": file(head(1), "PNG"),
        "c.an2": type10_file(face(2)),
        "d.gif": face(3),
        "nobody.jpg": no_face(),
    }
    rows = [
        "A,missing,r,a.jpg",
        "B,missing,r,b.png",
        "C,missing,r,c.an2",
        "D,missing,r,d.gif",
        "N,missing,r,nobody.jpg",
    ]
    rows += ["Gone,missing,r,gone.jpg", "Out,missing,r,../a.jpg", "A2,Not a code,r,a.jpg"]
    heard = Heard()
    with open_list(folder_of(tmp_path, files, rows)) as opened:
        work = ListImport(who.team_member, deployment.id, opened, resume=False)
        assert service.import_list(site.vault(), work, deployment.id, heard)
    assert sorted((one.row, one.code) for one in work.problems) == [
        (7, "file_missing"),
        (8, "file_name_unsafe"),
        (9, "category_malformed"),
    ]
    states = dict(WatchlistPicture.objects.values_list("entry__id", "state"))
    named = {_label(deployment, entry): states[entry] for entry in states}
    assert named == {"A": "accepted", "B": "accepted", "C": "accepted", "D": "accepted", "N": "refused"}
    assert (heard.entries, heard.pictures, work.added) == (5, 5, 5)


def _label(deployment: Deployment, entry: str) -> str:
    with site.vault().enrolment_warrant(deployment.id) as warrant:
        opened = warrant.open(RecordKind.WATCHLIST_ENTRY, entry, sealed_details(entry))
    return SubjectDetails.from_bytes(opened).label


def test_an_import_killed_at_any_moment_goes_on_and_lists_everybody_once(draft, home: Path, tmp_path: Path) -> None:
    who, deployment = draft
    known_to_the_command(who.team_member)
    number = 200
    rows = [f"Subject {each},missing,r,{each % 4}.jpg" for each in range(number)]
    folder = folder_of(tmp_path, {f"{each}.jpg": face(each) for each in range(4)}, rows)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "overt",
            "watchlist",
            "import",
            deployment.id,
            str(folder),
            "--as",
            who.team_member.login,
        ],
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(6000):
        if process.poll() is not None or WatchlistEntry.objects.exists():
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    listed_before = WatchlistEntry.objects.count()
    assert 0 < listed_before < number, "the import was killed in the middle"
    again = subprocess.run(
        [
            *(sys.executable, "-m", "overt", "watchlist", "import", deployment.id, str(folder)),
            *("--as", who.team_member.login, "--resume", "--json"),
        ],
        env=_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(again.stdout)
    assert told["entries_already_there"] + told["entries_added"] == number
    assert told["entries_already_there"] == listed_before
    assert (told["pictures_accepted"], told["pictures_waiting"], told["problems"]) == (number, 0, [])
    assert again.returncode == 0
    assert WatchlistEntry.objects.count() == WatchlistPicture.objects.count() == number
    checked = [entry.subject for entry in entries_of(deployment.id) if entry.event == "watchlist.picture_checked"]
    assert len(checked) == len(set(checked)) == number
    assert media.records(home, "watchlist_picture") == set(WatchlistPicture.objects.values_list("id", flat=True))
    assert len(site.vault().keys_of(deployment.id, RecordKind.WATCHLIST_PICTURE)) == number


def known_to_the_command(person: Person) -> None:
    """Keep the password as a site keeps it; tests keep it in a cheaper way, which no command accepts."""
    hasher = ScryptPasswordHasher()
    person.password = hasher.encode(make.PASSWORD, hasher.salt())
    person.save()


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "OVERT_HOME": str(home),
        "OVERT_ENGINE": ENGINE,
        "OVERT_PASSWORD": make.PASSWORD,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


def test_a_list_sent_in_is_read_in_the_senders_name_and_its_file_destroyed(draft, home: Path) -> None:
    who, deployment = draft
    upload = upload_list(
        who.team_member,
        deployment,
        archive_of({"a.jpg": face(0)}, ["A,missing,r,a.jpg", "B,missing,r,gone.jpg"]),
    )
    assert service.check_waiting(site.vault(), ENGINE) == 1
    row = WatchlistUpload.objects.get()
    assert (row.state, row.entries, row.problems_json) == ("read", 1, [[3, "file_missing"]])
    entry = WatchlistEntry.objects.get()
    assert entry.added_by == who.team_member.id
    assert entry.pictures.get().state == PictureState.ACCEPTED
    assert media.records(home, "watchlist_upload") == set()
    assert not site.vault().has_key(deployment.id, RecordKind.WATCHLIST_UPLOAD, upload.id)
    assert service.check_waiting(site.vault(), ENGINE) == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no archive at all", "archive_damaged"),
        (archive_of({"../../evil.jpg": b"x"}, []), "archive_unsafe"),
        (archive_of({}, [])[:40], "archive_damaged"),
    ],
    ids=["not a zip", "path traversal", "cut short"],
)
def test_a_hostile_upload_is_refused_with_its_code_and_stops_nobody_else(draft, content: bytes, code: str) -> None:
    who, deployment = draft
    upload_list(who.team_member, deployment, content)
    upload_list(who.team_member, deployment, archive_of({"a.jpg": face(0)}, ["A,missing,r,a.jpg"]))
    assert service.check_waiting(site.vault(), ENGINE) == 1
    found = WatchlistUpload.objects.order_by("uploaded_at")
    assert [(row.entries, row.problems_json) for row in found] == [(0, [[0, code]]), (1, [])]


def test_a_sender_whose_role_ended_brings_nothing_onto_the_list(draft) -> None:
    who, deployment = draft
    upload_list(who.team_member, deployment, archive_of({"a.jpg": face(0)}, ["A,missing,r,a.jpg"]))
    end_role(who.administrator, who.team_member, Role.TEAM_MEMBER)
    service.check_waiting(site.vault(), ENGINE)
    assert WatchlistUpload.objects.get().problems_json == [[0, "role_missing"]]
    assert not WatchlistEntry.objects.exists()


def test_a_picture_of_200_megapixels_costs_itself_only(draft, tmp_path: Path) -> None:
    who, deployment = draft
    folder = folder_of(
        tmp_path,
        {"bomb.png": png(20_000, 10_000, b""), "a.jpg": face(0)},
        ["B,missing,r,bomb.png", "A,missing,r,a.jpg"],
    )
    with open_list(folder) as opened:
        work = ListImport(who.team_member, deployment.id, opened, resume=False)
        service.import_list(site.vault(), work, deployment.id, Heard())
    reasons = sorted((row.state, tuple(row.reasons)) for row in WatchlistPicture.objects.all())
    assert reasons == [("accepted", ()), ("refused", ("picture_too_many_pixels",))]


def test_two_services_do_not_check_one_site_at_once(home: Path) -> None:
    with working_alone(home) as first, working_alone(home) as second:
        assert (first, second) == (True, False)
    with working_alone(home) as again:
        assert again
