"""Curves, blends and band-limited noise that the drawing is made of. Numbers in, numbers out; no state."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.ArrayLike

GAMMA = 2.2


def floats(values: Numbers) -> Floats:
    """Give `values` as a float32 array."""
    return np.asarray(values, dtype=np.float32)


def smoothstep(start: Numbers, end: Numbers, x: Numbers) -> Floats:
    """Rise from 0 at `start` to 1 at `end` with flat ends; `start > end` falls instead."""
    begin = floats(start)
    t = np.clip((floats(x) - begin) / (floats(end) - begin), 0, 1)
    return floats(t * t * (3 - 2 * t))


def bell(x: Numbers, y: Numbers, centre: tuple[float, float], spread: tuple[float, float]) -> Floats:
    """Evaluate a two-dimensional Gaussian of height 1; `spread` is where it has fallen to 1/e."""
    u, v = (floats(x) - centre[0]) / spread[0], (floats(y) - centre[1]) / spread[1]
    return floats(np.exp(-(u * u) - v * v))


def ridge(x: Numbers, centre: Numbers, spread: float) -> Floats:
    """Evaluate a one-dimensional Gaussian of height 1."""
    u = (floats(x) - floats(centre)) / spread
    return floats(np.exp(-(u * u)))


def blend(base: Floats, over: Numbers, weight: Numbers) -> Floats:
    """Mix colours (n, 3): `base` where weight (n,) is 0, `over` where it is 1."""
    return floats(base + (floats(over) - base) * floats(weight)[..., None])


def linear(colour: Numbers) -> Floats:
    """Turn 8-bit display values into linear light in 0..1."""
    return floats((floats(colour) / 255) ** GAMMA)


def spline(ys: Numbers, at: Numbers) -> Floats:
    """Read a Catmull-Rom curve through `ys`, given at 0, 1, 2, ..., at the places `at`."""
    values, places = np.asarray(ys, dtype=float), np.asarray(at, dtype=float)
    slopes = np.gradient(values)
    i = np.clip(np.floor(places).astype(int), 0, len(values) - 2)
    t = places - i
    keep = (2 * t**3 - 3 * t**2 + 1) * values[i] + (t**3 - 2 * t**2 + t) * slopes[i]
    return floats(keep + (3 * t**2 - 2 * t**3) * values[i + 1] + (t**3 - t**2) * slopes[i + 1])


def waves(seed: int, count: int, frequency: float, *coordinates: Numbers) -> Floats:
    """Sum `count` random plane waves over the coordinates: cheap noise of about one frequency, about -1..1."""
    generator = np.random.default_rng(seed)
    axes = [floats(axis) for axis in coordinates]
    total: Any = np.float32(0)
    for _ in range(count):
        direction = generator.normal(0, frequency, len(axes))
        phase = np.float32(generator.uniform(0, 2 * np.pi))
        total = total + np.sin(sum(np.float32(k) * axis for k, axis in zip(direction, axes, strict=True)) + phase)
    return floats(total / (1.4 * count**0.5))


def waves_where(mask: Mask, seed: int, count: int, frequency: float, *coordinates: Floats) -> Floats:
    """Evaluate `waves` only where `mask` holds and give 0 elsewhere: most of a head needs no beard noise."""
    out = np.zeros(mask.shape, np.float32)
    if mask.any():
        out[mask] = waves(seed, count, frequency, *(axis[mask] for axis in coordinates))
    return out
