"""What the verbs about holds share: the hold in force, the one that waits, and what the law asks about both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from overt.actions._alerts import find_alert
from overt.law.facts import Facts, HoldFacts
from overt.records.models import EvidentialHold
from overt.records.queries.packs import pack_of


def hold_in_force(alert: str) -> EvidentialHold | None:
    """Return the hold two people agreed on, if one lasts."""
    return EvidentialHold.objects.filter(alert=alert, ended_at=None, agreed_at__isnull=False).first()


def hold_waiting(alert: str) -> EvidentialHold | None:
    """Return the hold one person proposed, if nobody has answered it."""
    return EvidentialHold.objects.filter(alert=alert, ended_at=None, agreed_at=None).first()


def about_holding(alert: str, *, review_by: datetime | None = None) -> Callable[[Facts], Facts]:
    """Return what adds the holds of one alert to the facts, read while its deployment is locked."""

    def learn(facts: Facts) -> Facts:
        row = find_alert(alert)
        waiting = hold_waiting(alert)
        longest = timedelta(days=pack_of(row.deployment).hold_review_days)
        known = HoldFacts(
            in_force=hold_in_force(alert) is not None,
            waits=waiting is not None,
            proposer=waiting.proposed_by if waiting else "",
            review_is_in_time=review_by is not None and facts.now < review_by <= facts.now + longest,
        )
        return replace(facts, hold=known)

    return learn
