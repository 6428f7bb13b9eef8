"""The daily time stamp, by a time-stamping authority made here with openssl."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from overt.ledger.stamps import StampRefused, stamp_today
from tests.ledgers import entries, note_of

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = serial
signer_digest = sha256
digests = sha256
default_policy = 1.2.3.4.1
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root, a time-stamping certificate under it, and what `openssl ts` wants."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(CONFIGURATION)
    (folder / "serial").write_text("01\n")
    (folder / "extensions").write_text(EXTENSIONS)
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *new, "-keyout", "root.key", "-out", "root.pem", "-days", "2", "-subj", "/CN=Root")
    openssl(folder, "req", "-new", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Stamps")
    sign = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile", "extensions")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *sign, "-out", "tsa.pem")
    return folder


@pytest.fixture
def send(authority: Path) -> Callable[[bytes], bytes]:
    def answer(query: bytes) -> bytes:
        (authority / "query").write_bytes(query)
        signing = ("-signer", "tsa.pem", "-inkey", "tsa.key", "-config", "tsa.cnf")
        openssl(authority, "ts", "-reply", "-queryfile", "query", *signing, "-out", "reply")
        return (authority / "reply").read_bytes()

    return answer


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "checkpoint").write_text(note_of(entries(5)))
    return tmp_path


def test_a_checkpoint_is_stamped_once_a_day_and_openssl_agrees(
    out: Path, authority: Path, send: Callable[[bytes], bytes]
) -> None:
    root = (authority / "root.pem").read_bytes()
    stamp = stamp_today(out, root, send, NOW)
    assert stamp == out / "stamps/2026-01-02.tsr"
    checked = ("-in", str(stamp), "-data", str(out / "stamps/2026-01-02.checkpoint"), "-CAfile", "root.pem")
    openssl(authority, "ts", "-verify", *checked)
    (out / "checkpoint").write_text(note_of(entries(9)))
    assert stamp_today(out, root, send, NOW + timedelta(hours=9)) is None
    assert stamp_today(out, root, send, NOW + timedelta(days=1)) == out / "stamps/2026-01-03.tsr"


def test_a_stamp_of_another_text_or_authority_is_not_kept(
    out: Path, authority: Path, send: Callable[[bytes], bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root, earlier = (authority / "root.pem").read_bytes(), tmp_path_factory.mktemp("earlier")
    (earlier / "checkpoint").write_text(note_of(entries(2)))
    kept = stamp_today(earlier, root, send, NOW)
    assert kept is not None
    new = (
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "other.key",
        "-out",
        "other.pem",
    )
    openssl(authority, "req", "-x509", *new, "-days", "2", "-subj", "/CN=Root")
    for certificate, answer in (
        (root, lambda _: kept.read_bytes()),
        (root, lambda _: b"nonsense"),
        ((authority / "other.pem").read_bytes(), send),
        (b"no certificate", send),
    ):
        with pytest.raises(StampRefused):
            stamp_today(out, certificate, answer, NOW)
    assert not (out / "stamps").exists()


def test_nothing_is_stamped_before_there_is_a_checkpoint(tmp_path: Path) -> None:
    def unasked(_: bytes) -> bytes:
        raise AssertionError

    assert stamp_today(tmp_path, b"", unasked, NOW) is None
