"""What the team reads when a picture was refused: what is wrong and what to do; never words out of the file.

The codes are those of enrolment and of the picture reader; a test keeps this table complete.
"""

from collections.abc import Mapping
from typing import Final

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
