"""A zone of recognition as a page shows it: a picture of its corners, and the same in words."""

from collections.abc import Sequence

from overt.law.zones import WHOLE, Corner, share
from overt.records.models import DeploymentCamera

WIDTH, HEIGHT = 240, 135
"""The drawing's size in pixels; a camera's picture is wide, and so is this one."""


def zone_of(camera: DeploymentCamera) -> tuple[Corner, ...]:
    """Return a camera's corners in shares of its picture."""
    return tuple((float(x), float(y)) for x, y in camera.zone_json)


def is_whole(corners: Sequence[Corner]) -> bool:
    """Return whether the zone is the whole picture."""
    return share(corners) >= share(WHOLE)


def share_words(corners: Sequence[Corner]) -> str:
    """Say how much of the picture a zone covers."""
    return "the whole picture" if is_whole(corners) else f"{100 * share(corners):.0f} % of the picture"


def drawing(camera: str, corners: Sequence[Corner]) -> dict[str, object]:
    """Return what `web/zone.html` draws: the polygon, its numbered corners, and what it shows in words."""
    places = [(x * WIDTH, y * HEIGHT) for x, y in corners]
    said = "; ".join(f"{number}: {100 * x:g}, {100 * y:g}" for number, (x, y) in enumerate(corners, 1))
    numbered = [
        (number, _inside(x, 4, WIDTH - 12), _inside(y, 14, HEIGHT - 4)) for number, (x, y) in enumerate(places, 1)
    ]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        "corners": numbered,
        "words": f"Zone of recognition of {camera}: {share_words(corners)}. Corners, from left and top in %: {said}",
    }


def _inside(at: float, low: float, high: float) -> str:
    """Keep a corner's number within the picture."""
    return f"{min(max(at, low), high):.1f}"
