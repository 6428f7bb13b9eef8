"""What really happened in a composed clip: who was in the zone, when, where, and how much of the face could be seen.

The shape follows ISO/IEC 30137-4 (ground truth and annotation of video): a file beside the video, frames, boxes and
conditions for each person. The text of the standard was not available, so nothing here claims to conform to it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from overt.rehearsal.errors import TruthUnreadable

FORMAT = "overt-rehearsal-truth/1"
FACING_RADIANS = 0.5
"""Past this yaw a person is not facing the camera."""

Box: TypeAlias = tuple[float, float, float, float]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Appearance:
    """One person in one frame: face box (x0, y0, x1, y1) in pixels, share of the face hidden, yaw in radians."""

    frame: int
    box: Box
    occluded: float
    yaw: float

    @property
    def facing(self) -> bool:
        """Whether the face is turned to the camera."""
        return abs(self.yaw) <= FACING_RADIANS

    @property
    def face_px(self) -> float:
        """Width of the face in pixels."""
        return self.box[2] - self.box[0]


@dataclass(frozen=True)
class TruthPassage:
    """One person going once through the zone of recognition; `appearances` are the frames inside it, in order."""

    id: str
    person: str
    listed: bool
    first_seconds: float
    last_seconds: float
    appearances: tuple[Appearance, ...]

    def clear_frames(
        self, smallest_face_px: float, most_occluded: float = 0.1, most_yaw: float = FACING_RADIANS
    ) -> int:
        """Count the frames in which the face is large enough, turned to the camera and not hidden."""
        return sum(
            shown.face_px >= smallest_face_px and shown.occluded <= most_occluded and abs(shown.yaw) <= most_yaw
            for shown in self.appearances
        )


@dataclass(frozen=True)
class Truth:
    """The truth of one clip; `zone` is the polygon of the zone of recognition in pixels."""

    video: str
    video_sha256: str
    width: int
    height: int
    frames_per_second: int
    frames: int
    seed: int
    zone: tuple[Point, ...]
    passages: tuple[TruthPassage, ...]

    @property
    def seeded(self) -> tuple[TruthPassage, ...]:
        """Passages of people who are on the list."""
        return tuple(passage for passage in self.passages if passage.listed)


def save_truth(truth: Truth, path: Path) -> None:
    """Write a truth file, whole or not at all."""
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_text(json.dumps(to_json(truth), separators=(",", ":")) + "\n")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def load_truth(path: Path) -> Truth:
    """Read and check a truth file; raises TruthUnreadable with a sentence about what is wrong."""
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise TruthUnreadable(f"The truth file {path.name} cannot be read: {error}.") from error
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise TruthUnreadable(f"The truth file {path.name} is not JSON: {error}.") from error
    return check(from_json(raw))


def to_json(truth: Truth) -> dict[str, object]:
    """Give the truth as JSON values; appearances are rows of frame, box, share hidden and yaw."""
    return {
        "format": FORMAT,
        "note": "Drawn people only. Shape follows ISO/IEC 30137-4; no conformance is claimed.",
        "video": truth.video,
        "video_sha256": truth.video_sha256,
        "width": truth.width,
        "height": truth.height,
        "frames_per_second": truth.frames_per_second,
        "frames": truth.frames,
        "seed": truth.seed,
        "zone": [list(point) for point in truth.zone],
        "appearance_columns": ["frame", "x0", "y0", "x1", "y1", "occluded", "yaw"],
        "passages": [_passage_json(passage) for passage in truth.passages],
    }


def _passage_json(passage: TruthPassage) -> dict[str, object]:
    rows = [
        [shown.frame, *(round(edge, 1) for edge in shown.box), round(shown.occluded, 3), round(shown.yaw, 3)]
        for shown in passage.appearances
    ]
    return {
        "id": passage.id,
        "person": passage.person,
        "listed": passage.listed,
        "first_seconds": passage.first_seconds,
        "last_seconds": passage.last_seconds,
        "facing": any(shown.facing for shown in passage.appearances),
        "appearances": rows,
    }


def from_json(raw: object) -> Truth:
    """Build a truth from JSON values; raises TruthUnreadable where something is missing or of the wrong kind."""
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise TruthUnreadable(f"This is not a truth file of the form {FORMAT}.")
    try:
        return Truth(
            str(raw["video"]), str(raw["video_sha256"]), int(raw["width"]), int(raw["height"]),
            int(raw["frames_per_second"]), int(raw["frames"]), int(raw["seed"]),
            tuple((float(x), float(y)) for x, y in raw["zone"]),
            tuple(_passage(row) for row in raw["passages"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TruthUnreadable(f"The truth file lacks something or holds the wrong kind of value: {error!r}.") from error


def _passage(raw: Mapping[str, object]) -> TruthPassage:
    rows, listed = raw["appearances"], raw["listed"]
    if not isinstance(rows, list) or not isinstance(listed, bool):
        raise TypeError(f"passage {raw.get('id')!r}")
    return TruthPassage(
        str(raw["id"]), str(raw["person"]), listed, _number(raw["first_seconds"]), _number(raw["last_seconds"]),
        tuple(Appearance(int(f), (x0, y0, x1, y1), hidden, yaw) for f, x0, y0, x1, y1, hidden, yaw in rows),
    )  # fmt: skip


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def check(truth: Truth) -> Truth:
    """Give the truth back if it does not contradict itself; raises TruthUnreadable otherwise."""
    if min(truth.width, truth.height, truth.frames_per_second, truth.frames) <= 0:
        raise TruthUnreadable("The width, height, frame rate and number of frames in a truth file must be positive.")
    if len(truth.zone) < 3:
        raise TruthUnreadable("The zone of recognition in the truth file has fewer than three corners.")
    names = [passage.id for passage in truth.passages]
    if len(set(names)) != len(names):
        raise TruthUnreadable("Two passages in the truth file have the same id.")
    for passage in truth.passages:
        _check_passage(passage, truth)
    return truth


def _check_passage(passage: TruthPassage, truth: Truth) -> None:
    frames = [shown.frame for shown in passage.appearances]
    if not frames or frames != sorted(set(frames)) or frames[0] < 0 or frames[-1] >= truth.frames:
        raise TruthUnreadable(f"Passage {passage.id} has no frames, frames out of order or frames outside the clip.")
    rate = truth.frames_per_second
    if abs(passage.first_seconds * rate - frames[0]) > 0.6 or abs(passage.last_seconds * rate - frames[-1]) > 0.6:
        raise TruthUnreadable(f"Passage {passage.id} gives times that are not those of its first and last frame.")
    for shown in passage.appearances:
        numbers = (*shown.box, shown.occluded, shown.yaw)
        if not all(math.isfinite(number) for number in numbers) or not 0 <= shown.occluded <= 1:
            raise TruthUnreadable(f"Passage {passage.id}, frame {shown.frame}: a share or an angle is out of range.")
        if shown.box[2] <= shown.box[0] or shown.box[3] <= shown.box[1]:
            raise TruthUnreadable(f"Passage {passage.id}, frame {shown.frame}: the box is empty or turned inside out.")
