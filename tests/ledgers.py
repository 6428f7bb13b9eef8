"""Ledgers made in memory, without a database: entries as `append` writes them, their files as `export` does."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from overt.ledger import merkle
from overt.ledger.entry import Leaf, Value
from overt.ledger.note import SignerKey, sign
from overt.ledger.signed import checkpoint_text
from overt.ledger.tiles import WIDTH, Tiles, bundle, grown, tile_path

LOG = SignerKey.named("log.example/overt", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = SignerKey.named("log.example/overt", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
VKEY = LOG.verifier.to_text()
ACTOR = "a" * 32


def leaf_bytes(
    event: str, *, number: int, previous: bytes, after: int = 0, deployment: str = "", **changed: Any
) -> bytes:
    """One entry's bytes; `changed` may name actor, subject and details."""
    details: dict[str, Value] = changed.pop("details", {})
    said: dict[str, Any] = {"actor": ACTOR, "subject": "", "time": "0" * 64, **changed}
    return Leaf(
        event=event,
        after=after,
        deployment=deployment,
        number=number,
        previous=previous.hex(),
        details=details,
        **said,
    ).to_bytes()


def entries(count: int, chains: Sequence[str] = ("", "d" * 32, "e" * 32)) -> list[bytes]:
    """So many entries of several deployments, one after another."""
    ends: dict[str, tuple[int, bytes]] = {}
    made = []
    for index in range(count):
        where = chains[index % len(chains)]
        number, previous = ends.get(where, (0, b""))
        details: dict[str, Value] = {"entries": index}
        entry = leaf_bytes(
            "watchlist.sealed", number=number, previous=previous, after=index // 60, deployment=where, details=details
        )
        ends[where] = number + 1, merkle.leaf_hash(entry)
        made.append(entry)
    return made


def rewritten(entry: bytes, **changed: Any) -> bytes:
    """An entry with some of its fields changed, spelt as an honest one."""
    said = {**json.loads(entry), **changed}
    return leaf_bytes(
        said["event"],
        number=said["number"],
        previous=bytes.fromhex(said["previous"]),
        after=said["after"],
        deployment=said["deployment"],
        actor=said["actor"],
        subject=said["subject"],
        time=said["time"],
        details=said["details"],
    )


def tiles_of(leaves: Sequence[bytes]) -> dict[str, bytes]:
    """All tiles of a tree by path."""
    return grown(Tiles(lambda _: None, 0), leaves)


def note_of(made: Iterable[bytes], key: SignerKey = LOG) -> str:
    """A signed checkpoint over these entries."""
    leaves = [merkle.leaf_hash(entry) for entry in made]
    return sign(checkpoint_text(key.name, len(leaves), merkle.root(leaves)), key)


def write_log(folder: Path, made: Sequence[bytes], key: SignerKey = LOG, note: str = "") -> Path:
    """A ledger's files as an export has them; another checkpoint than the right one by `note`."""
    files = dict(tiles_of([merkle.leaf_hash(entry) for entry in made]))
    for number, start in enumerate(range(0, len(made), WIDTH)):
        some = made[start : start + WIDTH]
        files[tile_path("entries", number, len(some))] = bundle(some)
    return write_files(folder, files, note or note_of(made, key), key)


def write_files(folder: Path, files: dict[str, bytes], note: str, key: SignerKey = LOG) -> Path:
    """Write tiles and bundles with a checkpoint and the key."""
    vkey = f"{key.verifier.to_text()}\n".encode()
    for name, data in {**files, "checkpoint": note.encode(), "ledger.vkey": vkey}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
