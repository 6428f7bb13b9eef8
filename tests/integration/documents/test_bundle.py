"""A deployment published by the real actions: its bundle holds for the verifier alone, and tampering is found in it."""

import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.end_camera_run import end_camera_run
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused
from overt.actions.publish import publish
from overt.actions.record_engagement import record_engagement
from overt.actions.record_outcome import record_outcome
from overt.actions.review import review
from overt.actions.show_alert import show_alert
from overt.actions.values import Tally
from overt.cli import ledger
from overt.cli.errors import Unusable
from overt.documents.bundle import write_bundle
from overt.documents.errors import DocumentRefused
from overt.law.roles import Role
from overt.ledger.checkpoint import sign_checkpoint
from overt.ledger.verifier import Check
from overt.records.models import Deployment, Publication
from overt.vision.passports import passport
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
PASSPORT = passport("dlib")


def reviewed(who: make.People) -> Deployment:
    """A rehearsal with one false alert, closed, its list destroyed, reviewed."""
    facts = make.EngineFacts(name="dlib", digest=PASSPORT.digest, fit_for=frozenset({"rehearsal"}), scale=("0", "1"))
    deployment = make.live(who, engine=facts)
    run = make.camera_run(deployment)
    alert = make.alert(run)
    show_alert(who.operator, alert)
    adjudicate(who.operator, alert, view="same")
    show_alert(who.engagement_officer, alert)
    adjudicate(who.engagement_officer, alert, view="same")
    record_engagement(who.engagement_officer, alert)
    record_outcome(who.engagement_officer, alert, identity="different", disposal="no_action")
    end_camera_run(run, Tally(frames=100, passages=12))
    close(who.silver, deployment)
    erase_watchlist(who.team_member, deployment)
    return review(who.silver, deployment, findings="one false alert", on_false_alerts="none seen").deployment


def checked(home: Path, deployment: Deployment, tmp_path: Path) -> Check:
    sign_checkpoint(home / "keys", home / "ledger")
    path = tmp_path / "bundle.zip"
    path.write_bytes(write_bundle(deployment, home, PASSPORT.to_bytes()))
    check = Check(None, [])
    check.run(path)
    return check


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.clause("M-73")
def test_a_published_deployment_holds_for_the_verifier_and_withholds_what_its_owner_marked(
    home: Path, tmp_path: Path
) -> None:
    who = make.people()
    deployment = reviewed(who)
    with pytest.raises(DocumentRefused):
        write_bundle(deployment, home, PASSPORT.to_bytes())
    with pytest.raises(ActionRefused) as refused:
        publish(who.authorising_officer, deployment, withheld=["shoe_size"])
    assert refused.value.code == "no_such_field"
    publish(who.authorising_officer, deployment, withheld=["purpose"])
    with pytest.raises(DocumentRefused) as early:
        write_bundle(deployment, home, PASSPORT.to_bytes())
    assert early.value.code == "not_signed_yet"
    found = checked(home, deployment, tmp_path)
    assert found.problems == []
    answers = " ".join(found.holds)
    assert "Authorised by a person other than the applicant, before the start: yes" in answers
    assert "For this place and time: Drawn concourse" in answers
    assert "withheld by its owner: purpose (entry" in answers
    assert "False alert rate recomputed: 1 of 12 passages" in answers
    assert "rehearse the way" not in zipped_text(tmp_path / "bundle.zip")


def zipped_text(path: Path) -> str:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return " ".join(archive.read(name).decode() for name in archive.namelist())


def test_the_command_writes_the_bundle(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERT_HOME", str(home))
    monkeypatch.setattr("overt.cli.site._opened", set())
    who = make.people()
    deployment = reviewed(who)
    publish(who.authorising_officer, deployment)
    ledger.bundle(deployment.id, tmp_path / "bundle.zip")
    check = Check(None, [])
    check.run(tmp_path / "bundle.zip")
    assert check.problems == []
    with pytest.raises(Unusable):
        ledger.bundle("0" * 32, tmp_path / "other.zip")


def test_the_same_records_give_the_same_bundle(home: Path, tmp_path: Path) -> None:
    who = make.people()
    deployment = reviewed(who)
    publish(who.authorising_officer, deployment)
    checked(home, deployment, tmp_path)
    assert write_bundle(deployment.id, home, PASSPORT.to_bytes()) == (tmp_path / "bundle.zip").read_bytes()


@pytest.mark.clause("M-34")
def test_an_alert_deleted_by_sql_before_publication_is_found_by_the_verifier(home: Path, tmp_path: Path) -> None:
    who = make.people()
    deployment = reviewed(who)
    with connection.constraint_checks_disabled():
        sql("DELETE FROM records_alert")
    publish(who.authorising_officer, deployment)
    found = checked(home, deployment, tmp_path)
    assert [one for one in found.problems if one.startswith("The report's numbers are not those of its entries.")]


@pytest.mark.clause("M-34")
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE records_deployment SET snapshot_json = replace(snapshot_json, 'Drawn concourse', 'High Street')",
            "The authority shown is not the one committed to",
        ),
        (
            "UPDATE records_deployment SET authority_json = replace(authority_json, '0.60', '0.10')",
            "The authority shown is not the one committed to",
        ),
        ("UPDATE records_publication SET report_json = '{}'", "The report is not that of entry"),
    ],
)
def test_a_row_edited_by_sql_is_found_by_the_verifier(
    home: Path, tmp_path: Path, statement: str, sentence: str
) -> None:
    who = make.people()
    deployment = reviewed(who)
    publish(who.authorising_officer, deployment)
    sql(statement)
    found = checked(home, deployment, tmp_path)
    assert [one for one in found.problems if one.startswith(sentence)], found.problems


@pytest.mark.clause("M-58")
def test_only_who_may_publish_does_and_only_once(home: Path) -> None:
    who = make.people()
    deployment = reviewed(who)
    with pytest.raises(ActionRefused):
        publish(make.person(who.administrator, Role.OPERATOR), deployment)
    publish(who.authorising_officer, deployment)
    with pytest.raises(ActionRefused):
        publish(who.authorising_officer, deployment)
    assert Publication.objects.get().published_at <= site.now()
