"""Record the advice of the legal adviser or the LFR team on a draft's list, before the request (E-22, E-94, E-110)."""

from overt.actions._application import locked_application
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.ids import new_id
from overt.records.models import Advice, Deployment

ADVISING = (Role.LEGAL_ADVISER, Role.TEAM_MEMBER)


def record_advice(by: Actor, deployment: Deployment | str, *, given_as: Role, words: str) -> Advice:
    """Keep the advice in the adviser's own words; the officer who decides reads it.

    Raises:
        ActionRefused: no words, or a role that does not advise or that the adviser does not hold.
    """
    if not words.strip():
        raise ActionRefused("advice_missing", "Write down the advice.")
    with act(by, "record_advice", deployment) as acting:
        if given_as not in ADVISING or given_as not in acting.facts.roles:
            raise ActionRefused("role_not_held", "Advice is given as legal adviser or team member, in a role you hold.")
        locked_application(acting)
        row = Advice(
            id=new_id(),
            deployment=acting.deployment,
            given_as=given_as.value,
            words=words.strip(),
            given_by=by.id,
            given_at=acting.now,
        )
        acting.record(
            "application.advice_recorded",
            subject=row.id,
            advice=row.id,
            role=row.given_as,
            words=acting.commit_to(row.words.encode()),
        )
        row.save(force_insert=True)
    return row
