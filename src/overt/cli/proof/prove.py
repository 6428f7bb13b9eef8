"""`overt erase prove`: plants, passes, crashes, searches, and says in figures what was found."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from overt.cli.demonstration.canaries import canaries_of
from overt.cli.proof.crash import WAYS
from overt.cli.proof.memory import MemoryFigure, look_into_a_passage
from overt.cli.proof.walker import Look, looks_of, walk
from overt.rehearsal.canary import Canary, Findings, search, search_recent
from overt.rehearsal.crowd import Clip
from overt.rehearsal.people import load_cast
from overt.rehearsal.planting import SHARED_MEMORY, Planted, planted, temporary_folder
from overt.rehearsal.sheets import Pose, load_sheet
from overt.rehearsal.truth import load_truth
from overt.vision import engines
from overt.vision.engine import Engine

CONTROL = "control"
_PROBE_LOOKS = 4
"""So many looks of the walk, the largest faces, are searched for on disk; each looks like the others."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Proof:
    """All that was found; `canary_hits` counts real ones, `self_test_found` the planted ones."""

    files_searched: int
    bytes_searched: int
    canaries_searched: int
    canaries_planted: int
    canary_hits: int
    self_test_found: int
    self_test_missed: tuple[str, ...]
    hits: tuple[str, ...]
    not_searched: tuple[str, ...]
    crashes: dict[str, bool]
    memory: MemoryFigure

    @property
    def holds(self) -> bool:
        """Whether every planted canary was found, no real one, and nothing leaked; a refused look is no failure."""
        found_all = self.canaries_planted == self.self_test_found > 0
        clean = self.canary_hits == 0 and not self.not_searched and not any(self.crashes.values())
        return found_all and clean and (self.memory.holds or bool(self.memory.refused))

    def to_json(self) -> dict[str, Any]:
        """Return the figures for a program."""
        return {**asdict(self), "holds": self.holds}


def prove(home: Path, engine_name: str, accepted: Sequence[str], clips: Sequence[Path], say: Say) -> Proof:
    """Run the whole proof on a site whose cameras play these drawn clips; opens no database.

    Reading a database's file ends this process's own locks on it (POSIX fcntl), so the caller must have none open.
    """
    since = time.time()
    engine = engines.load(engine_name, accept_licences=accepted)
    say("A drawn passer-by walks past a camera pipeline that has nobody on its list …")
    walked, control = walk(), _control()
    looks = looks_of(walked.video, engine)
    with tempfile.TemporaryFile() as errors:
        memory = look_into_a_passage(engine_name, walked.video, looks, control, errors)
        said = _all_of(errors)
    say("Processes crash with a face in their hands …")
    crashes = {way: _leaks(way, control) for way in WAYS}
    say("The site, the temporary folder and shared memory are searched …")
    real = [*_largest(looks), *(one for clip in clips for one in _canaries_of_clip(clip, engine))]
    with planted(home, control) as plants:
        found = _searched(home, [control, *real], since)
    return _proof(found, plants, len(real), {**crashes, "log of the passage": _names(said, looks)}, memory)


def _control() -> Canary:
    """Make the canary that is planted: a drawn face nobody walks about with, and made-up numbers."""
    head = load_sheet(load_cast().listed[-1]).sprite(Pose(0.0)).astype(np.float32)
    opaque = head[..., 3:] / 255
    face = (opaque * head[..., :3] + (1 - opaque) * 120).astype(np.uint8)
    numbers = np.random.default_rng().normal(0, 0.09, 128).astype(np.float32)
    return Canary(CONTROL, np.ascontiguousarray(face), numbers)


def _largest(looks: Sequence[Look]) -> list[Canary]:
    def width(look: Look) -> int:
        return 0 if look.face.probe is None else look.face.probe.shape[1]

    return [look.face for look in sorted(looks, key=width)[-_PROBE_LOOKS:]]


def _canaries_of_clip(video: Path, engine: Engine) -> list[Canary]:
    truth_file = video.with_suffix(".truth.json")
    return canaries_of(Clip(video, truth_file, load_truth(truth_file)), engine)


def _searched(home: Path, canaries: Sequence[Canary], since: float) -> list[Findings]:
    """Search the site whole, and what this account changed elsewhere since the proof began."""
    shared = [folder for folder in (temporary_folder(), SHARED_MEMORY) if folder.is_dir()]
    return [search(home, canaries), *(search_recent(folder, canaries, since) for folder in shared)]


def _proof(
    found: Sequence[Findings], plants: Sequence[Planted], real: int, crashes: dict[str, bool], memory: MemoryFigure
) -> Proof:
    hits = [hit for findings in found for hit in findings.hits]
    controls = {hit.file for hit in hits if hit.canary == CONTROL}
    missed = [plant.place for plant in plants if not any(plant.file.as_posix().endswith(file) for file in controls)]
    others = [f"{hit.file}: {hit.canary}: {hit.form}" for hit in hits if hit.canary != CONTROL]
    return Proof(
        files_searched=sum(findings.files_searched for findings in found),
        bytes_searched=sum(findings.bytes_searched for findings in found),
        canaries_searched=real,
        canaries_planted=len(plants),
        canary_hits=len(others),
        self_test_found=len(plants) - len(missed),
        self_test_missed=tuple(missed),
        hits=tuple(others),
        not_searched=tuple(one for findings in found for one in (*findings.unreadable, *findings.unsearched)),
        crashes=crashes,
        memory=memory,
    )


def _leaks(way: str, control: Canary) -> bool:
    """Say whether a crash of this kind left a piece of the face in its output, a core dump or any file."""
    assert control.template is not None
    face = control.template.tobytes()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "overt.cli.proof.crash", way]
        done = subprocess.run(command, input=face, capture_output=True, cwd=folder, check=False)
        left = list(Path(folder).iterdir())
    told = done.stdout + done.stderr
    return bool(left) or face.hex().encode() in told or str(list(face[:16]))[1:-1].encode() in told


def _names(said: bytes, looks: Sequence[Look]) -> bool:
    """Say whether a process told of a template in what it wrote to standard error, as bytes, hexadecimal or digits."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "said").write_bytes(said)
        return bool(search(Path(folder), [look.face for look in looks]).hits)


def _all_of(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content


def clips_of(cameras: Sequence[str]) -> list[Path]:
    """Return the drawn clips with known truth among the sources of a site's cameras."""
    paths = [Path(address) for address in cameras if "://" not in address]
    return [path for path in paths if path.with_suffix(".truth.json").is_file()]


def write(proof: Proof, *, as_json: bool) -> str:
    """Say what was found, for a program or for a person."""
    if as_json:
        return json.dumps(proof.to_json(), indent=2, ensure_ascii=False)
    lines = [
        f"Searched {proof.files_searched} files, {proof.bytes_searched} bytes, for {proof.canaries_searched} faces of"
        f" drawn people who were on no list: {proof.canary_hits} found.",
        f"Self-test: {proof.self_test_found} of {proof.canaries_planted} deliberately planted canaries found.",
        *(f"Not found by the self-test: {place}." for place in proof.self_test_missed),
        *(f"Found: {hit}" for hit in proof.hits),
        *(f"Not searched: {one}" for one in proof.not_searched),
        *(f"Crash ({way}): {'LEAKS' if leaks else 'nothing leaks'}." for way, leaks in proof.crashes.items()),
        *_memory_lines(proof.memory),
        "What this shows and what it cannot: docs/what-we-can-promise.md.",
    ]
    return "\n".join(lines)


def _memory_lines(memory: MemoryFigure) -> list[str]:
    if memory.refused:
        return [f"Memory was NOT looked into: {memory.refused}"]
    ours = memory.template_copies_in_our_buffers, memory.crop_copies_in_our_buffers
    elsewhere = memory.template_copies_elsewhere, memory.crop_copies_elsewhere
    return [
        f"Memory, {memory.seconds_after:.1f} s after the face was last seen, {memory.bytes_read} bytes read:",
        f"  in our own buffers: {ours[0]} copies of the {memory.templates_made} templates, {ours[1]} of the crops;",
        f"  elsewhere (libraries, freed memory): {elsewhere[0]} of the templates, {elsewhere[1]} of the crops;",
        f"  the control kept on purpose was {'found' if memory.control_found else 'NOT found'};"
        f" {memory.templates_known} of {memory.templates_made} templates were known to the byte.",
    ]
