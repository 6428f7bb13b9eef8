"""Acknowledge the rules of the law pack in force, for oneself."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import RulesAcknowledgement
from overt.records.queries.packs import pack_in_force


def acknowledge_rules(by: Actor, pack: str, *, digest: str) -> RulesAcknowledgement:
    """Record that a person has read the rules; `digest` is of the rules they were shown.

    Raises:
        ActionRefused: the rules have changed since they were shown, or are acknowledged already.
    """
    with act(by, "acknowledge_rules") as acting:
        rules = pack_in_force()
        if (rules.name, rules.digest) != (pack, digest):
            raise ActionRefused("rules_changed", "The rules have changed since you opened this page: read them again.")
        if RulesAcknowledgement.objects.filter(person_id=by.id, pack_digest=digest).exists():
            raise ActionRefused("rules_acknowledged", "You have acknowledged these rules already.")
        given = RulesAcknowledgement(
            id=new_id(), person_id=by.id, pack=rules.name, pack_digest=digest, acknowledged_at=acting.now
        )
        acting.record(
            "rules.acknowledged",
            subject=given.id,
            acknowledgement=given.id,
            person=by.id,
            pack=rules.name,
            pack_digest=digest,
        )
        given.save(force_insert=True)
    return given
