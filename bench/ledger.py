"""What the ledger costs: acts a second, a proof in ten million entries, verifying a million, starting on a million.

    .venv/bin/python bench/ledger.py [acts] [proof] [verify] [start] [--folder DISK]

Prints one JSON object a part. `acts` appends on SQLite in WAL mode with full synchronous writes: 16 clients each wait
until their act is durable; one transaction carries the acts that wait together. `folder` should be on the disk that is
meant: a folder in memory synchronises for nothing.
"""

import argparse
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PARTS = ("acts", "proof", "verify", "start")
CLIENTS, SECONDS = 16, 10.0
SPARSE, MANY = 10_000_000, 1_000_000
GROUP = 64
"""Most acts in one transaction."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=list(PARTS))
    parser.add_argument("--folder", type=Path, default=Path("var"))
    parser.add_argument("--entries", type=int, default=MANY)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=asked.folder, prefix="bench-ledger-"))
    try:
        make_site(home)
        for part in asked.parts:
            told = {"acts": acts, "proof": proof}[part]() if part in ("acts", "proof") else None
            told = told or {"verify": verify, "start": start}[part](home, asked.entries)
            print(json.dumps({"part": part} | told), flush=True)
    finally:
        shutil.rmtree(home)


def make_site(home: Path) -> None:
    os.environ |= {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    import django

    from overt import vault

    vault.create(home)
    django.setup()
    from django.core.management import call_command

    from overt.ledger.checkpoint import create_signing_key

    create_signing_key(home / "keys")
    call_command("migrate", interactive=False, verbosity=0)


def acts() -> dict[str, object]:
    """Let clients append at full speed; each act is confirmed when its transaction is on the disk."""
    waiting: queue.Queue[threading.Event] = queue.Queue()
    stop = time.perf_counter() + SECONDS
    waits: list[float] = []
    groups: list[int] = []

    def client() -> None:
        while time.perf_counter() < stop:
            durable, began = threading.Event(), time.perf_counter()
            waiting.put(durable)
            durable.wait()
            waits.append(time.perf_counter() - began)

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    while any(one.is_alive() for one in clients):
        commit_together(waiting, groups)
    for one in clients:
        one.join()
    ordered = sorted(waits)
    return {
        "acts": len(waits),
        "acts_a_second": round(len(waits) / SECONDS),
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 2),
        "p99_ms": round(1000 * ordered[len(ordered) * 99 // 100], 2),
        "acts_a_transaction": round(sum(groups) / len(groups), 1),
        "synchronous": synchronous(),
    }


def commit_together(waiting: "queue.Queue[threading.Event]", groups: list[int]) -> None:
    from django.db import transaction

    from overt.ledger.append import append

    try:
        together = [waiting.get(timeout=0.05)]
    except queue.Empty:
        return
    while len(together) < GROUP and not waiting.empty():
        together.append(waiting.get())
    with transaction.atomic():
        for number, _ in enumerate(together):
            append("alert.shown", actor="a" * 32, deployment=f"{number % 4:032x}", subject="e" * 32, role="operator")
    for durable in together:
        durable.set()
    groups.append(len(together))


def synchronous() -> int:
    """SQLite's own answer: 2 is FULL."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


def proof() -> dict[str, object]:
    """Prove entries of a tree of ten million equal leaves, whose tiles are made when they are asked for."""
    from overt.ledger import merkle
    from overt.ledger.tiles import HASH_BYTES, WIDTH, Tiles

    leaf = merkle.leaf_hash(b"entry")
    levels = [leaf]
    while len(levels) < 4:
        levels.append(merkle.root([levels[-1]] * WIDTH))

    def read(path: str) -> bytes:
        _, level, rest = path.split("/", 2)
        width = int(rest.rpartition(".p/")[2]) if ".p/" in rest else WIDTH
        return levels[int(level)] * width

    root = Tiles(read, SPARSE).frontier().root()
    times = []
    for index in range(0, SPARSE, SPARSE // 200 + 1):
        began = time.perf_counter()
        path = Tiles(read, SPARSE).inclusion_proof(index)
        times.append(time.perf_counter() - began)
        assert merkle.verify_inclusion(index, SPARSE, leaf, path, root)
    return {
        "entries": SPARSE,
        "proofs": len(times),
        "hash_bytes": HASH_BYTES,
        "mean_ms": round(1000 * sum(times) / len(times), 3),
        "worst_ms": round(1000 * max(times), 3),
    }


def fill(count: int) -> None:
    """Bring the ledger to so many entries, thousands a transaction."""
    from django.db import transaction

    from overt.ledger.append import Said, append_all
    from overt.ledger.read import size

    while (missing := count - size()) > 0:
        said = [Said("alert.shown", "e" * 32, {"role": "operator"})] * min(2_000, missing)
        with transaction.atomic():
            append_all(said, actor="a" * 32, deployment="d" * 32)


def verify(home: Path, count: int) -> dict[str, object]:
    """Export a large ledger and verify it with the verifier alone, in a process without site packages."""
    from overt.ledger import verifier
    from overt.ledger.checkpoint import sign_checkpoint
    from overt.ledger.export import export

    fill(count)
    sign_checkpoint(home / "keys", home / "ledger")
    folder = home / "export"
    entries = export(home, folder).size
    command = [sys.executable, "-I", "-S", verifier.__file__, str(folder), "--json"]
    began = time.perf_counter()
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    seconds = time.perf_counter() - began
    shutil.rmtree(folder)
    return {"entries": entries, "ok": said["ok"], "seconds": round(seconds, 1)}


def start(home: Path, count: int) -> dict[str, object]:
    """Time what every start looks at: checkpoint, tiles, newest rows, head."""
    from overt.ledger.checkpoint import check_start, sign_checkpoint
    from overt.ledger.read import size

    fill(count)
    sign_checkpoint(home / "keys", home / "ledger")
    began = time.perf_counter()
    check_start(home)
    return {"entries": size(), "seconds": round(time.perf_counter() - began, 3)}


if __name__ == "__main__":
    main()
