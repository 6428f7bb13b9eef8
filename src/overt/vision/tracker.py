"""Follows faces from frame to frame by their boxes alone, and says why each track ended.

Two-stage association after ByteTrack (Zhang et al., ECCV 2022): sure detections first, then the unsure ones for the
tracks still unmatched. It looks at no pixels and no templates, so it cannot know anybody again who has gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from overt.vision.errors import ArraysRefused
from overt.vision.motion import IMPOSSIBLE, Motion, costs
from overt.vision.values import Faces, Floats

Rows = NDArray[np.intp]
_UNSEEN = -1


class EndReason(StrEnum):
    """Why a track, or the passage made of it, ended."""

    LEFT_ZONE = "left_zone"
    """Seen on, but no longer in the zone of recognition. Said of passages only."""
    LEFT_FRAME = "left_frame"
    """Its motion carried it over the edge of the picture."""
    LOST = "lost"
    """Not detected for longer than `lost_seconds`: turned away, covered, or missed by the detector."""
    TOO_SHORT = "too_short"
    """Never detected a second time; not counted as a person."""
    FRAMES_MISSING = "frames_missing"
    """No frame came for longer than `lost_seconds`: nobody can be followed over such a gap."""
    STOPPED = "stopped"
    """The run ended while it was in view."""


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """When a track begins and ends. Scores are the detector's own, from its passport."""

    sure_score: float = 0.6
    """At or above this a detection may begin a track; below, it may only prolong one."""
    lost_seconds: float = 1.5
    """How long a track may go undetected; less than a shot may outlive its passage, so that a last one is compared."""
    hits_to_confirm: int = 2
    """Detections before a track counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A confirmed track seen in this frame; `face` is its row in the faces, `box` (4,) float32 px as detected."""

    id: int
    face: int
    box: Floats
    started_at: float
    hits: int


@dataclass(frozen=True, slots=True)
class EndedTrack:
    """A track that is over. Times are monotonic seconds as captured."""

    id: int
    reason: EndReason
    started_at: float
    last_seen_at: float
    hits: int


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """What the tracker made of one frame: the confirmed tracks seen in it, and the tracks that ended."""

    faces: Faces
    frame_index: int
    captured_at: float
    active: tuple[Track, ...]
    ended: tuple[EndedTrack, ...]


class _Followed:
    """A track in the making: identity, motion and when it was last seen."""

    __slots__ = ("face", "hits", "id", "last_seen_at", "motion", "started_at")

    def __init__(self, track_id: int, box: Floats, face: int, at: float) -> None:
        self.id = track_id
        self.motion = Motion(box)
        self.face = face
        self.hits = 1
        self.started_at = self.last_seen_at = at

    def seen(self, box: Floats, face: int, at: float) -> None:
        self.motion.correct(box)
        self.face = face
        self.hits += 1
        self.last_seen_at = at

    def ended(self, reason: EndReason) -> EndedTrack:
        return EndedTrack(self.id, reason, self.started_at, self.last_seen_at, self.hits)


class Tracker:
    """Follows the faces of one camera. Frames may come at any interval; only their times count."""

    def __init__(self, settings: TrackerSettings = TrackerSettings()) -> None:
        self._settings = settings
        self._followed: list[_Followed] = []
        self._next_id = 1
        self._at: float | None = None

    def update(
        self, faces: Faces, frame_index: int, captured_at: float, frame_size_px: tuple[int, int] | None = None
    ) -> Tracked:
        """Take in the faces of one frame, captured at monotonic seconds.

        `frame_size_px` is (width, height); without it no track can be said to have left the frame. Raises ArraysRefused
        when time went backwards.
        """
        interrupted = self._move_on(captured_at)
        sure = faces.scores >= self._settings.sure_score
        waiting = self._join(self._followed, faces, np.flatnonzero(sure), captured_at)
        recent = [track for track in waiting if track.hits >= self._settings.hits_to_confirm]
        self._join(recent, faces, np.flatnonzero(~sure), captured_at)
        ended = interrupted + self._end_unseen(captured_at, frame_size_px)
        self._begin(faces, np.flatnonzero(sure), captured_at)
        return Tracked(faces, frame_index, captured_at, self._active(faces), tuple(ended))

    def finish(self) -> tuple[EndedTrack, ...]:
        """End every track because the run ends."""
        ended = tuple(track.ended(self._reason_unless_short(track, EndReason.STOPPED)) for track in self._followed)
        self._followed = []
        return ended

    def _move_on(self, at: float) -> list[EndedTrack]:
        seconds = 0.0 if self._at is None else at - self._at
        if seconds < 0:
            raise ArraysRefused("time_went_back", f"A frame was captured {-seconds:.3f} s before the one ahead of it.")
        self._at = at
        gone: list[EndedTrack] = []
        if seconds > self._settings.lost_seconds:
            gone = [track.ended(self._reason_unless_short(track, EndReason.FRAMES_MISSING)) for track in self._followed]
            self._followed = []
        for track in self._followed:
            track.motion.predict(seconds)
            track.face = _UNSEEN
        return gone

    def _join(self, tracks: list[_Followed], faces: Faces, rows: Rows, at: float) -> list[_Followed]:
        """Join tracks with the faces in these rows; return the tracks left over."""
        if not tracks or not len(rows):
            return list(tracks)
        predicted = np.stack([track.motion.box for track in tracks])
        reaches = np.array([track.motion.reach for track in tracks], np.float32)
        cost = costs(predicted, reaches, faces.boxes[rows])
        joined = set()
        for left, right in _best_pairs(cost):
            if cost[left, right] < IMPOSSIBLE:
                row = int(rows[right])
                tracks[left].seen(faces.boxes[row], row, at)
                joined.add(left)
        return [track for index, track in enumerate(tracks) if index not in joined]

    def _begin(self, faces: Faces, rows: Rows, at: float) -> None:
        taken = {track.face for track in self._followed}
        for row in rows:
            if int(row) not in taken:
                self._followed.append(_Followed(self._next_id, faces.boxes[row], int(row), at))
                self._next_id += 1

    def _end_unseen(self, at: float, frame_size_px: tuple[int, int] | None) -> list[EndedTrack]:
        ended, kept = [], []
        for track in self._followed:
            reason = self._why_over(track, at, frame_size_px)
            if reason is None:
                kept.append(track)
            else:
                ended.append(track.ended(reason))
        self._followed = kept
        return ended

    def _why_over(self, track: _Followed, at: float, frame_size_px: tuple[int, int] | None) -> EndReason | None:
        if track.face != _UNSEEN:
            return None
        if track.hits < self._settings.hits_to_confirm:
            return EndReason.TOO_SHORT
        if frame_size_px is not None and _outside(track.motion.box, frame_size_px):
            return EndReason.LEFT_FRAME
        return EndReason.LOST if at - track.last_seen_at > self._settings.lost_seconds else None

    def _reason_unless_short(self, track: _Followed, reason: EndReason) -> EndReason:
        return reason if track.hits >= self._settings.hits_to_confirm else EndReason.TOO_SHORT

    def _active(self, faces: Faces) -> tuple[Track, ...]:
        enough = self._settings.hits_to_confirm
        seen = [track for track in self._followed if track.face != _UNSEEN and track.hits >= enough]
        return tuple(Track(t.id, t.face, faces.boxes[t.face], t.started_at, t.hits) for t in seen)


def _outside(box: Floats, frame_size_px: tuple[int, int]) -> bool:
    """Whether more than half of the box lies beyond an edge: the detector rarely finds what is left."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bool(x < 0 or y < 0 or x > frame_size_px[0] or y > frame_size_px[1])


def _best_pairs(cost: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the rows and columns of the assignment of least cost (Hungarian method)."""
    from scipy import optimize

    solver: Any = optimize
    rows, columns = solver.linear_sum_assignment(cost)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))
