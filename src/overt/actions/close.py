"""Close a deployment: the key goes first, then the clocks of erasure start."""

from overt.actions._ending import drop_warrants, end_for_good, stand_down, start_erasure_clocks, withdraw_keys
from overt.actions.act import Acting, act
from overt.actions.system import Actor
from overt.law.states import Source
from overt.records.models import Deployment
from overt.records.queries.figures import alert_figures, run_figures


def close(by: Actor, deployment: Deployment | str, *, reason: str = "") -> Deployment:
    """Close a live or halted deployment; a reason is kept if one is given."""
    with act(by, "close", deployment) as acting:
        record_close(acting, reason=reason)
    end_for_good(acting.deployment.id)
    return acting.deployment


def record_close(acting: Acting, *, reason: str = "", reason_code: str | None = None) -> None:
    """Take the key away and put the close on record, with words or a code for its reason."""
    withdraw_keys(acting)
    told = acting.state_reason("close", reason) if reason.strip() else None
    figures = alert_figures(acting.deployment.id)
    acting.record(
        "deployment.closed",
        subject=acting.deployment.id,
        alerts=figures.total,
        unresolved=figures.unresolved,
        reason=told,
        reason_code=reason_code,
    )
    record_end_of_recording(acting)
    acting.deployment.closed_at = acting.now
    start_erasure_clocks(acting)
    stand_down(acting)
    drop_warrants(acting)


def record_end_of_recording(acting: Acting) -> None:
    """Put a recording's counters on record, if the deployment was on one."""
    row = acting.deployment
    if row.source != Source.RECORDING or row.started_at is None:
        return
    figures = run_figures(row.id)
    acting.record(
        "rehearsal.recording_ended",
        subject=row.id,
        alerts=alert_figures(row.id).total,
        frames=figures.frames,
        frames_skipped=figures.frames_skipped,
        faces_detected=figures.faces_detected,
        passages=figures.passages,
        recognition_opportunities=figures.recognition_opportunities,
        templates_made=figures.templates_made,
        templates_overwritten=figures.templates_overwritten,
        longest_template_ms=figures.longest_template_ms,
    )
