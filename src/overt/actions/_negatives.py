"""What the verbs about one known negative share: finding it, and the facts an alert's first view asks for."""

from collections.abc import Callable
from dataclasses import replace

from overt.actions.errors import ActionRefused
from overt.actions.facts_duty import on_duty, with_duty
from overt.law.facts import AlertFacts, Facts
from overt.law.roles import Role
from overt.records.models import KnownNegative


def find_negative(negative: str) -> KnownNegative:
    """Return the known negative as it stands now."""
    try:
        return KnownNegative.objects.select_related("deployment").get(pk=negative)
    except KnownNegative.DoesNotExist:
        raise ActionRefused("no_such_alert", "There is no such alert; it may have been erased.") from None


def about(negative: str) -> Callable[[Facts], Facts]:
    """Return what adds one known negative's facts and the actor's duty, as an alert's are added."""

    def learn(facts: Facts) -> Facts:
        row = find_negative(negative)
        claimed = row.claimed_by if on_duty(row.deployment_id, row.claimed_by, Role.OPERATOR) else ""
        known = AlertFacts(
            viewers=frozenset({row.viewed_by} - {""}), claimed_by=claimed, operator_has_viewed=bool(row.view)
        )
        return with_duty(replace(facts, alert=known), row.deployment)

    return learn
