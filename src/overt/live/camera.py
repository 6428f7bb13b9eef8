"""One camera process: `python -m overt.live.camera --deployment ID --camera NAME`; started by the supervisor.

It forbids core dumps and looks from outside before it loads anything, takes the camera's lease, and ends with it. Exit
code 0: ended in order; 1: failed; 2: refused, trying again is no use; 3: another process still runs this camera. Its
last line of output is its `RunReport` or its `Refusal`. Everything heavy is imported after the process is clean.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys

import structlog

from overt.live import hygiene, logs
from overt.live.errors import LiveError, RunRefused, SourceRefused
from overt.live.report import Refusal, RunReport

ENDED, FAILED, REFUSED, IN_USE = 0, 1, 2, 3

log = structlog.get_logger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run one camera to its end."""
    options = _parser().parse_args(arguments)
    if options.parent:
        hygiene.die_with(options.parent)
    logs.configure()
    hygiene.one_thread_a_library()
    found = hygiene.apply()
    log.info("camera.process", camera=options.camera, pid=os.getpid(), **vars(found))
    try:
        return _run(options.deployment, options.camera)
    except (RunRefused, SourceRefused) as refused:
        log.warning("camera.refused", code=refused.code, sentence=refused.sentence)
        _tell(Refusal(refused.code, refused.sentence))
        return IN_USE if refused.code == "camera_in_use" else REFUSED
    except LiveError as fault:
        log.warning("camera.failed", code=fault.code, sentence=fault.sentence)
        return FAILED


def _run(deployment: str, camera: str) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overt.cli.django_settings")
    django.setup()
    from overt.live.session import CameraSession, prepare

    session = CameraSession(prepare(deployment, camera))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: session.stop())
    _tell(session.run())
    return ENDED


def _tell(last: RunReport | Refusal) -> None:
    sys.stdout.write(last.to_json() + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="overt.live.camera", description="Runs one camera of one deployment.")
    parser.add_argument("--deployment", required=True)
    parser.add_argument("--camera", required=True)
    parser.add_argument("--parent", type=int, default=0, help="process to end with")
    return parser


if __name__ == "__main__":
    sys.exit(main())
