"""The review in print: outcomes by category, false alerts examined, second reading, learning points, words (E-96)."""

from __future__ import annotations

from overt.documents.content import Block, Facts, Note, Paragraph, Quotation, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import length, moment, number, who, words
from overt.measure import clopper_pearson
from overt.measure.values import FEW
from overt.records.models import Deployment, Review
from overt.records.queries.engagement_counts import told_counts
from overt.records.queries.judgement import Judgement
from overt.records.queries.review import CategoryOutcome, FalseAlerts, ReviewCounts, review_counts

_OVER = frozenset({"closed", "expired", "cancelled", "reviewed", "published"})
_CAUTION = (
    "Counts this small show a trend only when it is gross. That no trend is seen here does not show that there is none."
)


def review(evidence: Evidence) -> tuple[Section, ...]:
    """Print what a review looks at, and its words once there are any; nothing while the deployment runs."""
    row = evidence.deployment
    if row.state not in _OVER:
        return ()
    counts, written = review_counts(row), getattr(row, "review", None)
    return (
        Section("Outcomes by category of the list", (_outcomes(counts.categories), *_benefits(counts.categories))),
        Section("False alerts examined", (*_examined(counts.false_alerts), *_factors(written), *_read_again(counts))),
        Section("Interruptions and complaints", (_interruptions(row, counts),)),
        Section("Learning points", (_points(evidence, counts),)),
        *_findings(evidence, written),
    )


def _outcomes(categories: tuple[CategoryOutcome, ...]) -> Block:
    if not categories:
        return Paragraph("No watchlist was sealed.")
    rows = tuple(
        (
            words(one.category),
            number(one.listed),
            number(one.alerts),
            number(_true(one)),
            number(_false(one)),
            number(one.judged.get(Judgement.UNRESOLVED, 0)),
            ", ".join(f"{words(code)} {number(count)}" for code, count in one.disposals.items()) or "none",
        )
        for one in categories
    )
    heading = ("Category", "Listed", "Alerts", "True", "False", "Unresolved", "Outcomes")
    return Table("What came of each category (E-04)", heading, rows, (6, 3, 3, 3, 3, 4, 7), (1, 2, 3, 4, 5))


def _benefits(categories: tuple[CategoryOutcome, ...]) -> tuple[Block, ...]:
    said = [one for one in categories if one.expected]
    if not said:
        return (Paragraph("No expected benefit by category is on record."),)
    return tuple(
        Quotation(
            f"Expected of listing “{words(one.category)}”, told by: {one.measured_by or 'not said'}", one.expected
        )
        for one in said
    )


def _true(one: CategoryOutcome) -> int:
    return sum(one.judged.get(judgement, 0) for judgement in (Judgement.TRUE_CONFIRMED, Judgement.TRUE_UNCONFIRMED))


def _false(one: CategoryOutcome) -> int:
    return sum(one.judged.get(judgement, 0) for judgement in (Judgement.FALSE_CONFIRMED, Judgement.FALSE_UNCONFIRMED))


def _examined(false: FalseAlerts) -> tuple[Block, ...]:
    if not false.total:
        return (Paragraph("No alert was judged false, so there is none to examine."),)
    cameras = tuple(
        (name, number(alerts), str(clopper_pearson(wrong, max(seen, wrong), unit="faces seen")))
        for name, seen, alerts, wrong in false.by_camera
    )
    facts = (
        ("False alerts", number(false.total)),
        ("By quarter of the time it ran", _quarters(false)),
        ("Subjects with a false alert", f"{number(false.subjects)}; most for one of them: {number(false.most_of_one)}"),
    )
    table = Table("False alerts by camera", ("Camera", "Alerts", "False for faces seen"), cameras, (3, 2, 9), (1,))
    caution = (Note(_CAUTION),) if false.total < FEW else ()
    return (Facts(facts), table, *caution)


def _quarters(false: FalseAlerts) -> str:
    return ", ".join(f"{wrong} of {alerts}" for alerts, wrong in false.by_quarter) or "not known"


def _factors(written: Review | None) -> tuple[Block, ...]:
    held = written.figures_json.get("factors") if written else None
    if not held:
        return ()
    asked = held["asked"]
    named = held["factors"] | {f"{code}, as a characteristic (E-83)": n for code, n in held["characteristics"].items()}
    rows = tuple((words(code), f"{number(count)} of {number(asked)}") for code, count in named.items())
    if not rows:
        return (Paragraph(f"Of {number(asked)} false alerts whose factors are on record, none names one."),)
    return (Table("What operators weighed in false alerts", ("Factor", "False alerts"), rows, (5, 2)),)


def _read_again(counts: ReviewCounts) -> tuple[Block, ...]:
    read = counts.read_again
    said = f"A second person is to read {number(read.sample)} alerts again without the first view; they are drawn by "
    said += f"the digest of their ids. So far {number(read.read)} were read."
    if not read.read:
        return (Paragraph(said),)
    agreed = clopper_pearson(read.agreed, read.read, unit="alerts read again")
    return (Paragraph(said), Facts((("Both views are the same", str(agreed)),)))


def _interruptions(row: Deployment, counts: ReviewCounts) -> Block:
    told = counts.interruptions
    complaints = next((one for one in told_counts(row) if one.question == "complaint"), None)
    made = next((one.count for one in complaints.answers if one.answer == "yes"), 0) if complaints else 0
    return Facts(
        (
            ("Halts", f"{number(told.halts)}, {length(told.halted_seconds)} together"),
            ("Outages of a camera", f"{number(told.outages)}, {length(told.outage_seconds)} together"),
            ("Camera processes lost", number(told.lost)),
            ("Comparisons stopped by the software", number(told.stopped)),
            ("Complaints recorded by officers", "kept back: a small count" if made is None else number(made)),
        )
    )


def _points(evidence: Evidence, counts: ReviewCounts) -> Block:
    if not counts.points:
        return Paragraph("No learning point is on record.")
    rows = tuple(
        (
            point.words,
            who(evidence, point.owner),
            point.due_on.isoformat(),
            f"done {point.done_at.date().isoformat()}: {point.outcome}" if point.done_at else "open",
        )
        for point in counts.points
    )
    return Table("What is to be done, by whom, by when", ("What", "Owner", "Due", "State"), rows, (7, 4, 3, 6))


def _findings(evidence: Evidence, written: Review | None) -> tuple[Section, ...]:
    if written is None:
        return ()
    said = (
        (f"Findings of {who(evidence, written.reviewed_by)}, {moment(written.reviewed_at)}", written.findings),
        ("On false alerts: trend or overriding cause (E-96)", written.on_false_alerts),
        ("On the benefits expected (E-04)", written.on_benefits),
    )
    return (Section("Review", tuple(Quotation(title, text) for title, text in said if text)),)
