"""Give the oversight group's advice, and whatever dissent there was, to the officer who decides."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, OversightAdvice, OversightRequest


def give_advice(by: Actor, deployment: Deployment | str, *, words: str, dissent: str = "") -> OversightAdvice:
    """Keep one overseer's advice; once given it stays as it is."""
    if not words.strip():
        raise ActionRefused("advice_empty", "Say what you advise.")
    with act(by, "give_advice", deployment) as acting:
        request = OversightRequest.objects.get(deployment=acting.deployment)
        advice = OversightAdvice(
            id=new_id(),
            request=request,
            words=words.strip(),
            dissent=dissent.strip(),
            given_by=by.id,
            given_at=acting.now,
        )
        acting.record(
            "advice.given",
            subject=advice.id,
            request=request.id,
            advice=advice.id,
            words=acting.commit_to(advice.words.encode()),
            dissent=acting.commit_to(advice.dissent.encode()) if advice.dissent else None,
        )
        advice.save(force_insert=True)
    return advice
