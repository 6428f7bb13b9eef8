"""The proof in memory: a passage nobody is listed for, and seconds later a look into the process from outside."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from overt.cli.proof.walker import Look
from overt.live.hygiene import ENVIRONMENT
from overt.rehearsal.canary import Canary
from overt.rehearsal.memory import Buffer, MemoryFindings, MemoryRefused, survey

AFTER_SECONDS = 3.0
"""How long after the last sight of the face memory is read: a shot may stay two seconds, a template one (I-2)."""
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class MemoryFigure:
    """What the look showed. `refused` is a sentence where nothing could be read, and then no count is given.

    Copies are counted apart: in buffers of ours, and elsewhere, in what libraries and the allocator keep.
    """

    refused: str = ""
    seconds_after: float = 0.0
    templates_made: int = 0
    templates_overwritten: int = 0
    templates_known: int = 0
    bytes_read: int = 0
    control_found: bool = False
    template_copies_in_our_buffers: int = 0
    template_copies_elsewhere: int = 0
    crop_copies_in_our_buffers: int = 0
    crop_copies_elsewhere: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing is left in our buffers, and the look would have found it; a refusal shows neither."""
        ours = self.template_copies_in_our_buffers + self.crop_copies_in_our_buffers
        known = 0 < self.templates_made == self.templates_known == self.templates_overwritten
        return not self.refused and self.control_found and known and ours == 0


@dataclass(frozen=True)
class Walked:
    """What the process of the passage told: its id, the digests of its templates, its buffers and its counts."""

    process: int
    digests: tuple[str, ...]
    told: dict[str, Any]


def look_into_a_passage(
    engine: str, clip: Path, looks: Sequence[Look], control: Canary, errors: IO[bytes]
) -> MemoryFigure:
    """Let the walk pass, wait, stop the process and read it; `errors` takes what it writes to standard error."""
    try:
        with _passage(engine, clip, control, errors) as walked:
            time.sleep(max(0.0, AFTER_SECONDS - walked.told["seconds_since_face"]))
            os.kill(walked.process, signal.SIGSTOP)
            known = [look for look in looks if look.digest in walked.digests]
            canaries = [control, *(one for look in known for one in (look.face, *look.others))]
            found = survey(walked.process, canaries, [Buffer(*one) for one in walked.told["buffers"]])
    except MemoryRefused as refused:
        return MemoryFigure(refused=str(refused))
    return _figure(walked, found, known, control)


def _figure(walked: Walked, found: MemoryFindings, looks: Sequence[Look], control: Canary) -> MemoryFigure:
    names, digests = {look.face.name for look in looks}, {look.digest for look in looks}

    def copies(form: str, *, ours: bool) -> int:
        return sum(one.canary in names and one.form == form and one.ours == ours for one in found.copies)

    return MemoryFigure(
        seconds_after=max(AFTER_SECONDS, walked.told["seconds_since_face"]),
        templates_made=walked.told["templates_made"],
        templates_overwritten=walked.told["templates_overwritten"],
        templates_known=sum(digest in digests for digest in walked.digests),
        bytes_read=found.bytes_read,
        control_found={one.form for one in found.copies if one.canary == control.name} == {"template", "picture"},
        template_copies_in_our_buffers=copies("template", ours=True),
        template_copies_elsewhere=copies("template", ours=False),
        crop_copies_in_our_buffers=copies("picture", ours=True),
        crop_copies_elsewhere=copies("picture", ours=False),
    )


@contextmanager
def _passage(engine: str, clip: Path, control: Canary, errors: IO[bytes]) -> Iterator[Walked]:
    """Run the walk in a process of its own, until nobody is in the picture any more, and end it afterwards."""
    command = [sys.executable, "-m", "overt.cli.proof.passage", "--engine", engine, "--clip", str(clip)]
    pipe, environment = subprocess.PIPE, os.environ | ENVIRONMENT
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, env=environment) as process:
        patience = threading.Timer(_PATIENCE_SECONDS, process.kill)
        patience.start()
        try:
            yield _walked(process, control_bytes(control))
        finally:
            patience.cancel()
            process.kill()


def control_bytes(control: Canary) -> bytes:
    """Return what the process is given to keep: the control's template and pixels as they are."""
    parts = [array for array in (control.template, control.probe) if array is not None]
    return b"".join(array.tobytes() for array in parts)


def _walked(process: "subprocess.Popen[bytes]", kept: bytes) -> Walked:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(len(kept).to_bytes(4, "big") + kept)
    process.stdin.flush()
    digests: list[str] = []
    for line in process.stdout:
        told = json.loads(line)
        if "buffers" in told:
            return Walked(process.pid, tuple(digests), told)
        digests.append(told["template"])
    raise MemoryRefused("The camera pipeline of the proof ended before the passage was over.")
