"""`overt serve` for real: pages that answer, companions that come back when they die, an end that leaves nothing."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx
import pytest

from tests import preloaded
from tests.journeys.conftest import free_port

COMPANIONS = {"enrol", "erase", "tell"}
PATIENCE_SECONDS = 60.0


@pytest.fixture
def serving(new_site: Path, tmp_path: Path) -> Iterator[tuple[ForkServerProcess, str, Path]]:
    """A site of its own with its pages open: the process, its address and its log."""
    log = tmp_path / "serve.log"
    environment = os.environ | {"OVERT_HOME": str(new_site)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    port = free_port()
    process = preloaded.start("overt", "serve", "--port", str(port), environment=environment, out=log)
    yield process, f"http://127.0.0.1:{port}", log
    process.terminate()
    process.join(20)


def until(holds: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/about", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def companions_of(parent: int) -> dict[str, int]:
    """Return the number of each companion's process, by command."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z" and "--watch" in words:
            found[words[words.index("--watch") - 1]] = int(folder.name)
    return found


def test_a_companion_that_is_killed_is_started_again_and_all_end_with_the_pages(
    serving: tuple[ForkServerProcess, str, Path],
) -> None:
    process, address, log = serving
    assert process.pid is not None
    parent = process.pid
    until(lambda: answers(address) and companions_of(parent).keys() == COMPANIONS, log)
    first = companions_of(parent)
    os.kill(first["erase"], signal.SIGKILL)
    until(lambda: companions_of(parent).get("erase", first["erase"]) != first["erase"], log)
    again = companions_of(parent)
    assert {name: again[name] for name in ("enrol", "tell")} == {name: first[name] for name in ("enrol", "tell")}
    assert "companion.restarted" in log.read_text()
    process.terminate()
    process.join(PATIENCE_SECONDS)
    assert process.exitcode == 0
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in again.values()), log)
    assert "Traceback" not in log.read_text()
