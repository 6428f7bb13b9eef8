"""Which files people may attach: by size, by name and by what their first bytes say; nothing is opened."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from overt.actions.errors import ActionRefused

LARGEST_BYTES = 10 * 2**20
LONGEST_NAME = 120

ZIP = (b"PK\x03\x04",)
BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": ZIP,
    ".xlsx": ZIP,
    ".odt": ZIP,
    ".ods": ZIP,
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".csv": (),
    ".txt": (),
}
"""What a file with each ending begins with; text is any UTF-8 without control characters."""


def checked_file(name: str, content: bytes) -> str:
    """Return the file's own name; raises ActionRefused for a file nobody may attach."""
    told_name = _checked_name(name)
    _refuse_unfit(PurePosixPath(told_name).suffix.lower(), content)
    return told_name


def _checked_name(name: str) -> str:
    """Return the file's own name, without any folder and without characters that are not printed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not last or not last.isprintable() or len(last) > LONGEST_NAME:
        raise ActionRefused("name_unfit", f"Give the file a printable name of at most {LONGEST_NAME} characters.")
    return last


def _refuse_unfit(ending: str, content: bytes) -> None:
    if not content:
        raise ActionRefused("file_empty", "The file is empty.")
    if len(content) > LARGEST_BYTES:
        raise ActionRefused("file_too_large", f"The file is larger than {LARGEST_BYTES // 2**20} MB.")
    if ending not in BEGINNINGS:
        raise ActionRefused("file_kind_unfit", f"Attach one of these kinds of file: {', '.join(sorted(BEGINNINGS))}.")
    beginnings = BEGINNINGS[ending]
    fits = content.startswith(beginnings) if beginnings else _is_text(content)
    if not fits:
        raise ActionRefused("file_kind_unfit", f"What is in this file is not what its ending {ending} says.")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\r\n" for character in text)
