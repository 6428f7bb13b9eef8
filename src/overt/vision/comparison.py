"""Similarity of templates, exactly, over every row. It knows no threshold and no subject."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overt.vision.values import Floats


def cosine(probes: Floats, gallery: Floats) -> Floats:
    """Return the (n, m) float32 cosine of templates of length one, -1 … 1."""
    return np.asarray(probes @ gallery.T, np.float32)


def cosine_pairs(probes: Floats, templates: Floats) -> NDArray[np.float64]:
    """Return the (k,) cosine of row with row, in float64."""
    return np.asarray(np.einsum("kd,kd->k", probes.astype(np.float64), templates.astype(np.float64)), np.float64)


def one_minus_euclidean(probes: Floats, gallery: Floats) -> Floats:
    """Return (n, m) float32, 1 minus the Euclidean distance; 1 for equal templates, below 0 for very different ones.

    By one matrix product; near a distance of 0 rounding makes it wrong by up to 0.002. The pairs below are exact.
    """
    squares = np.einsum("md,md->m", gallery, gallery)
    distances = probes @ gallery.T
    distances *= -2.0
    distances += squares
    distances += np.einsum("nd,nd->n", probes, probes)[:, None]
    np.sqrt(np.maximum(distances, 0.0, out=distances), out=distances)
    np.subtract(np.float32(1.0), distances, out=distances)
    return np.asarray(distances, np.float32)


def one_minus_euclidean_pairs(probes: Floats, templates: Floats) -> NDArray[np.float64]:
    """Return the (k,) score of row with row, in float64."""
    between = probes.astype(np.float64) - templates
    return np.asarray(1.0 - np.sqrt(np.einsum("kd,kd->k", between, between)), np.float64)
