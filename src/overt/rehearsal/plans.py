"""Who walks through a clip: the demonstration, and long crowds of people nobody has listed.

Where people walk never depends on who they are, so a plan cannot make a listed subject easier to find than others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from overt.rehearsal.crowd import CrowdPlan
from overt.rehearsal.errors import PlanRefused
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.people import load_cast
from overt.rehearsal.sheets import ASIDE, Pose
from overt.rehearsal.walk import Gaze, Walker, Waypoint

DEMO_SECONDS = 38.0
DEMO_SEEDED = 5
"""Listed subjects who walk through the demonstration; the last of them never faces the camera."""

_FAR_M, _NEAR_M = 10.0, 2.7
_LANE_M = 0.34
_EVERY_SECONDS, _CROWDED_SECONDS = 2.45, 1.8
_SPEED = 1.35
_APART_SECONDS = 9.0
"""Nobody is in the picture twice at once."""


@dataclass(frozen=True)
class _Role:
    person: DrawnPerson
    listed: bool
    gaze: Gaze


def demo_plan(seed: int = 2026, seconds: float = DEMO_SECONDS) -> CrowdPlan:
    """Plan the demonstration: some 35 passages of shipped people, five of them of people on the list.

    Four of the five walk towards the camera and face it; the fifth looks along the street all the way.
    """
    cast, generator = load_cast(), np.random.default_rng(seed)
    places = _lane_starts(seconds, generator)
    roles = [_Role(person, False, _glance(generator)) for person in _rounds(cast.passers, len(places), generator)]
    seeded = np.linspace(2, len(places) - 2, DEMO_SEEDED).astype(int)
    for place, person in zip(seeded, cast.listed[:DEMO_SEEDED], strict=True):
        aside = place == seeded[-1]
        roles[place] = _Role(person, True, Gaze(ASIDE, 0.05) if aside else _glance(generator))
    walkers = [_in_lane(role, place, generator) for role, place in zip(roles, places, strict=True)]
    walkers += _strays(cast.passers, walkers, seconds, generator)
    return CrowdPlan(tuple(sorted(walkers, key=lambda walker: walker.start_seconds)), seconds, seed)


CROWD_POSES = tuple(Pose(yaw, shut=shut) for yaw in (-0.2, 0.0, 0.2) for shut in (False, True))
"""The only sprites a crowd of `crowd_plan` needs: nobody in it looks further aside."""


def crowd_plan(people: Sequence[DrawnPerson], passages: int, seed: int, frames_per_second: int = 25) -> CrowdPlan:
    """Plan a clip in which unlisted people walk towards the camera `passages` times, each as often as the others.

    They walk closer behind each other than in the demonstration; a lower frame rate makes a long clip quicker.
    """
    if not people or passages <= 0:
        raise PlanRefused("A crowd needs at least one person and one passage.")
    generator = np.random.default_rng(seed)
    seconds = passages / 2 * _CROWDED_SECONDS + (_FAR_M - _NEAR_M) / _SPEED + 2
    places = _lane_starts(seconds, generator, _CROWDED_SECONDS)[:passages]
    who = _rounds(people, len(places), generator)
    walkers = [
        _in_lane(_Role(person, False, _glance(generator)), place, generator)
        for person, place in zip(who, places, strict=True)
    ]
    return CrowdPlan(tuple(walkers), round(seconds + 1, 1), seed, frames_per_second=frames_per_second)


def _rounds(people: Sequence[DrawnPerson], count: int, generator: np.random.Generator) -> list[DrawnPerson]:
    """Take everybody in a random order, then again, so that nobody walks twice close together."""
    order = [people[int(index)] for index in generator.permutation(len(people))]
    return [order[turn % len(order)] for turn in range(count)]


@dataclass(frozen=True)
class _Place:
    start_seconds: float
    lane_m: float


def _lane_starts(seconds: float, generator: np.random.Generator, every: float = _EVERY_SECONDS) -> list[_Place]:
    """Give starts in two lanes, far enough apart that the one in front does not hide the one behind near the camera."""
    walk = (_FAR_M - _NEAR_M) / _SPEED
    places = []
    for lane, first in ((-_LANE_M, -2.0), (_LANE_M, -2.0 + every / 2)):
        start = first
        while start + 0.75 * walk < seconds:
            places.append(_Place(round(start + float(generator.uniform(-0.2, 0.2)), 2), lane))
            start += every
    return sorted(places, key=lambda place: place.start_seconds)


def _glance(generator: np.random.Generator) -> Gaze:
    return Gaze(float(generator.uniform(-0.12, 0.12)), float(generator.uniform(0.04, 0.16)))


def _in_lane(role: _Role, place: _Place, generator: np.random.Generator) -> Walker:
    """Walk towards the camera along a lane that is drifted into."""
    speed = _SPEED * float(generator.uniform(0.96, 1.04))
    total = (_FAR_M - _NEAR_M) / speed
    drift = float(generator.uniform(-0.1, 0.1))
    path = (
        Waypoint(0.0, place.lane_m * 1.6 + 4 * drift, _FAR_M),
        Waypoint(total * 0.5, place.lane_m * 1.15 + drift, (_FAR_M + _NEAR_M) / 2),
        Waypoint(total, place.lane_m + drift * 0.4, _NEAR_M),
    )
    return Walker(
        role.person, role.listed, place.start_seconds, path, _height(generator), role.gaze, float(generator.random())
    )


def _height(generator: np.random.Generator) -> float:
    return float(np.clip(generator.normal(1.7, 0.07), 1.56, 1.86))


def _strays(
    people: Sequence[DrawnPerson], walkers: Sequence[Walker], seconds: float, generator: np.random.Generator
) -> list[Walker]:
    """Give those who make counting hard: across the zone, away from the camera, and in at a corner and out again."""
    strays = []
    for turn, start in enumerate(np.arange(3.0, seconds - 5, 4.6)):
        busy = {one.person.name for one in walkers if abs(one.start_seconds - start) < _APART_SECONDS}
        free = [person for person in people if person.name not in busy]
        person = free[int(generator.integers(len(free)))]
        path, gaze = _STRAY_PATHS[turn % len(_STRAY_PATHS)]
        side = 1 if generator.random() < 0.5 else -1
        mirrored = tuple(Waypoint(point.seconds, side * point.x_m, point.z_m) for point in path)
        turned = Gaze(side * gaze.yaw, gaze.swing, gaze.away)
        strays.append(
            Walker(person, False, float(start), mirrored, _height(generator), turned, float(generator.random()))
        )
    return strays


_STRAY_PATHS: tuple[tuple[tuple[Waypoint, ...], Gaze], ...] = (
    # Across from one side to the other, through everybody's way.
    ((Waypoint(0, -1.9, 6.6), Waypoint(3.2, 1.9, 5.4)), Gaze(0.45, 0.1)),
    # Away from the camera, between the lanes.
    ((Waypoint(0, 0.1, 3.0), Waypoint(5.4, -0.2, 10.0)), Gaze(away=True)),
    # In at the edge, out again at once.
    ((Waypoint(0, -1.15, 5.2), Waypoint(0.7, -0.78, 4.9), Waypoint(1.5, -1.2, 4.6)), Gaze(0.1, 0.05)),
    # Standing half-way, looking along the street.
    (
        (Waypoint(0, 0.0, 9.0), Waypoint(2.0, 0.05, 6.6), Waypoint(4.0, 0.0, 6.4), Waypoint(7.0, 0.5, 2.7)),
        Gaze(-ASIDE, 0.1),
    ),
)
