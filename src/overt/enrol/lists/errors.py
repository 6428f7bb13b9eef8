"""Why a list, or one row of it, cannot be used: codes and their sentences."""

from collections.abc import Mapping
from typing import Final

from overt.enrol.errors import EnrolError

SENTENCES: Final[Mapping[str, str]] = {
    "list_missing": "There is no file called watchlist.csv at the top of the list.",
    "list_unreadable": "The list is no folder, ZIP archive or table that can be read.",
    "archive_damaged": "The ZIP archive is damaged or cut short.",
    "archive_too_large": "The ZIP archive names too many files, or unpacks to far more than it holds.",
    "archive_unsafe": "The ZIP archive has a file name that leads elsewhere, a name twice, or a file of another kind.",
    "archive_locked": "The ZIP archive is protected by a password, or packed in a way that is not read here.",
    "table_not_text": "watchlist.csv is not a table in UTF-8. Save it as “CSV UTF-8”.",
    "table_too_large": "watchlist.csv has too many rows or is too large.",
    "columns_unknown": "watchlist.csv has a column that nobody knows, or one twice.",
    "columns_missing": "watchlist.csv lacks one of the columns subject_reference, category, reason, picture.",
    "row_malformed": "The row has too many or too few cells.",
    "reference_missing": "The row has no subject_reference.",
    "rows_disagree": "Rows of one subject_reference say different things about the person.",
    "age_band_unknown": "age_band is none of under_10, from_10_to_12, from_13_to_17, adult.",
    "flag_unknown": "disability is neither yes nor no.",
    "date_malformed": "A date is not written as 2026-01-31.",
    "age_malformed": "age_at_capture is not a whole number of years from 0 to 120.",
    "file_name_unsafe": "The picture’s file name leads elsewhere.",
    "file_missing": "The picture’s file is not there.",
    "file_too_large": "The picture’s file is too large.",
    "type10_malformed": "The ANSI/NIST-ITL file is not in form.",
    "type10_no_face": "The ANSI/NIST-ITL file holds no picture of a face.",
    "type10_compression": "The face in the ANSI/NIST-ITL file is packed in a way not read here: use JPEGB or PNG.",
}
"""Every code a list can be refused for, and what a person reads."""


class ListRefused(EnrolError):
    """A list, or one row of it, cannot be used; the code is a key of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code)
