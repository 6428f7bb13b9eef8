"""What a review is computed from: counts of one deployment by category, camera and kind of interruption.

Alerts erased since are counted from the ledger and their receipts, so the figures stay the same while their pictures
go. No name, no picture and no score is among them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from overt.ledger.entry import Entry
from overt.ledger.read import entries_of
from overt.records.models import Alert, CameraRun, Deployment, ErasureReceipt, LearningPoint, SecondReading
from overt.records.queries.application import answers_of
from overt.records.queries.judgement import Judgement, judgement_of

SAMPLE = 20
"""How many alerts a second person reads again; all of them when there are fewer."""

BENEFITS = "list.benefits"
_BEGAN, _ENDED = "camera.outage_began", "camera.outage_ended"


@dataclass(frozen=True)
class Judged:
    """One alert as it counts: what the ledger says of it, and its judgement and disposal ("" for none)."""

    alert: str
    camera: str
    entry: str
    raised_at: datetime
    category: str
    judgement: Judgement
    disposal: str


@dataclass(frozen=True)
class CategoryOutcome:
    """One category of the list: entries listed, what Form 1 expected of it, and what came of it.

    `expected` and `measured_by` are the applicant's words, empty once the application is erased.
    """

    category: str
    listed: int
    expected: str
    measured_by: str
    alerts: int
    judged: Mapping[str, int]
    disposals: Mapping[str, int]


@dataclass(frozen=True)
class FalseAlerts:
    """False alerts examined for a trend: by camera, by quarter of the time it ran, by subject.

    `by_camera` gives camera, passages, alerts, false alerts; `by_quarter` alerts and false alerts in each quarter.
    `subjects` had a false alert, `most_of_one` is the largest number one subject drew.
    """

    total: int
    by_camera: tuple[tuple[str, int, int, int], ...]
    by_quarter: tuple[tuple[int, int], ...]
    subjects: int
    most_of_one: int


@dataclass(frozen=True)
class ReadAgain:
    """The blinded second reading: alerts in the sample, read so far, and those where both views are the same."""

    sample: int
    read: int
    agreed: int


@dataclass(frozen=True)
class Interruptions:
    """Halts and outages with how long they lasted in seconds, cameras lost, comparisons the software stopped."""

    halts: int
    halted_seconds: int
    outages: int
    outage_seconds: int
    lost: int
    stopped: int


@dataclass(frozen=True)
class ReviewCounts:
    """Everything a review states beside the deployment's own figures."""

    categories: tuple[CategoryOutcome, ...]
    false_alerts: FalseAlerts
    read_again: ReadAgain
    interruptions: Interruptions
    points: tuple[LearningPoint, ...] = field(default=())


def review_counts(deployment: Deployment) -> ReviewCounts:
    """Count what a review of this deployment says."""
    entries = list(entries_of(deployment.pk))
    judged = _judged(deployment.pk, entries)
    return ReviewCounts(
        categories=_categories(deployment, judged),
        false_alerts=_false_alerts(deployment, judged),
        read_again=_read_again(deployment.pk, entries),
        interruptions=_interruptions(deployment, entries),
        points=tuple(LearningPoint.objects.filter(deployment=deployment).order_by("due_on", "raised_at")),
    )


def sample_of(deployment: str, entries: Iterable[Entry] | None = None) -> list[str]:
    """Return the alerts a second person reads again, drawn by the digest of their ids: nobody chooses them."""
    told = entries_of(deployment) if entries is None else entries
    viewed = {one.subject for one in told if one.event == "alert.adjudicated" and one.details.get("role") == "operator"}
    return sorted(viewed, key=lambda alert: sha256(f"{deployment}/{alert}".encode()).digest())[:SAMPLE]


def to_read_again(person: str, deployment: str) -> list[Alert]:
    """Return the alerts of the sample that are still there, not read again, and that this person gave no view of."""
    read = set(SecondReading.objects.filter(deployment_id=deployment).values_list("alert", flat=True))
    wanted = [alert for alert in sample_of(deployment) if alert not in read]
    rows = Alert.objects.filter(pk__in=wanted).exclude(views__person=person)
    return sorted(rows, key=lambda row: wanted.index(row.pk))


def _judged(deployment: str, entries: Iterable[Entry]) -> list[Judged]:
    rows = Alert.objects.filter(deployment_id=deployment).select_related("outcome", "engagement")
    told: dict[str, tuple[str, str]] = {}
    for row in rows.prefetch_related("views"):
        outcome = getattr(row, "outcome", None)
        told[row.pk] = judgement_of(row).value, outcome.disposal if outcome else ""
    receipts = ErasureReceipt.objects.filter(deployment=deployment).exclude(judged="")
    told |= {
        record: (judged, did) for record, judged, did in receipts.values_list("intent__record", "judged", "disposal")
    }
    category: dict[str, str] = {}
    found = []
    for entry in entries:
        if entry.event == "watchlist.entry_added":
            category[str(entry.details["entry"])] = str(entry.details.get("category"))
        if entry.event == "alert.raised" and entry.subject in told:
            of, (judgement, disposal) = str(entry.details["entry"]), told[entry.subject]
            found.append(
                Judged(
                    alert=entry.subject,
                    camera=str(entry.details["camera"]),
                    entry=of,
                    raised_at=entry.at,
                    category=category.get(of, ""),
                    judgement=Judgement(judgement),
                    disposal=disposal,
                )
            )
    return found


def _categories(deployment: Deployment, judged: list[Judged]) -> tuple[CategoryOutcome, ...]:
    composed: Mapping[str, int] = deployment.list_composition_json
    listed = {name.removeprefix("category:"): n for name, n in composed.items() if name.startswith("category:")}
    rows = answers_of(deployment).get(BENEFITS, ())
    said = {row["category"]: row for row in (() if isinstance(rows, str) else rows) if row.get("category")}
    return tuple(
        CategoryOutcome(
            category=name,
            listed=listed.get(name, 0),
            expected=said.get(name, {}).get("benefit", ""),
            measured_by=said.get(name, {}).get("measured", ""),
            alerts=sum(one.category == name for one in judged),
            judged=_sorted(one.judgement.value for one in judged if one.category == name),
            disposals=_sorted(one.disposal for one in judged if one.category == name and one.disposal),
        )
        for name in sorted(listed.keys() | {one.category for one in judged})
    )


def _sorted(words: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(words).items()))


def _false_alerts(deployment: Deployment, judged: list[Judged]) -> FalseAlerts:
    false = [one for one in judged if one.judgement.is_false]
    passages: Counter[str] = Counter()
    for camera, counted in CameraRun.objects.filter(deployment=deployment).values_list("camera", "passages"):
        passages[camera] += counted
    alerts, wrong = Counter(one.camera for one in judged), Counter(one.camera for one in false)
    of_subject = Counter(one.entry for one in false)
    return FalseAlerts(
        total=len(false),
        by_camera=tuple((name, passages[name], alerts[name], wrong[name]) for name in sorted(passages | alerts)),
        by_quarter=_by_quarter(deployment, judged),
        subjects=len(of_subject),
        most_of_one=max(of_subject.values(), default=0),
    )


def _by_quarter(deployment: Deployment, judged: list[Judged]) -> tuple[tuple[int, int], ...]:
    began, ended = deployment.started_at, deployment.ended_at
    if began is None or ended is None or ended <= began:
        return ()
    quarter = (ended - began) / 4
    place = {one.alert: min(3, max(0, int((one.raised_at - began) / quarter))) for one in judged}
    return tuple(
        (
            sum(place[one.alert] == number for one in judged),
            sum(place[one.alert] == number and one.judgement.is_false for one in judged),
        )
        for number in range(4)
    )


def _read_again(deployment: str, entries: list[Entry]) -> ReadAgain:
    views = SecondReading.objects.filter(deployment_id=deployment).values_list("first_view", "view")
    return ReadAgain(len(sample_of(deployment, entries)), len(views), sum(first == second for first, second in views))


def _interruptions(deployment: Deployment, entries: list[Entry]) -> Interruptions:
    counted = Counter(entry.event for entry in entries)
    return Interruptions(
        halts=counted["deployment.halted"],
        halted_seconds=_halted(deployment, entries),
        outages=counted[_BEGAN],
        outage_seconds=sum(_seconds(entry) for entry in entries if entry.event == _ENDED),
        lost=counted["camera.lost"],
        stopped=counted["camera.comparison_stopped"],
    )


def _seconds(entry: Entry) -> int:
    seconds = entry.details.get("seconds")
    return seconds if isinstance(seconds, int) else 0


def _halted(deployment: Deployment, entries: list[Entry]) -> int:
    """Add up the seconds between each halt and its resumption, or the deployment's end."""
    total, since = 0.0, None
    for entry in entries:
        if entry.event == "deployment.halted":
            since = entry.at
        elif entry.event in {"deployment.resumed", "deployment.closed", "deployment.expired"} and since is not None:
            total += (entry.at - since).total_seconds()
            since = None
    if since is not None and deployment.ended_at is not None:
        total += max(0.0, (deployment.ended_at - since).total_seconds())
    return int(total)
