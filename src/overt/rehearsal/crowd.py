"""Composes a clip of drawn people walking towards a camera, with its truth. The same plan gives the same clip.

It shows nobody who exists and stores nothing but the clip and its truth.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from math import pi
from pathlib import Path

import numpy as np

from overt.rehearsal.errors import ClipUnwritten, PlanRefused
from overt.rehearsal.head import Picture
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.sheets import CLIP_LIGHT, Sheet, load_sheet
from overt.rehearsal.stage import Actor, Scene, hidden_share, lay, make_actor, place_body, place_head
from overt.rehearsal.street import draw_street
from overt.rehearsal.truth import Appearance, Point, Truth, TruthPassage, check, save_truth
from overt.rehearsal.video import Encoding, write_video
from overt.rehearsal.walk import Lens, Stance, Walker, lens_for, stance

SheetSource = Callable[[DrawnPerson], Sheet]

ZONE_SHARE = ((0.04, 0.06), (0.96, 0.06), (0.96, 1.0), (0.04, 1.0))
"""The zone of recognition as shares of width and height."""
_SHUTTER_SECONDS = 1 / 60
_NOISE = 1.6


@dataclass(frozen=True)
class CrowdPlan:
    """Everything a clip is made from. `crf` is x264's quality, lower is better; `light` is one the sprites have."""

    walkers: tuple[Walker, ...]
    seconds: float
    seed: int = 1
    width: int = 960
    height: int = 540
    frames_per_second: int = 25
    crf: int = 23
    light: str = CLIP_LIGHT

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return round(self.seconds * self.frames_per_second)

    @property
    def zone(self) -> tuple[Point, ...]:
        """The zone of recognition in pixels."""
        return tuple((round(x * self.width, 1), round(y * self.height, 1)) for x, y in ZONE_SHARE)


@dataclass(frozen=True)
class Clip:
    """A composed clip: the video, its truth file and the truth itself."""

    video: Path
    truth_file: Path
    truth: Truth


def compose(plan: CrowdPlan, folder: Path, name: str = "crowd", sheets: SheetSource = load_sheet) -> Clip:
    """Write `name`.mp4 and `name`.truth.json into a folder.

    Raises PlanRefused for a plan that cannot be composed, SpritesMissing, and ClipUnwritten if the disk or the
    encoder fails; then nothing is left behind, and a clip that was there stays.
    """
    _check_plan(plan)
    video, truth_file = folder / f"{name}.mp4", folder / f"{name}.truth.json"
    video_part, truth_part = (folder / f".{name}.{os.getpid()}.part.{kind}" for kind in ("mp4", "json"))
    seen: _Seen = defaultdict(dict)
    try:
        encoding = Encoding(plan.width, plan.height, plan.frames_per_second, plan.crf)
        with _one_thread():
            write_video(video_part, _pictures(plan, sheets, seen), encoding)
        truth = _truth(plan, seen, video.name, hashlib.sha256(video_part.read_bytes()).hexdigest())
        save_truth(truth, truth_part)
        video_part.replace(video)
        truth_part.replace(truth_file)
    except OSError as error:
        raise ClipUnwritten(f"The clip could not be written to {folder}: {error}.") from error
    finally:
        video_part.unlink(missing_ok=True)
        truth_part.unlink(missing_ok=True)
    return Clip(video, truth_file, truth)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep OpenCV from sharing out pictures so small that handing them over costs more than drawing them."""
    import cv2

    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


_Seen = defaultdict[int, dict[int, Appearance]]


def _check_plan(plan: CrowdPlan) -> None:
    if plan.frames <= 0 or plan.frames_per_second <= 0:
        raise PlanRefused("A clip needs at least one frame and a positive frame rate.")
    if plan.width % 2 or plan.height % 2 or min(plan.width, plan.height) < 64:
        raise PlanRefused("A clip's width and height must be even and at least 64 pixels.")
    if not 0 <= plan.crf <= 51:
        raise PlanRefused("The quality (CRF) must lie between 0 and 51.")
    for walker in plan.walkers:
        times = [point.seconds for point in walker.path]
        if len(times) < 2 or any(later <= sooner for sooner, later in pairwise(times)):
            raise PlanRefused(f"The path of {walker.person.name} needs two or more points in order of time.")
        if min(point.z_m for point in walker.path) <= 0.5:
            raise PlanRefused(f"{walker.person.name} walks into the camera.")


@dataclass
class _Troupe:
    """Actors made when they first appear and let go when their person has left for good."""

    plan: CrowdPlan
    sheets: SheetSource
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, person: DrawnPerson) -> Actor:
        if person.name not in self._actors:
            self._actors[person.name] = make_actor(self.sheets(person), self.plan.light)
        return self._actors[person.name]

    def let_go(self, seconds: float) -> None:
        staying = {walker.person.name for walker in self.plan.walkers if walker.end_seconds >= seconds}
        for name in [name for name in self._actors if name not in staying]:
            del self._actors[name]


def _pictures(plan: CrowdPlan, sheets: SheetSource, seen: _Seen) -> Iterator[Picture]:
    import cv2

    street = draw_street(plan.width, plan.height, plan.seed)
    noise = _noise(plan)
    lens, troupe = lens_for(plan.width, plan.height), _Troupe(plan, sheets)
    for frame in range(plan.frames):
        if frame % (10 * plan.frames_per_second) == 0:
            troupe.let_go(frame / plan.frames_per_second)
        scene = Scene(street.copy(), np.zeros((plan.height, plan.width), np.uint8))
        present = _present(plan, frame)
        for number, (index, _) in enumerate(present, start=1):
            walker = plan.walkers[index]
            _lay_walker(scene, troupe.actor(walker.person), walker, lens, frame / plan.frames_per_second, number)
        _note(scene, plan, lens, frame, present, seen)
        brighter, darker = noise[frame % len(noise)]
        yield np.asarray(cv2.subtract(cv2.add(scene.pixels, brighter), darker), np.uint8)


def _noise(plan: CrowdPlan) -> list[tuple[Picture, Picture]]:
    """Give a few frames of sensor noise, each as what it adds and what it takes away."""
    generator = np.random.default_rng(plan.seed)
    shape = (plan.height, plan.width, 3)
    frames = [generator.normal(0, _NOISE, shape).round() for _ in range(5)]
    return [(np.clip(one, 0, 99).astype(np.uint8), np.clip(-one, 0, 99).astype(np.uint8)) for one in frames]


def _present(plan: CrowdPlan, frame: int) -> list[tuple[int, Stance]]:
    """Give who is in the picture, the farthest first."""
    seconds = frame / plan.frames_per_second
    here = [
        (index, stance(walker, seconds))
        for index, walker in enumerate(plan.walkers)
        if walker.start_seconds <= seconds <= walker.end_seconds
    ]
    return sorted(here, key=lambda row: (-row[1].z_m, row[0]))


def _lay_walker(scene: Scene, actor: Actor, walker: Walker, lens: Lens, seconds: float, number: int) -> None:
    where = stance(walker, seconds)
    eyes, scale = lens.eyes(where), lens.scale(where.z_m)
    blur = _blur(lens, walker, seconds)
    lay(scene, actor.body(where), place_body(eyes, scale), number, blur)
    lay(scene, actor.head(where, walker.gaze.away), place_head(eyes, scale), number, blur)


def _blur(lens: Lens, walker: Walker, seconds: float) -> tuple[int, int]:
    """Give how far the eyes move while the shutter is open, as a box in whole pixels."""
    x0, y0 = lens.eyes(stance(walker, seconds))
    x1, y1 = lens.eyes(stance(walker, seconds + _SHUTTER_SECONDS))
    return 1 + round(abs(x1 - x0)), 1 + round(abs(y1 - y0))


def _note(
    scene: Scene, plan: CrowdPlan, lens: Lens, frame: int, present: list[tuple[int, Stance]], seen: _Seen
) -> None:
    """Write down every face whose middle lies in the zone."""
    for number, (index, where) in enumerate(present, start=1):
        box = lens.face_box(where)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        if _inside(middle, plan.zone):
            yaw = pi if plan.walkers[index].gaze.away else where.yaw
            hidden = hidden_share(scene, box, number)
            x0, y0, x1, y1 = (round(edge, 1) for edge in box)
            seen[index][frame] = Appearance(frame, (x0, y0, x1, y1), round(hidden, 3), round(yaw, 3))


def _inside(point: Point, polygon: tuple[Point, ...]) -> bool:
    """Tell whether a point lies in a polygon, by counting the edges to its right."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside


def _truth(plan: CrowdPlan, seen: _Seen, video: str, digest: str) -> Truth:
    passages = []
    for index, walker in enumerate(plan.walkers):
        runs = _runs(list(seen[index].values())) if index in seen else []
        passages += [_passage(plan, walker, index, part, run) for part, run in enumerate(runs)]
    return check(
        Truth(
            video, digest, plan.width, plan.height, plan.frames_per_second, plan.frames, plan.seed, plan.zone,
            tuple(passages),
        )
    )  # fmt: skip


def _runs(shown: list[Appearance]) -> list[tuple[Appearance, ...]]:
    """Split appearances where somebody left the zone and came back."""
    runs: list[list[Appearance]] = []
    for one in shown:
        if runs and one.frame == runs[-1][-1].frame + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [tuple(run) for run in runs]


def _passage(plan: CrowdPlan, walker: Walker, index: int, part: int, run: tuple[Appearance, ...]) -> TruthPassage:
    rate = plan.frames_per_second
    name = f"w{index:04d}" + (f".{part}" if part else "")
    first, last = run[0].frame / rate, run[-1].frame / rate
    return TruthPassage(name, walker.person.name, walker.listed, first, last, run)
