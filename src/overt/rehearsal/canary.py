"""Searches every file under a folder for planted probes and templates of people who did not match (design, I-2).

It finds what was planted and nothing else: it compares pictures with the pictures it was given, and cannot say who
anybody is. Not found, besides what its private modules name: data that is encrypted, video, faces turned in the plane
of the picture, crops that lose more than a sixth of a side, and anything nested deeper than `DEEPEST`.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from overt.rehearsal._containers import compressed, number_lists, text_encoded
from overt.rehearsal._encodings import probe_needles, series_in, template_needles, template_series
from overt.rehearsal._likeness import Seen, patterns
from overt.rehearsal._needles import Haystack, Needle
from overt.rehearsal._pictures import Carved, pictures
from overt.rehearsal._sqlite import spilled_records
from overt.rehearsal.errors import CanaryUnusable
from overt.vision.values import Floats, Pixels

DEEPEST = 4
"""How many streams may lie inside each other: a picture in base64 in gzip in SQLite records is three deep."""
LARGEST_FILE_BYTES = 1 << 30
MOST_UNFOLDED_BYTES = 1 << 30
"""What one file may unfold to in all."""
_SMALLEST_PROBE_PX = 24
_PLAINEST_PROBE = 4.0
_SHORTEST_TEMPLATE = 16


@dataclass(frozen=True, eq=False)
class Canary:
    """What is planted of one unmatched passage, under a name of the caller's.

    `probe` (h, w, 3) uint8 RGB is the face as it was on the frame, at least 24 pixels a side; `template` (d,) float32,
    d ≥ 16. Either may be absent but not both. Raises CanaryUnusable if finding it would mean nothing.
    """

    name: str
    probe: Pixels | None
    template: Floats | None

    def __post_init__(self) -> None:
        if self.probe is None and self.template is None:
            raise CanaryUnusable(f"Canary {self.name} has neither probe nor template, so nothing can be looked for.")
        if self.probe is not None:
            _check_probe(self.name, self.probe)
        if self.template is not None:
            _check_template(self.name, self.template)


@dataclass(frozen=True)
class Hit:
    """A canary found: the file, relative to the folder searched, whose canary it is, and the form it is in."""

    file: str
    canary: str
    form: str


@dataclass(frozen=True)
class Findings:
    """What a search found and how much it saw.

    `bytes_searched` counts files as they are, without what was unfolded from them. `unreadable` and `unsearched` say
    in sentences what could not be read and what was left out because of a limit or a link: "no hits" covers neither.
    """

    hits: tuple[Hit, ...]
    files_searched: int
    bytes_searched: int
    pictures_decoded: int
    streams_opened: int
    unreadable: tuple[str, ...] = ()
    unsearched: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every file was read and nothing in it was left out."""
        return not self.unreadable and not self.unsearched


def search(home: Path, canaries: Sequence[Canary]) -> Findings:
    """Search every file under `home` for every canary; links are not followed.

    A folder or file that cannot be read does not end the search; the findings name it.
    """
    run = _Search(canaries)
    for path in _paths(home, run.unreadable):
        run.look_at_file(path, path.relative_to(home).as_posix())
    return run.findings()


def search_recent(folder: Path, canaries: Sequence[Canary], since: float) -> Findings:
    """Search what this account changed under a folder it shares with others, since a moment (seconds of the epoch)."""
    run = _Search(canaries)
    # Folders of other accounts that this one may not enter hold nothing that it wrote.
    for path in _paths(folder, []):
        if _is_recent(path, since):
            run.look_at_file(path, path.as_posix())
    return run.findings()


def _is_recent(path: Path, since: float) -> bool:
    try:
        facts = path.lstat()
    except OSError:
        return False  # gone meanwhile
    return facts.st_uid == os.geteuid() and stat.S_ISREG(facts.st_mode) and max(facts.st_mtime, facts.st_ctime) >= since


def _paths(home: Path, unreadable: list[str]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        unreadable.append(f"{error.filename}: the folder could not be read ({error.strerror}).")

    for folder, folders, files in os.walk(home, onerror=note):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        yield from (Path(folder) / name for name in sorted(files + links))


class _Search:
    """One search under way."""

    def __init__(self, canaries: Sequence[Canary]) -> None:
        self._haystack = Haystack(_needles(canaries))
        self._series = [s for c in canaries if c.template is not None for s in template_series(c.name, c.template)]
        self._patterns = [(c.name, patterns(c.probe)) for c in canaries if c.probe is not None]
        self._hits: dict[Hit, None] = {}
        self._files = self._bytes = self._pictures = self._streams = self._unfolded = 0
        self.unreadable: list[str] = []
        self._unsearched: list[str] = []

    def findings(self) -> Findings:
        counts = (self._files, self._bytes, self._pictures, self._streams)
        return Findings(tuple(self._hits), *counts, tuple(self.unreadable), tuple(self._unsearched))

    def look_at_file(self, path: Path, file: str) -> None:
        try:
            data = self._read(path, file)
            log = path.with_name(path.name + "-wal")
            history = log.read_bytes() if log.is_file() else b""
        except OSError as error:
            self.unreadable.append(f"{file}: the file could not be read ({error.strerror}).")
            return
        self._unfolded = 0
        self._look(file, data, ())
        records = b"\n".join(spilled_records(data, history))
        if records:
            self._unfold(file, "SQLite records", records, ())

    def _read(self, path: Path, file: str) -> bytes:
        """Give the content of a regular file; of anything else nothing, with a word about links and giants."""
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode):
            self._unsearched.append(f"{file}: a link; what it leads to is searched only if it lies in the folder too.")
        elif stat.S_ISREG(facts.st_mode) and facts.st_size > LARGEST_FILE_BYTES:
            self._unsearched.append(f"{file}: larger than {LARGEST_FILE_BYTES >> 20} MiB.")
        elif stat.S_ISREG(facts.st_mode):
            data = path.read_bytes()
            self._files, self._bytes = self._files + 1, self._bytes + len(data)
            return data
        return b""

    def _look(self, file: str, data: bytes, inside: tuple[str, ...]) -> None:
        for needle in self._haystack.find(data):
            self._note(file, needle.canary, needle.form, inside)
        lists = number_lists(data)
        for series in series_in(lists, self._series):
            self._note(file, series.canary, series.form, inside)
        for picture in pictures(data):
            self._look_at_picture(file, picture, inside)
        if len(inside) < DEEPEST:
            for stream in compressed(data):
                self._unfold(file, stream.source, stream.data, inside, cut=stream.cut)
            for stream in text_encoded(data, lists):
                self._unfold(file, stream.source, stream.data, inside)

    def _unfold(self, file: str, source: str, data: bytes, inside: tuple[str, ...], *, cut: bool = False) -> None:
        within = " inside ".join((source, *inside))
        if cut:
            self._unsearched.append(f"{file}: {within} unfolds to more than {len(data) >> 20} MiB; the rest was left.")
        if self._unfolded + len(data) > MOST_UNFOLDED_BYTES:
            self._unsearched.append(f"{file}: {within}: the file has unfolded to {MOST_UNFOLDED_BYTES >> 20} MiB.")
            return
        self._unfolded, self._streams = self._unfolded + len(data), self._streams + 1
        self._look(file, data, (source, *inside))

    def _look_at_picture(self, file: str, picture: Carved, inside: tuple[str, ...]) -> None:
        form = f"picture {picture.kind} at offset {picture.offset}"
        self._pictures += bool(picture.frames)
        if picture.left_out:
            self._unsearched.append(f"{file}: {form}: {picture.left_out}.")
        for frame in picture.frames:
            seen = Seen(frame)
            for canary, wanted in self._patterns:
                if seen.shows(wanted):
                    self._note(file, canary, form, inside)

    def _note(self, file: str, canary: str, what: str, inside: tuple[str, ...]) -> None:
        self._hits[Hit(file, canary, " inside ".join((what, *inside)))] = None


def _needles(canaries: Sequence[Canary]) -> Iterator[Needle]:
    for canary in canaries:
        if canary.probe is not None:
            yield from probe_needles(canary.name, canary.probe)
        if canary.template is not None:
            yield from template_needles(canary.name, canary.template)


def _check_probe(name: str, probe: Pixels) -> None:
    if probe.dtype != np.uint8 or probe.ndim != 3 or probe.shape[2] != 3 or min(probe.shape[:2]) < _SMALLEST_PROBE_PX:
        raise CanaryUnusable(f"The probe of canary {name} is no 8-bit RGB picture of {_SMALLEST_PROBE_PX} px or more.")
    if probe.mean(axis=2).std() < _PLAINEST_PROBE:
        raise CanaryUnusable(f"The probe of canary {name} is too plain to be told from any other plain picture.")


def _check_template(name: str, template: Floats) -> None:
    if template.dtype != np.float32 or template.ndim != 1 or len(template) < _SHORTEST_TEMPLATE:
        raise CanaryUnusable(f"The template of canary {name} is not a row of {_SHORTEST_TEMPLATE} float32 or more.")
    if not np.all(np.isfinite(template)) or len(np.unique(template)) < _SHORTEST_TEMPLATE:
        raise CanaryUnusable(f"The template of canary {name} has too few different numbers to be told from other data.")
