"""Says whether a picture shows a planted probe again. It compares pictures, and cannot say who is in two of them.

First a coarse look for the middle of the probe everywhere in the picture, at every size from 0.3 to 3 times the
probe's own, as it is and mirrored. Then a fine look at the few best places: the place is aligned with the probe to a
fraction of a pixel (enhanced correlation coefficient, Evangelidis and Psarakis, IEEE PAMI 30(10), 2008) and the two are
compared by normalised cross-correlation of their detail, so brightness, contrast and smooth light do not matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from overt.rehearsal.curves import Floats, floats
from overt.vision.values import Pixels

MIDDLE_SHARE = 0.64
"""The part of a probe that is looked for, so that a crop or shift of up to a sixth of a side still holds it."""
SCALES = tuple(float(scale) for scale in np.geomspace(0.3, 3.0, 21))
SMALLEST_PX = 12
"""A middle smaller than this in the picture shows too little to be told from anybody's."""
SIDES_PX, LEAST_ALIKE = (24.0, 36.0), (0.90, 0.94)
"""The least agreement that counts, by side of the place in pixels: a small place has less detail left to agree on.

Measured on drawn heads only, and no figure about faces. Other heads in the same pose and light, as JPEG at 0.3 to 2
times the size: 0 of 11,904 taken for the probe among the shipped people, 1 of 3,840 among people drawn at random. Own
crops missed: 0 of 640 from half the size on; at 0.42 times 2 of 320, at 0.36 times 8 of 320, all with quality 30; at
0.3 times 49 of 320, mostly with quality 30 and 50, where the face is 23 pixels of blocks.
"""

_COARSE_PX = 12
_COARSE_LEAST = 0.6
_PEAKS_A_SIZE = 2
_PLACES = 3
_FINE_PX = 48
_MARGIN = 0.25
_MOST_WARP = 0.2
_LEAST_OVERLAP = 0.9
_STEPS, _CLOSE_ENOUGH = 20, 1e-4
_DETAIL_BAND = (0.8 / 48, 4.8 / 48)
"""Detail is what lies between these two Gaussian blurs, as shares of the side."""


@dataclass(frozen=True)
class Pattern:
    """The middle of a probe as it is or mirrored: `coarse` (12, 12) and `fine` (side, side) grey."""

    coarse: Floats
    fine: Floats


@dataclass(frozen=True)
class Place:
    """A square of a picture, in its pixels, where a pattern may be; `score` is the coarse correlation."""

    pattern: Pattern
    score: float
    x: float
    y: float
    side: float


def patterns(probe: Pixels) -> tuple[Pattern, ...]:
    """Give what is looked for of one probe (h, w, 3): its middle and that mirrored."""
    grey = to_grey(probe)
    side = round(MIDDLE_SHARE * min(grey.shape))
    top, left = (grey.shape[0] - side) // 2, (grey.shape[1] - side) // 2
    middle = grey[top : top + side, left : left + side]
    mirrored = np.ascontiguousarray(middle[:, ::-1])
    return tuple(Pattern(_resized(one, _COARSE_PX, _COARSE_PX), one) for one in (middle, mirrored))


def to_grey(pixels: Pixels) -> Floats:
    """Give the luma (h, w) of RGB pixels."""
    import cv2

    return floats(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


class Seen:
    """One picture made ready: every probe is looked for in it at the same few sizes."""

    def __init__(self, pixels: Pixels) -> None:
        self._grey = to_grey(pixels)
        self._sizes: dict[tuple[int, int], Floats] = {}

    def shows(self, wanted: Sequence[Pattern]) -> bool:
        """Say whether the probe that the patterns were made of is in this picture."""
        return any(self.agreement(place) >= _least(place) for place in self.places(wanted))

    def places(self, wanted: Sequence[Pattern]) -> list[Place]:
        """Give the most promising places of all sizes, best first."""
        found = [place for pattern in wanted for scale in SCALES for place in self._coarse(pattern, scale)]
        return sorted(found, key=lambda place: -place.score)[:_PLACES]

    def _coarse(self, pattern: Pattern, scale: float) -> Iterator[Place]:
        import cv2

        side = len(pattern.fine) * scale
        height, width = (round(length * _COARSE_PX / side) for length in self._grey.shape)
        if side < SMALLEST_PX or min(height, width) < _COARSE_PX:
            return
        scores = cv2.matchTemplate(self._at_size(width, height), pattern.coarse, cv2.TM_CCOEFF_NORMED)
        scores[~np.isfinite(scores)] = -1
        unit = self._grey.shape[1] / width
        for _ in range(_PEAKS_A_SIZE):
            _, score, _, (x, y) = cv2.minMaxLoc(scores)
            if score < _COARSE_LEAST:
                return
            yield Place(pattern, score, x * unit, y * unit, _COARSE_PX * unit)
            scores[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5] = -1

    def _at_size(self, width: int, height: int) -> Floats:
        if (width, height) not in self._sizes:
            self._sizes[width, height] = _resized(self._grey, width, height)
        return self._sizes[width, height]

    def agreement(self, place: Place) -> float:
        """Give the correlation of detail (-1 … 1) once place and pattern are aligned; -1 if they cannot be."""
        import cv2

        size = min(_FINE_PX, max(2 * SMALLEST_PX, round(1.2 * place.side)))
        wanted = _resized(place.pattern.fine, size, size)
        around, corner = self._around(place, size)
        start = floats([[1, 0, corner[0]], [0, 1, corner[1]]])
        rule = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, _STEPS, _CLOSE_ENOUGH)
        try:
            _, warp = cv2.findTransformECC(wanted, around, start, cv2.MOTION_AFFINE, rule)
        except cv2.error:
            return -1.0  # The two have so little in common that the alignment does not converge.
        if np.abs(np.asarray(warp)[:, :2] - np.eye(2)).max() > _MOST_WARP:
            return -1.0
        return _detail_correlation(wanted, around, floats(warp))

    def _around(self, place: Place, size: int) -> tuple[Floats, tuple[float, float]]:
        """Cut the place out with a margin, scaled to make the place `size` wide, and give where it begins therein."""
        margin = _MARGIN * place.side
        left, top = max(0, int(place.x - margin)), max(0, int(place.y - margin))
        right, bottom = int(place.x + place.side + margin) + 1, int(place.y + place.side + margin) + 1
        part = self._grey[top:bottom, left:right]
        width, height = (round(length * size / place.side) for length in (part.shape[1], part.shape[0]))
        across, down = width / part.shape[1], height / part.shape[0]
        return _resized(part, width, height), ((place.x - left) * across, (place.y - top) * down)


def _least(place: Place) -> float:
    return float(np.interp(place.side, SIDES_PX, LEAST_ALIKE))


def _detail_correlation(wanted: Floats, around: Floats, warp: Floats) -> float:
    """Correlate the detail of the pattern with that of the warped place, where the place has pixels."""
    import cv2

    size = wanted.shape
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_CUBIC
    here = floats(cv2.warpAffine(around, warp, size, flags=flags, borderMode=cv2.BORDER_REPLICATE))
    inside = cv2.warpAffine(np.ones_like(around), warp, size, flags=cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR) > 0.99
    if inside.mean() < _LEAST_OVERLAP:
        return -1.0
    one, other = (_detail(grey)[inside].astype(np.float64) for grey in (wanted, here))
    one, other = one - one.mean(), other - other.mean()
    energy = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / energy if energy else -1.0


def _detail(grey: Floats) -> Floats:
    import cv2

    fine, broad = (share * len(grey) for share in _DETAIL_BAND)
    return floats(cv2.GaussianBlur(grey, (0, 0), fine) - cv2.GaussianBlur(grey, (0, 0), broad))


def _resized(grey: Floats, width: int, height: int) -> Floats:
    import cv2

    shrinks = width < grey.shape[1]
    return floats(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))
