"""Known negatives of a rehearsal: which pairs can be made, which wait for a view, and what came of those viewed."""

from dataclasses import dataclass

from django.db.models import QuerySet

from overt.law.roles import Role
from overt.records.models import Alert, ErasureIntent, KnownNegative
from overt.records.queries.alerts import AlertLine, Stage


@dataclass(frozen=True)
class NegativeCounts:
    """Known negatives with a view: taken for the same person, not told apart, and all of them."""

    viewed: int
    same: int
    cannot_tell: int


def negative_counts(deployment: str) -> NegativeCounts:
    """Count what operators said of known negatives; those without a view are in no count."""
    views = list(KnownNegative.objects.filter(deployment_id=deployment).exclude(view="").values_list("view", flat=True))
    return NegativeCounts(len(views), views.count("same"), views.count("cannot_tell"))


def pairs_to_mix(deployment: str) -> list[tuple[Alert, Alert]]:
    """Return every pair that shows two different people for certain and was not used yet, by raising time.

    The probe is of an alert whose subject the operator recognised, so it is not of anybody else on the list.
    """
    alerts = list(_living(deployment).order_by("raised_at", "id"))
    recognised = set(
        Alert.objects.filter(
            deployment_id=deployment, views__role=Role.OPERATOR.value, views__view="same", outcome=None
        ).values_list("id", flat=True)
    )
    recognised |= set(
        Alert.objects.filter(deployment_id=deployment, outcome__identity="same").values_list("id", flat=True)
    )
    used = set(KnownNegative.objects.filter(deployment_id=deployment).values_list("probe_of", "candidate_of"))
    return [
        (probe, candidate)
        for probe in alerts
        for candidate in alerts
        if probe.id in recognised and candidate.entry != probe.entry and (probe.id, candidate.id) not in used
    ]


def _living(deployment: str) -> QuerySet[Alert]:
    going = ErasureIntent.objects.filter(done_at=None).values("record")
    return Alert.objects.filter(deployment_id=deployment).exclude(pk__in=going)


def negatives_waiting(deployment: str) -> list[AlertLine]:
    """Return the known negatives without a view, as lines of the queue that say nothing else than an alert's do."""
    living = set(_living(deployment).values_list("id", flat=True))
    rows = KnownNegative.objects.filter(deployment_id=deployment, view="", probe_of__in=living, candidate_of__in=living)
    return [
        AlertLine(
            alert=row.id,
            deployment=deployment,
            camera=row.camera,
            raised_at=row.mixed_in_at,
            state="raised",
            own_view="",
            claimed_by=row.claimed_by,
            sent_to=(),
            stage=Stage.CLAIMED if row.claimed_by else Stage.WAITING,
            operator_has_viewed=False,
        )
        for row in rows
    ]
