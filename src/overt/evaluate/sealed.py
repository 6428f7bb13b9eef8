"""Templates of an unfinished run, sealed on disk so that it can go on after a crash, and destroyed at its end.

The run's key lies in another folder than what it seals; on a site, under `keys/`. A run is known by the digest of its
plan, its pictures and its engine: only exactly the same run can be continued.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from overt.evaluate.errors import RunRefused
from overt.vault import EnvelopeBroken, RecordKind
from overt.vault.envelope import KEY_BYTES, Label, seal, unseal

SUFFIX = ".unfinished"


@dataclass(frozen=True, eq=False)
class Batch:
    """Templates (n, d) float32 of one batch of pictures; `reasons` says, per picture, why there is none ("" if one)."""

    vectors: NDArray[np.float32]
    reasons: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Spell the batch for sealing."""
        out = io.BytesIO()
        np.savez(out, vectors=self.vectors, reasons=np.array(self.reasons, dtype=np.str_))
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Batch:
        """Read what `to_bytes` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as told:
            return cls(told["vectors"], tuple(str(reason) for reason in told["reasons"]))


class UnfinishedRun:
    """The working folder of one run beside its output, held by one process at a time."""

    def __init__(self, output: Path, keys: Path, run: str) -> None:
        self.folder = output.with_name(output.name + SUFFIX)
        self.run = run
        self._key_file = keys / f"{run[:32]}.key"
        self._held: int | None = None

    def __enter__(self) -> UnfinishedRun:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._held = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._refuse_another_run()
        except BlockingIOError as error:
            os.close(self._held)
            raise RunRefused("run_in_progress", f"Another process is working on {self.folder.name}.") from error
        except RunRefused:
            os.close(self._held)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held is not None:
            if not any(self.folder.glob("batch-*")):
                self.destroy()
            os.close(self._held)

    @property
    def is_continued(self) -> bool:
        """Whether an earlier process has sealed something of this run."""
        return self._key_file.exists() and any(self.folder.glob("batch-*"))

    def load(self, number: int) -> Batch | None:
        """Return a batch sealed earlier; None when there is none that opens, so it is computed again."""
        try:
            return Batch.from_bytes(unseal(self._key(), self._label(number), self._path(number).read_bytes()))
        except (FileNotFoundError, EnvelopeBroken):
            return None

    def save(self, number: int, batch: Batch) -> None:
        """Seal a batch, whole or not at all."""
        path = self._path(number)
        partial = path.with_suffix(".partial")
        partial.write_bytes(seal(self._key(), self._label(number), batch.to_bytes()))
        partial.replace(path)

    def destroy(self) -> None:
        """Destroy the key first, then everything it sealed."""
        if self._key_file.exists():
            with self._key_file.open("r+b") as file:
                file.write(bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            self._key_file.unlink()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _key(self) -> bytes:
        try:
            key = self._key_file.read_bytes()
        except FileNotFoundError:
            key = os.urandom(KEY_BYTES)
            handle = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
        if len(key) != KEY_BYTES:
            raise RunRefused("run_key_broken", f"The key of {self.folder.name} is damaged. Remove both and start anew.")
        return key

    def _refuse_another_run(self) -> None:
        mark = self.folder / "run"
        if mark.exists() and mark.read_text("ascii") != self.run:
            sentence = (
                f"{self.folder.name} holds another run: its plan, pictures or engine were not these. Finish it with "
                "what it was begun with, or remove the folder."
            )
            raise RunRefused("run_is_another", sentence)
        mark.write_text(self.run, "ascii")

    def _label(self, number: int) -> Label:
        # Sealed as a list's templates are, under the run's own key and with the run in the deployment's place.
        return Label(self.run, RecordKind.WATCHLIST_TEMPLATE, f"batch-{number}")

    def _path(self, number: int) -> Path:
        return self.folder / f"batch-{number:06d}.sealed"
