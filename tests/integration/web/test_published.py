"""Published deployments for anybody: not yet witnessed, then witnessed; the bundle; the public files and no others."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as site_settings
from django.test import Client

from overt.actions.publish import publish
from overt.cli.settings import WitnessSettings
from overt.law import packs
from overt.ledger import verifier
from overt.ledger.checkpoint import read_signing_key, sign_checkpoint
from overt.ledger.cosigning import WitnessAddress, collect
from overt.ledger.note import WITNESS, SignerKey
from overt.ledger.verifier import Check
from overt.ledger.witness import Answer, Witness
from overt.records.models import Deployment, Publication
from tests import make
from tests.integration.documents.test_bundle import reviewed
from tests.second_factors import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
KEY = SignerKey.named("witness.example/panel", Ed25519PrivateKey.from_private_bytes(b"\x07" * 32), WITNESS)
PANEL = WitnessSettings(
    key=KEY.verifier.to_text(),
    url="http://witness.example",
    operator="The ethics panel",
    independence="It has its own machine.",
)


@pytest.fixture
def who(home: Path) -> make.People:
    return make.people()


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_settings.OVERT, "witnesses", [PANEL])


def with_a_quorum(who: make.People) -> None:
    content = (packs.FOLDER / "mps-2018-2023.toml").read_bytes()
    quorum = '\n[limits.witness_quorum]\nvalue = 1\nsource = "decided by the Board"\n'
    make.law_pack(who, "force-quorum", content + quorum.encode())


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def cosign(home: Path, folder: Path) -> None:
    folder.mkdir()
    key = read_signing_key(home / "keys").verifier
    witness = Witness(folder, KEY, [key])

    def ask(_url: str, body: bytes) -> Answer:
        return witness.add_checkpoint(body)

    collect(home / "ledger", key, [WitnessAddress(KEY.verifier, "x")], ask)


@pytest.mark.clause("M-34")
@pytest.mark.clause("M-73")
def test_a_report_is_not_yet_witnessed_until_the_packs_quorum_has_signed(
    home: Path, who: make.People, panel: None, tmp_path: Path
) -> None:
    with_a_quorum(who)
    deployment = reviewed(who)
    officer, anybody = signed_in(who.authorising_officer), Client()
    answer = officer.post(f"/record/{deployment.pk}/publish", {"withheld": ["purpose"]})
    assert answer.status_code == 302
    assert Publication.objects.get().withheld_json == ["purpose"]
    sign_checkpoint(home / "keys", home / "ledger")
    unsigned = (
        "Not yet witnessed. 0 of 1 witnesses have signed; until they have, this report does not count as published."
    )
    assert unsigned in words(anybody, "/published")
    assert "Not yet witnessed: 0 of 1 witnesses have signed" in words(officer, f"/record/{deployment.pk}")
    cosign(home, tmp_path / "witness")
    said = words(anybody, "/published")
    assert "Not yet witnessed" not in said
    assert "Witnessed by witness.example/panel." in said
    assert "The ethics panel It has its own machine." in said
    assert "Published, witnessed by witness.example/panel." in words(officer, f"/record/{deployment.pk}")


@pytest.mark.clause("E-66")
def test_anybody_reads_where_the_cameras_were_but_for_what_is_withheld(home: Path, who: make.People) -> None:
    deployment = reviewed(who)
    publish(who.authorising_officer, deployment, withheld=["zones"])
    cameras = ", ".join(deployment.cameras.order_by("name").values_list("name", flat=True))
    assert f"Place: {deployment.place}. Cameras: {cameras}." in words(Client(), "/published")
    Publication.objects.update(withheld_json=["place", "zones"])
    assert f"Place: withheld. Cameras: {cameras}." in words(Client(), "/published")


@pytest.mark.clause("M-58")
def test_anybody_gets_the_bundle_and_the_ledgers_public_files_and_nothing_else(home: Path, who: make.People) -> None:
    deployment = reviewed(who)
    anybody = Client()
    assert anybody.get(f"/published/{deployment.pk}/bundle").status_code == 404
    publish(who.authorising_officer, deployment)
    assert anybody.get(f"/published/{deployment.pk}/bundle").status_code == 404
    sign_checkpoint(home / "keys", home / "ledger")
    sent = anybody.get(f"/published/{deployment.pk}/bundle").content
    assert "report.json" in zipfile.ZipFile(io.BytesIO(sent)).namelist()
    size = (home / "ledger/checkpoint").read_text().split("\n")[1]
    for path in ("checkpoint", "ledger.vkey", "published/000", f"tile/0/000.p/{size}"):
        found = anybody.get(f"/ledger/{path}")
        assert found.status_code == 200, path
        assert b"".join(found.streaming_content) == (home / "ledger" / path).read_bytes()  # type: ignore[arg-type]
    for path in (".lock", "witnesses.json", "../keys/ledger.key", "tile/../../keys/ledger.key", "tile", "nothing"):
        assert anybody.get(f"/ledger/{path}").status_code == 404, path


def test_the_public_ledger_as_served_holds_for_the_verifier(home: Path, who: make.People) -> None:
    publish(who.authorising_officer, reviewed(who))
    sign_checkpoint(home / "keys", home / "ledger")
    check = Check(None, [])
    check.run(home / "ledger")
    assert check.problems == []
    assert [one for one in check.holds if "of the others only the hashes are public" in one]


def test_the_engines_passport_must_be_the_one_that_was_authorised(home: Path, who: make.People) -> None:
    deployment = reviewed(who)
    publish(who.authorising_officer, deployment)
    sign_checkpoint(home / "keys", home / "ledger")
    Deployment.objects.update(engine_digest="0" * 64)
    assert Client().get(f"/published/{deployment.pk}/bundle").status_code == 404


def test_the_verifier_is_handed_out_as_it_is_in_the_program(home: Path, who: make.People) -> None:
    sent = Client().get("/published/verifier.py")
    assert sent.content == Path(verifier.__file__).read_bytes()
