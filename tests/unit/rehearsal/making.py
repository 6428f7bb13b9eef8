"""Small truths for the tests of this room."""

from overt.rehearsal.truth import Appearance, Truth, TruthPassage

RATE = 25


def appearance(frame: int, x: float, occluded: float = 0.0, yaw: float = 0.0) -> Appearance:
    return Appearance(frame, (x, 100.0, x + 80.0, 190.0), occluded, yaw)


def passage(name: str, first: int, count: int, x: float = 100.0, listed: bool = False, **how: float) -> TruthPassage:
    shown = tuple(appearance(first + step, x + step, **how) for step in range(count))
    return TruthPassage(name, f"person of {name}", listed, first / RATE, (first + count - 1) / RATE, shown)


def truth(*passages: TruthPassage) -> Truth:
    zone = ((0.0, 0.0), (960.0, 0.0), (960.0, 540.0), (0.0, 540.0))
    return Truth("clip.mp4", "0" * 64, 960, 540, RATE, 500, 1, zone, passages)
