"""An application as its pages show it: its tasks, its answers in words, and where each omission is mended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from overt.actions.application import application_of
from overt.law.form_one import Application, ExpectedAlerts, Form, Omission, form, omissions
from overt.law.states import Kind
from overt.law.templates import Answer, Question, Row, Section, is_asked, is_needed
from overt.records.models import Deployment
from overt.records.queries.application import answers_of
from overt.web.assess.words import value_words
from overt.web.zones import is_whole, share_words, zone_of

DONE, TO_DO = ("Complete", "green"), "yellow"
ADDRESSES: Mapping[str, str] = {
    "plan.hours": "apply-plan",
    "plan.zone": "apply-plan",
    "plan.threshold": "apply-plan",
    "plan.engine": "apply-plan",
    "case.file": "apply-case",
    "advice.legal_adviser": "apply-advice",
    "advice.team_member": "apply-advice",
}
"""Pages for what is no question's answer."""


@dataclass(frozen=True)
class Task:
    """One step of the list: its state in words, with the colour of its tag."""

    title: str
    url: str
    state: str
    colour: str
    hint: str = ""


@dataclass(frozen=True)
class Told:
    """Something missing or unusual, with the page to mend it on."""

    sentence: str
    clauses: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class ShownAnswer:
    """One question with its answer in words: text, or rows of (column, value) pairs."""

    ask: str
    url: str
    text: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True)
class ShownSection:
    """One section with its questions."""

    title: str
    answers: tuple[ShownAnswer, ...]


class Asked:
    """One deployment's application, gathered once for a page."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.application: Application = application_of(deployment)
        self.omissions: tuple[Omission, ...] = omissions(self.application)
        self.form: Form = form(self.application.pack)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections this setting is asked, but those other answers leave out."""
        asked = self.form.sections_for(self.application.setting)
        return tuple(one for one in asked if is_needed(self.form.template, one, self.application.answers))

    def questions(self, section: Section) -> list[Question]:
        """Return the questions of a section that this setting is asked, given the answers so far."""
        setting, answers = self.application.setting, self.application.answers
        return [
            question
            for question in section.questions
            if self.form.is_needed(section.place(question), setting) and is_asked(section, question, answers)
        ]

    def section_or_404(self, code: str) -> Section:
        """Return a section that is asked, or answer that there is no such page."""
        found = next((one for one in self.form.sections_for(self.application.setting) if one.code == code), None)
        if found is None:
            raise Http404
        return found

    def question_or_404(self, section: Section, code: str) -> Question:
        """Return a question that this setting is asked."""
        for question in section.questions:
            if question.code == code and self.form.is_needed(section.place(question), self.application.setting):
                return question
        raise Http404

    def question_url(self, section: Section, question: Question) -> str:
        """Return the address of a question's page."""
        return reverse("apply-question", args=[self.deployment.pk, section.code, question.code])

    def missing(self) -> list[Told]:
        """Return what stops the request."""
        return [self._told(one) for one in self.omissions if one.stops]

    def unusual(self) -> list[Told]:
        """Return what the officer who decides is told first."""
        return [self._told(one) for one in self.omissions if not one.stops]

    def _told(self, omission: Omission) -> Told:
        return Told(omission.sentence, omission.clauses, self._address(omission.place))

    def _address(self, place: str) -> str:
        if place in ADDRESSES:
            return reverse(ADDRESSES[place], args=[self.deployment.pk])
        section, question = place.split(".")
        return reverse("apply-question", args=[self.deployment.pk, section, question])

    def tasks(self) -> list[Task]:
        """Return the steps of Form 1 and how far each has come."""
        found = [self._task(section) for section in self.sections] + list(self._zones())
        if self.application.setting.is_more_than_a_rehearsal:
            found += [self._case(), *self._advice()]
        return found

    def _task(self, section: Section) -> Task:
        questions = self.questions(section)
        lacking = [one for one in self.omissions if one.stops and one.section == section.code]
        begun = any(self.application.answers.get(section.place(question)) for question in questions)
        state, colour = _state(len(lacking), begun=begun)
        return Task(section.title, self.question_url(section, questions[0]), state, colour)

    def _zones(self) -> Iterator[Task]:
        for camera in self.deployment.cameras.order_by("name"):
            corners = zone_of(camera)
            words, colour = share_words(corners), TO_DO if is_whole(corners) else "green"
            url = reverse("apply-zone", args=[self.deployment.pk, camera.name])
            yield Task(f"Zone of recognition: {camera.name}", url, words[:1].upper() + words[1:], colour)

    def _case(self) -> Task:
        files = self.application.files
        state = (f"{files} file" if files == 1 else f"{files} files", "green") if files else ("Not started", "grey")
        return Task("Files of the intelligence case", reverse("apply-case", args=[self.deployment.pk]), *state)

    def _advice(self) -> Iterator[Task]:
        if self.application.counts.needs_advice:
            lacking = [one for one in self.omissions if one.section == "advice"]
            state, colour = _state(len(lacking), begun=len(lacking) < 2)
            url = reverse("apply-advice", args=[self.deployment.pk])
            yield Task("Advice on children and on people with a disability", url, state, colour)

    def shown(self) -> list[ShownSection]:
        """Return every section with its answers in words."""
        return [ShownSection(one.title, tuple(self._answers(one))) for one in self.sections]

    def _answers(self, section: Section) -> Iterator[ShownAnswer]:
        for question in self.questions(section):
            answer = self.application.answers.get(section.place(question), "")
            url = self.question_url(section, question)
            if isinstance(answer, str):
                yield ShownAnswer(question.ask, url, value_words(question, answer) if answer else "")
            else:
                yield ShownAnswer(question.ask, url, rows=tuple(row_pairs(question, row) for row in answer))


def row_pairs(question: Question, row: Row) -> tuple[tuple[str, str], ...]:
    """Return one row's columns and values in words, those filled in."""
    assert question.rows is not None
    return tuple((one.ask, value_words(one, row[one.code])) for one in question.rows.columns if row.get(one.code))


def _state(lacking: int, *, begun: bool) -> tuple[str, str]:
    if not lacking:
        return DONE
    return (f"{lacking} to do", TO_DO) if begun else ("Not started", "grey")


def rows_at(deployment: Deployment, place: str) -> tuple[Row, ...]:
    """Return the rows saved at a place."""
    held: Answer = answers_of(deployment).get(place, ())
    return () if isinstance(held, str) else held


def expected_words(application: Application) -> list[str]:
    """Say what false alerts to expect at this threshold with this list, per 1,000 faces and per hour."""
    told = application.expected
    if told is None:
        return [
            "Nothing is known of the false alerts to expect: no operating point at or below this threshold that two"
            " people accepted for this engine here is in date, or nobody is on the list yet."
        ]
    return [*_shares(told, application.words("threshold.faces")), f"How this was reached: {told.sentence}."]


def _shares(told: ExpectedAlerts, faces: str) -> Iterator[str]:
    size = f"{told.to_size:,}"
    yield f"Projected for a list of {size}: {_times(1_000, told)} false alerts per 1,000 faces."
    if faces:
        hourly = int(faces)
        yield f"Projected at {hourly:,} faces an hour: {_times(hourly, told)} false alerts an hour."
    yield f"Measured at the threshold {told.threshold} with a list of {told.from_size:,}."


def _times(faces: int, told: ExpectedAlerts) -> str:
    """Say how many of so many faces, with the interval; a measurement without an error gives its interval only."""
    low, point, high = (f"{faces * share:.3g}" for share in (told.low, told.point, told.high))
    return f"{point} (interval {low} to {high})" if told.point else f"{low} to {high}"


def is_rehearsal(deployment: Deployment) -> bool:
    """Return whether every page of it says that it is a rehearsal."""
    return deployment.kind == Kind.REHEARSAL
