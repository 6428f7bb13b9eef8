"""Open a file and read it as a grid, by what it holds and not by its name."""

from pathlib import Path

from overt.evaluate.records.csv_grid import read_csv
from overt.evaluate.records.errors import RecordsUnreadable
from overt.evaluate.records.grid import MOST_BYTES, Line
from overt.evaluate.records.pdf_grid import read_pdf

FORMATS = ("auto", "csv", "pdf")

_FOREIGN = {
    b"PK\x03\x04": "a spreadsheet or an archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def read_grid(path: Path, form: str = "auto") -> tuple[Line, ...]:
    """Return the file's filled lines.

    Raises:
        RecordsUnreadable: no such format, no such file, too large, or not a table; the sentence says which.
    """
    if form not in FORMATS:
        raise RecordsUnreadable("format_unknown", f"There is no format called {form}; there are: {', '.join(FORMATS)}.")
    content = _content(path)
    try:
        return read_pdf(content) if _is_pdf(content, form) else read_csv(content)
    except RecordsUnreadable as error:
        raise RecordsUnreadable(error.code, f"{path.name}: {error.sentence}") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RecordsUnreadable("file_missing", f"{path} cannot be opened: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        megabytes = MOST_BYTES // 10**6
        raise RecordsUnreadable("too_large", f"{path.name} is larger than {megabytes} MB, so it is no published table.")
    return content


def _is_pdf(content: bytes, form: str) -> bool:
    looks_like_pdf = content[:1024].lstrip().startswith(b"%PDF-")
    if form == "pdf" and not looks_like_pdf:
        raise RecordsUnreadable("not_pdf", "This is no PDF file.")
    if form != "pdf" and not looks_like_pdf:
        _refuse_foreign(content)
    if form == "csv" and looks_like_pdf:
        raise RecordsUnreadable("not_csv", "This is a PDF file, not CSV; leave the format out or say pdf.")
    return looks_like_pdf


def _refuse_foreign(content: bytes) -> None:
    for mark, what in _FOREIGN.items():
        if content.startswith(mark):
            raise RecordsUnreadable("not_csv", f"This is {what}, not a table as text. Save it as CSV and try again.")
    if content[:1024].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise RecordsUnreadable(
            "not_csv", "This is a web page, not a table as text. Save the table as CSV and try again."
        )
