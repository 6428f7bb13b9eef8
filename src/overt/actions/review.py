"""Review a deployment that is over, its watchlist destroyed: findings in words beside the figures as they stand."""

from dataclasses import asdict

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.weighed_factors import weighed_factors
from overt.records.ids import new_id
from overt.records.models import Deployment, Review, Tap
from overt.records.queries.duty import hours_json
from overt.records.queries.figures import alert_figures, erasure_figures, run_figures


def review(
    by: Actor,
    deployment: Deployment | str,
    *,
    findings: str,
    on_false_alerts: str = "",
    on_benefits: str = "",
    report_digest: str = "",
) -> Review:
    """Record the review; `report_digest` is the SHA-256 of the printed report, if one was made already.

    Where an alert was judged false, `on_false_alerts` says whether there is a trend or one overriding cause (E-96).
    """
    if not findings.strip():
        raise ActionRefused("findings_missing", "A review needs its findings in words.")
    with act(by, "review", deployment) as acting:
        row = acting.deployment
        figures = figures_of(row.id)
        if alert_figures(row.id).false and not on_false_alerts.strip():
            raise ActionRefused(
                "examination_missing", "Say whether the false alerts show a trend or one overriding cause."
            )
        written = Review(
            id=new_id(),
            deployment=row,
            reviewed_by=by.id,
            reviewed_at=acting.now,
            findings=findings.strip(),
            on_false_alerts=on_false_alerts.strip(),
            on_benefits=on_benefits.strip(),
            figures_json=figures | {"hours": dict(hours_json(row.id, acting.now))},
        )
        said = {"findings": written.findings, "on_false_alerts": written.on_false_alerts}
        said |= {"on_benefits": written.on_benefits}
        acting.record(
            "deployment.reviewed",
            subject=row.id,
            review=written.id,
            report_digest=report_digest or None,
            **{name: acting.commit_to(words.encode()) for name, words in said.items() if words},
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
        "factors": asdict(weighed_factors(deployment)),
    }
