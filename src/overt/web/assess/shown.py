"""Documents as pages show them: sections with their answers in words, what is wrong first, who must still sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from overt.law.roles import Role
from overt.law.templates import (
    FORMER,
    Answer,
    Answers,
    Row,
    RowType,
    Section,
    Template,
    bare_row_words,
    former_columns,
    gaps,
    is_needed,
    section_gaps,
    template,
)
from overt.records.models import Document, DocumentVersion, Recipient
from overt.records.queries.assessments import Stand, Standing, draft_answers
from overt.web.assess.words import date_words, stand_words, value_words
from overt.web.people import names_of
from overt.web.words import role_words


@dataclass(frozen=True)
class ShownAnswer:
    """One answer in words; `rows` are (question, answer) pairs, a row each."""

    ask: str
    text: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True)
class ShownSection:
    """One section with what was answered; `needed` is false when other answers leave it out."""

    title: str
    needed: bool
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True)
class Part:
    """One section in the list of a draft's pages."""

    title: str
    url: str
    state: str
    colour: str


@dataclass(frozen=True)
class Trouble:
    """Something to do about a document, and the page to do it on."""

    sentence: str
    url: str = ""


@dataclass(frozen=True)
class ShownSignature:
    """One place for a signature under a version; `name` is empty while nobody has signed."""

    role: str
    capacity: str
    name: str
    at: datetime | None


def capacity_words(role: Role, capacity: str) -> str:
    """Return a role and the capacity it signs in, once if they are the same."""
    words = role_words(role)
    return words if words.lower() == capacity.lower() else f"{capacity} ({words})"


def sections_of(shape: Template, answers: Answers) -> list[ShownSection]:
    """Return every section with its answers in words, and last those that are not asked any more."""
    former = [
        ShownAnswer(place, _bare_words(answers[place])) for place in sorted(set(answers) - set(shape.questions()))
    ]
    last = [ShownSection(FORMER, True, tuple(former))] if former else []
    asked = [
        ShownSection(section.title, is_needed(shape, section, answers), tuple(_answers(section, answers)))
        for section in shape.sections
    ]
    return asked + last


def _bare_words(answer: Answer) -> str:
    return answer if isinstance(answer, str) else "\n".join(bare_row_words(row) for row in answer)


def _answers(section: Section, answers: Answers) -> Iterable[ShownAnswer]:
    for question in section.questions:
        answer = answers.get(section.place(question), "")
        if isinstance(answer, str):
            yield ShownAnswer(question.ask, value_words(question, answer) if answer else "")
        elif question.rows is not None:
            yield ShownAnswer(question.ask, rows=tuple(_row_pairs(question.rows, row) for row in answer))


def _row_pairs(rows: RowType, row: Row) -> tuple[tuple[str, str], ...]:
    told = [(one.ask, value_words(one, row[one.code])) for one in rows.columns if row.get(one.code)]
    return (*told, *((code, row[code]) for code in former_columns(rows, row)))


def parts_of(document: Document) -> list[Part]:
    """Return the draft's pages and how far each has come."""
    shape, answers = template(document.kind), draft_answers(document)
    return [_part(document, shape, section, answers) for section in shape.sections]


def _part(document: Document, shape: Template, section: Section, answers: Answers) -> Part:
    url = reverse("assess-section", args=[document.pk, section.code])
    if not is_needed(shape, section, answers):
        return Part(section.title, url, "Not needed", "grey")
    lacking = len(list(section_gaps(section, answers)))
    begun = any(answers.get(section.place(question)) for question in section.questions)
    if lacking:
        return Part(section.title, url, f"{lacking} to do" if begun else "Not started", "yellow" if begun else "grey")
    return Part(section.title, url, "Complete", "green")


def troubles_of(stand: Stand) -> list[Trouble]:
    """Return what is wrong with a document, the most pressing first."""
    document, shape = stand.document, stand.template
    if document is None:
        return [Trouble(stand_words(stand))]
    found = [] if stand.standing is Standing.IN_FORCE else [Trouble(stand_words(stand))]
    found += [
        Trouble(f"{lapse.sentence} The day was {date_words(lapse.on)}.", _section_url(document, lapse.section))
        for lapse in (stand.lapsed if stand.standing is not Standing.LAPSED or len(stand.lapsed) > 1 else ())
    ]
    if stand.latest is not None and stand.waits_for_signatures:
        url = reverse("assess-version", args=[document.pk, stand.latest.number])
        roles = ", ".join(one.role for one in signatures_of(stand.latest) if not one.name)
        found.append(Trouble(f"Version {stand.latest.number} waits for: {roles}.", url))
    if document.in_force and shape.share_because and not shared_with_the_ico(document):
        found.append(Trouble("It has not been shared with the ICO.", reverse("assess-share", args=[document.pk])))
    if document.in_force and shape.publish_because and document.published_id != document.in_force_id:
        found.append(Trouble("The version in force is not published."))
    return found


def shared_with_the_ico(document: Document) -> bool:
    """Return whether the version in force was shared with the ICO."""
    return bool(document.in_force and document.in_force.sharings.filter(recipient=Recipient.ICO).exists())


def gaps_of(document: Document) -> list[Trouble]:
    """Return what the draft lacks, each with the page to do it on."""
    return [
        Trouble(gap.sentence, _section_url(document, gap.section))
        for gap in gaps(template(document.kind), draft_answers(document))
    ]


def signatures_of(version: DocumentVersion) -> list[ShownSignature]:
    """Return a place for every signature the template asks for, filled in or not."""
    given = {one.role: one for one in version.signatures.all()}
    names = names_of({one.signed_by for one in given.values()})
    found = []
    for wanted in template(version.document.kind).signatories:
        signed = given.get(wanted.role.value)
        name, at = (names[signed.signed_by], signed.signed_at) if signed else ("", None)
        found.append(ShownSignature(role_words(wanted.role), wanted.capacity, name, at))
    return found


def _section_url(document: Document, section: str) -> str:
    return reverse("assess-section", args=[document.pk, section])
