"""Ask the oversight group for its advice before the decision, on a view without what its owner withholds (M-31)."""

from collections.abc import Sequence

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, OversightRequest
from overt.records.queries.redaction import parts_of


def ask_for_advice(
    by: Actor, deployment: Deployment | str, *, question: str, withheld: Sequence[str] = ()
) -> OversightRequest:
    """Ask; `withheld` names parts of `overt.law.redaction.parts` that the group does not read."""
    if not question.strip():
        raise ActionRefused("question_empty", "Say what the oversight group is asked.")
    with act(by, "ask_for_advice", deployment) as acting:
        if unknown := sorted(set(withheld) - set(parts_of(acting.deployment))):
            raise ActionRefused("part_unknown", f"The application has no part called {', '.join(unknown)}.")
        request = OversightRequest(
            id=new_id(),
            deployment=acting.deployment,
            question=question.strip(),
            withheld=sorted(set(withheld)),
            asked_by=by.id,
            asked_at=acting.now,
        )
        acting.record(
            "advice.asked",
            subject=request.id,
            request=request.id,
            question=acting.commit_to(request.question.encode()),
            withheld=request.withheld,
        )
        request.save(force_insert=True)
    return request
