"""Typesetting: every character that is shown has a glyph, nothing is executed, and failures are sentences."""

from __future__ import annotations

import sys
import unicodedata
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.documents import TypesettingFailed, typesetting
from overt.documents.content import Document, Facts, Note, Paragraph, Quotation, Section, Table
from overt.documents.typesetting import legible, typeset


def document(text: str) -> Document:
    return Document(
        title="Deployment report",
        subtitle=text[:60] or "untitled",
        reference="deployment 1",
        dated=datetime(2026, 3, 1, tzinfo=UTC),
        warning="",
        summary=(Note(text),),
        sections=(
            Section(
                text or "untitled",
                (
                    Paragraph(text),
                    Quotation(text, text),
                    Facts(((text, text),), (text,)),
                    Table(text, (text, "B"), ((text, "2"),), (1, 2), (1,)),
                ),
            ),
        ),
    )


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def test_every_character_that_is_shown_as_itself_has_a_glyph() -> None:
    shown = [chr(number) for first, last in typesetting._SHOWN for number in range(first, last + 1)]
    kept = [character for character in shown if legible(character) == character]
    assert len(kept) > 500
    lines = ["".join(kept[start : start + 40]) for start in range(0, len(kept), 40)]
    squeezed = "".join(words_of(typeset(document("\n".join(lines)))).split())
    left_to_right = (c for c in kept if unicodedata.bidirectional(c) != "R" and not c.isspace())
    assert [c for c in left_to_right if c not in squeezed] == []


@given(st.text(max_size=80))
def test_no_control_format_or_unpaired_character_gets_through(text: str) -> None:
    kept = legible(text)
    assert all(unicodedata.category(character)[0] != "C" for character in kept.replace("\n", ""))
    kept.encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "#panic(1)",
        '#read("/etc/passwd")',
        "*b*",
        "= Head",
        "$1/0$",
        '#import "@preview/x:1.0.0": *',
        "\\",
        '"',
        "a\n\nb",
    ],
)
def test_markup_stays_text(text: str) -> None:
    assert (
        "".join(words_of(typeset(document(text)))).replace(" ", "").count(text.replace("\n", "").replace(" ", "")) >= 5
    )


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_typeset(text: str) -> None:
    assert typeset(document(text)).startswith(b"%PDF-1.7")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert typeset(document("same")) == typeset(document("same"))


def test_system_fonts_and_the_clock_have_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    before = typeset(document("same"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TYPST_FONT_PATHS", "/usr/share/fonts")
    assert typeset(document("same")) == before


def test_a_template_that_fails_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_template", lambda: b'#panic("no")')
    with pytest.raises(TypesettingFailed, match="could not be typeset") as failed:
        typeset(document("x"))
    assert failed.value.code == "typst_failed"


def test_a_missing_typesetter_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(TypesettingFailed, match="not installed") as failed:
        typeset(document("x"))
    assert failed.value.code == "typst_missing"


def test_importing_the_room_does_not_load_the_typesetter() -> None:
    import subprocess

    code = "import sys, overt.documents, overt.documents.typesetting; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path("/")).returncode == 0
