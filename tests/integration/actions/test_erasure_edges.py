"""Erasures at their edges: done twice, overtaken, half of a record gone, a key that would not die."""

from pathlib import Path

import pytest

from overt.actions import finish_erasures as finishing
from overt.actions import site
from overt.actions._erasing import complete, intend
from overt.actions._keyless import erase_keyless
from overt.actions.act import act
from overt.actions.ask_about_list import ask_about_list
from overt.actions.attach_file import attach_file
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.close import close
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_attachment import erase_attachment
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused
from overt.actions.finish_erasures import finish_erasures
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.system import SOFTWARE
from overt.actions.upload_list import upload_list
from overt.actions.withdraw import withdraw
from overt.law.listing import AgeBand
from overt.records import media
from overt.records.models import (
    Alert,
    Application,
    ApplicationFile,
    Attachment,
    Deployment,
    ErasureClass,
    ErasureIntent,
    ErasureReceipt,
    MembershipCommitment,
    MembershipQuestion,
    QuestionGround,
    WatchlistUpload,
)
from overt.vault import RecordKind, Vault
from overt.vault.testing import FakeClock
from tests import assessing, make
from tests.integration.actions.test_authority import refusal


def intended(alert: Alert) -> ErasureIntent:
    """Put the erasure of an alert on record, and do no more of it."""
    with act(SOFTWARE, "erase_alert", alert.deployment_id) as acting:
        return intend(acting, ErasureClass.ALERT, alert.deployment_id, alert.pk, ground="a_test", due_at=acting.now)


def test_an_erasure_that_is_completed_twice_has_one_receipt(who: make.People) -> None:
    intent = intended(make.alert(make.camera_run(make.live(who))))
    first, again = complete(intent), complete(intent)
    assert first.pk == again.pk
    assert ErasureReceipt.objects.filter(intent=intent).count() == 1


def test_an_alert_whose_row_went_meanwhile_is_counted_as_none(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    intent = intended(alert)
    Alert.objects.filter(pk=alert.pk).delete()
    assert finish_erasures().completed == 1
    receipt = ErasureReceipt.objects.get(intent=intent)
    assert (receipt.records_deleted, receipt.keys_destroyed, receipt.judged) == (0, 1, "")
    assert not site.vault().has_key(alert.deployment_id, RecordKind.ALERT, alert.pk)


def test_there_is_no_receipt_while_a_key_still_lives(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "destroy_record", lambda *_: None)
        assert refusal(erase_alert, SOFTWARE, alert) == "keys_still_live"
    assert Alert.objects.filter(pk=alert.pk).exists()
    assert not ErasureReceipt.objects.exists()
    assert ErasureIntent.objects.get().done_at is None
    assert finish_erasures().completed == 1
    assert ErasureReceipt.objects.get().keys_destroyed == 1


def test_a_list_that_was_sent_in_and_lost_its_key_is_closed_with_a_receipt(who: make.People) -> None:
    upload = upload_list(who.team_member, make.draft(who), b"an archive")
    site.vault().destroy_record(upload.deployment_id, RecordKind.WATCHLIST_UPLOAD, upload.pk)
    assert finish_erasures().keyless == 1
    upload.refresh_from_db()
    assert upload.finished_at is not None
    assert ErasureReceipt.objects.get().what == "watchlist_upload"
    assert WatchlistUpload.objects.count() == 1


def test_a_file_of_the_case_that_lost_its_key_goes_with_a_receipt(who: make.People) -> None:
    file = attach_intelligence(who.team_member, make.draft(who), name="case.txt", content=b"a case")
    site.vault().destroy_record(file.deployment_id, RecordKind.APPLICATION_FILE, file.pk)
    assert finish_erasures().keyless == 1
    assert not ApplicationFile.objects.filter(pk=file.pk).exists()
    assert ErasureReceipt.objects.get().what == "application_file"


def test_a_file_of_a_document_that_lost_its_key_goes_with_a_receipt(who: make.People) -> None:
    document = assessing.in_force(who, "dpia")
    until = site.now().date().replace(year=site.now().year + 1)
    file = attach_file(who.dpo, document, name="a.txt", content=b"words", keep_until=until)
    site.vault().destroy_record(document.pk, RecordKind.DOCUMENT_ATTACHMENT, file.pk)
    assert finish_erasures().keyless == 1
    assert not Attachment.objects.exists()
    assert ErasureReceipt.objects.get().what == "document_attachment"
    assert refusal(erase_attachment, who.dpo, file.pk) == "no_such_attachment"


@pytest.mark.parametrize("what", [ErasureClass.ORPHAN_KEY, ErasureClass.ORPHAN_DEPLOYMENT, ErasureClass.ORPHAN_MEDIA])
def test_what_has_its_row_by_now_is_no_orphan_and_stays(who: make.People, what: ErasureClass) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    record = alert.deployment_id if what is ErasureClass.ORPHAN_DEPLOYMENT else alert.pk
    assert finishing._destroy(what, alert.deployment_id, record) == 0
    assert not ErasureIntent.objects.exists()
    assert site.vault().has_key(alert.deployment_id, RecordKind.ALERT, alert.pk)


def test_an_orphan_that_cannot_be_recorded_is_not_passed_over(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.live(who)
    site.vault().seal(deployment.pk, RecordKind.ALERT, "0" * 32, b"no row")

    def fail(*_: object, **__: object) -> None:
        raise make.site_error()

    monkeypatch.setattr(finishing, "intend", fail)
    with pytest.raises(ActionRefused):
        finish_erasures()
    assert site.vault().has_key(deployment.pk, RecordKind.ALERT, "0" * 32)


def test_what_is_being_erased_already_is_not_erased_as_keyless_too(who: make.People) -> None:
    deployment = make.submitted(who)
    document = assessing.in_force(who, "dpia")
    until = site.now().date().replace(year=site.now().year + 1)
    file = attach_file(who.dpo, document, name="a.txt", content=b"words", keep_until=until)
    for owner, record in site.vault().owned(RecordKind.MEMBERSHIP):
        site.vault().destroy_record(owner, RecordKind.MEMBERSHIP, record)
    site.vault().destroy_record(document.pk, RecordKind.DOCUMENT_ATTACHMENT, file.pk)
    told = {"ground": "a_test", "due_at": site.now()}
    with act(SOFTWARE, "finish_erasures", deployment) as acting:
        intend(acting, ErasureClass.MEMBERSHIP, deployment.pk, deployment.pk, **told)  # type: ignore[arg-type]
    with act(SOFTWARE, "finish_erasures") as acting:
        intend(acting, ErasureClass.ATTACHMENT, document.pk, file.pk, **told)  # type: ignore[arg-type]
    assert erase_keyless() == 0
    assert finish_erasures().completed == 2
    assert finish_erasures().keyless == 0


@pytest.mark.clause("M-69")
def test_answers_and_advice_go_at_their_own_time_and_the_decisions_digest_stays(
    who: make.People, clock: FakeClock
) -> None:
    deployment = make.live(who)
    digest = Deployment.objects.get(pk=deployment.pk).snapshot_digest
    close(who.silver, deployment)
    clock.advance((Application.objects.get(pk=deployment.pk).erase_by - site.now()).total_seconds() - 1)
    assert erase_due().applications == ()
    clock.advance(1)
    (receipt,) = erase_due().applications
    assert (receipt.what, receipt.late_seconds, receipt.keys_destroyed) == ("application", 0, 0)
    assert receipt.records_deleted == 1
    assert not Application.objects.exists()
    kept = Deployment.objects.get(pk=deployment.pk)
    assert (kept.snapshot_json, kept.snapshot_digest) == ("", digest)
    assert digest


@pytest.mark.clause("M-69")
def test_why_somebody_young_was_listed_goes_with_the_list(who: make.People) -> None:
    deployment = make.draft(who)
    young = make.entry(who.team_member, deployment, label="Young", age=AgeBand.FROM_13_TO_17)
    seal_watchlist(who.team_member, deployment)
    assert site.vault().keys_of(deployment.pk, RecordKind.ENTRY_CASE) == {young.pk}
    withdraw(who.team_member, deployment, reason="not needed")
    receipt = erase_watchlist(SOFTWARE, deployment)
    assert receipt.keys_destroyed == 7
    assert site.vault().keys_of(deployment.pk, RecordKind.ENTRY_CASE) == set()


def test_a_file_of_a_document_is_destroyed_before_its_time_with_a_receipt(who: make.People, home: Path) -> None:
    document = assessing.in_force(who, "dpia")
    until = site.now().date().replace(year=site.now().year + 1)
    file = attach_file(who.dpo, document, name="a.txt", content=b"words", keep_until=until)
    receipt = erase_attachment(who.dpo, file, ground="withdrawn")
    assert (receipt.what, receipt.keys_destroyed, receipt.records_deleted) == ("document_attachment", 1, 1)
    assert (receipt.late_seconds, receipt.intent.ground) == (0, "withdrawn")
    assert not Attachment.objects.exists()
    assert site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) == set()
    assert media.records(home, "document_attachment") == set()


def test_a_key_of_a_document_without_its_file_is_destroyed(who: make.People) -> None:
    site.vault().seal("0" * 32, RecordKind.DOCUMENT_ATTACHMENT, "1" * 32, b"no row")
    assert finish_erasures().orphan_keys == 1
    receipt = ErasureReceipt.objects.get()
    assert (receipt.what, receipt.keys_destroyed) == ("orphan_attachment", 1)
    assert site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) == set()
    assert finish_erasures().orphan_keys == 0


def test_questions_of_a_deployment_this_vault_never_had_keys_for_are_left_alone(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.submitted(who)
    told = {"reference": "Subject 0", "ground": QuestionGround.COURT.value, "case": "KB 1"}
    question = ask_about_list(who.dpo, deployment, **told)
    for owner, record in site.vault().owned(RecordKind.MEMBERSHIP):
        site.vault().destroy_record(owner, RecordKind.MEMBERSHIP, record)
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "has_deployment", lambda *_: False)
        assert erase_keyless() == 0
    assert MembershipQuestion.objects.get().sealed
    assert erase_keyless() == 2
    assert not MembershipCommitment.objects.exists()
    assert not MembershipQuestion.objects.exclude(sealed=b"").exists()
    assert {receipt.what for receipt in ErasureReceipt.objects.all()} == {"membership", "membership_question"}
    assert ErasureReceipt.objects.get(what="membership_question").intent.record == question.pk
