"""Split what is counted about engagements from the alerts they belong to: counts of answers, no row about anybody."""

from collections import Counter

from overt.actions._alerts import open_answers
from overt.actions.act import Acting
from overt.actions.engagement_values import COUNTED
from overt.records.models import EngagementCount, Outcome
from overt.vault import VaultError


def split_counts(acting: Acting) -> None:
    """Count the answers of every outcome of a deployment that is over."""
    counted: Counter[tuple[str, str]] = Counter()
    for outcome in Outcome.objects.filter(alert__deployment=acting.deployment).select_related("alert"):
        counted.update(_told(outcome))
    for (question, answer), count in sorted(counted.items()):
        EngagementCount.objects.create(deployment=acting.deployment, question=question, answer=answer, count=count)


def count_late(acting: Acting, outcome: Outcome) -> None:
    """Add one outcome that was recorded after the deployment's end."""
    for question, answer in _told(outcome):
        row, _ = EngagementCount.objects.get_or_create(deployment=acting.deployment, question=question, answer=answer)
        row.count += 1
        row.save()


def _told(outcome: Outcome) -> list[tuple[str, str]]:
    try:
        answers = open_answers(outcome.alert, bytes(outcome.details_sealed))
    except VaultError:  # being erased in this moment: what is gone is not counted, and ending must not wait
        return []
    return [(question, str(answers.get(question, "not_recorded"))) for question in COUNTED]
