"""A witness signs what continues its last checkpoint, refuses the rest as tlog-witness says, and raises alarms."""

import base64
import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from overt.cli.publishing import post
from overt.ledger import merkle
from overt.ledger.cosigning import COSIGNED_FILE, WitnessAddress, collect, signers_of
from overt.ledger.errors import CheckpointRefused
from overt.ledger.note import WITNESS, SignerKey, sign
from overt.ledger.signed import checkpoint_text
from overt.ledger.tiles import Tiles
from overt.ledger.verifier import Check, read_key
from overt.ledger.witness import SIZE_TYPE, Answer, Witness, cosignatures
from overt.ledger.witness_server import witness_server
from tests.ledgers import LOG, OTHER, VKEY, entries, note_of, tiles_of, write_log

KEY = SignerKey.named("witness.example/w1", Ed25519PrivateKey.from_private_bytes(b"\x05" * 32), WITNESS)
SECOND = SignerKey.named("witness.example/w2", Ed25519PrivateKey.from_private_bytes(b"\x06" * 32), WITNESS)
MADE = entries(40)
FORKED = [*MADE[:20], *entries(40, ("", "d" * 32, "f" * 32))[20:]]
PUBLISHED = json.loads((Path(__file__).parents[2] / "data/c2sp.json").read_text("utf-8"))["formats"]


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def witness(tmp_path: Path, clock: Clock) -> Witness:
    (tmp_path / "witness").mkdir()
    return Witness(tmp_path / "witness", KEY, [LOG.verifier], clock)


def request(old: int, new: int, made: list[bytes] = MADE, note: str = "") -> bytes:
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in made[:new]]).get, new)
    proof = [base64.b64encode(node).decode() for node in tiles.consistency_proof(old)]
    return "\n".join([f"old {old}", *proof, "", note or note_of(made[:new])]).encode()


def text_of(new: int, made: list[bytes] = MADE) -> str:
    return note_of(made[:new]).partition("\n\n")[0] + "\n"


def test_a_first_checkpoint_and_one_that_continues_it_are_signed(witness: Witness, clock: Clock) -> None:
    for old, new in ((0, 7), (7, 7), (7, 40)):
        clock.now += 60
        answer = witness.add_checkpoint(request(old, new))
        assert answer.status == 200
        assert cosignatures(answer.body, text_of(new), [KEY.verifier]) == [answer.body[:-1]]
    last = witness.last(LOG.name)
    assert last is not None
    assert last.size == 40
    assert witness.alarms() == []


def test_the_published_request_is_read_and_answered_by_its_origin(tmp_path: Path, witness: Witness) -> None:
    assert witness.add_checkpoint(PUBLISHED["request"].encode()).status == 404
    behind = SignerKey.named("example.com/behind-the-sofa", Ed25519PrivateKey.from_private_bytes(b"\x09" * 32))
    knowing = Witness(tmp_path / "witness", KEY, [behind.verifier])
    assert knowing.add_checkpoint(PUBLISHED["request"].encode()).status == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"old 0", 400),
        (b"old 01\n\n" + note_of(MADE).encode(), 400),
        (b"old -1\n\n" + note_of(MADE).encode(), 400),
        (b"old 0\n!\n\n" + note_of(MADE).encode(), 400),
        (b"old 0\nAAAA\n\n" + note_of(MADE).encode(), 400),
        (b"old 0\n" + b"A" * 43 + b"=\n" * 1 + b"\n" + note_of(MADE).encode(), 422),
        (request(0, 40, note=note_of(MADE, OTHER)), 403),
        (request(0, 40, note=note_of(MADE).replace(LOG.name, "elsewhere.example/log", 1)), 404),
        (b"old 41\n\n" + note_of(MADE).encode(), 400),
        (b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + note_of(MADE).encode(), 400),
    ],
)
def test_what_is_not_a_sound_request_gets_the_status_of_the_specification(
    witness: Witness, body: bytes, status: int
) -> None:
    assert witness.add_checkpoint(body).status == status
    assert witness.last(LOG.name) is None


def test_another_old_size_than_the_last_is_answered_with_the_last(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 7))
    assert witness.add_checkpoint(request(0, 40)) == Answer(409, "7\n", SIZE_TYPE)
    assert witness.add_checkpoint(request(6, 40)) == Answer(409, "7\n", SIZE_TYPE)
    assert witness.alarms() == []


@pytest.mark.clause("M-34")
def test_a_forked_log_is_not_signed_and_raises_an_alarm(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 30))
    assert witness.add_checkpoint(request(30, 40, FORKED)).status == 422
    same = sign(checkpoint_text(LOG.name, 30, bytes(32)), LOG)
    assert witness.add_checkpoint(request(30, 30, note=same)).status == 409
    assert [(alarm.kind, alarm.sentence) for alarm in witness.alarms()] == [
        ("fork", "40 signed entries do not continue the 30 signed before."),
        ("fork", "Two checkpoints over 30 entries, both signed, have different roots."),
    ]
    last = witness.last(LOG.name)
    assert last is not None
    assert last.note == note_of(MADE[:30])


@pytest.mark.clause("M-34")
def test_a_log_rolled_back_to_an_older_backup_raises_an_alarm(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 30))
    assert witness.add_checkpoint(request(12, 20)).status == 409
    assert witness.add_checkpoint(b"old 30\n\n" + note_of(MADE[:20]).encode()).status == 400
    said = "A checkpoint over 20 entries came after one over 30: the ledger was rolled back."
    assert [(alarm.kind, alarm.sentence) for alarm in witness.alarms()] == [("rollback", said)] * 2


def test_silence_is_an_alarm_once_and_again_after_the_log_spoke(witness: Witness, clock: Clock) -> None:
    assert witness.look_for_silence(60, set()) == set()
    witness.add_checkpoint(request(0, 7))
    assert witness.look_for_silence(60, set()) == set()
    clock.now += 61
    silent = witness.look_for_silence(60, set())
    assert witness.look_for_silence(60, silent) == {LOG.name}
    assert [alarm.sentence for alarm in witness.alarms()] == ["No checkpoint for more than 60 seconds."]
    witness.add_checkpoint(request(7, 7))
    assert witness.look_for_silence(60, silent) == set()


def test_two_requests_at_once_never_take_back_what_was_signed(witness: Witness) -> None:
    witness.add_checkpoint(request(0, 7))
    sizes = list(range(8, 40))
    bodies = {size: request(7, size) for size in sizes}
    statuses: dict[int, int] = {}

    def submit(size: int) -> None:
        statuses[size] = witness.add_checkpoint(bodies[size]).status

    threads = [threading.Thread(target=submit, args=(size,)) for size in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signed = [size for size, status in statuses.items() if status == 200]
    assert len(signed) == 1
    last = witness.last(LOG.name)
    assert last is not None
    assert last.size == signed[0]


@pytest.fixture
def served(witness: Witness) -> Iterator[str]:
    server = witness_server(witness, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_log_collects_its_cosignatures_over_http(tmp_path: Path, served: str) -> None:
    out = write_log(tmp_path / "log", MADE[:25])
    address = WitnessAddress(KEY.verifier, served)
    nobody = WitnessAddress(SECOND.verifier, "http://127.0.0.1:9")
    asked = collect(out, LOG.verifier, [address, nobody], post)
    assert asked.by == (KEY.name,)
    assert asked.troubles == ("witness.example/w2 cannot be reached: ConnectionError.",)
    for size in (26, 40):
        write_log(out, MADE[:size])
        asked = collect(out, LOG.verifier, [address], post)
        assert (asked.by, asked.troubles) == ((KEY.name,), ())
    assert (out / COSIGNED_FILE).read_text() == asked.checkpoint.note == (out / "checkpoint").read_text()
    check = Check(read_key(VKEY), [read_key(KEY.verifier.to_text())])
    check.run(out)
    assert check.problems == []
    assert [one for one in check.holds if one.startswith("Witnessed by witness.example/w1")]


def test_nobody_is_asked_twice_about_one_checkpoint(tmp_path: Path, served: str) -> None:
    out = write_log(tmp_path / "log", MADE)
    address = WitnessAddress(KEY.verifier, served)
    collect(out, LOG.verifier, [address], post)

    def refuse(_url: str, _body: bytes) -> Answer:
        raise AssertionError

    assert collect(out, LOG.verifier, [address], refuse).by == (KEY.name,)


def test_a_log_that_lost_what_its_witness_saw_last_asks_again(tmp_path: Path, served: str) -> None:
    out = write_log(tmp_path / "log", MADE[:25])
    address = WitnessAddress(KEY.verifier, served)
    collect(out, LOG.verifier, [address], post)
    (out / "witnesses.json").unlink()
    write_log(out, MADE)
    assert collect(out, LOG.verifier, [address], post).by == (KEY.name,)


@pytest.mark.clause("M-34")
def test_a_log_that_was_rolled_back_learns_it_from_its_witness(tmp_path: Path, served: str) -> None:
    out = write_log(tmp_path / "log", MADE)
    address = WitnessAddress(KEY.verifier, served)
    collect(out, LOG.verifier, [address], post)
    older = write_log(tmp_path / "older", MADE[:25])
    with pytest.raises(CheckpointRefused) as refused:
        collect(older, LOG.verifier, [address], post)
    assert refused.value.sentence == (
        "The witness witness.example/w1 has seen 40 entries, this ledger holds 25: it was rolled back to an older copy."
    )


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "— witness.example/w1 AAAA\n"),
        Answer(200, "nonsense"),
        Answer(409, "nonsense\n", SIZE_TYPE),
        Answer(409, "0\n", SIZE_TYPE),
        Answer(500),
    ],
)
def test_an_answer_that_signs_nothing_adds_nothing(tmp_path: Path, answer: Answer) -> None:
    out = write_log(tmp_path / "log", MADE)
    asked = collect(out, LOG.verifier, [WitnessAddress(KEY.verifier, "http://x")], lambda _url, _body: answer)
    assert (asked.by, asked.troubles) == ((), ("witness.example/w1 did not sign.",))
    assert (out / "checkpoint").read_text() == note_of(MADE)


def test_a_checkpoint_with_more_signatures_is_kept_until_a_newer_one_has_as_many(tmp_path: Path) -> None:
    out = write_log(tmp_path / "log", MADE[:25])
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    bodies = {
        str(number): Witness(folder, key, [LOG.verifier])
        for number, (folder, key) in enumerate(zip(folders, (KEY, SECOND), strict=True))
    }
    both = [WitnessAddress(KEY.verifier, "0"), WitnessAddress(SECOND.verifier, "1")]

    def ask(url: str, body: bytes) -> Answer:
        return bodies[url.partition("/")[0]].add_checkpoint(body)

    def only_first(url: str, body: bytes) -> Answer:
        if url.startswith("1"):
            raise ConnectionError
        return ask(url, body)

    assert len(collect(out, LOG.verifier, both, ask).by) == 2
    write_log(out, MADE)
    assert collect(out, LOG.verifier, both, only_first).by == (KEY.name,)
    keys = [one.key for one in both]
    assert signers_of((out / COSIGNED_FILE).read_bytes(), keys) == (KEY.name, SECOND.name)
    assert (out / COSIGNED_FILE).read_text().split("\n")[1] == "25"


def test_a_witness_that_names_another_size_each_time_is_asked_twice_and_no_more(tmp_path: Path) -> None:
    out, asked = write_log(tmp_path / "log", MADE), []

    def ask(_url: str, body: bytes) -> Answer:
        asked.append(body.decode().split("\n")[0])
        return Answer(409, f"{len(asked) * 5}\n", SIZE_TYPE)

    found = collect(out, LOG.verifier, [WitnessAddress(KEY.verifier, "http://x")], ask)
    assert (asked, found.troubles) == (["old 0", "old 5"], ("witness.example/w1 did not sign.",))


def test_a_checkpoint_that_is_renewed_while_witnesses_are_asked_is_not_put_back(
    tmp_path: Path, witness: Witness
) -> None:
    out = write_log(tmp_path / "log", MADE[:25])

    def ask(_url: str, body: bytes) -> Answer:
        write_log(out, MADE)
        return witness.add_checkpoint(body)

    assert collect(out, LOG.verifier, [WitnessAddress(KEY.verifier, "http://x")], ask).by == (KEY.name,)
    assert (out / "checkpoint").read_text() == note_of(MADE)
    assert signers_of((out / COSIGNED_FILE).read_bytes(), [KEY.verifier]) == (KEY.name,)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {"Content-Length": "0"}, 404),
        ("/add-checkpoint", {"Content-Length": "0"}, 400),
        ("/add-checkpoint", {"Content-Length": "9999999"}, 400),
        ("/add-checkpoint", {"Content-Length": "many"}, 400),
    ],
)
def test_the_server_answers_only_what_it_is_for(served: str, path: str, headers: dict[str, str], status: int) -> None:
    connection = HTTPConnection(served.removeprefix("http://"))
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()
