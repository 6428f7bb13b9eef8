"""Goes wrong on purpose with a planted face in its hands: `python -m overt.cli.proof.crash HOW`, the face on its input.

`abort` ends as a crash does, which writes a core dump where nothing forbids it; `raise` fails with the face in local
variables and in the error's own text; `page` answers a web request that failed so. Whoever started it looks at what it
left behind.
"""

from __future__ import annotations

import os
import sys

WAYS = ("abort", "raise", "page")


def main(how: str) -> int:
    """Crash in one of the ways."""
    from overt.live import hygiene, logs

    logs.configure()
    hygiene.apply()
    face = sys.stdin.buffer.read()
    if how == "abort":
        os.abort()
    if how == "page":
        sys.stdout.buffer.write(_error_page(face))
        return 0
    _fail(face)
    return 0


def _fail(face: bytes) -> None:
    as_text = list(face)
    raise ValueError(f"comparison failed for {as_text} {face.hex()}")


def _error_page(face: bytes) -> bytes:
    """Return what a browser would get when a view fails with the face in its variables and its text."""
    from overt.cli.site import set_up_django

    set_up_django()
    from django.core.handlers.exception import response_for_exception
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    try:
        _fail(face)
    except ValueError as error:
        return bytes(response_for_exception(request, error).content)
    raise AssertionError("nothing failed")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
