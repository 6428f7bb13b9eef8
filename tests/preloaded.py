"""Processes that begin with libraries loaded, so that a test of real processes waits for what reads the site only.

They are forked from a server of `multiprocessing` that imported `LIBRARIES`, among them what `tests.loaded` names of
Overt, and no model and no setting: whatever a process of its own reads from its environment, these read from theirs.
"""

import os
import runpy
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIBRARIES = (
    "allauth.account",
    "axes",
    "cryptography.x509",
    "cryptography.hazmat.primitives.serialization",
    "django.contrib.staticfiles",
    "django.core.management",
    "django.db.migrations",
    "django.db.models",
    "django.forms",
    "django.http",
    "django.template",
    "django.test",
    "django.views",
    "fido2.server",
    "jinja2",
    "numpy",
    "pydantic_settings",
    "requests",
    "structlog",
    "tests.loaded",
    "tomllib",
    "typer",
    "uvicorn.protocols.http.auto",
    "uvicorn.main",
)
_servers = get_context("forkserver")
_servers.set_forkserver_preload(list(LIBRARIES))


def start(
    module: str, *arguments: str, environment: Mapping[str, str], out: Path, err: Path | None = None
) -> ForkServerProcess:
    """Start `python -m module arguments` in this environment, its output written to these files."""
    words = [module, *arguments]
    process = _servers.Process(target=_run, args=(words, dict(environment), str(out), str(err or out)))
    process.start()
    return process


def _run(words: list[str], environment: dict[str, str], out: str, err: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.setsid()
    for path, descriptor in ((os.devnull, 0), (out, 1), (err, 2)):
        flags = os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(os.open(path, flags, 0o600), descriptor)
    sys.argv = words
    sys.path.insert(0, str(ROOT))
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
