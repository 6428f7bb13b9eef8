"""What the demonstration shows, as one JSON object: every number from the records, the reports or a real search."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from overt.cli.demonstration import counting
from overt.cli.demonstration.scripted import Performance
from overt.live.report import RunReport
from overt.measure import false_alert_rate, percentiles
from overt.records.models import Deployment
from overt.records.queries.figures import erasure_figures, run_figures
from overt.rehearsal.canary import Findings
from overt.rehearsal.crowd import Clip
from overt.rehearsal.score import PassageError

NOTE = "REHEARSAL: NOT EVIDENCE. Drawn people only; no figure here says anything about real faces or groups."
CLEAR_FRAMES = 12
"""A seeded passage with this many frames facing the camera, unhidden and large enough has to alert."""


def outcome(
    deployment: Deployment, clip: Clip, performance: Performance, error: PassageError, found: Findings, report: Path
) -> dict[str, Any]:
    """Put the object together."""
    figures = run_figures(deployment.id)
    erased = erasure_figures(deployment.id)
    return {
        "note": NOTE,
        "deployment": {
            "id": deployment.id,
            "kind": deployment.kind,
            "state": deployment.state,
            "engine": deployment.engine,
            "threshold": deployment.threshold,
            "clip_seconds": round(clip.truth.frames / clip.truth.frames_per_second, 2),
        },
        "counts": asdict(figures),
        "passage_error": {**asdict(error), "method": counting.METHOD},
        "alerts": alert_figures(clip, performance, figures.passages),
        "latency_ms": latencies(performance.reports),
        "halt_ms": halt_ms(performance),
        "erasure": {
            "keys_destroyed": erased.keys_destroyed,
            "receipts": erased.receipts,
            "late": erased.late,
            "canary_hits": len(found.hits),
            "canary_files_searched": found.files_searched,
            "canary_bytes_searched": found.bytes_searched,
            "canary_pictures_decoded": found.pictures_decoded,
            "canary_search_complete": found.complete,
            "canary_not_searched": [*found.unreadable, *found.unsearched],
        },
        "report": str(report),
    }


def must_alert(clip: Clip, smallest_face_px: float) -> set[str]:
    """Return the seeded passages that no clear view is missing from."""
    return {
        passage.id
        for passage in clip.truth.seeded
        if passage.clear_frames(smallest_face_px, most_yaw=0.3) >= CLEAR_FRAMES
    }


def alert_figures(clip: Clip, performance: Performance, passages: int) -> dict[str, Any]:
    """Count alerts against the truth; a seeded passage that turns away throughout cannot be missed."""
    from overt.law import packs

    expected = must_alert(clip, smallest_face_px=64.0)
    total = performance.true_alerts + performance.false_alerts
    rate = false_alert_rate(
        false_alerts=performance.false_alerts,
        unresolved=0,
        alerts=total,
        faces_seen=passages,
        ceiling=packs.load("mps-2018-2023").false_alert_ceiling,
    )
    return {
        "total": total,
        "true": performance.true_alerts,
        "false": performance.false_alerts,
        "missed": len(expected - performance.alerted),
        "seeded": len(clip.truth.seeded),
        "seeded_clear_and_facing": len(expected),
        "false_alert_rate": rate.best.to_json(),
        "false_alerts_of_alerts": rate.of_alerts.to_json(),
    }


def latencies(reports: list[RunReport]) -> dict[str, Any]:
    """Summarise the milliseconds until each alert's row was committed; null where nothing alerted."""
    measured = [latency for report in reports for latency in report.latencies]
    if not measured:
        return {"from_alerting_frame": None, "from_first_usable_frame": None}
    return {
        "from_alerting_frame": percentiles([one.from_alerting_frame_ms for one in measured]).to_json(),
        "from_first_usable_frame": percentiles([one.from_first_usable_frame_ms for one in measured]).to_json(),
    }


def halt_ms(performance: Performance) -> float | None:
    """Return the milliseconds from asking for the halt until the camera process had nothing left to compare with."""
    asked = performance.halt_asked_at
    stops = [datetime.fromisoformat(stop.at) for report in performance.reports for stop in report.stops]
    after = sorted(at for at in stops if asked and at >= asked)
    return round((after[0] - asked).total_seconds() * 1000, 1) if asked and after else None
