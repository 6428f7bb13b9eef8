"""What changed between two versions, as pieces a person can read: words kept, words added, words taken out.

Rows are compared as wholes, words one by one. Refuses nothing; places that a newer template no longer asks for are
shown under their code.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from overt.law.templates.answers import Answer, Answers, Row
from overt.law.templates.template import AnswerKind, Column, Question, Template

Fate = Literal["kept", "added", "taken_out"]
Words = Callable[[Question | Column, str], str]
"""How a value is said to people: an option's words, a role's name, a date as people write it."""


@dataclass(frozen=True)
class Piece:
    """Some words and what became of them."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class Change:
    """One answer that differs; rows are one piece each."""

    section: str
    ask: str
    rows: bool
    pieces: tuple[Piece, ...]


def differences(template: Template, before: Answers, after: Answers, words: Words) -> tuple[Change, ...]:
    """Return every answer that differs, in the order of the document."""
    found = []
    for section in template.sections:
        for question in section.questions:
            place = section.place(question)
            old, new = before.get(place, ""), after.get(place, "")
            if old != new:
                rows = question.kind is AnswerKind.ROWS
                pieces = tuple(_pieces(_parts(question, old, words), _parts(question, new, words), rows=rows))
                found.append(Change(section.title, question.ask, rows, pieces))
    return tuple(found)


def _parts(question: Question, answer: Answer, words: Words) -> list[str]:
    if isinstance(answer, str):
        return re.findall(r"\S+\s*", words(question, answer)) if answer else []
    return [row_words(question, row, words) for row in answer]


def row_words(question: Question, row: Row, words: Words) -> str:
    """Return one row as a sentence: each column that is filled in, named."""
    assert question.rows is not None
    said = [(column.ask, words(column, row[column.code])) for column in question.rows.columns if row.get(column.code)]
    return " · ".join(f"{ask.rstrip('?')}: {value}" for ask, value in said)


def _pieces(old: Sequence[str], new: Sequence[str], *, rows: bool) -> list[Piece]:
    found: list[Piece] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        fated: list[tuple[Fate, Sequence[str]]] = (
            [("kept", old[start:end])]
            if tag == "equal"
            else [("taken_out", old[start:end]), ("added", new[new_start:new_end])]
        )
        for fate, parts in fated:
            texts = parts if rows else ["".join(parts).strip()]
            found += [Piece(fate, text) for text in texts if text]
    return found
