"""A witness: what an oversight body runs to see that a ledger never takes anything back (c2sp.org/tlog-witness).

It keeps, in a folder of its own, the last checkpoint it signed for each ledger; it signs a newer one only when a proof
shows that it continues the last. It refuses everything else, and what looks like a fork, a rollback or silence it
writes down as an alarm. It needs no site and no database.
"""

import base64
import binascii
import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from overt.ledger.errors import CheckpointRefused
from overt.ledger.files import replace_file
from overt.ledger.merkle import verify_consistency
from overt.ledger.note import SignerKey, VerifierKey, cosign, open_note, split_note
from overt.ledger.signed import Checkpoint, open_checkpoint

ALARMS_FILE = "alarms.jsonl"
SIZE_TYPE = "text/x.tlog.size"
_MAX_PROOF = 63
_OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: its status, its body, and the type of the body."""

    status: int
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Alarm:
    """Something a ledger must never do: `kind` is fork, rollback or silence; `at` is in POSIX seconds."""

    kind: str
    origin: str
    at: int
    sentence: str


class Witness:
    """One witness with its key, the ledgers it watches, and its folder."""

    def __init__(
        self, folder: Path, key: SignerKey, logs: list[VerifierKey], clock: Callable[[], float] = time.time
    ) -> None:
        self._folder, self._key, self._clock = folder, key, clock
        self._logs = {log.name: log for log in logs}
        self.logs = tuple(logs)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer an `add-checkpoint` request: a signature line when the checkpoint continues the last one."""
        head, blank, note = body.partition(b"\n\n")
        first, *lines = head.split(b"\n")
        old, path = _OLD.fullmatch(first), _hashes(lines)
        if not blank or old is None or path is None or len(path) > _MAX_PROOF:
            return Answer(400, "The request is not an old size, a proof and a checkpoint.\n")
        origin = note.partition(b"\n")[0].decode("utf-8", "replace")
        if origin not in self._logs:
            return Answer(404, "This witness does not watch that ledger.\n")
        try:
            checkpoint = open_checkpoint(note, self._logs[origin])
        except CheckpointRefused as refused:
            return Answer(403, f"{refused.sentence}\n")
        if int(old[1]) > checkpoint.size:
            self._look_for_rollback(checkpoint)
            return Answer(400, "The old size is larger than the checkpoint's.\n")
        with self._only_one(origin):
            return self._judge(checkpoint, int(old[1]), path)

    def _judge(self, new: Checkpoint, old_size: int, path: list[bytes]) -> Answer:
        last = self.last(new.origin)
        size = last.size if last else 0
        if old_size != size:
            self._look_for_rollback(new)
            return Answer(409, f"{size}\n", SIZE_TYPE)
        if last and size == new.size and last.root != new.root:
            self._alarm("fork", new.origin, f"Two checkpoints over {size} entries, both signed, have different roots.")
            return Answer(409, f"{size}\n", SIZE_TYPE)
        if not verify_consistency(size, new.size, last.root if last else new.root, new.root, path) and size:
            self._alarm("fork", new.origin, f"{new.size} signed entries do not continue the {size} signed before.")
            return Answer(422, "The proof does not show that the ledger continues what was signed before.\n")
        if not size and path:
            return Answer(422, "The proof from nothing is empty.\n")
        replace_file(self._file(new.origin), f"{int(self._clock())}\n{new.note}".encode())
        return Answer(200, cosign(new.text, self._key, int(self._clock())))

    def last(self, origin: str) -> Checkpoint | None:
        """Give the last checkpoint signed for a ledger; nothing when there is none."""
        kept = self._kept(origin)
        return open_checkpoint(kept[1], self._logs[origin]) if kept else None

    def look_for_silence(self, longest_seconds: float, known: set[str]) -> set[str]:
        """Raise an alarm for each ledger newly silent for so long; give all that are, `known` being those before."""
        silent = set()
        for origin in self._logs:
            kept = self._kept(origin)
            if kept and self._clock() - kept[0] > longest_seconds:
                silent.add(origin)
        for origin in sorted(silent - known):
            self._alarm("silence", origin, f"No checkpoint for more than {int(longest_seconds)} seconds.")
        return silent

    def alarms(self) -> list[Alarm]:
        """Give every alarm, oldest first."""
        path = self._folder / ALARMS_FILE
        return [Alarm(**json.loads(line)) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def _look_for_rollback(self, new: Checkpoint) -> None:
        last = self.last(new.origin)
        if last and new.size < last.size:
            said = f"A checkpoint over {new.size} entries came after one over {last.size}: the ledger was rolled back."
            self._alarm("rollback", new.origin, said)

    def _alarm(self, kind: str, origin: str, sentence: str) -> Alarm:
        alarm = Alarm(kind, origin, int(self._clock()), sentence)
        with (self._folder / ALARMS_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(vars(alarm), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return alarm

    def _kept(self, origin: str) -> tuple[int, bytes] | None:
        try:
            at, _, note = self._file(origin).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        return int(at), note

    def _file(self, origin: str) -> Path:
        return self._folder / f"{self._logs[origin].key_id.hex()}.checkpoint"

    @contextmanager
    def _only_one(self, origin: str) -> Iterator[None]:
        """Let one request at a time look at the last checkpoint and replace it."""
        handle = os.open(self._folder / f"{self._logs[origin].key_id.hex()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def cosignatures(body: str, text: str, keys: list[VerifierKey]) -> list[str]:
    """Give those lines of a witness's answer that these keys made over a checkpoint's text."""
    try:
        _, lines = split_note(f"{text}\n{body}".encode())
    except CheckpointRefused:
        return []
    return [line for line in lines if any(_made_by(key, line, text) for key in keys)]


def _made_by(key: VerifierKey, line: str, text: str) -> bool:
    try:
        open_note(f"{text}\n{line}\n".encode(), key)
    except CheckpointRefused:
        return False
    return True


def _hashes(lines: list[bytes]) -> list[bytes] | None:
    try:
        found = [base64.b64decode(line, validate=True) for line in lines]
    except binascii.Error:
        return None
    return found if all(len(one) == 32 for one in found) else None
