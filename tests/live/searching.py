"""Look through files in a process of its own: closing a database file here would drop this process's locks on it.

POSIX advisory locks go when any descriptor of the file is closed (fcntl(2)); SQLite then meets "disk I/O error".
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

_SEARCH = """
import pickle, sys
from pathlib import Path
from overt.rehearsal.canary import Canary, search
folders, probe, template = pickle.load(sys.stdin.buffer)
found = [search(Path(folder), [Canary("planted", probe, template)]) for folder in folders]
assert all(findings.files_searched and not findings.unreadable for findings in found)
print(sum(len(findings.hits) for findings in found))
"""


def hits(folders: Sequence[Path], probe: np.ndarray, template: np.ndarray | None = None) -> int:  # type: ignore[type-arg]
    """How often a probe or its template is found in any file under these folders."""
    asked = pickle.dumps(([str(folder) for folder in folders], probe, template))
    done = subprocess.run([sys.executable, "-c", _SEARCH], input=asked, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return int(done.stdout)


def holds_text(folder: Path, text: str) -> bool:
    """Whether any file under a folder, links followed, holds these bytes."""
    return subprocess.run(["grep", "-Raq", text, str(folder)], check=False).returncode == 0
