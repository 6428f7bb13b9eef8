"""What changed between two versions, as pieces a person can read: words kept, words added, words taken out.

Rows are compared as wholes, words one by one. Refuses to drop an answer because a newer template no longer asks for
it: it stands under its code.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from overt.law.templates.answers import Answer, Answers, Row
from overt.law.templates.template import AnswerKind, Column, Question, RowType, Template

FORMER = "Asked by an earlier template"
"""The heading over answers to questions that are not asked any more."""

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
    return (*found, *_former(template, before, after))


def _former(template: Template, before: Answers, after: Answers) -> Iterator[Change]:
    for place in sorted({*before, *after} - set(template.questions())):
        old, new = before.get(place, ""), after.get(place, "")
        if old != new:
            rows = not isinstance(old, str) or not isinstance(new, str)
            yield Change(FORMER, place, rows, tuple(_pieces(_bare_parts(old), _bare_parts(new), rows=rows)))


def _bare_parts(answer: Answer) -> list[str]:
    return re.findall(r"\S+\s*", answer) if isinstance(answer, str) else [bare_row_words(row) for row in answer]


def bare_row_words(row: Row) -> str:
    """Return a row whose kind is not known any more, each column under its code."""
    return " · ".join(f"{code}: {value}" for code, value in row.items() if value)


def _parts(question: Question, answer: Answer, words: Words) -> list[str]:
    if isinstance(answer, str):
        return re.findall(r"\S+\s*", words(question, answer)) if answer else []
    return [row_words(question, row, words) for row in answer]


def row_words(question: Question, row: Row, words: Words) -> str:
    """Return one row as a sentence: each column that is filled in, named."""
    assert question.rows is not None
    said = [(column.ask, words(column, row[column.code])) for column in question.rows.columns if row.get(column.code)]
    said += [(code, row[code]) for code in former_columns(question.rows, row)]
    return " · ".join(f"{ask.rstrip('?')}: {value}" for ask, value in said)


def former_columns(rows: RowType, row: Row) -> list[str]:
    """Return the columns of a stored row that its kind no longer has."""
    known = {column.code for column in rows.columns}
    return [code for code, value in row.items() if value and code not in known]


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
