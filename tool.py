#!/usr/bin/env python3
"""One tool for newcomers and for CI: `demo`, `test`, `lint`, `bench`. Needs only Python 3.11 with venv and pip.

It makes its own environment (`.tools` with the pinned uv, `.venv` from `uv.lock`), says what it installs, and runs.
It installs system packages for the tests only as root on a machine with apt; elsewhere it says what is missing.
"""

import argparse
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
UV_VERSION = "0.13.9"
PYTHON = ROOT / ".venv" / "bin" / "python"

COMPILED_ONCE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(TOOLS / "compiled")}
"""Where bytecode is kept, wherever it would be by default: a process that compiles every library anew takes seconds."""

CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first needs a third less of the processor: it draws no window that nobody sees."""

RTSP_PACKAGES = (
    "gstreamer1.0-rtsp",
    "gir1.2-gst-rtsp-server-1.0",
    "python3-gst-1.0",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-ugly",
)
RTSP_PROBE = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - a folder of our own is made in it
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Trouble(Exception):
    """Something a person has to put right; its text says how."""


def say(text: str) -> None:
    """Print one line about what the tool is doing."""
    print(f"tool: {text}", file=sys.stderr, flush=True)


def run(*command: str | Path, extra_env: dict[str, str] | None = None) -> int:
    """Run a command in the checkout and return its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment(extra_env)).returncode


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Return what the commands of this tool find in their environment."""
    return {**os.environ, **COMPILED_ONCE, **(more or {})}


def must(*command: str | Path, why: str) -> None:
    """Run a command that has to succeed."""
    if run(*command) != 0:
        raise Trouble(f"{why}: the command `{shlex.join(map(str, command))}` failed; its own message is above.")


def install_uv() -> Path:
    """Return the pinned uv, installing it into `.tools` when it is not there."""
    uv = TOOLS / "bin" / "uv"
    stamp = TOOLS / f"uv-{UV_VERSION}"
    if not (uv.exists() and stamp.exists()):
        say(f"installing uv {UV_VERSION} into .tools")
        venv.create(TOOLS, with_pip=True, clear=True)
        pip = (TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        must(*pip, f"uv=={UV_VERSION}", why="uv could not be installed (is the package index reachable?)")
        stamp.touch()
    return uv


def sync(*groups: str) -> None:
    """Bring `.venv` to what `uv.lock` says, with the named dependency groups."""
    uv = install_uv()
    say("installing what uv.lock names" + (f" with groups {', '.join(groups)}" if groups else ""))
    flags = [part for group in groups for part in ("--group", group)]
    base = (uv, "sync", "--locked", "--inexact", "--no-default-groups", "--quiet", "--python", sys.executable)
    must(*base, *flags, why="the locked packages could not be installed")


def find_chromium() -> str | None:
    """Return a Chromium that Playwright can drive."""
    named = os.environ.get("OVERT_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def rtsp_server_is_there() -> bool:
    """Say whether Debian's Python can start GStreamer's RTSP server."""
    if not Path("/usr/bin/python3").exists():
        return False
    return subprocess.run(["/usr/bin/python3", "-c", RTSP_PROBE], capture_output=True).returncode == 0


def system_packages() -> None:
    """Install what the tests need beyond Python, or say in one sentence how to get it."""
    wanted = [] if find_chromium() else ["chromium-headless-shell"]
    if not rtsp_server_is_there():
        wanted += RTSP_PACKAGES
    if not shutil.which("softhsm2-util"):
        wanted.append("softhsm2")
    if not wanted:
        return
    command = f"apt-get install -y --no-install-recommends {' '.join(wanted)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            f"The tests need a browser, an RTSP server and SoftHSM2: run `{command}` as root on Debian"
            " (or set OVERT_CHROMIUM to a Chromium), then try again."
        )
    say(f"installing system packages for the tests: {' '.join(wanted)}")
    must("apt-get", "update", "-qq", why="the package lists could not be refreshed")
    must(
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        *shlex.split(command),
        "-qq",
        why="the packages could not be installed",
    )


@contextmanager
def files_in_memory() -> Iterator[dict[str, str]]:
    """Give the tests a temporary folder in memory where there is room: most of their time would be waiting for disks.

    Every act is synced to the disk before it counts, and a test carries out dozens of acts.
    """
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED):
        say(f"the tests' files go to the disk: {MEMORY} has no {MEMORY_NEEDED // 2**30} GB free")
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="overt-tests-", dir=MEMORY) as folder:
        Path(folder).chmod(0o711)  # some tests run as root and become somebody else on the way
        # A cache of their own too: what another version of the code left in the usual place proves nothing.
        yield {"TMPDIR": folder, "XDG_CACHE_HOME": f"{folder}/cache"}


def demo(rest: list[str]) -> int:
    """Run the rehearsal deployment: `--headless --json` for the scripted one."""
    sync()
    return run(PYTHON, "-m", "overt", "demo", *rest)


def bench(rest: list[str]) -> int:
    """Measure this machine: `--video FILE [--engine NAME] [--json]`."""
    sync()
    return run(PYTHON, "-m", "overt", "bench", *rest)


def lint(_rest: list[str]) -> int:
    """Check form, types, the directions between rooms, and templates."""
    sync("test", "dev")
    checks = (
        ("mypy", "--num-workers", "2"),
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("lint-imports",),
        ("djlint", "--check", "--lint", "--quiet", "src/overt/web"),
    )
    with ThreadPoolExecutor(2) as at_once:
        return max(list(at_once.map(_checked, checks)))


def _checked(check: tuple[str, ...]) -> int:
    """Run one linter and print what it says in one piece, whatever runs beside it."""
    name, *arguments = check
    command = [str(ROOT / ".venv" / "bin" / name), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    print(done.stdout.decode(errors="replace"), end="", flush=True)
    return done.returncode


def test(rest: list[str]) -> int:
    """Run every test, quick ones first; `--long` adds the campaigns from a printed seed."""
    parser = argparse.ArgumentParser(prog="tool.py test")
    parser.add_argument("--long", action="store_true", help="add the long campaigns")
    parser.add_argument("--seed", type=int, help="seed of the campaigns")
    options, chosen = parser.parse_known_args(rest)
    sync("test", "dev")
    system_packages()
    campaign = _campaign(options.long, options.seed)
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", *campaign]
    with files_in_memory() as temporary:
        extra = ONE_THREAD | temporary
        return run(*pytest, *chosen, extra_env=extra) if chosen else _everything(pytest, extra)


def _everything(pytest: list[str | Path], extra: dict[str, str]) -> int:
    """Run the linters and both stages of the tests."""
    started = time.monotonic()
    if lint([]):
        return 1
    # Three at once on two cores: a test of processes or pages waits for them most of its time.
    together = [f"tests/{name}" for name in ("unit", "properties", "docs", "integration", "attacks", "journeys")]
    first = run(*pytest, "-n", "3", "--dist", "worksteal", *together, extra_env=extra)
    # What watches video against the clock comes second, so that nothing but its like disturbs it.
    # In the order of `tests/live/conftest.py`, not with the file of most tests first.
    second = run(*pytest, "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "tests/live", extra_env=extra)
    say(f"all tests took {time.monotonic() - started:.0f} s")
    return first or second


def _campaign(long: bool, seed: int | None) -> list[str]:
    """Return pytest's options for the campaigns; a long run's seed is drawn here so that both stages share it."""
    if seed is None and long:
        seed = random.SystemRandom().randrange(2**32)
    chosen = [] if seed is None else ["--campaign-seed", str(seed)]
    if long:
        say(f"long campaigns from seed {seed}; repeat with --long --seed {seed}")
    return ["--long", *chosen] if long else chosen


VERBS = {"demo": demo, "test": test, "lint": lint, "bench": bench}


def main() -> int:
    """Run one verb; everything after it is the verb's own."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", 1)[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:6} {(verb.__doc__ or '').splitlines()[0]}" for name, verb in VERBS.items()),
    )
    parser.add_argument("verb", choices=VERBS)
    options, rest = parser.parse_known_args(sys.argv[1:2])
    rest = sys.argv[2:]
    if sys.version_info < (3, 11):
        print("tool: Overt needs Python 3.11 or newer; start tool.py with a newer python3.", file=sys.stderr)
        return 2
    try:
        return VERBS[options.verb](rest)
    except Trouble as trouble:
        print(f"tool: {trouble}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
