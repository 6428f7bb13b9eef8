"""What the team reads when a picture was refused: what is wrong and what to do; never words out of the file.

The codes are those of enrolment and of the picture reader; a test keeps this table complete.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from overt.law.conditions import CONDITIONS

_SMALLER: Final = "Add a smaller copy."
_AGAIN: Final = "Export it anew as a JPEG and add that."
_OTHER: Final = "Add another picture."

REFUSALS: Final[Mapping[str, str]] = {
    "no_face": f"No face was found. {_OTHER}",
    "two_faces": "More than one face was found. Add a picture of this person alone.",
    "too_small": "The face is too small. Add a larger picture.",
    "turned_away": "The face is turned away. Add a picture from the front.",
    "tilted": "The face is tipped up or down. Add a picture from the front.",
    "blurred": f"The face is blurred. {_OTHER}",
    "too_dark": f"The face is too dark. {_OTHER}",
    "too_bright": f"The face is too bright. {_OTHER}",
    "cut_off": f"The face is cut off by the edge. {_OTHER}",
    "no_buffer": "There are too many faces. Add a picture of this person alone.",
    "picture_empty": f"The file is empty. {_OTHER}",
    "picture_too_large": f"The picture’s file is too large. {_SMALLER}",
    "picture_too_many_pixels": f"The picture has too many pixels. {_SMALLER}",
    "picture_too_small": "The picture is too small. Add a larger one.",
    "picture_unknown": "This is not a picture of a kind the site reads. Add a JPEG or PNG.",
    "picture_animated": "This picture moves. Add a still JPEG or PNG.",
    "picture_damaged": f"The picture is damaged or cut short. {_AGAIN}",
    "too_long": f"Reading this picture took too long and was stopped. {_AGAIN}",
    "processor": f"Reading this picture took too much computing and was stopped. {_AGAIN}",
    "memory": f"This picture needs more memory than a picture may use. {_SMALLER}",
    "killed": "The system ended the reading of this picture. Add it again.",
    "forbidden": "This file tried what no picture needs, and was stopped. Do not open it; tell the technical lead.",
    "fault": f"This picture made its reader fail. {_AGAIN}",
    "malformed": "The reading gave no sound answer. Do not open the file; tell the technical lead.",
    "worker_lost": "Reading this picture was interrupted twice. Add it again.",
    "sealed_broken": "The stored picture was altered or damaged, so it was not read. Add it again.",
    "file_missing": "The stored picture is not there any more. Add it again.",
    "file_too_large": f"The picture’s file is too large. {_SMALLER}",
    "template_unsound": "The reading gave no sound template. Tell the technical lead.",
}


def refusal_words(code: str) -> str:
    """Return the sentence for one code."""
    return REFUSALS.get(code, "This picture cannot be used. Add another one.")


ADVICE: Final[Mapping[str, str]] = {
    "larger": "larger",
    "more_frontal": "more from the front",
    "sharper": "sharper",
    "better_lit": "better lit",
}
_PROBLEMS: Final[Mapping[str, str]] = {
    "list_missing": "There is no file called watchlist.csv at the top of the list.",
    "list_unreadable": "This is no ZIP archive that can be read.",
    "archive_damaged": "The ZIP archive is damaged or cut short. Make it anew and send that.",
    "archive_too_large": "The archive names too many files, or unpacks to far more than it holds. Send it in parts.",
    "archive_unsafe": "The archive has a file name that leads elsewhere or comes twice. Make it anew from one folder.",
    "archive_locked": "The archive has a password, or is packed in a way not read here. Make a plain ZIP archive.",
    "table_not_text": "watchlist.csv is not a table in UTF-8. Save it as “CSV UTF-8”.",
    "table_too_large": "watchlist.csv has too many rows. Send it in parts.",
    "columns_unknown": "watchlist.csv has a column that nobody knows, or one twice.",
    "columns_missing": "watchlist.csv lacks one of the columns subject_reference, category, reason, picture.",
    "row_malformed": "The row has too many or too few cells.",
    "reference_missing": "The row has no subject_reference.",
    "rows_disagree": "Rows of one subject_reference say different things about the person.",
    "age_band_unknown": "age_band is none of under_10, from_10_to_12, from_13_to_17, adult.",
    "flag_unknown": "disability is neither yes nor no.",
    "date_malformed": "A date is not written as 2026-01-31.",
    "age_malformed": "age_at_capture is not a whole number of years.",
    "file_name_unsafe": "The picture’s file name leads elsewhere.",
    "file_missing": "The picture’s file is not in the archive.",
    "file_too_large": "The picture’s file is too large.",
    "type10_malformed": "The ANSI/NIST-ITL file is not in form.",
    "type10_no_face": "The ANSI/NIST-ITL file holds no picture of a face.",
    "type10_compression": "The face in the ANSI/NIST-ITL file is packed in a way not read here. Use JPEGB or PNG.",
    "upload_unreadable": "The file is not there any more, or was altered. Send it again.",
    "label_missing": "The row has no subject_reference.",
    "category_malformed": "The category is none that is known.",
    "pictures_number": "There are too many pictures of one person.",
    "picture_empty": "A picture’s file is empty.",
    "picture_too_large": "A picture’s file is too large.",
    "role_missing": "Who sent this list may not add to it any more.",
    "wrong_state": "The application was no draft any more when this list was read.",
}
_WARNINGS: Final[Mapping[str, str]] = {
    "same_person_twice": "Would alert on entry {number} too: check whether one person is listed twice.",
    "look_alike": "Comes close to entry {number}: expect alerts to name either.",
    "unlike_own_entry": "Its pictures do not match each other: check that all show one person.",
}


def problem_words(code: str) -> str:
    """Return the sentence for a row, or a whole list, that was not taken."""
    if code in CONDITIONS:
        return CONDITIONS[code].sentence
    return _PROBLEMS.get(code, "This cannot be used. Ask the technical lead, who finds the reason in the ledger.")


def warning_words(code: str, number: int) -> str:
    """Return what the owners of a list should look at; `number` is the other entry's on this list."""
    return _WARNINGS[code].format(number=number)


def advice_words(codes: Sequence[str]) -> str:
    """Return what would make an accepted picture compare better."""
    wanted = [ADVICE[code] for code in codes if code in ADVICE]
    return f"A picture that is {', '.join(wanted)} would compare better." if wanted else ""
