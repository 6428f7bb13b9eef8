"""The figures of one deployment: counts of camera runs, of alerts as judged, and of erasures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max, Sum

from overt.records.models import LATE_AFTER_SECONDS, Alert, CameraRun, ErasureReceipt
from overt.records.queries.judgement import Judgement, judgement_of


@dataclass(frozen=True)
class RunFigures:
    """Counters of all camera runs of a deployment together; `refusals` maps a quality reason to a count."""

    frames: int
    frames_skipped: int
    faces_detected: int
    passages: int
    recognition_opportunities: int
    templates_made: int
    templates_overwritten: int
    longest_template_ms: int
    refusals: Mapping[str, int]


@dataclass(frozen=True)
class AlertFigures:
    """Alerts by judgement and engagements by disposal, those erased since included."""

    total: int
    judged: Mapping[Judgement, int]
    disposals: Mapping[str, int]

    @property
    def unresolved(self) -> int:
        """Alerts that count neither as true nor as false: best and worst case are stated over them."""
        return self.judged.get(Judgement.UNRESOLVED, 0)

    @property
    def false(self) -> int:
        """Alerts judged false, confirmed or not."""
        return sum(count for judgement, count in self.judged.items() if judgement.is_false)

    @property
    def true(self) -> int:
        """Alerts judged true, confirmed or not."""
        return self.total - self.false - self.unresolved


@dataclass(frozen=True)
class ErasureFigures:
    """What was destroyed so far, and how many receipts came a minute or more after their erase-by time."""

    receipts: int
    keys_destroyed: int
    late: int


_SUMMED = (
    "frames",
    "frames_skipped",
    "faces_detected",
    "passages",
    "recognition_opportunities",
    "templates_made",
    "templates_overwritten",
)


def run_figures(deployment: str) -> RunFigures:
    """Add up every camera run of a deployment."""
    runs = CameraRun.objects.filter(deployment_id=deployment)
    sums = runs.aggregate(**{name: Sum(name, default=0) for name in _SUMMED})
    longest = runs.aggregate(longest=Max("longest_template_ms", default=0))["longest"]
    refusals: Counter[str] = Counter()
    for counted in runs.values_list("refusals_json", flat=True):
        refusals.update(counted)
    return RunFigures(**sums, longest_template_ms=longest, refusals=dict(sorted(refusals.items())))


def alert_figures(deployment: str) -> AlertFigures:
    """Count a deployment's alerts; those erased count with what their receipt says of them."""
    judged: Counter[Judgement] = Counter()
    disposals: Counter[str] = Counter()
    alerts = Alert.objects.filter(deployment_id=deployment).select_related("outcome", "engagement")
    for alert in alerts.prefetch_related("views"):
        judged[judgement_of(alert)] += 1
        if outcome := getattr(alert, "outcome", None):
            disposals[outcome.disposal] += 1
    erased = ErasureReceipt.objects.filter(deployment=deployment).exclude(judged="")
    for word, disposal in erased.values_list("judged", "disposal"):
        judged[Judgement(word)] += 1
        disposals.update([disposal] if disposal else [])
    return AlertFigures(judged.total(), dict(judged), dict(disposals))


def erasure_figures(deployment: str) -> ErasureFigures:
    """Add up a deployment's receipts of erasure."""
    receipts = ErasureReceipt.objects.filter(deployment=deployment)
    keys = receipts.aggregate(keys=Sum("keys_destroyed", default=0))["keys"]
    return ErasureFigures(receipts.count(), keys, receipts.filter(late_seconds__gt=LATE_AFTER_SECONDS).count())
