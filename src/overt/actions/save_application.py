"""Save answers of Form 1 as somebody goes along; nothing has to be complete, but every answer has its shape."""

from overt.actions._application import canonical_answers, locked_application
from overt.actions._documents import digest_of
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.form_one import form
from overt.law.templates import Answers, plain, read
from overt.records.models import Application, Deployment
from overt.records.queries.packs import pack_of


def save_application(by: Actor, deployment: Deployment | str, *, answers: Answers, seen: str = "") -> Application:
    """Save answers of a draft, each under its place; those not given stay as they are.

    `seen` is `seen_digest` of the same places as the person saw them, "" to overwrite whatever is there.

    Raises:
        ActionRefused: a place or an answer does not fit, or somebody else saved one of them since `seen`.
    """
    if not answers:
        raise ActionRefused("nothing_to_save", "There is no answer to save.")
    with act(by, "save_application", deployment) as acting:
        with refusals():
            checked = read(form(pack_of(acting.deployment)).template, answers)
        row = locked_application(acting)
        if seen and seen != seen_digest(row, sorted(checked)):
            raise ActionRefused(
                "saved_meanwhile", "Somebody else saved this part since you opened it. Open it again, then add yours."
            )
        kept = {place: value for place, value in row.answers_json.items() if place not in checked}
        row.answers_json = dict(sorted((kept | plain(checked)).items()))
        row.authors = sorted({*row.authors, by.id})
        row.saved_at = acting.now
        acting.record(
            "application.saved",
            subject=acting.deployment.id,
            section=min(checked).split(".")[0],
            answers=len(checked),
            content=acting.commit_to(canonical_answers(row.answers_json).encode()),
        )
        row.save()
    return row


def seen_digest(application: Application, places: list[str]) -> str:
    """Return the digest of some of the answers, to tell whether they changed meanwhile."""
    return digest_of(canonical_answers({place: application.answers_json.get(place) for place in places}))
