"""Appending on a real database: in order, in the act's own transaction, or not at all."""

import hmac
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

from overt.ledger import EventRefused, LedgerUnwritable, merkle
from overt.ledger.append import append
from overt.ledger.entry import time_text
from overt.ledger.models import LedgerHead, LedgerRow
from overt.ledger.read import entries_after, entries_between, entries_of, entries_within, size
from overt.ledger.tree import read_head, roots_at

pytestmark = pytest.mark.django_db(transaction=True)

ACTOR, DEPLOYMENT, ALERT = "a" * 32, "d" * 32, "e" * 32


def record(view: str = "same") -> None:
    append("alert.adjudicated", actor=ACTOR, deployment=DEPLOYMENT, subject=ALERT, role="operator", view=view)


def test_an_entry_is_kept_as_canonical_json_and_read_back_whole() -> None:
    before = datetime.now(UTC)
    with transaction.atomic():
        entry = append("watchlist.sealed", actor=ACTOR, deployment=DEPLOYMENT, entries=3, watchlist_digest="0" * 64)
    row = LedgerRow.objects.get()
    kept = bytes(row.entry)
    assert kept == json.dumps(json.loads(kept), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    said = json.loads(kept)
    assert len(kept) % 256 == 0
    assert set(said.pop("pad")) <= {"0"}
    assert said == {
        "v": 2,
        "event": "watchlist.sealed",
        "after": 0,
        "time": hmac.digest(bytes(row.salt), time_text(entry.at).encode(), "sha256").hex(),
        "actor": ACTOR,
        "deployment": DEPLOYMENT,
        "number": 0,
        "previous": "",
        "subject": "",
        "details": {"entries": 3, "watchlist_digest": "0" * 64},
    }
    assert entries_after(-1) == [entry]
    assert (entry.index, entry.leaf_hash) == (0, merkle.leaf_hash(kept))
    assert before <= entry.at <= before + timedelta(minutes=1)


def test_entries_are_numbered_and_the_head_is_the_root_over_all() -> None:
    for _ in range(9):
        with transaction.atomic():
            record()
            record("cannot_tell")
    entries = entries_after(-1)
    head = read_head()
    assert [entry.index for entry in entries] == list(range(18))
    assert size() == 18
    assert head is not None
    assert head.root() == merkle.root(entry.leaf_hash for entry in entries)


def test_a_reader_pages_through_without_missing_one() -> None:
    with transaction.atomic():
        for _ in range(7):
            record()
    assert [entry.index for entry in entries_after(2, limit=3)] == [3, 4, 5]
    assert entries_after(6) == []


def test_a_rollback_leaves_nothing_and_no_gap() -> None:
    with transaction.atomic():
        record()
    with pytest.raises(RuntimeError), transaction.atomic():
        record()
        raise RuntimeError("the act failed")
    with transaction.atomic():
        record()
    assert [entry.index for entry in entries_after(-1)] == [0, 1]


def test_a_rolled_back_savepoint_takes_its_entry_with_it() -> None:
    with transaction.atomic():
        record()
        with pytest.raises(RuntimeError), transaction.atomic():
            record()
            raise RuntimeError
        record()
    assert [entry.index for entry in entries_after(-1)] == [0, 1]
    head = read_head()
    assert head is not None
    assert head.root() == merkle.root(entry.leaf_hash for entry in entries_after(-1))


def test_nothing_is_appended_outside_a_transaction() -> None:
    with pytest.raises(LedgerUnwritable) as refused:
        record()
    assert refused.value.code == "outside_transaction"
    assert size() == 0


@pytest.mark.parametrize(
    "names",
    [{"actor": "Ada Lovelace"}, {"actor": ""}, {"actor": ACTOR, "deployment": "town-square"},
     {"actor": ACTOR, "subject": "AB12 CDE"}],
)  # fmt: skip
def test_a_name_in_place_of_an_opaque_id_is_refused(names: dict[str, str]) -> None:
    with pytest.raises(EventRefused) as refused, transaction.atomic():
        append("deployment.expired", **names)  # type: ignore[arg-type]
    assert refused.value.code == "value_refused"
    assert size() == 0


@pytest.mark.parametrize("actor", ["software", "rule:recording-rehearsal", ACTOR])
def test_people_the_software_and_rules_may_act(actor: str) -> None:
    with transaction.atomic():
        append("deployment.expired", actor=actor, deployment=DEPLOYMENT)
    assert entries_after(-1)[0].actor == actor


def test_what_the_event_table_does_not_declare_is_not_appended() -> None:
    for event, details in (
        ("person.followed", {}),
        ("deployment.closed", {"name": "x"}),
        ("tally.recorded", {"frames": 0.5}),
    ):
        with pytest.raises(EventRefused), transaction.atomic():
            append(event, actor=ACTOR, **details)  # type: ignore[arg-type]
    assert size() == 0


def test_an_entry_that_no_entry_bundle_could_hold_is_refused() -> None:
    with pytest.raises(EventRefused) as refused, transaction.atomic():
        append("watchlist.entry_added", actor=ACTOR, deployment=DEPLOYMENT, pictures=["f" * 32] * 2_000)
    assert refused.value.code == "entry_too_large"
    assert size() == 0


def test_an_entry_cannot_be_changed_or_deleted_through_its_model() -> None:
    with transaction.atomic():
        record()
    row = LedgerRow.objects.get()
    for change in (row.save, row.delete, LedgerRow.objects.all().delete, lambda: LedgerRow.objects.update(entry=b"")):
        with pytest.raises(LedgerUnwritable):
            change()
    assert size() == 1


def test_a_lost_head_row_stops_the_ledger_instead_of_starting_a_second_one() -> None:
    with transaction.atomic():
        record()
    LedgerHead.objects.all().delete()
    with pytest.raises(LedgerUnwritable) as refused, transaction.atomic():
        record()
    assert refused.value.code == "ledger_unwritable"
    assert size() == 1


@pytest.mark.parametrize("frontier", [b"", b"\x00" * 31, b"\x00" * 64])
def test_a_damaged_head_row_stops_the_ledger(frontier: bytes) -> None:
    with transaction.atomic():
        record()
    LedgerHead.objects.update(frontier=frontier)
    with pytest.raises(LedgerUnwritable) as refused, transaction.atomic():
        record()
    assert refused.value.code == "head_broken"
    assert size() == 1


def test_a_database_that_went_read_only_refuses_the_act() -> None:
    with transaction.atomic():
        record()
    _forbid_writing()
    try:
        with pytest.raises((LedgerUnwritable, DatabaseError)), transaction.atomic():
            record()
    finally:
        connection.close()
    assert size() == 1


def test_threads_never_fork_gap_or_reorder() -> None:
    problems: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(15):
                with transaction.atomic():
                    record()
                    record("cannot_tell")
        except BaseException as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    _expect_whole(4 * 30)


WRITER = """
import sys, django
django.setup()
from django.db import transaction
from overt.ledger.append import append
from overt.ledger.entry import time_text
for turn in range(20):
    try:
        with transaction.atomic():
            append("deployment.expired", actor=sys.argv[1] * 32, deployment="d" * 32)
            append("deployment.expired", actor=sys.argv[1] * 32, deployment="d" * 32)
            if turn % 4 == 3:
                raise InterruptedError
    except InterruptedError:
        pass
"""


def test_processes_never_fork_gap_or_reorder_even_when_some_roll_back(home: Path) -> None:
    environment = os.environ | {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, name], env=environment, stderr=subprocess.PIPE, text=True)
        for name in "abc"
    ]
    failures = [errors for writer in writers if (errors := writer.communicate(timeout=120)[1])]
    assert failures == []
    _expect_whole(3 * 15 * 2)
    actors = [entry.actor for entry in entries_after(-1, 1_000)]
    assert actors[0::2] == actors[1::2], "two entries of one transaction stand together"


def _expect_whole(count: int) -> None:
    entries, head = entries_after(-1, 10_000), read_head()
    assert [entry.index for entry in entries] == list(range(count))
    assert head is not None
    assert head.size == count
    assert head.root() == merkle.root(entry.leaf_hash for entry in entries)


def _forbid_writing() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("SET default_transaction_read_only = on")


def test_entries_are_found_by_deployment_and_by_their_moment() -> None:
    other = "f" * 32
    for deployment in (DEPLOYMENT, other, DEPLOYMENT):
        with transaction.atomic():
            append("deployment.halted", actor=ACTOR, deployment=deployment)
    assert [entry.index for entry in entries_of(DEPLOYMENT)] == [0, 2]
    assert [entry.index for entry in entries_between(DEPLOYMENT, 0, 2)] == [2]
    assert [entry.index for entry in entries_between(DEPLOYMENT, -1, 1)] == [0]
    moments = [entry.at for entry in entries_after(-1)]
    assert [entry.index for entry in entries_within(moments[0], moments[2], 9)] == [0, 1], "not in its last moment"
    assert [entry.index for entry in entries_within(moments[1], moments[2] + timedelta(seconds=1), 2)] == [1]


def test_the_root_at_an_earlier_size_is_worked_out_from_the_entries() -> None:
    for _ in range(5):
        with transaction.atomic():
            record()
    leaves = [merkle.leaf_hash(bytes(row.entry)) for row in LedgerRow.objects.order_by("index")]
    assert roots_at(0, 3, 5, 9) == {size: merkle.root(leaves[:size]) for size in (0, 3, 5)}
    assert roots_at(2) == {2: merkle.root(leaves[:2])}
