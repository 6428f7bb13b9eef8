"""Review a deployment that is over, its watchlist destroyed: findings in words beside the figures as they stand."""

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Deployment, Review, Tap
from overt.records.queries.duty import hours_json
from overt.records.queries.figures import alert_figures, erasure_figures, run_figures


def review(by: Actor, deployment: Deployment | str, *, findings: str, report_digest: str = "") -> Review:
    """Record the review; `report_digest` is the SHA-256 of the printed report, if one was made already."""
    if not findings.strip():
        raise ActionRefused("findings_missing", "A review needs its findings in words.")
    with act(by, "review", deployment) as acting:
        row = acting.deployment
        written = Review(
            id=new_id(),
            deployment=row,
            reviewed_by=by.id,
            reviewed_at=acting.now,
            findings=findings.strip(),
            figures_json=figures_of(row.id) | {"hours": dict(hours_json(row.id, acting.now))},
        )
        told = acting.commit_to(written.findings.encode())
        acting.record(
            "deployment.reviewed",
            subject=row.id,
            review=written.id,
            findings=told,
            report_digest=report_digest or None,
        )
        row.reviewed_at = acting.now
        Tap.objects.filter(deployment=row).delete()
        written.save(force_insert=True)
    return written


def figures_of(deployment: str) -> dict[str, object]:
    """Return a deployment's counts as plain JSON values."""
    runs, alerts, erased = run_figures(deployment), alert_figures(deployment), erasure_figures(deployment)
    counted = {name: value for name, value in vars(runs).items() if name != "refusals"}
    return {
        "runs": counted | {"refusals": dict(runs.refusals)},
        "alerts": {
            "total": alerts.total,
            "judged": {judgement.value: count for judgement, count in sorted(alerts.judged.items())},
            "disposals": dict(sorted(alerts.disposals.items())),
        },
        "erasure": dict(vars(erased)),
    }
