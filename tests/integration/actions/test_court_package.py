"""One alert for a court: two people, one recipient, and everything in it checked by what is in it."""

import io
import json
import zipfile
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.decide_engagement import decide_engagement
from overt.actions.engagement_values import Factors
from overt.actions.erase_alert import erase_alert
from overt.actions.errors import ActionRefused
from overt.actions.record_engagement import record_engagement
from overt.actions.record_factors import record_factors
from overt.actions.record_outcome import record_outcome
from overt.actions.release_export import Released, release_export
from overt.actions.request_export import ExportRequest, request_export
from overt.actions.show_alert import show_alert
from overt.ledger.checkpoint import read_signing_key, sign_checkpoint
from overt.ledger.read import entries_after
from overt.ledger.verifier import Check, read_key
from overt.records.models import Alert, EvidenceExport, Person
from tests import make
from tests.integration.actions.test_authority import refusal

COURT = pyrage.x25519.Identity.generate()
ASKED = ExportRequest("Crown prosecutor", str(COURT.to_public()), "an order of the court", "case 47 of 2027")
PASSPORT = b'{"name":"dlib"}'


@pytest.fixture
def concluded(who: make.People, home: Path) -> Alert:
    """An alert that two people looked at, engaged and ended in an arrest, under a checkpoint."""
    alert = make.alert(make.camera_run(make.live(who)))
    show_alert(who.operator, alert)
    adjudicate(who.operator, alert, view="same")
    record_factors(who.operator, alert, Factors(frozenset({"light"})))
    adjudicate(who.engagement_officer, alert, view="same")
    decide_engagement(who.engagement_officer, alert, engage=True, ground="find_out_who")
    record_engagement(who.engagement_officer, alert)
    record_outcome(who.engagement_officer, alert, identity="same", disposal="arrest", note="PACE section 24")
    sign_checkpoint(home / "keys", home / "ledger")
    return alert


def released(who: make.People, alert: Alert) -> Released:
    return release_export(who.dpo, request_export(who.silver, alert, ASKED), passport=PASSPORT)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(content, [COURT]))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def proof_entry(proof: bytes) -> str:
    line = next(line for line in proof.decode().splitlines() if line.startswith("extra "))
    return b64decode(line.removeprefix("extra ")).decode()


@pytest.mark.clause("M-74")
@pytest.mark.clause("M-85")
def test_the_recipient_alone_opens_it_and_the_ledger_vouches_for_the_pictures(
    who: make.People, concluded: Alert, home: Path, tmp_path: Path
) -> None:
    given = released(who, concluded)
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(given.content, [pyrage.x25519.Identity.generate()])
    files = opened(given.content)
    assert files["probe.jpg"] == b"probe jpeg"
    assert files["alert.bin"].endswith(b"probe jpegcandidate jpeg")
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}
    continuity = {one["event"]: one for one in json.loads(files["continuity.json"])}
    raised = continuity["alert.raised"]
    assert raised["details"]["contents_digest"] == sha256(files["alert.bin"]).hexdigest()
    proof = tmp_path / "raised.tlog-proof"
    proof.write_bytes(files[raised["proof"]])
    check = Check(read_key(read_signing_key(home / "keys").verifier.to_text()), [], b"")
    check.run(proof)
    assert check.problems == []
    assert raised["details"]["contents_digest"] in proof_entry(files[raised["proof"]])


@pytest.mark.clause("M-74")
def test_it_says_who_looked_who_thought_what_and_under_which_power(who: make.People, concluded: Alert) -> None:
    files = opened(released(who, concluded).content)
    told = json.loads(files["alert.json"])
    assert [(view["role"], view["view"]) for view in told["views"]] == [
        ("operator", "same"),
        ("engagement_officer", "same"),
    ]
    assert told["views"][0]["factors"]["factors"] == ["light"]
    assert told["outcome"]["power_and_note"] == "PACE section 24"
    assert told["rehearsal"] is True
    assert "not a probability" in told["says"]
    events = [one["event"] for one in json.loads(files["continuity.json"])]
    for event in ("alert.shown", "alert.adjudicated", "alert.export_requested", "deployment.authorised"):
        assert event in events
    assert all(one["proof"] for one in json.loads(files["continuity.json"]) if one["event"] == "alert.shown")
    named = json.loads(files["people.json"])
    assert named[who.operator.id] == Person.objects.get(pk=who.operator.id).name
    assert files["passport.json"] == PASSPORT


@pytest.mark.clause("M-74")
def test_who_asks_for_an_export_never_releases_it(who: make.People, concluded: Alert) -> None:
    asked = request_export(who.dpo, concluded, ASKED)
    assert refusal(release_export, who.dpo, asked, passport=PASSPORT) == "actor_did_not_request_the_export"
    given = release_export(who.legal_adviser, asked, passport=None)
    assert "passport.json" not in opened(given.content)
    assert refusal(release_export, who.gold, asked, passport=PASSPORT) == "export_waits"


@pytest.mark.clause("M-70")
def test_the_ledger_has_the_files_digest_and_neither_recipient_nor_purpose(who: make.People, concluded: Alert) -> None:
    given = released(who, concluded)
    entry = next(one for one in reversed(entries_after(-1, 1000)) if one.event == "alert.exported")
    assert entry.details["content"] == sha256(given.content).hexdigest() == EvidenceExport.objects.get().content_digest
    assert entry.details["requested_by"] == who.silver.id
    assert not any("prosecutor" in str(one) or "case 47" in str(one) for one in entries_after(-1, 1000))


MISTYPED = "age1yvxm5kacz6fpqednrjydhq52f65g8mmr9nj7k4jsus2r3cmuf4pq3e6myq"


@pytest.mark.parametrize("key", ["", "age1", "AGE-SECRET-KEY-1QQ", MISTYPED, "ssh-ed25519 AAAA"])
def test_a_key_that_is_no_public_key_is_refused(who: make.People, concluded: Alert, key: str) -> None:
    asked = ExportRequest("Crown prosecutor", key, "an order", "a case")
    assert refusal(request_export, who.silver, concluded, asked) == "key_unclear"


def test_nothing_leaves_before_a_checkpoint_covers_the_alert_or_after_it_is_erased(
    who: make.People, concluded: Alert
) -> None:
    asked = request_export(who.silver, concluded, ASKED)
    (site.home() / "ledger" / "checkpoint").unlink()
    with pytest.raises(ActionRefused, match="no checkpoint yet"):
        release_export(who.dpo, asked, passport=PASSPORT)
    erase_alert(who.dpo, concluded)
    assert refusal(release_export, who.dpo, asked, passport=PASSPORT) == "no_such_alert"
