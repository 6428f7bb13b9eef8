"""Every input and output call of the erasure path breaks once: no receipt without erasure, and nothing is forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import Error, connection

from overt.actions import site
from overt.actions.close import close
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.finish_erasures import finish_erasures
from overt.actions.system import SOFTWARE
from overt.records import media
from overt.records.models import Alert, Deployment, ErasureIntent, ErasureReceipt, WatchlistEntry
from overt.vault import RecordKind
from tests import make
from tests.attacks.faults import Faults, breaking


def after_a_power_cut() -> None:
    """Let go of everything this process holds, as its end would."""
    vault = site._opened.vault
    if vault is not None:
        vault.close()
    site._opened.vault = None
    connection.close()


def run_broken(
    act: Callable[[], object], at: int, *, from_then_on: bool = False, changing_only: bool = False
) -> Faults:
    site.vault()
    connection.ensure_connection()
    with breaking(at, from_then_on=from_then_on, changing_only=changing_only) as faults:
        after_a_power_cut()  # so that opening is watched too
        try:
            act()
        except (ActionRefused, NotRecorded, Error):
            assert faults.happened
    after_a_power_cut()
    return faults


def alert_is_there(home: Path, alert: Alert) -> tuple[bool, bool, bool]:
    """Whether its row, its key and its sealed file are there."""
    return (
        Alert.objects.filter(pk=alert.pk).exists(),
        alert.pk in site.vault().keys_of(alert.deployment_id, RecordKind.ALERT),
        alert.pk in media.records(home, "alert"),
    )


@pytest.mark.clause("M-43")
@pytest.mark.parametrize(
    ("from_then_on", "changing_only"),
    [
        pytest.param(True, True, id="power cut at a change"),
        pytest.param(True, False, id="power cut", marks=pytest.mark.long),
        pytest.param(False, False, id="one call breaks", marks=pytest.mark.long),
    ],
)
def test_whatever_call_breaks_an_alert_is_gone_with_a_receipt_or_there_and_due(
    who: make.People, home: Path, from_then_on: bool, changing_only: bool
) -> None:
    run = make.camera_run(make.live(who))
    at, broken = 0, True
    while broken:
        alert = make.alert(run)
        act = lambda one=alert: erase_alert(SOFTWARE, one)  # noqa: E731
        broken = run_broken(act, at, from_then_on=from_then_on, changing_only=changing_only).happened
        receipts = ErasureReceipt.objects.filter(intent__record=alert.pk)
        there = alert_is_there(home, alert)
        if receipts.exists():
            assert there == (False, False, False), f"a receipt without erasure, call {at}"
        else:
            assert there[0], f"a row gone without a receipt, call {at}"
            open_intent = ErasureIntent.objects.filter(record=alert.pk, done_at=None).exists()
            assert open_intent or there == (True, True, True), f"destroyed without an intent, call {at}"
        finish_erasures()
        if not receipts.exists():
            assert alert_is_there(home, alert) == (True, True, True)
            Alert.objects.filter(pk=alert.pk).update(erase_by=site.now())
            erase_due()
        assert alert_is_there(home, alert) == (False, False, False)
        assert receipts.count() == 1
        assert receipts.get().keys_destroyed == 1
        at += 1
    assert at > (20 if changing_only else 60), "the erasure of an alert makes more calls than that"


@pytest.mark.long
@pytest.mark.parametrize("from_then_on", [False, True], ids=["one call breaks", "power cut"])
def test_whatever_call_breaks_a_watchlist_is_gone_with_a_receipt_or_there_and_due(
    who: make.People, home: Path, from_then_on: bool
) -> None:
    at, broken = 0, True
    while broken:
        deployment = close(who.silver, make.live(who), reason="over")
        entries = WatchlistEntry.objects.filter(deployment=deployment).count()
        act = lambda one=deployment: erase_watchlist(SOFTWARE, one)  # noqa: E731
        broken = run_broken(act, at, from_then_on=from_then_on).happened
        receipts = ErasureReceipt.objects.filter(intent__record=deployment.pk)
        rows = WatchlistEntry.objects.filter(deployment=deployment).count()
        keys = site.vault().keys_of(deployment.pk, RecordKind.WATCHLIST_ENTRY)
        if receipts.exists():
            assert rows == len(keys) == 0, f"a receipt without erasure, call {at}"
        else:
            assert rows == entries > 0
            open_intent = ErasureIntent.objects.filter(record=deployment.pk, done_at=None).exists()
            assert open_intent or len(keys) == entries, f"destroyed without an intent, call {at}"
        finish_erasures()
        if not receipts.exists():
            Deployment.objects.filter(pk=deployment.pk).update(watchlist_erase_by=site.now())
            erase_due()
        assert not WatchlistEntry.objects.filter(deployment=deployment).exists()
        assert not site.vault().keys_of(deployment.pk, RecordKind.WATCHLIST_ENTRY)
        assert receipts.count() == 1
        at += 1
    assert at > 60
