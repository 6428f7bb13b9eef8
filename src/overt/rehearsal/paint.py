"""The colour of a drawn person at every pixel, worked out from where on the head the pixel lies; no picture is used."""

from dataclasses import dataclass

import numpy as np

from overt.rehearsal.beard import beard_cover
from overt.rehearsal.curves import (
    Floats,
    Ints,
    Mask,
    bell,
    blend,
    floats,
    linear,
    ridge,
    smoothstep,
    waves,
    waves_where,
)
from overt.rehearsal.hair import hairline
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.mesh import Kind
from overt.rehearsal.skull import fold

_TONES = ((240, 205, 185), (228, 184, 156), (205, 156, 122), (172, 122, 90), (128, 86, 62), (92, 60, 45))
_HAIRS = (
    (24, 20, 18), (48, 34, 26), (84, 56, 38), (130, 92, 58), (186, 150, 100), (150, 148, 146), (112, 48, 26),
    (185, 182, 178),
)  # fmt: skip


@dataclass
class Canvas:
    """The pixels being painted: rest positions (n, 3) and kinds (n,); colour (n, 3), gloss (n,), normals (n, 3)."""

    person: DrawnPerson
    points: Floats
    kinds: Ints
    colour: Floats
    gloss: Floats
    normals: Floats
    front: Floats
    """1 on the front of the face, where features are, else 0."""

    @property
    def x(self) -> Floats:
        """Right of the middle, centimetres."""
        return self.points[:, 0]

    @property
    def y(self) -> Floats:
        """Above the eyes, centimetres."""
        return self.points[:, 1]

    @property
    def side(self) -> Floats:
        """Distance from the middle, centimetres."""
        return floats(np.abs(self.points[:, 0]))

    def darken(self, amount: Floats, tint: tuple[float, float, float] = (1, 1, 1)) -> None:
        """Multiply the colour down by `amount` (n,), more in the channels with a larger tint."""
        self.colour = floats(self.colour * (1 - amount[:, None] * floats(tint)))

    def cover(self, over: Floats, weight: Floats) -> None:
        """Lay a colour (3,) or (n, 3) over the painting."""
        self.colour = blend(self.colour, over, weight)


def skin_colour(person: DrawnPerson) -> Floats:
    """Give the person's skin as linear light (3,)."""
    step = min(int(person.skin.tone), 4)
    share = person.skin.tone - step
    base = linear(np.asarray(_TONES[step]) * (1 - share) + np.asarray(_TONES[step + 1]) * share)
    return floats(base * np.exp(floats([0.03, 0, -0.06]) * person.skin.undertone))


def hair_colour(person: DrawnPerson) -> Floats:
    """Give the person's hair as linear light (3,)."""
    return linear(_HAIRS[person.hair.colour])


def start(person: DrawnPerson, points: Floats, kinds: Ints, normals: Floats) -> Canvas:
    """Begin a painting in plain skin."""
    front = floats((points[:, 2] > 3) & (kinds == Kind.SKIN))
    colour = np.tile(skin_colour(person), (len(points), 1))
    return Canvas(person, points, kinds, colour, np.full(len(points), 0.35, np.float32), normals.copy(), front)


def paint_skin(canvas: Canvas) -> None:
    """Paint blotches, redness, freckles, moles, tired eyes and the lines of age."""
    person, skin = canvas.person, canvas.person.skin
    fleshy = np.isin(canvas.kinds, (Kind.SKIN, Kind.NECK, Kind.EAR))
    x, y, side, z = canvas.x, canvas.y, canvas.side, canvas.points[:, 2]
    mottle = 0.05 * waves_where(fleshy, person.grain + 3, 6, 0.5, x, y, z)
    mottle += 0.03 * waves_where(fleshy, person.grain + 4, 8, 3.0, x, y, z)
    canvas.darken(floats(-mottle))
    flush = 0.3 * bell(side, y, (4.2, -3.8), (1.9, 1.6)) + 0.3 * bell(x, y, (0, person.nose_tip), (1.3, 0.9))
    canvas.darken(floats(canvas.front * flush + 0.25 * (canvas.kinds == Kind.EAR)), (0, 0.38, 0.35))
    if skin.freckles > 0:
        specks = waves_where(canvas.front > 0, person.grain + 5, 12, 9.0, x, y) > 0.9
        canvas.darken(floats(canvas.front * 0.2 * skin.freckles * specks * bell(side, y, (2.5, -3), (3, 2.2))))
    for mole in skin.moles:
        distance = np.hypot(x - mole.x, y - mole.y) / mole.radius
        canvas.cover(skin_colour(person) * 0.4, floats(canvas.front * 0.7 * smoothstep(1.2, 0.7, distance)))
    _paint_age(canvas)


def _paint_age(canvas: Canvas) -> None:
    person, x, y, side = canvas.person, canvas.x, canvas.y, canvas.side
    eyes, age = person.eyes, person.skin.age**2
    tired = (0.12 + 0.25 * eyes.bags) * bell(side, y, (eyes.spacing - 0.1, -1.05), (1.3, 0.38))
    tired += 0.2 * bell(side, y, (eyes.spacing - 1.3, -0.1), (0.7, 0.9))
    canvas.darken(floats(canvas.front * tired), (0.7, 1, 0.9))
    forehead = smoothstep(0.6, 0.95, np.sin(y * 5.2 + 0.5 * waves(person.grain, 3, 0.5, x, y)))
    forehead = forehead * bell(x, y, (0, 5), (4, 1.6))
    corners = smoothstep(0.8, 0.98, np.abs(np.sin(6 * (y + 0.15)))) * bell(
        side, y, (eyes.spacing + 2.1, -0.1), (0.6, 0.8)
    )
    canvas.darken(floats(canvas.front * age * 0.2 * (forehead + corners)))
    down, edge = fold(person, y)
    line = ridge(side, edge, 0.2) * smoothstep(-0.1, 0.2, down) * smoothstep(1.1, 0.7, down)
    canvas.darken(floats(canvas.front * (0.05 + 0.24 * age + 0.6 * person.mouth.folds) * line))


def paint_nose_and_lips(canvas: Canvas) -> None:
    """Paint nostrils, the curve of the alae, the lips and the line between them."""
    nose, tip = canvas.person.nose, canvas.person.nose_tip
    y, side, skin = canvas.y, canvas.side, skin_colour(canvas.person)
    opening = 0.16 + 0.1 * max(nose.upturn, 0)
    lift = (y - tip + 0.80 - 0.25 * nose.upturn + 0.15 * (side - 0.7)) / opening
    nostril = smoothstep(1.25, 0.4, np.hypot((side - 0.68 * nose.width) / 0.34, lift))
    canvas.cover(skin * 0.14, floats(canvas.front * 0.85 * nostril))
    curve = ridge(np.hypot((side - 1.2 * nose.width) / 1.0, y - tip + 0.35), 0.68, 0.14)
    canvas.darken(floats(canvas.front * 0.32 * curve * smoothstep(1.1 * nose.width, 1.4 * nose.width, side)))
    _paint_lips(canvas, skin)


def _paint_lips(canvas: Canvas, skin: Floats) -> None:
    person, mouth = canvas.person, canvas.person.mouth
    across = floats(canvas.side / mouth.width)
    rise = floats(canvas.y - person.mouth_line - mouth.corners * across**2)
    bow = 1 - 0.2 * ridge(canvas.x, 0, 0.38)
    top = mouth.upper_lip * 1.25 * np.clip(1 - across**1.7, 0, 1) ** 0.8 * bow
    bottom = -mouth.lower_lip * 1.3 * np.clip(1 - across**2.2, 0, 1) ** 0.7
    red = max(mouth.redness, 0)
    colour = skin * floats([0.86, 0.5, 0.5]) * np.exp(floats([0.08 * mouth.redness, -0.18 * red, -0.14 * red]))
    lips = canvas.front * smoothstep(0.1, -0.14, rise - top) * smoothstep(-0.1, 0.16, rise - bottom) * (across < 1)
    canvas.cover(floats(colour), floats(lips * (0.7 + 0.2 * person.lashes)))
    canvas.cover(floats(colour * 0.75), floats(lips * 0.4 * smoothstep(-0.05, 0.05, rise)))
    canvas.gloss = floats(canvas.gloss + 0.35 * lips)
    line = ridge(rise / np.maximum(0.1 - 0.04 * across, 0.02), 0, 1) * smoothstep(1.04, 0.9, across)
    canvas.cover(skin * 0.09, floats(canvas.front * 0.85 * line))
    canvas.darken(floats(canvas.front * 0.3 * bell(across, rise, (1.03, 0), (0.12, 0.2))))


def paint_brows(canvas: Canvas) -> None:
    """Paint the brows as strands, thinner towards the temples."""
    person, brows = canvas.person, canvas.person.brows
    along = floats((canvas.side - (person.eyes.spacing - 1.65)) / (3.9 * brows.length))
    middle = brows.height + brows.angle * 3 * (along - 0.4) + brows.arch * (1 - ((along - 0.62) / 0.62) ** 2) - 0.05
    thick = brows.thickness * (1.15 - 0.75 * smoothstep(0.45, 1, along))
    near = (canvas.front > 0) & (np.abs(canvas.y - middle) < 1)
    lean = floats(canvas.side * 0.7 - canvas.y * 0.7)
    strands = waves_where(near, person.grain + 6, 10, 7.0, lean, floats(canvas.y * 0.35))
    shape = smoothstep(1.5, 0.45, np.abs(canvas.y - middle + 0.05 * strands) / thick)
    ends = smoothstep(-0.08, 0.1, along) * smoothstep(1.04, 0.86, along)
    colour = np.minimum(hair_colour(person) * 0.75, skin_colour(person) * 0.6)
    canvas.cover(
        floats(colour), floats(canvas.front * np.clip(brows.density + 0.1 + 0.2 * strands, 0, 1) * shape * ends)
    )


def paint_beard(canvas: Canvas) -> None:
    """Paint the beard with strands; stubble is the same shape, thinner."""
    person = canvas.person
    cover = beard_cover(person, canvas.points) * (canvas.kinds == Kind.SKIN)
    x, y, z = canvas.x, canvas.y, canvas.points[:, 2]
    strands = waves_where(cover > 0, person.grain + 8, 12, 9.0, x, floats(y * 0.4), z)
    tone = hair_colour(person) * (0.8 + 0.25 * strands[:, None])
    strength = 0.34 + 0.05 * strands if person.beard == "stubble" else 0.84 + 0.1 * strands
    # Strands eat into the edge, so that the beard ends in hairs and not in a line.
    ragged = smoothstep(0.0, 0.75, cover + 0.22 * strands * (cover < 0.9))
    canvas.cover(floats(tone), floats(np.clip(ragged * strength, 0, 1) * (cover > 0.01)))
    canvas.gloss = floats(canvas.gloss * (1 - 0.65 * cover))
    if person.beard in ("full", "stubble"):
        # Stubble thins out over the neck instead of stopping where the head's surface ends.
        throat = smoothstep(0.0, 3.0, z) * (canvas.kinds == Kind.NECK) * smoothstep(-13.0, -10.5, y)
        canvas.cover(hair_colour(person), floats(0.3 * throat))


def paint_scalp(canvas: Canvas) -> None:
    """Shade the skin where hair grows out of it, so that the hairline is a gradient and not an edge."""
    person = canvas.person
    skin = (canvas.kinds == Kind.SKIN) & (canvas.y > -7)
    margin = hairline(person, canvas.x, canvas.y, canvas.points[:, 2])
    bald = person.hair.style == "bald"
    shaved_clean = bald and person.grain % 3 == 0
    strength = 0.0 if shaved_clean else 0.3 if bald else 0.75
    canvas.cover(hair_colour(person), floats(skin * smoothstep(-0.7 if bald else -0.45, 0.8, margin) * strength))


def paint_hair(canvas: Canvas) -> None:
    """Paint streaks along long hair and grain over curls."""
    person = canvas.person
    mask = canvas.kinds == Kind.HAIR
    x, y, z = canvas.x, canvas.y, canvas.points[:, 2]
    curly = person.hair.style in ("afro", "crop")
    streaks = _curls(mask, person, x, y, z) if curly else _streaks(mask, person, x, y, z)
    painted = hair_colour(person) * np.clip(1 + 0.45 * streaks[:, None], 0.3, 2)
    canvas.colour = floats(np.where(mask[:, None], painted, canvas.colour))
    shine = (0.1 if curly else 0.5) * np.clip(1 + 0.8 * streaks, 0, 2)
    canvas.gloss = floats(np.where(mask, shine, canvas.gloss))


def _curls(mask: Mask, person: DrawnPerson, x: Floats, y: Floats, z: Floats) -> Floats:
    return floats(0.8 * waves_where(mask, person.grain + 9, 14, 5.0, x, y, z))


def _streaks(mask: Mask, person: DrawnPerson, x: Floats, y: Floats, z: Floats) -> Floats:
    around = floats(np.arctan2(x, z + 1))
    coarse = waves_where(mask, person.grain + 9, 8, 16.0, around, floats(y * 0.05))
    fine = waves_where(mask, person.grain + 10, 8, 60.0, around, floats(y * 0.04))
    return floats(0.55 * coarse + 0.45 * fine)


def paint_things(canvas: Canvas) -> None:
    """Paint shirt and spectacle frame."""
    cloth, frame = canvas.kinds == Kind.CLOTH, canvas.kinds == Kind.FRAME
    canvas.colour[cloth] = linear(canvas.person.shirt)
    canvas.gloss[cloth] = 0.03
    canvas.colour[frame] = linear((30, 26, 26) if canvas.person.grain % 2 else (120, 70, 40))
    canvas.gloss[frame] = 1
