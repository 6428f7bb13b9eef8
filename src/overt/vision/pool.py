"""A fixed number of buffers for chosen shots, owned here, reused, wiped after use (I-2). It never grows."""

from __future__ import annotations

import numpy as np

from overt.vision.values import Pixels


class Slot:
    """Room for one shot: an aligned chip and a view for people, both uint8 RGB."""

    __slots__ = ("chip", "in_use", "taken_at", "view")

    def __init__(self, chip: Pixels, view: Pixels) -> None:
        self.chip = chip
        self.view = view
        self.in_use = False
        self.taken_at = 0.0

    def wipe(self) -> None:
        """Overwrite both buffers with zeros and give the slot back."""
        self.chip.fill(0)
        self.view.fill(0)
        self.in_use = False


class ShotPool:
    """`count` slots in two arrays allocated once: (count, chip_px, chip_px, 3) and (count, view_px, view_px, 3)."""

    def __init__(self, count: int, chip_px: int, view_px: int) -> None:
        self._chips = np.zeros((count, chip_px, chip_px, 3), np.uint8)
        self._views = np.zeros((count, view_px, view_px, 3), np.uint8)
        self._slots = [Slot(chip, view) for chip, view in zip(self._chips, self._views, strict=True)]

    def take(self, now: float) -> Slot | None:
        """Return a free slot, or None when all are in use; `now` is monotonic seconds."""
        for slot in self._slots:
            if not slot.in_use:
                slot.in_use = True
                slot.taken_at = now
                return slot
        return None

    @property
    def buffers(self) -> tuple[Pixels, ...]:
        """The two arrays all slots lie in."""
        return (self._chips, self._views)

    @property
    def in_use(self) -> int:
        """How many slots hold a shot."""
        return sum(slot.in_use for slot in self._slots)

    @property
    def blank(self) -> bool:
        """Whether every byte of every free slot is zero."""
        return not any(slot.chip.any() or slot.view.any() for slot in self._slots if not slot.in_use)

    def wipe_all(self) -> None:
        """Overwrite everything."""
        for slot in self._slots:
            slot.wipe()
