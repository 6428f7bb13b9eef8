"""Errors of the command line, and how every room's errors become one sentence for a person."""

import errno
import sqlite3


class Unusable(Exception):
    """The request or its input cannot be used; the sentence says what to do next."""

    code = "unusable"


def explain(error: BaseException) -> str | None:
    """Return the sentence of an error that is meant for people; None where it is a defect of ours."""
    if isinstance(getattr(error, "code", None), str) and str(error):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Nothing was half-done; free some space and try again."
    if isinstance(error, sqlite3.OperationalError) or type(error).__module__.startswith("django.db"):
        return f"The database cannot be used ({error}). Check that OVERT_HOME is writable and not full, then try again."
    return None
