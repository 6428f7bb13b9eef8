"""Review an authority in force: it stands, or it ends at once; either way with the officer's reasons on record."""

from typing import Literal, get_args

from overt.actions.act import act
from overt.actions.cancel import cancel
from overt.actions.close import close
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.states import State
from overt.records.ids import new_id
from overt.records.models import AuthorityReview, Deployment

Outcome = Literal["stands", "ends"]


def review_authority(by: Actor, deployment: Deployment | str, *, outcome: Outcome, words: str) -> AuthorityReview:
    """Record the review; `ends` cancels what has not started and closes what has."""
    if outcome not in get_args(Outcome):
        raise ActionRefused("outcome_unknown", f"An outcome is one of: {', '.join(get_args(Outcome))}.")
    if not words.strip():
        raise ActionRefused("review_empty", "Say why the authority stands, or why it ends.")
    with act(by, "review_authority", deployment) as acting:
        review = AuthorityReview(
            id=new_id(),
            deployment=acting.deployment,
            outcome=outcome,
            words=words.strip(),
            reviewed_by=by.id,
            reviewed_at=acting.now,
        )
        acting.record(
            "deployment.authority_reviewed",
            subject=review.id,
            review=review.id,
            outcome=outcome,
            findings=acting.commit_to(review.words.encode()),
        )
        review.save(force_insert=True)
    if outcome == "ends":
        end = cancel if acting.deployment.state == State.AUTHORISED else close
        end(by, acting.deployment.id, reason=review.words)
    return review
