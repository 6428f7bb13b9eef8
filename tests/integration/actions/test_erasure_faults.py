"""Every input and output call of the erasure path breaks once, for every class of erasure.

No receipt without erasure, nothing erased without a receipt, and nothing is forgotten.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import Error, connection

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.ask_about_list import ask_about_list
from overt.actions.attach_file import attach_file
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.close import close
from overt.actions.decline_about_list import decline_about_list
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_attachment import erase_attachment
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.finish_erasures import finish_erasures
from overt.actions.finish_upload import finish_upload
from overt.actions.propose_hold import propose_hold
from overt.actions.record_consent import record_consent
from overt.actions.remove_intelligence import remove_intelligence
from overt.actions.system import SOFTWARE
from overt.actions.upload_list import upload_list
from overt.actions.withdraw import withdraw
from overt.actions.withdraw_entry import withdraw_entry
from overt.law.holds import HoldGround
from overt.records import media
from overt.records.models import (
    Advice,
    Alert,
    Application,
    ApplicationFile,
    Attachment,
    Consent,
    Deployment,
    ErasureClass,
    ErasureIntent,
    ErasureReceipt,
    EvidentialHold,
    MembershipCommitment,
    MembershipQuestion,
    QuestionGround,
    WatchlistEntry,
    WatchlistPicture,
)
from overt.vault import RecordKind
from overt.vault.testing import FakeClock
from tests import assessing, make
from tests.attacks.faults import Faults, breaking

ORPHAN = "0" * 32


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


class AsItWas:
    """The site's folder and database before the erasure, to begin from again."""

    def __init__(self, home: Path, kept: Path) -> None:
        after_a_power_cut()
        self._home, self._kept = home, kept
        self._database = Path(str(connection.settings_dict["NAME"]))
        shutil.copytree(home, kept / "home", symlinks=True)
        shutil.copy(self._database, kept / "database")

    def put_back(self) -> None:
        after_a_power_cut()
        shutil.rmtree(self._home)
        shutil.copytree(self._kept / "home", self._home, symlinks=True)
        for ending in ("-wal", "-shm"):
            Path(f"{self._database}{ending}").unlink(missing_ok=True)
        shutil.copy(self._kept / "database", self._database)


@dataclass(frozen=True)
class Left:
    """What stands of a thing that is to be erased: rows with their content, living keys, sealed files."""

    rows: int
    keys: int
    files: int


@dataclass(frozen=True)
class Thing:
    """Something to be erased, the act that erases it, and a look at what is left of it."""

    record: str
    erase: Callable[[], object]
    left: Callable[[], Left]


def keys(owner: str, *kinds: RecordKind, record: str | None = None) -> int:
    found = {(kind, name) for kind in kinds for name in site.vault().keys_of(owner, kind)}
    return sum(record in (None, name) for _, name in found)


def an_alert(who: make.People, clock: FakeClock, home: Path) -> Thing:
    alert = make.alert(make.camera_run(make.live(who)))
    return _alert(alert, home, lambda: erase_alert(SOFTWARE, alert.pk))


def a_false_alert(who: make.People, clock: FakeClock, home: Path) -> Thing:
    alert = make.alert(make.camera_run(make.live(who)))
    adjudicate(who.operator, alert, view="not_the_same")
    return _alert(alert, home, lambda: erase_alert(SOFTWARE, alert.pk))


def an_alert_somebody_wants_held(who: make.People, clock: FakeClock, home: Path) -> Thing:
    alert = make.alert(make.camera_run(make.live(who)))
    review_by = site.now() + timedelta(days=60)
    propose_hold(who.silver, alert, ground=HoldGround.PROCEEDINGS, words="an arrest", review_by=review_by)
    return _alert(alert, home, lambda: erase_alert(SOFTWARE, alert.pk))


def an_alert_a_backup_brought_back(who: make.People, clock: FakeClock, home: Path) -> Thing:
    alert = make.alert(make.camera_run(make.live(who)))
    site.vault().destroy_record(alert.deployment_id, RecordKind.ALERT, alert.pk)
    return _alert(alert, home, finish_erasures)


def _alert(alert: Alert, home: Path, erase: Callable[[], object]) -> Thing:
    def left() -> Left:
        words = EvidentialHold.objects.filter(alert=alert.pk).exclude(reason_sealed=b"").count()
        rows = Alert.objects.filter(pk=alert.pk).count() + words
        living = keys(alert.deployment_id, RecordKind.ALERT, record=alert.pk)
        return Left(rows, living, alert.pk in media.records(home, "alert"))

    return Thing(alert.pk, erase, left)


def a_watchlist(who: make.People, clock: FakeClock, home: Path) -> Thing:
    deployment = close(who.silver, make.live(who), reason="over")
    kinds = (RecordKind.WATCHLIST_ENTRY, RecordKind.WATCHLIST_PICTURE, RecordKind.WATCHLIST_TEMPLATE)

    def left() -> Left:
        rows = WatchlistEntry.objects.filter(deployment=deployment).count()
        rows += WatchlistPicture.objects.filter(entry__deployment=deployment).count()
        return Left(rows, keys(deployment.pk, *kinds), len(media.records(home, "watchlist_picture")))

    return Thing(deployment.pk, lambda: erase_watchlist(SOFTWARE, deployment.pk), left)


def an_entry(who: make.People, clock: FakeClock, home: Path) -> Thing:
    deployment = make.draft(who, entries=2)
    entry, other = WatchlistEntry.objects.filter(deployment=deployment)
    pictures = set(WatchlistPicture.objects.filter(entry=entry).values_list("pk", flat=True))

    def left() -> Left:
        assert WatchlistPicture.objects.filter(entry=other).exclude(template_sealed=b"").exists(), "the other stays"
        rows = WatchlistEntry.objects.filter(pk=entry.pk).exclude(details_sealed=b"").count()
        rows += WatchlistPicture.objects.filter(entry=entry).exclude(template_sealed=b"").count()
        living = keys(deployment.pk, RecordKind.WATCHLIST_ENTRY, record=entry.pk)
        for picture in pictures:
            living += keys(deployment.pk, RecordKind.WATCHLIST_PICTURE, RecordKind.WATCHLIST_TEMPLATE, record=picture)
        return Left(rows, living, len(pictures & media.records(home, "watchlist_picture")))

    return Thing(entry.pk, lambda: withdraw_entry(who.team_member, entry.pk, reason="not needed"), left)


def a_list_sent_in(who: make.People, clock: FakeClock, home: Path) -> Thing:
    upload = upload_list(who.team_member, make.draft(who), b"an archive")

    def left() -> Left:
        living = keys(upload.deployment_id, RecordKind.WATCHLIST_UPLOAD, record=upload.pk)
        return Left(0, living, upload.pk in media.records(home, "watchlist_upload"))

    return Thing(upload.pk, lambda: finish_upload(upload.pk, entries=1, problems=()), left)


def the_last_of_a_deployment(who: make.People, clock: FakeClock, home: Path) -> Thing:
    """Consents and the intelligence case, under the alerts key."""
    deployment = make.draft(who)
    record_consent(who.team_member, deployment, text="I agree", document=b"scan")
    attach_intelligence(who.team_member, deployment, name="case.txt", content=b"a case")
    ended(who, deployment)
    _come_to(clock, Deployment.objects.get(pk=deployment.pk).alerts_erase_by)

    def left() -> Left:
        rows = Consent.objects.filter(deployment=deployment).count()
        rows += ApplicationFile.objects.filter(deployment=deployment).count()
        living = keys(deployment.pk, RecordKind.CONSENT, RecordKind.APPLICATION_FILE)
        return Left(rows, living, len(media.records(home, "application_file")))

    return Thing(deployment.pk, erase_due, left)


def an_application(who: make.People, clock: FakeClock, home: Path) -> Thing:
    deployment = ended(who, make.draft(who))
    _come_to(clock, Application.objects.get(pk=deployment.pk).erase_by)

    def left() -> Left:
        advice = Advice.objects.filter(deployment=deployment).count()
        return Left(Application.objects.filter(pk=deployment.pk).count() + advice, 0, 0)

    return Thing(deployment.pk, erase_due, left)


def a_file_of_the_case(who: make.People, clock: FakeClock, home: Path) -> Thing:
    file = attach_intelligence(who.team_member, make.draft(who), name="case.txt", content=b"a case")

    def left() -> Left:
        living = keys(file.deployment_id, RecordKind.APPLICATION_FILE, record=file.pk)
        rows = ApplicationFile.objects.filter(pk=file.pk).count()
        return Left(rows, living, file.pk in media.records(home, "application_file"))

    return Thing(file.pk, lambda: remove_intelligence(who.team_member, file.pk), left)


def what_tells_who_was_listed(who: make.People, clock: FakeClock, home: Path) -> Thing:
    deployment = make.submitted(who)
    ended(who, deployment)
    ask_about_list(who.dpo, deployment, reference="Subject 0", ground=QuestionGround.COURT.value, case="KB 1")
    _come_to(clock, MembershipCommitment.objects.get(pk=deployment.pk).erase_by)

    def left() -> Left:
        rows = MembershipCommitment.objects.filter(pk=deployment.pk).count()
        rows += MembershipQuestion.objects.filter(deployment=deployment).exclude(sealed=b"").count()
        return Left(rows, _membership_keys(deployment.pk), 0)

    return Thing(deployment.pk, erase_due, left)


def a_question(who: make.People, clock: FakeClock, home: Path) -> Thing:
    deployment, lawyer = make.submitted(who), who.legal_adviser
    told = {"reference": "Subject 0", "ground": QuestionGround.COURT.value, "case": "KB 1"}
    question = ask_about_list(who.dpo, deployment, **told)

    def left() -> Left:
        living = (deployment.pk, question.pk) in site.vault().owned(RecordKind.MEMBERSHIP)
        rows = MembershipQuestion.objects.filter(pk=question.pk).exclude(sealed=b"").count()
        return Left(rows, living, 0)

    def decline() -> None:
        decline_about_list(lawyer, question.pk, reason="no order")

    return Thing(question.pk, decline, left)


def _membership_keys(deployment: str) -> int:
    return sum(owner == deployment for owner, _ in site.vault().owned(RecordKind.MEMBERSHIP))


def a_file_of_a_document(who: make.People, clock: FakeClock, home: Path) -> Thing:
    document = assessing.in_force(who, "dpia")
    until = site.now().date().replace(year=site.now().year + 1)
    file = attach_file(who.dpo, document, name="a.txt", content=b"words", keep_until=until)

    def left() -> Left:
        living = keys(document.pk, RecordKind.DOCUMENT_ATTACHMENT, record=file.pk)
        rows = Attachment.objects.filter(pk=file.pk).count()
        return Left(rows, living, file.pk in media.records(home, "document_attachment"))

    return Thing(file.pk, lambda: erase_attachment(who.dpo, file.pk), left)


def a_key_without_a_row(who: make.People, clock: FakeClock, home: Path) -> Thing:
    deployment = make.draft(who)
    site.vault().seal(deployment.pk, RecordKind.ALERT, ORPHAN, b"no row")
    left = lambda: Left(0, keys(deployment.pk, RecordKind.ALERT, record=ORPHAN), 0)  # noqa: E731
    return Thing(ORPHAN, finish_erasures, left)


def keys_without_a_deployment(who: make.People, clock: FakeClock, home: Path) -> Thing:
    site.vault().create_deployment(ORPHAN)
    site.vault().seal(ORPHAN, RecordKind.ALERT, ORPHAN, b"no row")
    site.vault().seal(ORPHAN, RecordKind.MEMBERSHIP, ORPHAN, b"no row")
    left = lambda: Left(0, keys(ORPHAN, RecordKind.ALERT) + _membership_keys(ORPHAN), 0)  # noqa: E731
    return Thing(ORPHAN, finish_erasures, left)


def a_key_without_its_attachment(who: make.People, clock: FakeClock, home: Path) -> Thing:
    site.vault().seal(ORPHAN, RecordKind.DOCUMENT_ATTACHMENT, ORPHAN, b"no row")
    left = lambda: Left(0, keys(ORPHAN, RecordKind.DOCUMENT_ATTACHMENT), 0)  # noqa: E731
    return Thing(ORPHAN, finish_erasures, left)


def a_file_without_a_row(who: make.People, clock: FakeClock, home: Path) -> Thing:
    media.write(home, "alert", ORPHAN, b"sealed")
    left = lambda: Left(0, 0, ORPHAN in media.records(home, "alert"))  # noqa: E731
    return Thing(ORPHAN, finish_erasures, left)


def ended(who: make.People, deployment: Deployment) -> Deployment:
    return withdraw(who.team_member, deployment, reason="not needed")


def _come_to(clock: FakeClock, moment: datetime) -> None:
    """Let the time come, with everything erased that was due a second before."""
    clock.advance((moment - site.now()).total_seconds() - 1)
    erase_due()
    clock.advance(1)


Making = Callable[[make.People, FakeClock, Path], Thing]
THINGS: tuple[tuple[ErasureClass, Making], ...] = (
    (ErasureClass.ALERT, an_alert),
    (ErasureClass.ALERT, an_alert_somebody_wants_held),
    (ErasureClass.ALERT, an_alert_a_backup_brought_back),
    (ErasureClass.FALSE_ALERT, a_false_alert),
    (ErasureClass.WATCHLIST, a_watchlist),
    (ErasureClass.ENTRY, an_entry),
    (ErasureClass.UPLOAD, a_list_sent_in),
    (ErasureClass.ALERTS_KEY, the_last_of_a_deployment),
    (ErasureClass.APPLICATION, an_application),
    (ErasureClass.APPLICATION_FILE, a_file_of_the_case),
    (ErasureClass.MEMBERSHIP, what_tells_who_was_listed),
    (ErasureClass.QUESTION, a_question),
    (ErasureClass.ATTACHMENT, a_file_of_a_document),
    (ErasureClass.ORPHAN_KEY, a_key_without_a_row),
    (ErasureClass.ORPHAN_DEPLOYMENT, keys_without_a_deployment),
    (ErasureClass.ORPHAN_ATTACHMENT, a_key_without_its_attachment),
    (ErasureClass.ORPHAN_MEDIA, a_file_without_a_row),
)
QUICK = (an_alert,)


def test_every_class_of_erasure_is_broken() -> None:
    assert {what for what, _ in THINGS} == set(ErasureClass)


def _each() -> Iterator[object]:
    for what, making in THINGS:
        marks = () if making in QUICK else pytest.mark.long
        yield pytest.param(what, making, id=making.__name__.replace("_", " "), marks=marks)


@pytest.mark.clause("M-43")
@pytest.mark.parametrize(
    ("from_then_on", "changing_only"),
    [
        pytest.param(True, True, id="power cut at a change"),
        pytest.param(True, False, id="power cut", marks=pytest.mark.long),
        pytest.param(False, False, id="one call breaks", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize(("what", "making"), list(_each()))
def test_whatever_call_breaks_a_thing_is_gone_with_a_receipt_or_there_and_due(
    what: ErasureClass,
    making: Making,
    who: make.People,
    clock: FakeClock,
    home: Path,
    tmp_path: Path,
    from_then_on: bool,
    changing_only: bool,
) -> None:
    made = making(who, clock, home)
    whole = made.left()
    before = AsItWas(home, tmp_path / "before")
    at, broken = 0, True
    while broken:
        before.put_back()
        assert made.left() == whole
        broken = run_broken(made.erase, at, from_then_on=from_then_on, changing_only=changing_only).happened
        _gone_or_there(what, made, whole, at)
        finish_erasures()
        if not _receipts(what, made):
            assert made.left() == whole, f"half gone and not finished, call {at}"
            made.erase()
        assert made.left() == Left(0, 0, 0), f"not erased in the end, call {at}"
        assert [receipt.keys_destroyed for receipt in _receipts(what, made)] == [whole.keys], f"call {at}"
        at += 1
    assert at > (8 if changing_only else 25), "an erasure makes more calls than that"


def _receipts(what: ErasureClass, made: Thing) -> list[ErasureReceipt]:
    return list(ErasureReceipt.objects.filter(what=what, intent__record=made.record))


def _gone_or_there(what: ErasureClass, made: Thing, whole: Left, at: int) -> None:
    left = made.left()
    if _receipts(what, made):
        assert left == Left(0, 0, 0), f"a receipt without erasure, call {at}"
        return
    assert left.rows == whole.rows, f"a row gone without a receipt, call {at}"
    open_intent = ErasureIntent.objects.filter(what=what, record=made.record, done_at=None).exists()
    assert open_intent or left == whole, f"destroyed without an intent, call {at}"
