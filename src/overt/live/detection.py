"""Finds faces in several frames at once and gives the results back in order; refuses to keep a frame after its use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from overt.live.errors import LiveError
from overt.live.feed import Feed, Ticketed
from overt.live.hygiene import give_way
from overt.live.measuring import StageTimes
from overt.vision.engine import Engine
from overt.vision.values import Faces, Frame, Pixels

if TYPE_CHECKING:
    from av.video.reformatter import VideoReformatter


@dataclass(frozen=True, eq=False)
class Seen:
    """One frame and the faces in it. `examined` is False when nobody asked for faces (no comparison allowed)."""

    frame: Frame
    faces: Faces
    examined: bool
    place: FramePlace


class FramePlace:
    """One of the few places a frame may be in: whoever holds it may hold one frame, and overwrites it after use."""

    def __init__(self) -> None:
        self._pixels: Pixels | None = None

    def hold(self, pixels: Pixels) -> Pixels:
        """Take charge of a frame."""
        self._pixels = pixels
        return pixels

    def wipe(self) -> None:
        """Overwrite the frame with zeros and let go of it."""
        if self._pixels is not None:
            self._pixels.fill(0)
            self._pixels = None

    @property
    def frame(self) -> Pixels | None:
        """The frame that is here."""
        return self._pixels

    @property
    def empty(self) -> bool:
        """Whether no frame is here."""
        return self._pixels is None


class Detection:
    """`threads` detection threads over one feed.

    A thread takes a place before it takes a picture, so a late consumer makes the feed skip, never the memory grow;
    and every picture taken has a place, so the oldest one always comes through.
    """

    def __init__(self, engine: Engine, feed: Feed, threads: int, wanted: Callable[[], bool], times: StageTimes) -> None:
        self._engine = engine
        self._feed = feed
        self._wanted = wanted
        self._times = times
        self._free = [FramePlace() for _ in range(threads + 2)]
        self._places = tuple(self._free)
        self._done: dict[int, Seen | LiveError] = {}
        self._next = 0
        self._running = threads
        self._stopped = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, name=f"overt-detect-{number}", daemon=True) for number in range(threads)
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def next(self, seconds: float) -> Seen | None:
        """Give the next frame in order, or None if there is none within this time. Hand it back with `done_with`.

        Raises the error of a detection that failed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._next in self._done or self.exhausted, timeout=seconds)
            found = self._done.pop(self._next, None)
            if found is None:
                return None
            self._next += 1
        if isinstance(found, LiveError):
            raise found
        return found

    def done_with(self, seen: Seen) -> None:
        """Overwrite the frame and let its place be used again."""
        self._give_back(seen.place)

    @property
    def exhausted(self) -> bool:
        """Whether the source ended and every frame of it was given out."""
        return self._running == 0 and not self._done

    def stop(self) -> None:
        """End the threads, waiting for the frame each is at, and overwrite every frame."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._feed.abandon()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        for place in self._places:
            place.wipe()

    @property
    def buffers(self) -> tuple[Pixels, ...]:
        """The frames held now."""
        held = (place.frame for place in self._places)
        return tuple(frame for frame in held if frame is not None)

    @property
    def blank(self) -> bool:
        """Whether no frame is held."""
        return all(place.empty for place in self._places)

    def _work(self) -> None:
        give_way()
        converter = _new_converter()
        while (place := self._take_place()) is not None:
            taken = self._feed.take()
            if taken is None:
                self._give_back(place)
                break
            self._deliver(taken.ticket, self._examine(taken, place, converter))
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def _examine(self, taken: Ticketed, place: FramePlace, converter: VideoReformatter) -> Seen | LiveError:
        try:
            with self._times.stage("convert"):
                pixels = place.hold(taken.captured.pixels(converter))
            frame = Frame(pixels, taken.captured.index, taken.captured.captured_at, taken.captured.source_seconds)
            if not self._wanted():
                return Seen(frame, Faces.empty(), False, place)
            with self._times.stage("detect"):
                return Seen(frame, self._engine.detect(pixels), True, place)
        except Exception as fault:  # an engine may raise anything, with pixels in its text
            self._give_back(place)
            return LiveError("detection_failed", f"Finding faces failed ({type(fault).__name__}).")

    def _deliver(self, ticket: int, result: Seen | LiveError) -> None:
        with self._changed:
            self._done[ticket] = result
            self._changed.notify_all()

    def _take_place(self) -> FramePlace | None:
        with self._changed:
            self._changed.wait_for(lambda: self._free or self._stopped)
            return None if self._stopped else self._free.pop()

    def _give_back(self, place: FramePlace) -> None:
        place.wipe()
        with self._changed:
            self._free.append(place)
            self._changed.notify_all()


def _new_converter() -> VideoReformatter:
    from av.video.reformatter import VideoReformatter

    return VideoReformatter()
