"""Log lines of a camera process: events and numbers; refuses arrays, bytes, exception texts and local variables.

The text of a foreign exception may hold pixels, a template or an address with a password, and so may the variables of
its frames. A log line says what kind of error it was and where in the code, never what it said.
"""

from __future__ import annotations

import contextlib
import io
import sys
import threading
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, cast

import structlog

_PLAIN = (str, int, float, bool, type(None))


def configure() -> None:
    """Write JSON lines to standard error and let no uncaught exception print itself."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_plain_values,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _Unfailing(sys.stderr))),
    )
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


class _Unfailing(io.TextIOBase):
    """A stream whose full disk or closed pipe stops nothing: a process must not fail because it cannot say so."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what can be written."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush what can be flushed."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()


def only_plain_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace whatever is not text, a number or nothing by its type's name; exceptions become type and place."""
    fault = event.pop("exc_info", None)
    told = {key: value if isinstance(value, _PLAIN) else type(value).__name__ for key, value in event.items()}
    if fault:
        error = fault if isinstance(fault, BaseException) else sys.exc_info()[1]
        told |= {"fault": type(error).__name__, "where": where(error)}
    return told


def where(error: BaseException | None) -> str:
    """Say where an error was raised, as `file:line` from the outside in; nothing of what was there."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)


def _uncaught(kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger(__name__).error("process.failed", fault=kind.__name__, where=where(error))
