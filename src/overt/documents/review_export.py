"""The review of one deployment as JSON (with a schema) and as CSV: the published columns and what overseers ask for.

Computed anew from records and ledger each time. It names nobody, keeps small counts about engaged people back, and
states no rate without its denominator, interval and method. What was not measured says so in words.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from overt.documents.deployment_report import REHEARSAL
from overt.documents.evidence import Evidence, gather
from overt.ledger.entry import time_text
from overt.measure import clopper_pearson, false_alert_rate
from overt.records.models import Deployment, Review
from overt.records.queries.duty import hours_json
from overt.records.queries.engagement_counts import told_counts
from overt.records.queries.figures import erasure_figures
from overt.records.queries.judgement import Judgement
from overt.records.queries.review import ReviewCounts, review_counts

SCHEMA = "review.schema.json"
COUNTING: Final = "passages as tracked; the tracker's error was not measured at this place"
NOT_MEASURED: Final = "Not measured here: it needs passages of volunteers whose identity is known."
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DISPOSALS = {"arrest": "arrests", "other_disposal": "other_disposals", "no_action": "no_action"}
_DISPOSALS |= {"safeguarding_referral": "safeguarding_referrals"}

_COLUMNS: Final[Mapping[str, str]] = {
    "location": "Location",
    "date": "Date",
    "duration_minutes": "Duration",
    "use_case": "Use case",
    "purpose": "Purpose",
    "watchlist_size": "Watchlist size",
    "threshold": "Minimum threshold setting",
    "total_alerts": "Total alerts",
    "true_confirmed": "True alerts confirmed",
    "true_unconfirmed": "True alerts unconfirmed",
    "false_confirmed": "False alerts confirmed",
    "false_unconfirmed": "False alerts unconfirmed",
    "unresolved": "Unresolved alerts",
    "false_alert_rate": "False alert rate",
    "arrests": "Arrests",
    "other_disposals": "Other disposal",
    "no_action": "No action",
    "faces_seen": "Faces seen",
}
"""The columns forces publish, by their field of `published`, with a heading that `overt evaluate records` knows."""


def schema() -> str:
    """Return the JSON Schema (2020-12) the export follows."""
    return (resources.files("overt.documents") / SCHEMA).read_text("utf-8")


def review_json(deployment: Deployment | str) -> bytes:
    """Return the review as JSON, indented, UTF-8.

    Raises:
        DocumentRefused: there is no such deployment, or it is not decided on yet.
    """
    return json.dumps(review_values(deployment), indent=2, ensure_ascii=False).encode() + b"\n"


def review_csv(deployment: Deployment | str) -> bytes:
    """Return the published columns as CSV: a heading and one row, UTF-8 with a byte order mark for spreadsheets."""
    published = review_values(deployment)["published"]
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(_COLUMNS.values())
    rows.writerow([_cell(name, published[name]) for name in _COLUMNS])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def review_values(deployment: Deployment | str) -> dict[str, Any]:
    """Compute the whole review as plain values."""
    evidence = gather(deployment)
    row, counts = evidence.deployment, review_counts(evidence.deployment)
    return {
        "v": 1,
        "deployment": row.id,
        "kind": row.kind,
        "warning": REHEARSAL if evidence.is_rehearsal else "",
        "state": row.state,
        "as_of": time_text(evidence.dated),
        "published": _published(evidence),
        "asked_by_overseers": _asked(evidence),
        "outcomes_by_category": [
            {
                "category": one.category,
                "listed": one.listed,
                "expected_benefit": one.expected,
                "measured_by": one.measured_by,
                "alerts": one.alerts,
                "judged": dict(one.judged),
                "outcomes": dict(one.disposals),
            }
            for one in counts.categories
        ],
        "false_alerts": _false_alerts(row, counts),
        "second_reading": _second_reading(counts),
        "interruptions": dict(vars(counts.interruptions)),
        "engagements": {one.question: {told.answer: told.count for told in one.answers} for one in told_counts(row)},
        "hours_by_role": dict(hours_json(row.id, evidence.dated)),
        "erasure": dict(vars(erasure_figures(row.id))),
        "learning_points": [
            {
                "words": point.words,
                "owner": point.owner,
                "due_on": point.due_on.isoformat(),
                "done_at": time_text(point.done_at) if point.done_at else None,
                "outcome": point.outcome,
            }
            for point in counts.points
        ],
        "review": _written(getattr(row, "review", None)),
    }


def _published(evidence: Evidence) -> dict[str, Any]:
    row, alerts, passages = evidence.deployment, evidence.alerts, evidence.counted.passages
    began, ended = row.started_at, row.ended_at
    return {
        "location": row.place,
        "date": began.date().isoformat() if began else None,
        "duration_minutes": int((ended - began).total_seconds() // 60) if began and ended else None,
        "use_case": row.use_case,
        "purpose": row.purpose,
        "watchlist_size": row.list_composition_json.get("entries", 0),
        "threshold": row.threshold,
        "total_alerts": alerts.total,
        **{judgement.value: alerts.judged.get(judgement, 0) for judgement in Judgement},
        "false_alert_rate": _rate(evidence),
        **{column: alerts.disposals.get(code, 0) for code, column in _DISPOSALS.items()},
        "faces_seen": passages,
    }


def _rate(evidence: Evidence) -> dict[str, Any] | None:
    """Return best and worst case, or None while more alerts than passages are counted."""
    alerts, passages = evidence.alerts, evidence.counted.passages
    if alerts.false + alerts.unresolved > passages:
        return None
    found = false_alert_rate(
        false_alerts=alerts.false,
        unresolved=alerts.unresolved,
        alerts=alerts.total,
        faces_seen=passages,
        ceiling=evidence.pack.false_alert_ceiling,
        counting=COUNTING,
    )
    return {
        "best_case": found.best.to_json(),
        "worst_case": found.worst.to_json(),
        "of_alerts": found.of_alerts.to_json(),
        "ceiling": f"{found.ceiling.numerator}/{found.ceiling.denominator}",
        "above_the_ceiling": found.alarm,
        "breach": found.breach,
        "breach_in_the_worst_case": found.worst_case_breach,
    }


def _asked(evidence: Evidence) -> dict[str, Any]:
    row, counted = evidence.deployment, evidence.counted
    return {
        "began_at": time_text(row.started_at) if row.started_at else None,
        "ended_at": time_text(row.ended_at) if row.ended_at else None,
        "cameras": row.cameras.count(),
        "list_composition": dict(row.list_composition_json),
        "engine": row.engine,
        "engine_digest": row.engine_digest,
        "counting_method": COUNTING,
        "recognition_opportunities": counted.recognition_opportunities,
        "frames": counted.frames,
        "frames_skipped": counted.frames_skipped,
        "true_recognition_rate": NOT_MEASURED,
        "differences_between_groups": NOT_MEASURED,
        "law_pack": row.pack,
        "law_pack_digest": row.pack_digest,
        "authority_digest": row.authority_digest,
        "watchlist_destroyed_at": time_text(row.watchlist_destroyed_at) if row.watchlist_destroyed_at else None,
        "ledger_size": evidence.ledger_size,
        "ledger_root": evidence.ledger_root,
    }


def _false_alerts(row: Deployment, counts: ReviewCounts) -> dict[str, Any]:
    false, written = counts.false_alerts, getattr(row, "review", None)
    return {
        "total": false.total,
        "by_camera": [
            {
                "camera": camera,
                "alerts": alerts,
                "false_for_faces_seen": clopper_pearson(wrong, max(seen, wrong), unit="faces seen").to_json(),
            }
            for camera, seen, alerts, wrong in false.by_camera
        ],
        "by_quarter_of_the_time": [{"alerts": alerts, "false": wrong} for alerts, wrong in false.by_quarter],
        "subjects": false.subjects,
        "most_of_one_subject": false.most_of_one,
        "factors_weighed": written.figures_json.get("factors") if written else None,
    }


def _second_reading(counts: ReviewCounts) -> dict[str, Any]:
    read = counts.read_again
    return {
        "sample": read.sample,
        "read": read.read,
        "agreed": clopper_pearson(read.agreed, read.read, unit="alerts read again").to_json(),
    }


def _written(review: Review | None) -> dict[str, Any] | None:
    if review is None:
        return None
    return {
        "reviewed_at": time_text(review.reviewed_at),
        "findings": review.findings,
        "on_false_alerts": review.on_false_alerts,
        "on_benefits": review.on_benefits,
    }


def _cell(name: str, value: Any) -> str:
    """Write one cell; a text that a spreadsheet would take for a formula is quoted."""
    if name == "false_alert_rate":
        best = value["best_case"] if value else None
        return f"{best['numerator']} in {best['denominator']}" if best else "not stated"
    if name == "duration_minutes":
        return "" if value is None else f"{value} minutes"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
