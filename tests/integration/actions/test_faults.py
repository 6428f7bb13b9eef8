"""Bad luck, injected: a ledger, database or disk that refuses; a process killed in the middle. Nothing is half-done."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.adjudicate import adjudicate
from overt.actions.authorise import authorise
from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.close import close
from overt.actions.create_deployment import create_deployment
from overt.actions.end_camera_run import end_camera_run
from overt.actions.erase_alert import erase_alert
from overt.actions.errors import NotRecorded
from overt.actions.finish_erasures import finish_erasures
from overt.actions.grant_role import grant_role
from overt.actions.halt import halt
from overt.actions.raise_alert import raise_alert
from overt.actions.record_consent import record_consent
from overt.actions.record_engagement import record_engagement
from overt.actions.refuse import refuse
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.show_alert import show_alert
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.values import Tally
from overt.actions.withdraw_entry import withdraw_entry
from overt.law.roles import Role
from overt.ledger.errors import LedgerUnwritable
from overt.records import media
from overt.records.models import Alert, ErasureReceipt, WatchlistEntry
from overt.vault import RecordKind
from tests import make

Rows = Callable[[], dict[str, list[tuple[object, ...]]]]


def _entry(who: make.People) -> Callable[[], object]:
    deployment = make.draft(who)
    named = {"label": "a", "category": "wanted", "reason": "r", "pictures": [b"x", b"y"]}
    return lambda: add_to_watchlist(who.team_member, deployment, **named)  # type: ignore[arg-type]


def _start(who: make.People) -> Callable[[], object]:
    deployment, silver = make.authorised(who), who.silver
    return lambda: start(silver, deployment)


def _alert(who: make.People) -> Callable[[], object]:
    new = make.new_alert(make.camera_run(make.live(who)))
    return lambda: raise_alert(new)


def _authorise(who: make.People) -> Callable[[], object]:
    deployment, officer = make.submitted(who), who.authorising_officer
    return lambda: authorise(officer, deployment, reasons=make.FOUR_TESTS)


def _seal(who: make.People) -> Callable[[], object]:
    deployment = make.draft(who)
    return lambda: seal_watchlist(who.team_member, deployment)


def _submit(who: make.People) -> Callable[[], object]:
    deployment = make.draft(who)
    seal_watchlist(who.team_member, deployment)
    return lambda: submit(who.team_member, deployment)


def _refuse(who: make.People) -> Callable[[], object]:
    deployment, officer = make.submitted(who), who.authorising_officer
    return lambda: refuse(officer, deployment, reason="no")


def _halt(who: make.People) -> Callable[[], object]:
    deployment, silver = make.live(who), who.silver
    return lambda: halt(silver, deployment, reason="glare")


def _close(who: make.People) -> Callable[[], object]:
    deployment, silver = make.live(who), who.silver
    return lambda: close(silver, deployment)


def _create(who: make.People) -> Callable[[], object]:
    team = who.team_member
    return lambda: create_deployment(team, make.plan())


def _grant(who: make.People) -> Callable[[], object]:
    other = make.person(who.administrator)
    return lambda: grant_role(who.administrator, other, Role.SILVER)


def _run(who: make.People) -> Callable[[], object]:
    deployment = make.live(who)
    return lambda: begin_camera_run(deployment, camera="north", pid=1)


def _end_run(who: make.People) -> Callable[[], object]:
    run = make.camera_run(make.live(who))
    return lambda: end_camera_run(run, Tally(frames=1))


def _show(who: make.People) -> Callable[[], object]:
    alert, operator = make.alert(make.camera_run(make.live(who))), who.operator
    return lambda: show_alert(operator, alert)


def _adjudicate(who: make.People) -> Callable[[], object]:
    alert, operator = make.alert(make.camera_run(make.live(who))), who.operator
    return lambda: adjudicate(operator, alert, view="same")


def _engage(who: make.People) -> Callable[[], object]:
    alert, officer = make.alert(make.camera_run(make.live(who))), who.engagement_officer
    return lambda: record_engagement(officer, alert, reason_before_recorded="emergency")


def _withdraw_entry(who: make.People) -> Callable[[], object]:
    make.live(who)
    entry, silver = WatchlistEntry.objects.get(), who.silver
    return lambda: withdraw_entry(silver, entry, reason="found")


def _consent(who: make.People) -> Callable[[], object]:
    deployment = make.draft(who)
    return lambda: record_consent(who.team_member, deployment, text="I agree")


def _erase(who: make.People) -> Callable[[], object]:
    alert, dpo = make.alert(make.camera_run(make.live(who))), who.dpo
    return lambda: erase_alert(dpo, alert)


ACTS = [
    _create,
    _entry,
    _consent,
    _seal,
    _submit,
    _authorise,
    _refuse,
    _start,
    _halt,
    _close,
    _run,
    _end_run,
    _alert,
    _show,
    _adjudicate,
    _engage,
    _withdraw_entry,
    _erase,
    _grant,
]
every_act = pytest.mark.parametrize("prepared", ACTS, ids=lambda prepare: prepare.__name__.strip("_"))


def keys_and_files(home: Path) -> tuple[object, ...]:
    vault = site.vault()
    keys = {
        (name, kind, key) for name in vault.deployments() for kind in RecordKind for key in vault.keys_of(name, kind)
    }
    return keys, media.records(home, "alert"), media.records(home, "watchlist_picture")


@every_act
def test_an_act_the_ledger_does_not_take_changes_nothing(
    who: make.People, home: Path, everything: Rows, monkeypatch: pytest.MonkeyPatch, prepared: Callable[..., object]
) -> None:
    call = prepared(who)
    before, kept = everything(), keys_and_files(home)

    def refuse_entry(*_: object, **__: object) -> None:
        raise LedgerUnwritable("ledger_unwritable", "The ledger could not be written, so nothing was done.")

    monkeypatch.setattr("overt.actions.act.append_all", refuse_entry)
    with pytest.raises(NotRecorded):
        call()  # type: ignore[operator]
    assert everything() == before
    assert keys_and_files(home) == kept


@contextmanager
def read_only() -> Iterator[None]:
    """Make the real database refuse every write, as a file system gone read-only does."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@every_act
def test_an_act_on_a_database_gone_read_only_changes_nothing(
    who: make.People, home: Path, everything: Rows, prepared: Callable[..., object]
) -> None:
    call = prepared(who)
    before, kept = everything(), keys_and_files(home)
    with read_only(), pytest.raises(NotRecorded):
        call()  # type: ignore[operator]
    assert everything() == before
    assert keys_and_files(home) == kept


def test_a_lease_is_not_renewed_on_a_database_gone_read_only(who: make.People) -> None:
    run = make.camera_run(make.live(who))
    with read_only(), pytest.raises(NotRecorded):
        renew_camera_run(run, Tally(frames=1))


@pytest.mark.parametrize("prepared", [_alert, _entry], ids=["alert", "entry"])
@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_no_alert_no_picture_and_no_key(
    who: make.People,
    home: Path,
    everything: Rows,
    monkeypatch: pytest.MonkeyPatch,
    prepared: Callable[..., object],
    failing: str,
) -> None:
    call = prepared(who)
    before, kept = everything(), keys_and_files(home)

    def no_space(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = "overt.records.media.os.fsync" if failing == "fsync" else "overt.records.media.Path.replace"
    with monkeypatch.context() as patch:
        patch.setattr(target, no_space)
        with pytest.raises(NotRecorded, match="No space left"):
            call()  # type: ignore[operator]
    assert everything() == before
    assert keys_and_files(home) == kept
    assert list((home / "media").rglob(".part-*")) == []


def test_an_act_within_somebody_elses_transaction_is_refused(who: make.People) -> None:
    """The act must be committed when it returns; a transaction around it could still undo it."""
    from django.db import transaction

    deployment = make.live(who)
    with pytest.raises(RuntimeError), transaction.atomic():
        halt(who.silver, deployment, reason="x")


KILLED_ERASING = """
import os, signal, sys
import django
django.setup()
from overt.actions import _erasing, site
from overt.actions.erase_alert import erase_alert
from overt.actions.system import SOFTWARE
def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
step, alert = sys.argv[1:]
if step == "before_keys":
    site.vault().destroy_record = kill
elif step == "before_files":
    _erasing.media.delete = kill
else:
    _erasing._conclude = kill
erase_alert(SOFTWARE, alert)
"""


def run_and_be_killed(home: Path, script: str, *arguments: str) -> None:
    environment = {**os.environ, "OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == -9, done.stderr.decode()


@pytest.mark.parametrize("step", ["before_keys", "before_files", "before_rows"])
def test_an_erasure_killed_at_any_step_is_finished_at_the_next_start(who: make.People, home: Path, step: str) -> None:
    from overt.vault.clock import SystemClock

    site.forget_vault(SystemClock())
    alert = make.alert(make.camera_run(make.live(who)))
    run_and_be_killed(home, KILLED_ERASING, step, alert.id)
    assert Alert.objects.count() == 1
    assert finish_erasures().completed == 1
    assert not Alert.objects.exists()
    assert media.records(home, "alert") == set()
    assert ErasureReceipt.objects.get().keys_destroyed == 1


KILLED_RAISING = """
import os, pickle, signal, sys
import django
django.setup()
from overt.actions import raise_alert as raising
from overt.records import media
new = pickle.loads(sys.stdin.buffer.read())
write = media.write
def write_and_die(*arguments):
    if sys.argv[1] == "after_write":
        write(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
raising.media.write = write_and_die
raising.raise_alert(new)
"""


@pytest.mark.parametrize("step", ["before_write", "after_write"])
def test_an_alert_killed_before_its_commit_leaves_no_trace_after_the_next_start(
    who: make.People, home: Path, everything: Rows, step: str
) -> None:
    import pickle

    from overt.vault.clock import SystemClock

    site.forget_vault(SystemClock())
    new = make.new_alert(make.camera_run(make.live(who)))
    before, kept = everything(), keys_and_files(home)
    environment = {**os.environ, "OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    command = [sys.executable, "-c", KILLED_RAISING, step]
    done = subprocess.run(
        command, input=pickle.dumps(new), env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == -9, done.stderr.decode()
    assert everything() == before
    finish_erasures()
    assert keys_and_files(home) == kept
    raise_alert(new)
    assert Alert.objects.count() == 1
