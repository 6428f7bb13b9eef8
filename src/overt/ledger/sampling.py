"""A sample nobody chose: drawn by a seed committed to beforehand and a root of the ledger that was not known then.

The order of an entry is SHA-256 over the draw and its index; the first so many are the sample. Anybody who has the
seed, the root and the indices can draw it again. Pure functions; refuses nothing.
"""

from collections.abc import Iterable
from hashlib import sha256

SEED_BYTES = 32


def draw_of(seed: bytes, root: bytes) -> bytes:
    """Give the draw: SHA-256 over the seed and the root, 32 bytes each."""
    return sha256(seed + root).digest()


def sample(draw: bytes, indices: Iterable[int], wanted: int) -> tuple[int, ...]:
    """Give the `wanted` entries that come first in the draw's order (all, if there are fewer), by index."""
    ordered = sorted(indices, key=lambda index: sha256(draw + str(index).encode()).digest())
    return tuple(sorted(ordered[:wanted]))
