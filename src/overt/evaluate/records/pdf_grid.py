"""Read the ruled grids of a PDF as lines of cells, in a child process with limits on time and memory.

pdfplumber is the optional extra `pdf`. A PDF can be built to take for ever or all memory; the child is ended and the
file refused in a sentence. Scanned pages hold no text and are refused too: nothing is guessed from pictures.
"""

import importlib.util
import json
import subprocess
import sys

from overt.evaluate.records.errors import RecordsUnreadable
from overt.evaluate.records.grid import Line, make_lines

SECONDS = 120


def read_pdf(content: bytes) -> tuple[Line, ...]:
    """Return the lines of every grid of the PDF, one after the other, numbered over the whole file.

    Raises:
        RecordsUnreadable: the extra is not installed, the file breaks or exhausts the reader, or it holds no grid.
    """
    if importlib.util.find_spec("pdfplumber") is None:
        raise RecordsUnreadable(
            "pdf_extra_missing",
            "Reading a PDF needs the optional part `pdf` (pdfplumber): install overt[pdf], or save the table as CSV.",
        )
    rows = json.loads(_ask_child(content))
    if not rows:
        raise RecordsUnreadable(
            "pdf_without_grid", "The PDF holds no ruled table with text in it; a scan has none. Save the table as CSV."
        )
    return make_lines(enumerate(rows, start=1))


def _ask_child(content: bytes) -> bytes:
    command = [sys.executable, "-m", "overt.evaluate.records.pdf_child"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _refused() from error
    if done.returncode:
        raise _refused()
    return done.stdout


def _refused() -> RecordsUnreadable:
    return RecordsUnreadable(
        "pdf_unreadable",
        "The PDF cannot be read: it is broken, protected by a password, or takes more than "
        f"{SECONDS} seconds or a gigabyte. Save the table as CSV and try again.",
    )
