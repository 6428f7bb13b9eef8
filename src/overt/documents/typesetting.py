"""Typesets a `Document` as PDF/UA-1 (ISO 14289-1) with typst; refuses to let any text act as markup.

The text reaches the template as JSON values, never as source, and the template evaluates nothing. Only the fonts
inside typst are used, so the same document gives the same bytes on every machine. Characters those fonts do not have,
and control and direction characters, are shown as their code point, since a report must not be made to read
differently from what was recorded.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC
from importlib import resources
from typing import Final

from overt.documents.content import Document
from overt.documents.errors import TypesettingFailed

_SHOWN: Final = (
    (0x0020, 0x007E),
    (0x00A1, 0x017F),  # Latin-1 and Latin Extended-A, Welsh and the languages of Europe
    (0x0218, 0x021B),
    (0x0384, 0x03CE),  # Greek
    (0x0400, 0x045F),  # Cyrillic
    (0x05D0, 0x05EA),  # Hebrew
    (0x1E80, 0x1E85),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)
"""Ranges of characters shown as they are, where assigned; a test typesets every one of them."""
_NOT_SHOWN: Final = frozenset({0x00AD})


def typeset(document: Document) -> bytes:
    """Return the PDF.

    Raises:
        TypesettingFailed: typst is missing or gave no document; the reason is in the sentence.
    """
    try:
        import typst
    except ImportError as problem:
        raise TypesettingFailed("typst_missing", f"The typesetter is not installed: {problem}.") from problem
    values = json.dumps(_legible(document.to_values()), ensure_ascii=False)
    moment = int(document.dated.astimezone(UTC).timestamp())
    try:
        compiler = typst.Compiler(_template(), ignore_system_fonts=True, sys_inputs={"document": values})
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    except (typst.TypstError, RuntimeError, ValueError) as problem:
        raise TypesettingFailed("typst_failed", f"The document could not be typeset: {problem}.") from problem
    if not isinstance(made, bytes):
        raise TypesettingFailed("typst_failed", "The typesetter gave no document.")
    return made


def legible(text: str) -> str:
    """Return `text` with every character that cannot or must not be shown as `⟨U+XXXX⟩`-style code points."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("".join(_legible_character(character) for character in line) for line in lines)


def _legible_character(character: str) -> str:
    number = ord(character)
    named = number not in _NOT_SHOWN and unicodedata.category(character)[0] != "C"
    if named and any(first <= number <= last for first, last in _SHOWN):
        return character
    return f"[U+{number:04X}]"


def _legible(value: object) -> object:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {name: _legible(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_legible(inner) for inner in value]
    return value


def _template() -> bytes:
    return (resources.files("overt.documents") / "templates" / "document.typ").read_bytes()
