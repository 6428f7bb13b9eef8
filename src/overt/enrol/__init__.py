"""Enrolment: turns sealed watchlist pictures into quality numbers, reasons in words and sealed templates.

Picture parsers are the attack surface, so each picture is read in a process of its own that has no network, no file
system, no way to start another process and bounded memory and time (`overt.enrol.sandbox`). The service outside
never decodes a picture; it works under an enrolment warrant, which opens one draft list and dies with the draft.
This room refuses to compare faces across lists, to keep a decoded picture, to show people any text the locked-up
reader made, and to run at all where the reader cannot be locked up.
"""

from overt.enrol.errors import EnrolError, MessageRefused, ReaderUnavailable, SandboxUnavailable
from overt.enrol.probes import Guard, SandboxReport, sandbox_report

__all__ = [
    "EnrolError",
    "Guard",
    "MessageRefused",
    "ReaderUnavailable",
    "SandboxReport",
    "SandboxUnavailable",
    "sandbox_report",
]
