"""Who a drawn person is: numbers only, each group one part of the head. No real person is measured, copied or meant.

The numbers describe a drawing, not a population: tone, hair and shape vary independently of each other, so no
rate between groups of people can be read from drawn people.
"""

from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import numpy as np

from overt.rehearsal.errors import PeopleUnreadable

STYLES = ("short", "top", "crop", "bald", "afro", "fringe", "long", "bob", "longfringe", "up")
LONG_STYLES = frozenset({"long", "longfringe", "bob"})
BEARDS = ("none", "stubble", "full", "goatee", "moustache")
GLASSES = ("none", "round", "square")


def spread(mean: float, deviation: float, least: float = -np.inf) -> Any:
    """Declare a number with the mean, standard deviation and least value that new people draw it from."""
    return field(metadata={"mean": mean, "deviation": deviation, "least": least})


@dataclass(frozen=True)
class Skull:
    """Factors of the average head (1 = average) and shifts in centimetres."""

    width: float = spread(1, 0.055)
    crown: float = spread(1, 0.04)
    length: float = spread(1, 0.06)
    jaw_width: float = spread(1.03, 0.09)
    jaw_squareness: float = spread(2.0, 0.2)
    chin_width: float = spread(1, 0.12)
    chin_forward: float = spread(0, 0.35)
    chin_length: float = spread(0, 0.4)
    cheekbones: float = spread(0.45, 0.25)
    fullness: float = spread(0.05, 0.33)
    forehead: float = spread(0, 0.35)
    neck: float = spread(1, 0.08)
    ear_size: float = spread(1, 0.12)
    ear_angle: float = spread(0.45, 0.2)


@dataclass(frozen=True)
class Eyes:
    """Centimetres from the middle of the face; tilt is a slope; bags and crease are strengths."""

    spacing: float = spread(3.15, 0.2)
    width: float = spread(1.5, 0.13)
    openness: float = spread(0.52, 0.1, 0.37)
    tilt: float = spread(0.05, 0.07)
    depth: float = spread(0.85, 0.2)
    crease: float = spread(0.36, 0.13)
    bags: float = spread(0.2, 0.2)


@dataclass(frozen=True)
class Brows:
    """Height above the eye line, thickness and arch in centimetres; density 0..1."""

    height: float = spread(2.05, 0.3)
    thickness: float = spread(0.32, 0.09, 0.2)
    angle: float = spread(0.02, 0.12)
    arch: float = spread(0.3, 0.16)
    length: float = spread(1, 0.12)
    density: float = spread(0.8, 0.13, 0.55)
    ridge: float = spread(0.35, 0.2)


@dataclass(frozen=True)
class Nose:
    """Length is the height of the tip under the eye line; the rest centimetres or factors."""

    length: float = spread(-4.4, 0.38)
    width: float = spread(1, 0.16)
    bridge_width: float = spread(0.85, 0.15)
    bridge_height: float = spread(0.75, 0.28)
    tip: float = spread(1.85, 0.33)
    upturn: float = spread(0, 0.25)
    hump: float = spread(0, 0.18)
    ball: float = spread(0.4, 0.18)


@dataclass(frozen=True)
class Mouth:
    """Half-width, lip heights and drop under the nose in centimetres."""

    width: float = spread(2.5, 0.28)
    upper_lip: float = spread(0.5, 0.15, 0.24)
    lower_lip: float = spread(0.68, 0.16)
    drop: float = spread(-2.6, 0.25)
    forward: float = spread(0.4, 0.18)
    corners: float = spread(0.12, 0.12)
    folds: float = spread(0.04, 0.04)
    redness: float = spread(0, 1)


@dataclass(frozen=True)
class Mole:
    """A dark spot at (x, y) centimetres on the front of the face."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Skin:
    """Tone 0..5 along a ramp of six; undertone, age and freckles are strengths."""

    tone: float
    undertone: float
    age: float
    freckles: float
    moles: tuple[Mole, ...] = ()


@dataclass(frozen=True)
class Hair:
    """Style and colour; the hairline's height in centimetres above the eyes, its recession and the hair's depth."""

    style: str
    colour: int
    line: float
    recession: float
    depth: float
    parting: float


@dataclass(frozen=True)
class DrawnPerson:
    """One drawn identity. `grain` seeds the small texture (strands, pores) so that it too belongs to the person."""

    name: str
    grain: int
    skull: Skull
    eyes: Eyes
    brows: Brows
    nose: Nose
    mouth: Mouth
    skin: Skin
    hair: Hair
    iris: int
    beard: str
    glasses: str
    lashes: bool
    shirt: tuple[int, int, int]

    @property
    def nose_tip(self) -> float:
        """Height of the tip of the nose, centimetres from the eye line (negative: below it)."""
        return self.nose.length * self.skull.length

    @property
    def mouth_line(self) -> float:
        """Height of the line between the lips, centimetres from the eye line."""
        return self.nose_tip - 0.65 + self.mouth.drop * self.skull.length


Part = TypeVar("Part", Skull, Eyes, Brows, Nose, Mouth)

_STRENGTH = 1.15
"""How far new people stray from the average; past about 1.3 jaws turn into caricature."""
_TAME = frozenset({"jaw_width", "jaw_squareness", "chin_width", "fullness"})
_WIDEST = 2.2


def new_person(name: str, generator: np.random.Generator) -> DrawnPerson:
    """Draw a new identity from the distribution of this module; the generator is the caller's."""
    heavy = bool(generator.random() < 0.5)
    skull, eyes, brows = _draw(Skull, generator), _draw(Eyes, generator), _draw(Brows, generator)
    nose, mouth = _draw(Nose, generator), _draw(Mouth, generator)
    tone = float(generator.uniform(0, 5))
    moles = tuple(
        Mole(*(round(float(v), 2) for v in generator.uniform((-5, -9, 0.08), (5, 5, 0.15))))
        for _ in range(generator.integers(0, 4))
    )
    age, undertone = float(generator.beta(1.5, 2.5)), float(generator.normal())
    freckles = max(0.0, float(generator.normal(-0.4, 0.6)))
    skin = Skin(round(tone, 4), round(undertone, 4), round(age, 4), round(freckles, 4), moles)
    return DrawnPerson(
        name, int(generator.integers(1 << 30)), _lean_skull(skull, heavy), eyes, _lean_brows(brows, heavy), nose,
        mouth, skin, _new_hair(tone, heavy, generator), int(generator.choice(6 if tone < 3 else (0, 4))),
        str(generator.choice(("none", *BEARDS))) if heavy else "none",
        str(generator.choice(("none",) * 5 + GLASSES[1:])), not heavy, _new_shirt(generator),
    )  # fmt: skip


def _draw(kind: type[Part], generator: np.random.Generator) -> Part:
    values = {}
    for number in fields(kind):
        strength = 1.0 if number.name in _TAME else _STRENGTH
        stray = float(np.clip(generator.normal(), -_WIDEST, _WIDEST)) * strength
        drawn = number.metadata["mean"] + number.metadata["deviation"] * stray
        values[number.name] = round(max(drawn, number.metadata["least"]), 4)
    return kind(**values)


def _rounded(*values: float) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _lean_skull(skull: Skull, heavy: bool) -> Skull:
    """Shift jaw, chin and neck together, because they vary together in a drawing that looks like somebody."""
    sign = 1 if heavy else -1
    shifts = {"jaw_width": 0.03, "jaw_squareness": 0.12, "chin_width": 0.06, "neck": 0.06}
    return Skull(**{f.name: getattr(skull, f.name) + sign * shifts.get(f.name, 0.0) for f in fields(Skull)})


def _lean_brows(brows: Brows, heavy: bool) -> Brows:
    sign = 1 if heavy else -1
    shifts = {"height": -0.12, "thickness": 0.06, "ridge": 0.1}
    return Brows(**{f.name: getattr(brows, f.name) + sign * shifts.get(f.name, 0.0) for f in fields(Brows)})


def _new_hair(tone: float, heavy: bool, generator: np.random.Generator) -> Hair:
    black = tone > 3 and generator.random() < 0.8
    colour = 0 if black else int(generator.choice(8, p=(0.2, 0.2, 0.18, 0.12, 0.1, 0.08, 0.07, 0.05)))
    short = ("short", "short", "top", "crop", "bald", "afro", "fringe")
    style = str(generator.choice(short if heavy else ("long", "long", "bob", "fringe", "longfringe", "up", "afro")))
    line, recession, depth = generator.normal((7.0, 0.0, 1.1), (0.7, 0.55, 0.3))
    return Hair(style, colour, *_rounded(line, recession, max(0.5, depth), generator.choice((-1, 0, 1))))


def _new_shirt(generator: np.random.Generator) -> tuple[int, int, int]:
    """Choose a muted colour: a grey pulled part of the way towards a random hue."""
    grey, hue = generator.uniform(45, 150), generator.uniform(30, 190, 3)
    red, green, blue = (int(v) for v in 0.45 * grey + 0.55 * hue)
    return red, green, blue


def check_person(person: DrawnPerson) -> DrawnPerson:
    """Give `person` back if it can be drawn; raises PeopleUnreadable naming what is wrong."""
    known = (
        (person.hair.style in STYLES, "hair style", person.hair.style),
        (person.beard in BEARDS, "beard", person.beard),
        (person.glasses in GLASSES, "glasses", person.glasses),
        (0 <= person.hair.colour < 8, "hair colour", person.hair.colour),
        (0 <= person.iris < 6, "iris", person.iris),
        (0 <= person.skin.tone <= 5, "skin tone", person.skin.tone),
        (all(0 <= channel <= 255 for channel in person.shirt), "shirt", person.shirt),
    )
    for good, what, value in known:
        if not good:
            raise PeopleUnreadable(f"Drawn person {person.name}: {what} {value!r} is not one that can be drawn.")
    return person
