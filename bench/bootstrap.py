"""Seconds of 2,000 resamples of whole people: 4,000 passages of 400 people, 30 cells of groups and thresholds.

    .venv/bin/python bench/bootstrap.py [--people 400] [--passages 4000] [--cells 30]

Beside it, on a tenth of the resamples, the loop over rows that it replaces.
"""

import argparse
import json
import os
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from overt.measure import RESAMPLES, clustered_bootstrap


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, count in (("people", 400), ("passages", 4000), ("cells", 30)):
        parser.add_argument(f"--{name}", type=int, default=count)
    asked = parser.parse_args()
    chance = np.random.default_rng(1)
    each = asked.passages // asked.people
    rates = chance.beta(2, 6, (asked.people, asked.cells))
    hits = chance.binomial(each, rates)
    trials = np.full_like(hits, each)
    told: dict[str, float] = {"passages": asked.passages, "people": asked.people, "cells": asked.cells}
    for method in ("percentile", "bca"):
        began = time.perf_counter()
        clustered_bootstrap(hits, trials, seed=1, method=method)
        told[f"{method}_seconds"] = round(time.perf_counter() - began, 3)
    told["resamples"] = RESAMPLES
    began = time.perf_counter()
    for _ in range(RESAMPLES // 10):
        who = chance.integers(0, asked.people, asked.people)
        for cell in range(asked.cells):
            hits[who, cell].sum() / trials[who, cell].sum()
    told["usual_loop_seconds"] = round(10 * (time.perf_counter() - began), 2)
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
