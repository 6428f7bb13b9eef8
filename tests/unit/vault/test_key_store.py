"""Where a site key rests: passphrase, hardware module (SoftHSM2), key service (a server that speaks Transit's API)."""

import base64
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from overt.vault import (
    FileStore,
    PassphraseStore,
    RecordKind,
    VaultError,
    create,
    key_store,
    open_vault,
    rotate_site_key,
)
from overt.vault.key_store import KeyStore, from_bytes, to_bytes
from overt.vault.pkcs11_store import Pkcs11Store
from overt.vault.transit_store import TransitStore

SECRET = bytes(range(32))
PHRASE = "correct horse battery"
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("overt.vault.key_store._SCRYPT_COST", 1 << 12)


def test_a_passphrase_costs_what_is_recommended(monkeypatch: pytest.MonkeyPatch) -> None:
    """OWASP's password storage recommendation for scrypt: N = 2^17, r = 8, p = 1."""
    monkeypatch.undo()
    assert (key_store._SCRYPT_COST, key_store._SCRYPT_BLOCK, key_store._SCRYPT_LANES) == (1 << 17, 8, 1)


def code_of(act: object) -> str:
    with pytest.raises(VaultError) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def holds_secret(content: bytes, secret: bytes = SECRET) -> bool:
    return any(form in content for form in (secret, secret.hex().encode(), base64.b64encode(secret)))


def test_a_key_in_a_file_rests_as_it_is() -> None:
    content = to_bytes(FileStore(), SECRET)
    assert holds_secret(content)
    store, secret = from_bytes(content)
    assert (store.name, secret) == ("file", SECRET)


def test_a_key_under_a_passphrase_opens_with_that_passphrase_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERT_KEY_PASSPHRASE", PHRASE)
    content = to_bytes(PassphraseStore(), SECRET)
    assert not holds_secret(content)
    assert from_bytes(content)[1] == SECRET
    monkeypatch.setenv("OVERT_KEY_PASSPHRASE", PHRASE + "!")
    assert code_of(lambda: from_bytes(content)) == "passphrase_wrong"
    monkeypatch.delenv("OVERT_KEY_PASSPHRASE")
    assert code_of(lambda: from_bytes(content)) == "key_secret_missing"


def test_a_short_passphrase_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERT_KEY_PASSPHRASE", "eleven char")
    assert code_of(lambda: to_bytes(PassphraseStore(), SECRET)) == "passphrase_short"


@pytest.mark.parametrize("cost", [1 << 8, 1 << 23])
def test_a_file_that_asks_for_another_cost_is_refused(monkeypatch: pytest.MonkeyPatch, cost: int) -> None:
    monkeypatch.setenv("OVERT_KEY_PASSPHRASE", PHRASE)
    kept = {"store": "passphrase", "cost": str(cost), "salt": "00", "nonce": "00", "sealed": "00"}
    assert code_of(lambda: from_bytes(json.dumps(kept).encode())) == "site_key_broken"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 80,
        b"[]",
        b'{"store": "attic"}',
        b'{"store": "file", "key": "zz"}',
        b'{"store": "file", "key": "00"}',
    ],
)
def test_a_damaged_key_file_is_refused(content: bytes) -> None:
    assert code_of(lambda: from_bytes(content)) == "site_key_broken"


# A hardware module


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A SoftHSM2 token of this process's own: the library reads where it is once a process."""
    folder = tmp_path_factory.mktemp("softhsm2")
    (folder / "tokens").mkdir()
    settings = f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    (folder / "softhsm2.conf").write_text(settings)
    tool = shutil.which("softhsm2-util")
    assert tool is not None, "apt-get install softhsm2"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        command = [tool, "--init-token", "--free", "--label", "overt", "--so-pin", "654321", "--pin", "123456"]
        subprocess.run(command, check=True, capture_output=True)
        yield "overt"


@pytest.fixture
def module(token: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Pkcs11Store:
    """The token, with the name of a key that no other test uses."""
    monkeypatch.setenv("OVERT_KEY_PIN", "123456")
    return Pkcs11Store(module=SOFTHSM, token=token, label=request.node.name)


def test_a_key_wrapped_in_a_hardware_module_opens_with_that_module_and_its_pin(
    module: Pkcs11Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = to_bytes(module, SECRET)
    assert json.loads(content)["store"] == "pkcs11"
    assert not holds_secret(content)
    assert from_bytes(content)[1] == SECRET
    again = to_bytes(module, SECRET)
    assert again != content, "a fresh nonce"
    assert from_bytes(again)[1] == SECRET, "the key that is there already is used again"
    altered = json.loads(content)
    altered["sealed"] = altered["sealed"][:-2] + ("00" if altered["sealed"][-2:] != "00" else "01")
    assert code_of(lambda: from_bytes(json.dumps(altered).encode())) == "module_refused"
    elsewhere = Pkcs11Store(module=SOFTHSM, token="another", label="site")
    assert code_of(lambda: elsewhere.protect(SECRET)) == "module_refused"
    monkeypatch.setenv("OVERT_KEY_PIN", "999999")
    assert code_of(lambda: from_bytes(content)) == "module_refused"


def test_the_modules_key_is_made_once_and_can_never_be_taken_out(module: Pkcs11Store) -> None:
    import pkcs11

    module.protect(SECRET)
    module.protect(SECRET)
    name = {pkcs11.Attribute.LABEL: module._place["label"]}
    with pkcs11.lib(SOFTHSM).get_token(token_label="overt").open(user_pin="123456") as session:
        (key,) = session.get_objects(name)
        assert (key[pkcs11.Attribute.SENSITIVE], key[pkcs11.Attribute.EXTRACTABLE]) == (True, False)
        assert key[pkcs11.Attribute.VALUE_LEN] == 32
        assert key[pkcs11.Attribute.TOKEN], "it outlives the session"


def test_a_module_without_the_key_says_so(module: Pkcs11Store) -> None:
    kept = {"store": "pkcs11", "module": SOFTHSM, "token": "overt", "label": "nobody", "nonce": "00" * 12}
    told = json.dumps({**kept, "sealed": "00"}).encode()
    assert code_of(lambda: from_bytes(told)) == "module_key_missing"


def test_without_the_extra_a_module_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pkcs11", None)
    store = Pkcs11Store(module=SOFTHSM, token="overt", label="site")
    assert code_of(lambda: store.protect(SECRET)) == "pkcs11_missing"


# A key service


class Transit(BaseHTTPRequestHandler):
    """The part of Vault's Transit API this program uses, as its documentation describes it."""

    keys: dict[str, bytes] = {"overt": os.urandom(32)}
    answer: bytes | None = None

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _, version, mount, verb, key = self.path.split("/")
        if self.headers["X-Vault-Token"] != "s.right" or (version, mount) != ("v1", "transit") or key not in self.keys:
            self._say(403, {"errors": ["permission denied"]})
        elif verb == "encrypt":
            nonce = os.urandom(12)
            sealed = nonce + AESGCM(self.keys[key]).encrypt(nonce, base64.b64decode(body["plaintext"]), None)
            self._say(200, {"data": {"ciphertext": "vault:v1:" + base64.b64encode(sealed).decode(), "key_version": 1}})
        else:
            sealed = base64.b64decode(body["ciphertext"].removeprefix("vault:v1:"))
            plain = AESGCM(self.keys[key]).decrypt(sealed[:12], sealed[12:], None)
            self._say(200, {"data": {"plaintext": base64.b64encode(plain).decode()}})

    def _say(self, status: int, told: object) -> None:
        body = json.dumps(told).encode() if self.answer is None else self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[TransitStore]:
    monkeypatch.setenv("VAULT_TOKEN", "s.right")
    monkeypatch.setattr(Transit, "answer", None)
    with ThreadingHTTPServer(("127.0.0.1", 0), Transit) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield TransitStore(address=f"http://127.0.0.1:{server.server_port}/", key="overt")
        server.shutdown()


def test_a_key_encrypted_by_the_service_opens_with_its_token_only(
    service: TransitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = to_bytes(service, SECRET)
    assert json.loads(content)["ciphertext"].startswith("vault:v1:")
    assert not holds_secret(content)
    assert b"s.right" not in content
    assert from_bytes(content)[1] == SECRET
    monkeypatch.setenv("VAULT_TOKEN", "s.wrong")
    assert code_of(lambda: from_bytes(content)) == "key_service_refused"
    monkeypatch.delenv("VAULT_TOKEN")
    assert code_of(lambda: from_bytes(content)) == "key_secret_missing"


@pytest.mark.parametrize("answer", [b"", b"<html>", b"{}", b"[]"])
def test_a_service_that_talks_nonsense_is_a_sentence(
    service: TransitStore, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(Transit, "answer", answer)
    assert code_of(lambda: service.protect(SECRET)) == "key_service_silent"


def test_a_service_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULT_TOKEN", "s.right")
    gone = TransitStore(address="http://127.0.0.1:9", key="overt")
    assert code_of(lambda: gone.protect(SECRET)) == "key_service_silent"


def test_a_service_elsewhere_is_reached_by_https_only() -> None:
    assert code_of(lambda: TransitStore(address="http://vault.force.example", key="k")) == "key_service_not_https"
    assert TransitStore(address="https://vault.force.example", key="k").name == "transit"


def test_a_site_moves_from_a_file_to_a_service_and_to_a_passphrase_and_keeps_its_records(
    tmp_path: Path, service: TransitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERT_KEY_PASSPHRASE", PHRASE)
    vault = create(tmp_path)
    vault.create_deployment("market")
    sealed = vault.seal("market", RecordKind.ALERT, "a", b"a record")
    salt = vault.document_salt("policy")
    stores: list[KeyStore] = [service, PassphraseStore(), FileStore()]
    for store in stores:
        rotate_site_key(tmp_path, store)
        assert json.loads((tmp_path / "keys" / "site.key").read_bytes())["store"] == store.name
        assert open_vault(tmp_path).open_alert("market", "a", sealed) == b"a record"
        assert open_vault(tmp_path).document_salt("policy") == salt
    assert vault.open_alert("market", "a", sealed) == b"a record", "a vault that was open notices"
