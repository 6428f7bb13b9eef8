"""One drawn passer-by before a camera pipeline, in a process of its own: `python -m overt.cli.proof.passage`.

The process is as clean as a camera's and runs the same pipeline, but nobody is on its list: every passage is unmatched.
It says on standard output, one JSON object a line, the digest of each template it made (so that who looks into its
memory can show to know the very bytes) and, once nobody is in the picture, where its buffers are. It keeps one control
of made-up bytes, which whoever looks must find. It ends when its input does.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from overt.live.pipeline import Pipeline
    from overt.live.values import AlertCandidate, Match
    from overt.vision.values import Floats

EMPTY_SECONDS = 1.5
"""How long no face must have been detected before the passage counts as over."""
_LOOK_SECONDS = 0.1


class NobodyListed:
    """A comparer without a list: it tells the digest of each template and matches nobody."""

    may_compare = True

    def compare(self, probes: Floats) -> tuple[tuple[Match, ...], ...]:
        """Match nobody, and copy nothing: the digest is made of the numbers where they lie."""
        for probe in probes:
            _say(template=sha256(probe.data).hexdigest())
        return tuple(() for _ in probes)


class NoAlerts:
    """Where alerts would go; without a list there are none."""

    def raise_alert(self, alert: AlertCandidate) -> None:
        """Refuse: nobody is listed."""
        raise RuntimeError(f"an alert of {type(alert).__name__} without a list")


def main() -> int:
    """Run the clip through a pipeline, keep the control, wait for the end of the input."""
    from overt.live import hygiene, logs

    options = _options()
    logs.configure()
    hygiene.one_thread_a_library()
    hygiene.apply()
    control = _control(sys.stdin.buffer)
    pipeline = _pipeline(options.engine, options.clip)
    watch = threading.Thread(target=_tell_when_over, args=(pipeline,), daemon=True)
    watch.start()
    pipeline.run()
    watch.join(EMPTY_SECONDS)
    if watch.is_alive():
        return 1  # nobody passed
    sys.stdin.buffer.read()
    return 0 if any(control) else 1


def _options() -> Any:
    parser = argparse.ArgumentParser(prog="overt.cli.proof.passage")
    parser.add_argument("--engine", required=True)
    parser.add_argument("--clip", type=Path, required=True)
    return parser.parse_args()


def _control(source: BinaryIO) -> bytearray:
    """Read the bytes to keep: their length in four bytes, then they."""
    return bytearray(source.read(int.from_bytes(source.read(4), "big")))


def _pipeline(engine: str, clip: Path) -> Pipeline:
    from django.conf import settings

    from overt.cli.site import set_up_django
    from overt.live.pipeline import Pipeline, PipelineSettings
    from overt.live.source_spec import SourceKind, SourceSpec
    from overt.vision import engines

    set_up_django()
    loaded = engines.load(engine, accept_licences=settings.OVERT.accepted_licences)
    source = SourceSpec(SourceKind.FILE, str(clip))
    return Pipeline(loaded, source, NobodyListed(), NoAlerts(), PipelineSettings())


def _tell_when_over(pipeline: Pipeline) -> None:
    """Say where the buffers are once there was a passage and no face has been seen for a while."""
    faces, changed_at = 0, time.monotonic()
    while not (pipeline.counters.passages and time.monotonic() - changed_at >= EMPTY_SECONDS):
        time.sleep(_LOOK_SECONDS)
        if pipeline.counters.faces_detected != faces:
            faces, changed_at = pipeline.counters.faces_detected, time.monotonic()
    counters = pipeline.counters
    _say(
        buffers=pipeline.buffers,
        passages=counters.passages,
        templates_made=counters.templates_made,
        templates_overwritten=counters.templates_overwritten,
        seconds_since_face=round(time.monotonic() - changed_at, 2),
    )


def _say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
