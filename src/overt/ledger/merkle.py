"""Merkle tree hashing and proofs of RFC 6962 section 2.1, verified as RFC 9162 section 2.1.3-4.

Pure functions on 32-byte SHA-256 hashes. A tree is given as the sequence of its *leaf
hashes*. Refuses nothing but impossible sizes (`ValueError`: a caller's mistake, never input
from outside); a proof from outside is answered with true or false.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as a leaf: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees as their parent: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """The right edge of a tree: one root for each full subtree, largest first.

    There is one hash for every bit set in `size`, so appending costs O(log n) and needs no
    earlier entry.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def push(self, leaf: bytes) -> "Frontier":
        """Give the frontier of the tree with one more leaf hash."""
        hashes, node, full = list(self.hashes), leaf, self.size
        while full & 1:
            node = node_hash(hashes.pop(), node)
            full >>= 1
        return Frontier(self.size + 1, (*hashes, node))

    def root(self) -> bytes:
        """Give the root of the whole tree."""
        if not self.hashes:
            return EMPTY_ROOT
        *earlier, node = self.hashes
        for left in reversed(earlier):
            node = node_hash(left, node)
        return node

    def to_bytes(self) -> bytes:
        """Give the hashes end to end, as kept in the head row."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> "Frontier":
        """Read what `to_bytes` gave; `ValueError` when it cannot belong to this size."""
        if size < 0 or len(data) != HASH_BYTES * size.bit_count():
            raise ValueError(f"a frontier of {size} leaves is not {len(data)} bytes long")
        starts = range(0, len(data), HASH_BYTES)
        return cls(size, tuple(data[start : start + HASH_BYTES] for start in starts))


def root(leaves: Iterable[bytes]) -> bytes:
    """Give the root over leaf hashes; the hash of nothing for an empty tree."""
    nodes = list(leaves)
    while len(nodes) > 1:
        pairs = [node_hash(nodes[at], nodes[at + 1]) for at in range(0, len(nodes) - 1, 2)]
        nodes = pairs + nodes[len(pairs) * 2 :]
    return nodes[0] if nodes else EMPTY_ROOT


Subtree = Callable[[int, int], bytes]
"""Gives the root over the leaves from the first index to before the second."""


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Give the audit path of leaf `index` (RFC 6962 section 2.1.1), nearest hash first."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    path, low, high = [], 0, size
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return path[::-1]


def consistency_proof(old_size: int, size: int, subtree: Subtree) -> list[bytes]:
    """Prove that the first `old_size` leaves are a prefix (RFC 6962 section 2.1.2)."""
    if not 0 <= old_size <= size:
        raise ValueError(f"a tree of {size} leaves was never {old_size} leaves long")
    if old_size in (0, size):
        return []
    path, low, high = [], 0, size
    while high != old_size:
        middle = low + split(high - low)
        if old_size <= middle:
            path.append(subtree(middle, high))
            high = middle
        else:
            path.append(subtree(low, middle))
            low = middle
    return [*([subtree(low, high)] if low else []), *path[::-1]]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected_root: bytes) -> bool:
    """Say whether `proof` places leaf hash `leaf` at `index` of the tree (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(step, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, step)
        position, last = position >> 1, last >> 1
    return last == 0 and node == expected_root


def verify_consistency(old_size: int, size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether `proof` shows the old tree to be a prefix of the new (RFC 9162 2.1.4.2)."""
    if not 0 <= old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof)
    if old_size.bit_count() == 1:
        steps.insert(0, old_root)
    if not steps:
        return False
    return _replay(old_size - 1, size - 1, steps) == (old_root, new_root)


def _replay(position: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Rebuild both roots from a consistency path; nothing when the path has a wrong length."""
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, step)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


def split(size: int) -> int:
    """Give the largest power of two smaller than `size` (at least 2)."""
    return 1 << (size - 1).bit_length() - 1
