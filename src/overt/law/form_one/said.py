"""What an application says, as sentences for paper and for readers of a part of it; it knows no page and no markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from overt.law.templates import AnswerKind, Answers, Column, Question, Section, row_words


@dataclass(frozen=True)
class Said:
    """One question with its answer in words, a row on each line; `text` is empty where nothing was answered."""

    ask: str
    text: str


def said_in(section: Section, answers: Answers) -> Iterator[Said]:
    """Return every question of a section with its answer."""
    for question in section.questions:
        answer = answers.get(section.place(question), "")
        if isinstance(answer, str):
            yield Said(question.ask, value_said(question, answer) if answer else "")
        else:
            yield Said(question.ask, "\n".join(row_words(question, row, value_said) for row in answer))


def value_said(asked: Question | Column, value: str) -> str:
    """Return one stored value as people say it: a choice by its words, a day as people write it."""
    if asked.kind is AnswerKind.CHOICE:
        return next((option.words for option in asked.options if option.code == value), value)
    if asked.kind is AnswerKind.DATE:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return value.replace("_", " ") if asked.kind is AnswerKind.ROLE else value
