"""Documents for tests: answers that satisfy any template, and documents taken to where a test wants them."""

from datetime import date, timedelta

from overt.actions import site
from overt.actions.finish_version import finish_version
from overt.actions.record_review import record_review
from overt.actions.save_draft import save_draft
from overt.actions.sign_document import sign_document
from overt.actions.start_document import start_document
from overt.law.roles import Role
from overt.law.states import Kind
from overt.law.templates import Answer, AnswerKind, Column, Question, Template, template, templates
from overt.records.models import Deployment, Document, DocumentVersion, ReviewOutcome
from overt.records.queries.assessments import reviewed_for, stands
from tests.make import People


def answers_for(shape: Template, *, later: date) -> dict[str, Answer]:
    """Return a complete set of answers; every date in it is `later`, every choice the first offered."""
    return {place: _answer(question, later) for place, question in shape.questions().items()}


def _answer(question: Question, later: date) -> Answer:
    if question.rows is None:
        return _value(question, later)
    return ({column.code: _value(column, later) for column in question.rows.columns},)


def _value(asked: Question | Column, later: date) -> str:
    match asked.kind:
        case AnswerKind.DATE:
            return later.isoformat()
        case AnswerKind.CHOICE:
            return asked.options[0].code
        case AnswerKind.ROLE:
            return Role.TECHNICAL_LEAD.value
        case _:
            return f"What we say about {asked.code}."


def drafted(who: People, kind: str, deployment: Deployment | None = None, **changed: Answer) -> Document:
    """Start a document and save complete answers to it."""
    started = start_document(who.team_member, kind=kind, deployment=deployment)
    later = site.now().date() + timedelta(days=365)
    return save_draft(who.team_member, started, answers=answers_for(template(kind), later=later) | changed)


def finished(who: People, kind: str, deployment: Deployment | None = None, **changed: Answer) -> DocumentVersion:
    """Finish a first version, written by the team."""
    return finish_version(who.team_member, drafted(who, kind, deployment, **changed), change="First version.")


def in_force(who: People, kind: str, deployment: Deployment | None = None, **changed: Answer) -> Document:
    """Have a first version signed by everybody who must."""
    version = finished(who, kind, deployment, **changed)
    for signatory in template(kind).signatories:
        sign_document(getattr(who, signatory.role.value), version, role=signatory.role)
    return Document.objects.get(pk=version.document_id)


def everything_in_force(who: People, deployment: Deployment) -> None:
    """Put in force what this deployment needs and is not there yet, and review what must be reviewed for it."""
    kind = Kind(deployment.kind)
    for shape in templates().values():
        owner = deployment if shape.per_deployment else None
        if kind in shape.needed_for and not Document.objects.filter(kind=shape.code, deployment=owner).exists():
            in_force(who, shape.code, owner)
    found = stands(site.now().date(), deployment, kind)
    reviewed = reviewed_for(deployment, found)
    for stand in found:
        if stand.template.reviewed_because and stand.document and stand.template.code not in reviewed:
            review(who, stand.document, deployment)


def review(who: People, document: Document, deployment: Deployment | None = None) -> None:
    """Find a document still right."""
    record_review(
        who.dpo, document, outcome=ReviewOutcome.STILL_RIGHT, findings="Read against the plan.", deployment=deployment
    )
