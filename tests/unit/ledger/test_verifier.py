"""The stand-alone verifier: its own Ed25519, its own trees, and what it says of a ledger's files."""

import json
import random
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from overt.ledger import merkle, verifier
from overt.ledger.note import WITNESS, SignerKey, cosign, sign
from overt.ledger.proof import proof_text
from overt.ledger.signed import checkpoint_text
from overt.ledger.tiles import Tiles
from overt.ledger.verifier import Check, main, read_key, verify_ed25519
from tests.ledgers import LOG, OTHER, VKEY, entries, note_of, rewritten, tiles_of, write_files, write_log

SOURCE = Path(verifier.__file__)
L = 2**252 + 27742317777372353535851937790883648493
SEEN = SignerKey.named("witness.example/w1", Ed25519PrivateKey.from_private_bytes(b"\x03" * 32), WITNESS)

# RFC 8032 section 7.1: secret key, message, signature (the public key follows from the secret one).
RFC_8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


def public_of(secret: str) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw()


@pytest.mark.parametrize(("secret", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_verify_and_no_changed_one_does(secret: str, message: str, signature: str) -> None:
    public, said, signed = public_of(secret), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify_ed25519(public, said, signed)
    assert not verify_ed25519(public, said + b"!", signed)
    for place in (0, 31, 32, 63):
        assert not verify_ed25519(public, said, signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :])


def test_a_second_spelling_of_a_signature_is_refused() -> None:
    key, message = LOG.private, b"message"
    public, signed = key.public_key().public_bytes_raw(), key.sign(message)
    larger = int.from_bytes(signed[32:], "little") + L
    assert verify_ed25519(public, message, signed)
    assert not verify_ed25519(public, message, signed[:32] + larger.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "public",
    [
        (1).to_bytes(32, "little"),  # the neutral point
        (2**255 - 20).to_bytes(32, "little"),  # a point of order two
        (2**255 - 19 + 1).to_bytes(32, "little"),  # the neutral point, spelt a second time
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
        (2).to_bytes(32, "little"),  # no point
        b"",
    ],
)
def test_a_key_that_is_no_sound_point_verifies_nothing(public: bytes) -> None:
    neutral = (1).to_bytes(32, "little") + bytes(32)
    assert not verify_ed25519(public, b"", neutral)


def test_a_signature_of_the_wrong_length_verifies_nothing() -> None:
    assert not verify_ed25519(LOG.private.public_key().public_bytes_raw(), b"", bytes(63))


def answer(path: Path, *, key: str = VKEY, witnesses: tuple[str, ...] = (), old: bytes = b"") -> Check:
    check = Check(read_key(key) if key else None, [read_key(one) for one in witnesses], old)
    check.run(path)
    return check


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 700])
def test_an_honest_log_holds_whatever_its_size(tmp_path: Path, count: int) -> None:
    found = answer(write_log(tmp_path, entries(count)))
    assert found.problems == []
    assert f"{count} of its {count} entries are here; of the others only the hashes are public." in found.holds


def test_a_log_too_large_for_one_level_of_tiles_holds(tmp_path: Path) -> None:
    leaves = [index.to_bytes(32, "big") for index in range(256 * 256 + 3)]
    write_files(tmp_path, tiles_of(leaves), sign(checkpoint_text(LOG.name, len(leaves), merkle.root(leaves)), LOG))
    assert answer(tmp_path).problems == []
    (tmp_path / "tile/2/000.p/1").write_bytes(bytes(32))
    assert answer(tmp_path).problems == ["Hash tile 0 of level 2 does not fit what lies below it."]


CHAINED = 9


def removed(made: list[bytes]) -> list[bytes]:
    return made[:4] + made[5:]


def edited(made: list[bytes]) -> list[bytes]:
    return [*made[:4], rewritten(made[4], actor="f" * 32), *made[5:]]


def reordered(made: list[bytes]) -> list[bytes]:
    return [*made[:3], made[6], *made[4:6], made[3], *made[7:]]


def inserted(made: list[bytes]) -> list[bytes]:
    return [*made[:4], made[1], *made[4:]]


def set_back(made: list[bytes]) -> list[bytes]:
    return [rewritten(entry, after=max(0, 60 - index)) for index, entry in enumerate(entries(CHAINED, ("",)))]


ATTACKS = [
    (edited, "Entry 7 does not follow entry 4: one was removed, moved or added."),
    (removed, "Entry 6 does not follow entry 1: one was removed, moved or added."),
    (reordered, "Entry 3 does not follow entry 0: one was removed, moved or added."),
    (inserted, "Entry 4 does not follow entry 1: one was removed, moved or added."),
]


@pytest.mark.clause("M-34")
@pytest.mark.parametrize(("attack", "sentence"), ATTACKS, ids=lambda value: getattr(value, "__name__", None))
def test_a_log_built_anew_by_whoever_holds_the_key_is_betrayed_by_its_chains(
    tmp_path: Path, attack: object, sentence: str
) -> None:
    made = attack(entries(CHAINED))  # type: ignore[operator]
    assert sentence in answer(write_log(tmp_path, made)).problems


@pytest.mark.clause("M-34")
@pytest.mark.parametrize("attack", [edited, removed, reordered, inserted], ids=lambda attack: attack.__name__)
def test_what_was_changed_after_its_checkpoint_is_found_against_it(tmp_path: Path, attack: object) -> None:
    honest = entries(CHAINED)
    made = attack(honest)  # type: ignore[operator]
    found = answer(write_log(tmp_path, made, note=note_of(honest)))
    assert [one for one in found.problems if "are not those the checkpoint vouches for" in one], found.problems


def test_an_entry_changed_without_its_hashes_is_named(tmp_path: Path) -> None:
    made = entries(CHAINED)
    write_log(tmp_path, made)
    changed = edited(made)
    (tmp_path / "tile/entries/000.p/9").write_bytes(b"".join(len(one).to_bytes(2, "big") + one for one in changed))
    assert "Entry 4 is not that of the hash tile: it was changed or moved." in answer(tmp_path).problems


def test_a_clock_that_was_set_back_is_named(tmp_path: Path) -> None:
    ends, made = b"", []
    for number, after in enumerate((0, 5, 130, 7)):
        made.append(rewritten(entries(1)[0], number=number, previous=ends.hex(), after=after))
        ends = merkle.leaf_hash(made[-1])
    assert answer(write_log(tmp_path, made)).problems == ["The clock was set back by 123 minutes before entry 3."]


def test_a_log_shown_to_two_readers_in_two_versions_is_a_fork(tmp_path: Path) -> None:
    honest = entries(CHAINED)
    forked = [*honest[:5], *entries(CHAINED, ("", "d" * 32, "f" * 32))[5:]]
    found = answer(write_log(tmp_path, forked), old=note_of(honest[:7]).encode())
    assert "This log does not hold the first 7 entries of the older checkpoint: it was forked." in found.problems


def test_a_log_rolled_back_to_an_older_backup_is_named(tmp_path: Path) -> None:
    honest = entries(CHAINED)
    found = answer(write_log(tmp_path, honest[:6]), old=note_of(honest).encode())
    assert "This log does not hold the first 9 entries of the older checkpoint: it was rolled back." in found.problems


def test_a_log_that_grew_holds_its_older_checkpoint(tmp_path: Path) -> None:
    honest = entries(CHAINED)
    found = answer(write_log(tmp_path, honest), old=note_of(honest[:4]).encode())
    assert found.problems == []
    assert "This log holds the first 4 entries of the older checkpoint." in found.holds


def test_a_log_signed_with_a_swapped_key_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path, entries(CHAINED), key=OTHER)
    assert answer(tmp_path).problems == ["The note is not signed by log.example/overt with this key."]
    alone = answer(tmp_path, key="")
    assert alone.problems == []
    assert [one for one in alone.holds if one.startswith("The key came along with the ledger; compare it")]


def test_a_missing_or_changed_hash_tile_is_named(tmp_path: Path) -> None:
    write_log(tmp_path, entries(600))
    (tmp_path / "tile/1/000.p/2").write_bytes(bytes(64))
    (tmp_path / "tile/0/001").unlink()
    assert {"Hash tile 0 of level 1 does not fit what lies below it.",
            "Hash tile 1 of level 0 does not fit what lies below it."} <= set(answer(tmp_path).problems)  # fmt: skip


def test_a_public_log_shows_the_entries_that_are_published_and_only_hashes_of_the_rest(tmp_path: Path) -> None:
    made = entries(6, ("d" * 32, "e" * 32))
    write_log(tmp_path, made)
    (tmp_path / "tile/entries/000.p/6").unlink()
    (tmp_path / "published").mkdir()
    shown = [entry if index % 2 else b"" for index, entry in enumerate(made)]
    (tmp_path / "published/000").write_bytes(b"".join(len(one).to_bytes(2, "big") + one for one in shown))
    found = answer(tmp_path)
    assert found.problems == []
    assert "3 of its 6 entries are here; of the others only the hashes are public." in found.holds


def test_a_proof_file_proves_its_entry_and_a_changed_one_nothing(tmp_path: Path) -> None:
    made = entries(300)
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in made]).get, 300)
    path = tmp_path / "270.tlog-proof"
    path.write_text(proof_text(270, tiles.inclusion_proof(270), note_of(made), made[270]))
    assert answer(path).holds[-1] == f"Entry 270 is in the ledger: {made[270].decode()}"
    path.write_text(proof_text(270, tiles.inclusion_proof(270), note_of(made), made[269]))
    assert answer(path).problems == ["This does not prove entry 270."]
    path.write_text(path.read_text().replace("index 270", "index 0270"))
    assert answer(path).problems == ["This is not a proof file."]


def test_the_consistency_of_two_checkpoints_is_checked_from_a_proof(tmp_path: Path) -> None:
    made = entries(300)
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in made]).get, 300)
    path = tmp_path / "proof"
    path.write_text("\n".join(["old 77", *map(base64_of, tiles.consistency_proof(77)), "", note_of(made)]))
    said = "The log over 300 entries continues the one over 77: nothing was changed or removed."
    assert answer(path, old=note_of(made[:77]).encode()).holds[-1] == said
    forked = answer(path, old=note_of([*made[:76], made[0]]).encode())
    assert forked.problems == ["The log over 300 entries does not continue the one over 77: a fork."]
    assert answer(path).problems == [
        "A consistency proof needs the older checkpoint (--old) and the ledger's key (--key)."
    ]


def base64_of(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def test_a_witness_is_named_with_the_moment_it_saw_the_log(tmp_path: Path) -> None:
    note = note_of(entries(5))
    text = note.partition("\n\n")[0] + "\n"
    path = tmp_path / "checkpoint"
    path.write_text(note + cosign(text, SEEN, 1_700_000_000))
    said = answer(path, witnesses=(SEEN.verifier.to_text(),)).holds
    assert "Witnessed by witness.example/w1, 1700000000 seconds after the beginning of 1970." in said
    path.write_text(note)
    found = answer(path, witnesses=(SEEN.verifier.to_text(),))
    assert found.problems == [
        "Not witnessed by witness.example/w1: The note is not signed by witness.example/w1 with this key."
    ]


@given(st.binary(max_size=200))
def test_hostile_bytes_get_a_sentence_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    for start in (b"", b"c2sp.org/tlog-proof@v1\n", b"old 1\n", note_of(entries(1)).encode()):
        path = folder / "input"
        path.write_bytes(start + data)
        found = answer(path, old=note_of(entries(1)).encode())
        assert found.problems or (start and not data)


def test_a_folder_without_a_ledger_gets_a_sentence(tmp_path: Path) -> None:
    assert answer(tmp_path).problems[0].startswith("This cannot be read: FileNotFoundError")
    assert answer(tmp_path / "nothing").problems[0].startswith("This cannot be read: FileNotFoundError")


def test_a_checkpoint_alone_needs_a_key(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    path.write_text(note_of(entries(2)))
    assert answer(path, key="").problems == ["Name the ledger's verifier key: --key KEY."]


def test_the_file_runs_alone_elsewhere_with_the_standard_library_only(tmp_path: Path) -> None:
    copied = tmp_path / "elsewhere.py"
    copied.write_bytes(SOURCE.read_bytes())
    log = write_log(tmp_path / "log", entries(40))
    command = [sys.executable, "-I", "-S", str(copied), str(log), "--key", VKEY, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    said = json.loads(done.stdout)
    assert (said["ok"], said["problems"]) == (True, [])
    assert said["limits"].startswith("What no log can prove")
    (log / "tile/0/000.p/40").write_bytes(bytes(40 * 32))
    broken = subprocess.run(command[:-1], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert broken.returncode == 1
    assert "DOES NOT HOLD: Entry 0 is not that of the hash tile" in broken.stdout


def test_the_verifier_is_one_file_of_less_than_400_lines() -> None:
    assert len(SOURCE.read_text("utf-8").splitlines()) < 400


def test_the_command_line_reads_keys_from_files_and_an_older_checkpoint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = write_log(tmp_path / "log", entries(12))
    (tmp_path / "old").write_text(note_of(entries(12)[:5]))
    arguments = [str(log), "--key", str(log / "ledger.vkey"), "--old", str(tmp_path / "old")]
    assert main(arguments) == 0
    assert "This log holds the first 5 entries of the older checkpoint." in capsys.readouterr().out


LIMIT = 10_000


class Found(Exception):
    """Something did not hold."""


class UntilFound(Check):
    """A check that ends at the first thing that does not hold."""

    def _expect(self, holds: bool, said: str, otherwise: str) -> None:
        if not holds:
            raise Found


@pytest.mark.parametrize("tries", [200, pytest.param(LIMIT, marks=pytest.mark.long)])
def test_one_changed_bit_in_an_export_of_10_000_entries_is_found_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, campaign_seed: int, tries: int
) -> None:
    # The same bytes are hashed and read hundreds of times: pure functions that may remember what they gave.
    for name in ("_hash", "verify_ed25519"):
        monkeypatch.setattr(verifier, name, cache(getattr(verifier, name)))
    monkeypatch.setattr(verifier.json, "loads", cache(json.loads))
    log = write_log(tmp_path / "log", entries(LIMIT))
    files = sorted(path for path in log.rglob("*") if path.is_file())
    sizes, chosen = [path.stat().st_size for path in files], random.Random(campaign_seed)
    UntilFound(read_key(VKEY), []).run(log)
    for _ in range(tries):
        path = chosen.choices(files, weights=sizes)[0]
        place, bit = chosen.randrange(path.stat().st_size), chosen.randrange(8)
        data = path.read_bytes()
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
        try:
            UntilFound(None, []).run(log)
            pytest.fail(f"bit {bit} of byte {place} in {path.name} was not found")
        except Found:
            path.write_bytes(data)
