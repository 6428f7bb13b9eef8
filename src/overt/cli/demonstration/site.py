"""The folder of a demonstration's site: made anew each time, and never in the place of a real one."""

import json
import shutil
from pathlib import Path

from overt.cli.errors import Unusable

CAMERA = "street"
ENGINE = "dlib"
MARK = "DEMONSTRATION"
"""A file that marks a site as a demonstration: the only kind of folder that is ever made anew."""


def empty_home(home: Path) -> None:
    """Make room for a demonstration site.

    Raises:
        Unusable: the folder holds something that is not a demonstration.
    """
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise Unusable(f"{home} is not empty and is no demonstration; set OVERT_HOME to another folder.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARK).write_text("A demonstration of drawn people. REHEARSAL: NOT EVIDENCE.\n", encoding="utf-8")


def write_settings(home: Path, video: Path, engine: str = ENGINE) -> None:
    """Write the settings of a demonstration: its one camera is a file with drawn people."""
    lines = [
        'site_name = "Overt demonstration"',
        "demo = true",
        f"engine = {json.dumps(engine)}",
        "",
        "[cameras]",
        f"{CAMERA} = {json.dumps(str(video))}",
    ]
    (home / "overt.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
