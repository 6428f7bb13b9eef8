"""Save answers to a document as somebody goes along; nothing has to be complete, but every answer has its shape."""

from overt.actions._documents import canonical_text, digest_of, find_document, locked_document
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.templates import Answers, plain, read, template
from overt.records.models import Document


def save_draft(by: Actor, document: Document | str, *, answers: Answers, seen: str = "") -> Document:
    """Save answers, each under its place; those not given stay as they are.

    `seen` is `answers_digest` of the same places as the person saw them, "" to overwrite whatever is there.

    Raises:
        ActionRefused: a place or an answer does not fit, or somebody else saved one of them since `seen`.
    """
    found = find_document(document)
    with refusals():
        checked = read(template(found.kind), answers)
    if not checked:
        raise ActionRefused("nothing_to_save", "There is no answer to save.")
    with act(by, "save_draft", found.deployment_id) as acting:
        row = locked_document(found)
        if seen and seen != answers_digest(row, sorted(checked)):
            raise ActionRefused(
                "saved_meanwhile", "Somebody else saved this part since you opened it. Open it again, then add yours."
            )
        kept = {place: value for place, value in row.draft_json.items() if place not in checked}
        row.draft_json = dict(sorted((kept | plain(checked)).items()))
        row.draft_authors = sorted({*row.draft_authors, by.id})
        row.draft_saved_at = acting.now
        acting.record(
            "document.draft_saved",
            subject=row.id,
            section=min(checked).split(".")[0],
            answers=len(checked),
            draft_digest=digest_of(canonical_text(row.draft_json)),
        )
        row.save()
    return row


def answers_digest(document: Document, places: list[str]) -> str:
    """Return the digest of some of the draft's answers, to tell whether they changed meanwhile."""
    return digest_of(canonical_text({place: document.draft_json.get(place) for place in places}))
