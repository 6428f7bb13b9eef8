"""Checks answers against a template: their shape as they are saved, their completeness before they become a version.

Pure: today's date is given. Refuses a date that is no date (“complete”, “ongoing”), a choice that was not offered and
words beyond any page; an empty answer is refused only when a version is finished.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from overt.law.errors import LawError
from overt.law.roles import Role
from overt.law.templates.template import AnswerKind, Column, Needed, Question, Section, Template

Row: TypeAlias = Mapping[str, str]
Answer: TypeAlias = str | tuple[Row, ...]
Answers: TypeAlias = Mapping[str, Answer]
"""Answers by place (`section.question`); dates are ISO 8601 text, choices and roles their codes, rows their columns."""

LONGEST = {AnswerKind.LINE: 300, AnswerKind.WORDS: 20_000}
MOST_ROWS = 200
MOST_DIGITS = 9


class AnswerRefused(LawError):
    """An answer does not have the shape its question asks for."""


@dataclass(frozen=True)
class Gap:
    """Something a version cannot be finished without: where it is, and what to do about it."""

    section: str
    place: str
    sentence: str


@dataclass(frozen=True)
class Lapse:
    """A dated promise inside a document whose date has passed."""

    section: str
    place: str
    row: int
    sentence: str
    on: date


def read(template: Template, stored: Mapping[str, object]) -> dict[str, Answer]:
    """Return stored answers as values; raises AnswerRefused for anything the template does not ask for."""
    return {place: _checked(template, place, value) for place, value in stored.items()}


def plain(answers: Answers) -> dict[str, str | list[dict[str, str]]]:
    """Return answers as JSON values, empty ones left out, so that the same content has one canonical form."""
    told: dict[str, str | list[dict[str, str]]] = {}
    for place, answer in sorted(answers.items()):
        if isinstance(answer, str):
            told |= {place: answer} if answer else {}
        elif answer:
            told[place] = [{code: value for code, value in row.items() if value} for row in answer]
    return told


def is_needed(template: Template, section: Section, answers: Answers) -> bool:
    """Return whether this section must be answered, given the other answers (E-11)."""
    if section.needed is None:
        return True
    asked = template.section(section.needed.where)
    assert asked is not None
    places = [asked.place(question) for question in asked.questions if question.kind is AnswerKind.CHOICE]
    return any(answers.get(place, "") in section.needed.any_of for place in places)


def is_asked(section: Section, question: Question, answers: Answers) -> bool:
    """Return whether a question must be answered, given the answer to the one it waits for."""
    if question.needed is None:
        return True
    return answers.get(f"{section.code}.{question.needed.where}", "") in question.needed.any_of


def gaps(template: Template, answers: Answers) -> tuple[Gap, ...]:
    """Return everything missing, in the order of the document; empty when a version may be finished."""
    needed = (section for section in template.sections if is_needed(template, section, answers))
    return tuple(gap for section in needed for gap in section_gaps(section, answers))


def section_gaps(section: Section, answers: Answers) -> Iterator[Gap]:
    """Give what one section lacks."""
    for question in section.questions:
        place = section.place(question)
        answer = answers.get(place, "")
        if not is_asked(section, question, answers):
            continue
        if question.required and not answer:
            yield Gap(section.code, place, question.missing or f"Answer: {question.ask}")
        elif question.rows is not None and not isinstance(answer, str):
            for sentence in _row_gaps(question, answer):
                yield Gap(section.code, place, sentence)
    if section.apart:
        yield from _repeated(section, answers)


def missing_columns(question: Question, row: Row) -> tuple[Column, ...]:
    """Return the columns a row may not leave empty and does."""
    assert question.rows is not None
    return tuple(column for column in question.rows.columns if not row.get(column.code) and _is_wanted(column, row))


def lapses(template: Template, answers: Answers, today: date) -> tuple[Lapse, ...]:
    """Return every dated promise whose day is before today and that nobody has kept or renewed (E-13)."""
    found = []
    for section in template.sections:
        for question in section.questions:
            place = section.place(question)
            answer = answers.get(place, ())
            if question.rows is None or isinstance(answer, str):
                continue
            for number, row in enumerate(answer, 1):
                for column in question.rows.columns:
                    on = _lapsed_on(column, row, today)
                    if on is not None:
                        found.append(Lapse(section.code, place, number, column.lapses, on))
    return tuple(found)


def _lapsed_on(column: Column, row: Row, today: date) -> date | None:
    value = row.get(column.code, "")
    if not column.lapses or not value or _holds(column.lasting, row):
        return None
    on = date.fromisoformat(value)
    return on if on < today else None


def _row_gaps(question: Question, rows: tuple[Row, ...]) -> Iterator[str]:
    assert question.rows is not None
    for number, row in enumerate(rows, 1):
        for column in missing_columns(question, row):
            yield f"{question.rows.name} {number}: fill in “{column.ask}”."


def _repeated(section: Section, answers: Answers) -> Iterator[Gap]:
    said = {
        section.place(q): " ".join(str(answers.get(section.place(q), "")).lower().split()) for q in section.questions
    }
    often = Counter(words for words in said.values() if words)
    for place, words in said.items():
        if often[words] > 1:
            yield Gap(section.code, place, "Answer each of these in its own words: two answers are the same.")


def _is_wanted(column: Column, row: Row) -> bool:
    return column.required if column.needed is None else _holds(column.needed, row)


def _holds(needed: Needed | None, row: Row) -> bool:
    return needed is not None and row.get(needed.where, "") in needed.any_of


def _checked(template: Template, place: str, value: object) -> Answer:
    question = template.questions().get(place)
    if question is None:
        raise AnswerRefused("question_unknown", f"The template {template.short} has no question {place}.")
    if question.kind is AnswerKind.ROWS:
        return _checked_rows(question, value)
    return check_value(question, value)


def _checked_rows(question: Question, value: object) -> tuple[Row, ...]:
    assert question.rows is not None
    if not isinstance(value, list | tuple) or len(value) > MOST_ROWS:
        raise AnswerRefused("rows_expected", f"“{question.ask}” takes up to {MOST_ROWS} rows.")
    return tuple(_checked_row(question.rows.columns, row) for row in value)


def _checked_row(columns: tuple[Column, ...], row: object) -> Row:
    known = {column.code: column for column in columns}
    if not isinstance(row, Mapping) or not set(row) <= set(known):
        raise AnswerRefused("row_unclear", "A row holds the columns of its kind and nothing else.")
    return {code: check_value(known[code], value) for code, value in row.items()}


def check_value(asked: Question | Column, value: object) -> str:
    """Return one value, trimmed; raises AnswerRefused when it is not what is asked for. Empty is allowed."""
    if not isinstance(value, str):
        raise AnswerRefused("text_expected", f"“{asked.ask}” takes text.")
    text = value.replace("\r\n", "\n").strip()
    if not text:
        return ""
    longest = LONGEST.get(asked.kind)
    if longest and len(text) > longest:
        raise AnswerRefused("too_long", f"“{asked.ask}”: use at most {longest:,} characters.")
    match asked.kind:
        case AnswerKind.DATE:
            return _checked_date(asked, text)
        case AnswerKind.NUMBER if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
            raise AnswerRefused("number_expected", f"“{asked.ask}” takes a whole number, such as 2700.")
        case AnswerKind.CHOICE if text not in {option.code for option in asked.options}:
            raise AnswerRefused("choice_unknown", f"“{asked.ask}”: choose one of the answers offered.")
        case AnswerKind.ROLE if text not in set(Role):
            raise AnswerRefused("role_unknown", f"“{asked.ask}”: choose a role.")
        case _:
            return text


def _checked_date(asked: Question | Column, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise AnswerRefused("date_expected", f"“{asked.ask}” takes a date, not “{text[:40]}”.") from error
