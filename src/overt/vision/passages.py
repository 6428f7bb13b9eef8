"""Turns tracks inside the zone of recognition into passages and picks the few shots a template is made of.

A shot is chosen by size, sharpness, frontal pose and exposure, never by similarity: no score enters this module, so
a passer-by who resembles somebody is looked at no more often than anybody else. Frames are never kept, only shots in
buffers this room owns and wipes (I-2): at once after comparison, at most two seconds after the passage, and thirty
seconds ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from overt.vision.engine import Engine
from overt.vision.passage_values import Due, EndedPassage, PassageCounts, PassageSettings, PassageStep
from overt.vision.pixelate import face_view
from overt.vision.pool import ShotPool, Slot
from overt.vision.quality import (
    Geometry,
    assess,
    cut_off,
    engine_limits,
    geometric_value,
    geometry,
    geometry_refusals,
    value,
)
from overt.vision.tracker import EndReason, Track, Tracked
from overt.vision.values import Frame, Pixels, Shot
from overt.vision.zone import Zone

__all__ = ["Due", "EndedPassage", "PassageCounts", "PassageSettings", "PassageStep", "Passages"]


@dataclass(slots=True, eq=False)
class _Held:
    """A shot in its slot and how good it is."""

    shot: Shot
    slot: Slot
    value: float
    since: float
    """When the passage began to hold a shot that waits; a better one takes its place but not its time."""


@dataclass(slots=True, eq=False)
class _Passage:
    """One passage in the making."""

    id: int
    began_at: float
    in_zone_at: float
    ended_at: float | None = None
    looks: int = 0
    looked_at: float = float("-inf")
    asked: int = 0
    asked_at: float = float("-inf")
    best_asked: float = 0.0
    held: _Held | None = None
    comparing: list[_Held] = field(default_factory=list)
    compared: bool = False

    def slots(self) -> Iterator[_Held]:
        if self.held is not None:
            yield self.held
        yield from self.comparing


class Passages:
    """The passages of one camera. Feed every tracked frame; compare what is due; say so with `compared`."""

    def __init__(self, engine: Engine, zone: Zone, settings: PassageSettings | None = None) -> None:
        self._engine = engine
        self._zone = zone
        self._settings = settings or PassageSettings()
        self._limits = self._settings.limits or engine_limits(engine)
        chip_px = engine.passport.template.chip_px
        self._pool = ShotPool(self._settings.buffers, chip_px, self._settings.view_px)
        self._by_track: dict[int, _Passage] = {}
        self._closing: list[_Passage] = []
        self._next_id = 1
        self._opportunities = 0
        self._compared = 0
        self._given_up = 0
        self._refusals: Counter[str] = Counter()

    def feed(self, frame: Frame, tracked: Tracked) -> PassageStep:
        """Take in one frame and what the tracker made of it."""
        now = frame.captured_at
        self.wipe_overdue(now)
        ended = [self._end(self._by_track.pop(t.id), t.reason) for t in tracked.ended if t.id in self._by_track]
        began = self._look(frame, tracked)
        for track_id, passage in list(self._by_track.items()):
            if now - passage.in_zone_at > self._settings.outside_zone_seconds and self._seen_now(track_id, tracked):
                ended.append(self._end(self._by_track.pop(track_id), EndReason.LEFT_ZONE))
        return PassageStep(tuple(self._due(now)), began, tuple(ended))

    def finish(self, now: float) -> PassageStep:
        """End every passage because the run ends; what is due may still be compared, then call `forget_all`."""
        ended = tuple(self._end(passage, EndReason.STOPPED) for passage in self._by_track.values())
        self._by_track = {}
        return PassageStep(tuple(self._due(now)), (), ended)

    def compared(self, due: Due) -> None:
        """Wipe the shot, now that its template was compared and overwritten."""
        for passage in (*self._by_track.values(), *self._closing):
            for held in passage.comparing:
                if held.shot is due.shot:
                    self._settle(passage, held)
                    return

    def forget_all(self) -> None:
        """Wipe every shot at once: on a halt, a lost warrant, the end of the run."""
        for passage in (*self._by_track.values(), *self._closing):
            self._given_up += sum(1 for _ in passage.slots())
            passage.held = None
            passage.comparing.clear()
        self._closing = []
        self._pool.wipe_all()

    def wipe_overdue(self, now: float) -> None:
        """Wipe shots past their time, compared or not; call it while no frames come, too. `now` monotonic seconds."""
        for passage in (*self._by_track.values(), *self._closing):
            for held in list(passage.slots()):
                if self._overdue(passage, held, now):
                    self._give_up(passage, held)
        self._closing = [passage for passage in self._closing if any(True for _ in passage.slots())]

    @property
    def counts(self) -> PassageCounts:
        """Running totals since the start."""
        return PassageCounts(
            self._next_id - 1, self._opportunities, self._compared, self._given_up, dict(self._refusals)
        )

    @property
    def shots_held(self) -> int:
        """How many shots are in memory now."""
        return self._pool.in_use

    @property
    def buffers(self) -> tuple[Pixels, ...]:
        """The arrays every shot lies in."""
        return self._pool.buffers

    @property
    def blank(self) -> bool:
        """Whether every buffer not in use is all zeros."""
        return self._pool.blank

    def _look(self, frame: Frame, tracked: Tracked) -> tuple[int, ...]:
        height, width = frame.pixels.shape[:2]
        admitted = self._zone.admits(tracked.faces, width, height)
        began = []
        for track in tracked.active:
            if not admitted[track.face]:
                continue
            passage = self._by_track.get(track.id)
            if passage is None:
                passage = self._begin(track, frame.captured_at)
                began.append(passage.id)
            passage.in_zone_at = frame.captured_at
            passage.looks += 1
            if self._wants_look(passage, frame.captured_at):
                passage.looked_at = frame.captured_at
                self._consider(passage, frame, tracked, track)
        return tuple(began)

    def _wants_look(self, passage: _Passage, now: float) -> bool:
        """Every frame until there is a template, then now and again while templates are left."""
        if passage.asked >= self._settings.templates_a_passage:
            return False
        return passage.asked == 0 or now - passage.looked_at >= self._settings.between_looks_seconds

    def _begin(self, track: Track, now: float) -> _Passage:
        passage = self._by_track[track.id] = _Passage(self._next_id, now, now)
        self._next_id += 1
        return passage

    def _consider(self, passage: _Passage, frame: Frame, tracked: Tracked, track: Track) -> None:
        """Keep this look if it is good enough and better than what there is."""
        faces = tracked.faces
        found = geometry(faces.eyes_and_noses[track.face], faces.layout)
        refusals = geometry_refusals(found, self._limits)
        if cut_off(track.box, frame.pixels.shape[1], frame.pixels.shape[0]):
            refusals = ("cut_off", *refusals)
        if refusals:
            self._refusals.update(refusals)
            return
        to_beat = max(passage.best_asked * self._settings.better_by, passage.held.value if passage.held else 0.0)
        if geometric_value(found) > to_beat:
            self._take(passage, frame, tracked, track, found, to_beat)

    def _take(
        self, passage: _Passage, frame: Frame, tracked: Tracked, track: Track, found: Geometry, to_beat: float
    ) -> None:
        slot = self._pool.take(frame.captured_at)
        if slot is None:
            self._refusals["no_buffer"] += 1
            return
        self._engine.chip(frame.pixels, tracked.faces.landmarks[track.face], out=slot.chip)
        quality = assess(slot.chip, found, self._limits)
        if quality.refusals or value(quality) <= to_beat:
            self._refusals.update(quality.refusals)
            slot.wipe()
            return
        others = tracked.faces.boxes[[row for row in range(len(tracked.faces)) if row != track.face]]
        face_view(frame.pixels, track.box, others, slot.view)
        since = frame.captured_at
        if passage.held is not None:
            since = passage.held.since
            passage.held.slot.wipe()
        shot = Shot(slot.chip, slot.view, track.box.copy(), quality, frame.index, frame.captured_at)
        passage.held = _Held(shot, slot, value(quality), since)

    def _due(self, now: float) -> Iterator[Due]:
        for passage in (*self._by_track.values(), *self._closing):
            held = passage.held
            if held is not None and self._is_due(passage, held, now):
                passage.held = None
                passage.comparing.append(held)
                passage.asked += 1
                passage.asked_at = now
                passage.best_asked = held.value
                yield Due(passage.id, passage.asked, held.shot)

    def _is_due(self, passage: _Passage, held: _Held, now: float) -> bool:
        """The first as soon as there is one; later ones after a wait for a better; the last at the passage's end."""
        if passage.asked >= self._settings.templates_a_passage:
            return False
        if passage.asked == 0 or passage.ended_at is not None:
            return True
        waited = now - held.since >= self._settings.hold_best_seconds
        return waited and now - passage.asked_at >= self._settings.between_templates_seconds

    def _end(self, passage: _Passage, reason: EndReason) -> EndedPassage:
        passage.ended_at = passage.in_zone_at
        self._closing.append(passage)
        return EndedPassage(
            passage.id, reason, passage.began_at, passage.in_zone_at, passage.looks, passage.asked + bool(passage.held)
        )

    def _overdue(self, passage: _Passage, held: _Held, now: float) -> bool:
        ended = passage.ended_at
        if ended is not None and now - ended > self._settings.after_passage_seconds:
            return True
        return now - held.shot.captured_at > self._settings.shot_seconds

    def _settle(self, passage: _Passage, held: _Held) -> None:
        held.slot.wipe()
        passage.comparing.remove(held)
        self._compared += 1
        if not passage.compared:
            passage.compared = True
            self._opportunities += 1

    def _give_up(self, passage: _Passage, held: _Held) -> None:
        held.slot.wipe()
        self._given_up += 1
        if passage.held is held:
            passage.held = None
        else:
            passage.comparing.remove(held)

    def _seen_now(self, track_id: int, tracked: Tracked) -> bool:
        return any(track.id == track_id for track in tracked.active)
