"""Erasures at their edges: done twice, overtaken, half of a record gone, a key that would not die."""

import pytest

from overt.actions import finish_erasures as finishing
from overt.actions import site
from overt.actions._erasing import complete, intend
from overt.actions._keyless import erase_keyless
from overt.actions.act import act
from overt.actions.attach_file import attach_file
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_attachment import erase_attachment
from overt.actions.errors import ActionRefused
from overt.actions.finish_erasures import finish_erasures
from overt.actions.system import SOFTWARE
from overt.actions.upload_list import upload_list
from overt.records.models import (
    Alert,
    ApplicationFile,
    Attachment,
    ErasureClass,
    ErasureIntent,
    ErasureReceipt,
    WatchlistUpload,
)
from overt.vault import RecordKind, Vault
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
