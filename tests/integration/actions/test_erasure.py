"""Erasing: intent, key, row, receipt; on time, late, and after a crash between any two."""

from datetime import timedelta
from pathlib import Path

import pytest

from overt.actions import _erasing, site
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import NotRecorded
from overt.actions.finish_erasures import finish_erasures
from overt.actions.record_consent import record_consent
from overt.actions.record_outcome import record_outcome
from overt.actions.refuse import refuse
from overt.actions.review import review
from overt.actions.show_alert import show_alert
from overt.ledger.read import entries_after
from overt.records import media
from overt.records.models import (
    Alert,
    Consent,
    Deployment,
    ErasureIntent,
    ErasureReceipt,
    WatchlistEntry,
    WatchlistPicture,
)
from overt.records.queries.figures import alert_figures, erasure_figures
from overt.vault import KeyMissing, RecordKind
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal


class Killed(BaseException):
    """Stands for the process ending at this line: nothing after it runs."""


def killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.clause("M-69")
def test_a_list_is_destroyed_key_by_key_and_only_when_its_deployment_is_over(who: make.People, home: Path) -> None:
    deployment = make.live(who, entries=3)
    assert refusal(erase_watchlist, who.dpo, deployment) == "wrong_state"
    close(who.silver, deployment)
    receipt = erase_watchlist(who.dpo, deployment)
    assert receipt.keys_destroyed == 9
    assert not WatchlistEntry.objects.exists()
    assert media.records(home, "watchlist_picture") == set()
    for kind in set(RecordKind) - {RecordKind.MEMBERSHIP}:
        assert site.vault().keys_of(deployment.id, kind) == set()
    assert refusal(erase_watchlist, who.dpo, deployment) == "watchlist_is_not_destroyed"
    done = entries_after(-1)[-1]
    assert (done.event, done.details["keys"], done.details["receipt"]) == ("erasure.done", 9, receipt.id)


@pytest.mark.clause("M-69")
@pytest.mark.clause("E-96")
@pytest.mark.clause("M-73")
def test_a_review_needs_the_watchlist_destroyed_and_keeps_the_figures(who: make.People) -> None:
    deployment = make.live(who)
    make.alert(make.camera_run(deployment))
    close(who.silver, deployment)
    assert refusal(review, who.silver, deployment, findings="none") == "watchlist_is_destroyed"
    erase_watchlist(who.dpo, deployment)
    assert refusal(review, who.silver, deployment, findings=" ") == "findings_missing"
    written = review(who.silver, deployment, findings="no trend in the false alerts")
    assert written.figures_json["alerts"] == {"total": 1, "judged": {"unresolved": 1}, "disposals": {}}


@pytest.mark.clause("M-43")
def test_an_alert_is_kept_thirty_days_and_not_a_second_longer(who: make.People, clock: FakeClock, home: Path) -> None:
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    close(who.silver, deployment)
    clock.advance(timedelta(days=30, seconds=-1).total_seconds())
    assert not erase_due().alerts
    clock.advance(1)
    swept = erase_due()
    assert [receipt.what for receipt in swept.alerts] == ["alert"]
    assert swept.alerts[0].late_seconds == 0
    assert media.records(home, "alert") == set()
    assert not site.vault().has_key(deployment.id, RecordKind.ALERT, alert.id)
    assert refusal(show_alert, who.operator, alert) == "no_such_alert"


def test_an_alert_judged_false_goes_at_the_packs_own_time(who: make.People, clock: FakeClock) -> None:
    make.law_pack(who, "uk-app")
    run = make.camera_run(make.live(who))
    false, other = make.alert(run), make.alert(run)
    adjudicate(who.operator, false, view="not_the_same")
    clock.advance(timedelta(days=1).total_seconds())
    assert [receipt.what for receipt in erase_due().alerts] == ["false_alert"]
    assert Alert.objects.get().id == other.id


def test_an_erased_alert_still_counts(who: make.People) -> None:
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    adjudicate(who.operator, alert, view="not_the_same")
    before = alert_figures(deployment.id)
    erase_alert(who.dpo, alert, ground="rectification")
    assert not Alert.objects.exists()
    assert alert_figures(deployment.id) == before
    assert before.false == 1


@pytest.mark.clause("M-50")
@pytest.mark.clause("M-69")
def test_a_late_sweep_catches_up_and_says_how_late_it_was(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who)
    record_late = deployment.id
    close(who.silver, deployment)
    clock.advance(timedelta(hours=27).total_seconds())
    swept = erase_due()
    assert swept.late == 1
    assert swept.watchlists[0].late_seconds == 3 * 3600
    assert erasure_figures(record_late).late == 1
    assert erase_due().receipts == ()


def test_the_last_key_and_the_consents_go_when_the_last_alert_may(who: make.People, clock: FakeClock) -> None:
    deployment = make.draft(who)
    record_consent(who.team_member, deployment, text="I agree", document=b"scan")
    make.seal_watchlist(who.team_member, deployment)
    make.submit(who.team_member, deployment)
    refuse(who.authorising_officer, deployment, reason="not necessary")
    assert Deployment.objects.get().watchlist_erase_by == site.now() + timedelta(hours=24)
    clock.advance(timedelta(days=32).total_seconds())
    swept = erase_due()
    assert (len(swept.watchlists), len(swept.alert_keys)) == (1, 1)
    assert not Consent.objects.exists()
    assert site.vault().deployments() == set()


@pytest.mark.parametrize("step", ["destroy", "conclude"])
def test_what_a_kill_cut_short_is_finished_at_the_next_start(
    who: make.People, home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    dpo = who.dpo
    with monkeypatch.context() as patch:
        if step == "destroy":
            patch.setattr(site.vault(), "destroy_record", killed)
        else:
            patch.setattr(_erasing, "_conclude", killed)
        with pytest.raises(Killed):
            erase_alert(dpo, alert)
    assert ErasureIntent.objects.get().done_at is None
    assert Alert.objects.count() == 1
    assert refusal(show_alert, who.operator, alert) == "being_erased"
    found = finish_erasures()
    assert found.completed == 1
    assert not Alert.objects.exists()
    assert media.records(home, "alert") == set()
    assert ErasureReceipt.objects.get().keys_destroyed == 1
    assert finish_erasures().completed == 0


def test_a_receipt_that_could_not_be_written_leaves_the_erasure_open(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    dpo = who.dpo

    def refuse_save(*_: object, **__: object) -> None:
        raise make.site_error()

    with monkeypatch.context() as patch:
        patch.setattr(_erasing, "_file", refuse_save)
        with pytest.raises(NotRecorded):
            erase_alert(dpo, alert)
    assert ErasureIntent.objects.get().done_at is None
    assert not site.vault().has_key(deployment.id, RecordKind.ALERT, alert.id)
    finish_erasures()
    assert ErasureReceipt.objects.count() == 1


def test_keys_and_files_without_a_row_are_destroyed_and_those_with_one_are_left(who: make.People, home: Path) -> None:
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    vault = site.vault()
    orphan = "a" * 32
    for kind in RecordKind:
        vault.seal(deployment.id, kind, orphan, b"left by a crash")
    vault.create_deployment("b" * 32)
    media.write(home, "alert", "c" * 32, b"left by a crash")
    media.write(home, "watchlist_picture", "d" * 32, b"left by a crash")
    (home / "media" / "alert" / ".part-xyz").write_bytes(b"half written")
    found = finish_erasures()
    assert (found.orphan_keys, found.orphan_media, found.half_written) == (2, 2, 1)
    assert vault.deployments() == {deployment.id}
    assert not any(vault.has_key(deployment.id, kind, orphan) for kind in RecordKind)
    assert vault.has_key(deployment.id, RecordKind.ALERT, alert.id)
    assert media.records(home, "alert") == {alert.id}
    assert show_alert(who.operator, alert).probe_jpeg == b"probe jpeg"
    assert len(media.records(home, "watchlist_picture")) == WatchlistPicture.objects.count()
    with vault.warrant(make.claim(deployment)):
        pass
    assert finish_erasures() == type(found)(0, 0, 0, 0, 0)


def test_notes_about_an_alert_die_with_its_key(who: make.People) -> None:
    from overt.actions.record_engagement import record_engagement

    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    record_engagement(who.engagement_officer, alert, reason_before_recorded="emergency")
    outcome = record_outcome(who.engagement_officer, alert, identity="same", disposal="arrest", note="PACE section 24")
    sealed = bytes(outcome.note_sealed)
    erase_alert(who.dpo, alert)
    with pytest.raises(KeyMissing):
        site.vault().open_alert(deployment.id, alert.id, sealed)
    assert alert_figures(deployment.id).disposals == {"arrest": 1}
