"""What is dear to make is made once for all processes of a run of the tests, by whichever needs it first."""

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """Give what `make` made in the folder it is given, made by the first process of this run that asked."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        return make(folders.mktemp(name))
    folder = folders.getbasetemp().parent / f"once-{run}" / name
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "made.pickle"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(folder)))
        made: Made = pickle.loads(kept.read_bytes())
    return made
