"""Backups hold no key; what comes back cannot bring back what was erased."""

import os
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.back_up_site import back_up_site, record_restored
from overt.actions.close import close
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused
from overt.actions.finish_erasures import finish_erasures
from overt.actions.rotate_site_key import rotate_site_key
from overt.actions.system import SOFTWARE
from overt.actions.withdraw_entry import withdraw_entry
from overt.ledger.read import entries_of
from overt.records import media
from overt.records.backup import make_backup, restore_backup
from overt.records.errors import BackupRefused
from overt.records.models import Alert, Deployment, ErasureIntent, ErasureReceipt, WatchlistEntry
from overt.vault import FileStore, KeyMissing, RecordKind
from tests import make


def bytes_of_keys(home: Path) -> list[bytes]:
    return [path.read_bytes() for path in (home / "keys").iterdir() if path.stat().st_size]


@pytest.mark.clause("M-50")
def test_a_backup_holds_the_records_and_no_key(who: make.People, home: Path, tmp_path: Path) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    made = back_up_site(tmp_path / "one.tar")
    with tarfile.open(tmp_path / "one.tar") as archive:
        names = archive.getnames()
        contents = [archive.extractfile(name).read() for name in names]  # type: ignore[union-attr]
    assert f"media/alert/{alert.id}.sealed" in names
    assert "overt.sqlite3" in names
    assert not [name for name in names if "key" in name.lower() and not name.startswith("ledger/")]
    for secret in bytes_of_keys(home):
        assert not [name for name, content in zip(names, contents, strict=True) if secret in content]
    assert set(made.files) == set(names) - {"manifest.json"}
    assert (tmp_path / "one.tar").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ActionRefused) as refused:
        back_up_site(tmp_path / "one.tar")
    assert refused.value.code == "backup_exists"


@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["a link", "a second name"])
def test_a_key_that_got_among_the_records_is_refused(
    who: make.People, home: Path, tmp_path: Path, link: Callable[..., None]
) -> None:
    make.alert(make.camera_run(make.live(who)))
    link(home / "keys" / "site.key", home / "media" / "alert" / "innocent.sealed")
    with pytest.raises(ActionRefused) as refused:
        back_up_site(tmp_path / "one.tar")
    assert refused.value.code in {"backup_link", "backup_key"}
    assert not list(tmp_path.glob("one.tar"))
    assert not list(tmp_path.glob(".backup-*"))


def roll_back(home: Path, database: bytes, sealed: dict[str, bytes]) -> None:
    """Bring back an older database and older sealed files, as a restore does; the keys stay.

    The database is rolled back through SQLite: a file taken from under a connection that another test left open would
    break every test after this one.
    """
    older = home / "older.sqlite3"
    older.write_bytes(database)
    with closing(sqlite3.connect(older)) as source, closing(sqlite3.connect(home / "overt.sqlite3")) as target:
        source.backup(target)
    older.unlink()
    for name, content in sealed.items():
        (home / "media" / "alert" / name).write_bytes(content)


def kept_now(home: Path, tmp_path: Path) -> tuple[bytes, dict[str, bytes]]:
    """What a backup holds at this moment."""
    back_up_site(tmp_path / "kept.tar")
    with tarfile.open(tmp_path / "kept.tar") as archive:
        read = {name: archive.extractfile(name).read() for name in archive.getnames()}  # type: ignore[union-attr]
    alerts = {Path(name).name: content for name, content in read.items() if name.startswith("media/alert/")}
    return read["overt.sqlite3"], alerts


@pytest.mark.clause("M-43")
@pytest.mark.clause("M-50")
def test_what_was_erased_after_a_backup_cannot_come_back(who: make.People, home: Path, tmp_path: Path) -> None:
    deployment = make.live(who, entries=3)
    run = make.camera_run(deployment)
    erased, kept = make.alert(run), make.alert(run)
    envelope = media.read(home, "alert", erased.id)
    withdrawn = WatchlistEntry.objects.filter(deployment=deployment).first()
    assert withdrawn is not None
    database, sealed = kept_now(home, tmp_path)
    erase_alert(SOFTWARE, erased)
    withdraw_entry(who.silver, withdrawn, reason="a mistake")
    roll_back(home, database, sealed)
    assert Alert.objects.filter(pk=erased.id).exists(), "the backup brought the row back"
    with pytest.raises(KeyMissing):
        site.vault().open_alert(deployment.id, erased.id, envelope)
    assert finish_erasures().keyless == 2
    assert not Alert.objects.filter(pk=erased.id).exists()
    assert media.records(home, "alert") == {kept.id}
    again = WatchlistEntry.objects.get(pk=withdrawn.id)
    assert again.withdrawn_at is not None
    assert bytes(again.details_sealed) == b""
    grounds = set(ErasureIntent.objects.values_list("ground", flat=True))
    assert grounds == {"key_destroyed"}
    assert site.vault().open_alert(deployment.id, kept.id, media.read(home, "alert", kept.id))
    assert finish_erasures().keyless == 0


def test_a_whole_list_that_was_destroyed_stays_destroyed(who: make.People, home: Path, tmp_path: Path) -> None:
    deployment = close(who.silver, make.live(who, entries=2), reason="over")
    database, sealed = kept_now(home, tmp_path)
    erase_watchlist(SOFTWARE, deployment)
    site.vault().destroy_deployment(deployment.id, "alerts")
    roll_back(home, database, sealed)
    assert WatchlistEntry.objects.filter(deployment=deployment).count() == 2
    assert finish_erasures().keyless == 2
    row = Deployment.objects.get()
    assert not WatchlistEntry.objects.exists()
    assert row.watchlist_destroyed_at is not None
    assert row.alerts_destroyed_at is not None
    assert set(ErasureReceipt.objects.values_list("what", flat=True)) == {"watchlist", "alerts_key"}


def test_keys_of_another_site_erase_nothing(who: make.People, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from overt import vault

    alert = make.alert(make.camera_run(make.live(who)))
    (home / "other").mkdir()
    monkeypatch.setattr(site._opened, "vault", vault.create(home / "other"))
    assert finish_erasures().keyless == 0
    assert Alert.objects.filter(pk=alert.id).exists()


def test_a_rotation_and_a_restore_are_on_record(who: make.People, home: Path, tmp_path: Path) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    rotate_site_key(FileStore())
    assert site.vault().open_alert(alert.deployment_id, alert.id, media.read(home, "alert", alert.id))
    record_restored(back_up_site(tmp_path / "one.tar"))
    events = [entry.event for entry in entries_of("")]
    assert [event for event in events if event.startswith("site.")][-3:] == [
        "site.key_rotated",
        "site.backed_up",
        "site.restored",
    ]


# The file itself, without a site


def a_site(folder: Path) -> Path:
    import sqlite3

    (folder / "media" / "alert").mkdir(parents=True)
    (folder / "media" / "alert" / "a.sealed").write_bytes(b"sealed")
    (folder / "ledger").mkdir()
    (folder / "ledger" / "checkpoint").write_bytes(b"note")
    (folder / "overt.toml").write_text("site_name = 'x'\n")
    (folder / "keys").mkdir(mode=0o700)
    (folder / "keys" / "site.key").write_bytes(b"k" * 32)
    database = sqlite3.connect(folder / "overt.sqlite3")
    database.execute("CREATE TABLE t (n)")
    database.commit()
    make_backup(folder, database, folder.parent / "site.tar")
    database.close()
    return folder.parent / "site.tar"


def test_a_backup_comes_back_beside_the_keys_and_sets_the_longer_ledger_aside(tmp_path: Path) -> None:
    archive = a_site(tmp_path / "site")
    home = tmp_path / "new"
    (home / "keys").mkdir(parents=True)
    (home / "ledger").mkdir()
    (home / "ledger" / "checkpoint").write_bytes(b"a longer one")
    restore_backup(archive, home)
    assert (home / "media" / "alert" / "a.sealed").read_bytes() == b"sealed"
    assert (home / "ledger" / "checkpoint").read_bytes() == b"note"
    assert (home / "overt.sqlite3").read_bytes().startswith(b"SQLite format 3")
    assert [path.read_bytes() for path in home.glob("ledger.before-*/checkpoint")] == [b"a longer one"]
    assert list((home / "keys").iterdir()) == []
    with pytest.raises(BackupRefused) as refused:
        restore_backup(archive, home)
    assert refused.value.code == "database_there"


def rewritten(archive: Path, **changed: bytes | None) -> None:
    """Write an archive again with files replaced, added or (None) left out."""
    import io

    with tarfile.open(archive) as old:
        files = {name: old.extractfile(name).read() for name in old.getnames()}  # type: ignore[union-attr]
    with tarfile.open(archive, "w") as new:
        for name, content in {**files, **{key.replace("__", "/"): value for key, value in changed.items()}}.items():
            if content is not None:
                head = tarfile.TarInfo(name)
                head.size = len(content)
                new.addfile(head, io.BytesIO(content))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"keys__site.key": b"k"}, "backup_foreign"),
        ({"..__outside": b"k"}, "backup_foreign"),
        ({"media__alert__a.sealed": b"other"}, "backup_altered"),
        ({"media__alert__a.sealed": None}, "backup_incomplete"),
        ({"media__alert__b.sealed": b"more"}, "backup_incomplete"),
        ({"manifest.json": b"{}"}, "not_a_backup"),
        ({"manifest.json": None}, "not_a_backup"),
        (
            {"manifest.json": b'{"format": "x", "made_at": "2026-01-01T00:00:00+00:00", "files": {}}'},
            "backup_incomplete",
        ),
    ],
)
def test_a_file_that_is_no_backup_of_ours_changes_nothing(
    tmp_path: Path, changed: dict[str, bytes | None], code: str
) -> None:
    archive = a_site(tmp_path / "site")
    rewritten(archive, **changed)
    with pytest.raises(BackupRefused) as refused:
        restore_backup(archive, tmp_path / "new")
    assert refused.value.code == code
    assert list((tmp_path / "new").iterdir()) == []


def test_anything_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("hello")
    with pytest.raises(BackupRefused) as refused:
        restore_backup(tmp_path / "letter", tmp_path / "new")
    assert refused.value.code == "not_a_backup"


@pytest.mark.clause("M-50")
def test_a_receipt_names_the_keys_the_rule_and_the_ground(who: make.People, home: Path) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    (key,) = [
        name for (kind, record), name in site.vault().key_ids(alert.deployment_id).items() if kind == RecordKind.ALERT
    ]
    receipt = erase_alert(SOFTWARE, alert)
    assert receipt.intent.key_ids_json == [key]
    assert (receipt.intent.rule, receipt.intent.ground) == ("erase_alert", "erase_by_time")
    assert receipt.keys_destroyed == 1
    assert key not in site.vault().key_ids(alert.deployment_id).values()
