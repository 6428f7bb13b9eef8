"""Form 1 for tests: answers that satisfy the form, and applications completed for a deployment."""

from datetime import timedelta

from django.utils.timezone import localdate

from overt.actions import site
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.save_application import save_application
from overt.law import packs
from overt.law.form_one import form, setting_of
from overt.law.states import Kind, Source
from overt.law.templates import Answer, AnswerKind, Column, Question
from overt.records.models import ApplicationFile, Deployment
from overt.records.queries.packs import pack_of
from tests.make import People

PACK = packs.load(packs.DEFAULT)
SYSTEMS = tuple(
    {"name": name, "purpose": "shows Gold how it stands", "role": role, "host": host}
    for name, role, host in (
        ("Wall of the control room", "operator", "wall.example.org"),
        ("Wall of the control room operator", "operator", "127.0.0.1"),
        ("Wall of the control room operator", "operator", "wall.example.org"),
        ("Wall of the control room technical_lead", "technical_lead", ""),
        ("Wall of the control room overseer", "overseer", ""),
        *(
            (f"fuzz /api/v1/{path}", role, "")
            for path in ("alerts", "counts", "health")
            for role in ("operator", "overseer")
        ),
    )
)
"""The systems that may read every deployment of the tests."""


def complete(who: People, deployment: Deployment, **changed: Answer) -> Deployment:
    """Answer everything this setting needs, and attach an intelligence case where one is needed."""
    setting = setting_of(Kind(deployment.kind), Source(deployment.source))
    asked = form(pack_of(deployment))
    cameras = tuple(deployment.cameras.values_list("name", flat=True))
    answers = answers_for(localdate(deployment.starts_at).isoformat(), cameras)
    answers["telling.notice_on"] = (localdate(deployment.starts_at) - timedelta(days=7)).isoformat()
    answers["intelligence.assessed"] = localdate(site.now()).isoformat()
    needed = {place: answer for place, answer in answers.items() if asked.is_needed(place, setting)} | changed
    if needed:
        save_application(who.team_member, deployment, answers=needed)
    if setting.is_more_than_a_rehearsal and not ApplicationFile.objects.filter(deployment=deployment).exists():
        attach_intelligence(who.team_member, deployment, name="case.txt", content=b"The case, in words.")
    return deployment


def answers_for(day: str, cameras: tuple[str, ...] = ("north",)) -> dict[str, Answer]:
    """Return a complete set of answers about a list of people wanted by the courts; every date is `day`."""
    answers = {place: _answer(question, day) for place, question in form(PACK).template.questions().items()}
    (row,) = answers["cameras.placement"]
    assert not isinstance(row, str)
    answers["cameras.placement"] = tuple({**row, "name": name} for name in cameras)
    answers["proportion.grounds"] = ({"reason": "expected_here", "because": "Seen here twice this month."},)
    answers["place.private"], answers["partners.joint"] = "no", "no"
    answers["systems.named"] = SYSTEMS
    answers["place.private_places"] = answers["joint_terms.terms"] = ()
    return answers


def _answer(question: Question, day: str) -> Answer:
    if question.rows is None:
        return _value(question, day)
    return ({column.code: _value(column, day) for column in question.rows.columns},)


def _value(asked: Question | Column, day: str) -> str:
    match asked.kind:
        case AnswerKind.DATE:
            return day
        case AnswerKind.NUMBER:
            return "600"
        case AnswerKind.CHOICE:
            return asked.options[0].code
        case _:
            return f"What we say about {asked.code}, of 7 January."
