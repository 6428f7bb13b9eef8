"""What the pages' process writes to its log: never the text of an exception, which may hold what a record held.

The traceback Django and uvicorn would print carries that text; a line here says what kind of error it was and where in
the code, as a camera process's does.
"""

import logging
from types import TracebackType

from overt.live.logs import where


class PlainFormatter(logging.Formatter):
    """Formats a record with its message, and of an exception only its type and its place."""

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Say which kind of error it was and where."""
        kind, error, _ = ei
        return f"{kind.__name__ if kind else 'no error'} at {where(error)}"
