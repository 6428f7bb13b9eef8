"""Seconds and memory of an evaluation's sweep, beside the bare matrix product it rests on.

    .venv/bin/python bench/evaluate_sweep.py [--seeded 4000] [--filler 178000] [--listed 10000] [--thresholds 60]

The templates are random numbers of length one: nobody's. The bare product does the same blocks on the same threads.
"""

import argparse
import json
import os
import resource
import time
from concurrent.futures import ThreadPoolExecutor

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from overt.evaluate.sweep import BLOCK, NOBODY, ListOfPeople, sweep
from overt.vision.comparison import cosine

DIMENSIONS = 128
MEGABYTE = 1024


def templates(chance: np.random.Generator, count: int) -> np.ndarray:
    made = chance.standard_normal((count, DIMENSIONS), np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def bare_product(probes: np.ndarray, listed: np.ndarray) -> float:
    """Return the seconds of the product alone, nothing kept of it."""

    def work(start: int) -> None:
        cosine(probes[start : start + BLOCK], listed)

    began = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, range(0, len(probes), BLOCK)))
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, count in (("seeded", 4000), ("filler", 178_000), ("listed", 10_000), ("thresholds", 60)):
        parser.add_argument(f"--{name}", type=int, default=count)
    asked = parser.parse_args()
    chance = np.random.default_rng(1)
    listed = templates(chance, asked.listed)
    mates = np.concatenate([np.arange(asked.seeded) % asked.listed, np.full(asked.filler, NOBODY)])
    probes = templates(chance, asked.seeded + asked.filler)
    probes[: asked.seeded] += 2 * listed[mates[: asked.seeded]]
    probes /= np.linalg.norm(probes, axis=1, keepdims=True)
    people = ListOfPeople(listed, np.arange(asked.listed), (asked.listed // 10, asked.listed))
    thresholds = np.linspace(0.3, 0.9, asked.thresholds)
    alone = [bare_product(probes, listed)]
    began = time.perf_counter()
    found = sweep(cosine, probes, people, thresholds, mates)
    seconds = time.perf_counter() - began
    alone.append(bare_product(probes, listed))
    told = {
        "probes": len(probes),
        "listed": asked.listed,
        "list_sizes": list(people.sizes),
        "thresholds": asked.thresholds,
        "cores": os.cpu_count(),
        "seconds": round(seconds, 2),
        "bare_product_seconds": [round(each, 2) for each in alone],
        "times_the_bare_product": round(seconds / (sum(alone) / 2), 2),
        "largest_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE),
        "candidates_counted": int(found.candidates[:, -1, 0].sum()),
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
