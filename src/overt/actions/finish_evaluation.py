"""Record what an evaluation gave: the digests of its results, and the operating points two people may sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import EngineEvaluation

Point = dict[str, str | int | float]


@dataclass(frozen=True)
class EvaluationFinished:
    """The SHA-256 of results.json and of the passport fragment ("" when there is none), and its operating points."""

    results_digest: str
    fragment_digest: str
    operating_points: Sequence[Point]


def finish_evaluation(by: Actor, evaluation: EngineEvaluation | str, finished: EvaluationFinished) -> EngineEvaluation:
    """Record the end of an evaluation that was recorded as begun."""
    known = evaluation if isinstance(evaluation, str) else evaluation.id
    with act(by, "finish_evaluation") as acting:
        row = EngineEvaluation.objects.select_for_update().filter(pk=known).first()
        if row is None or row.finished_at is not None:
            raise ActionRefused("evaluation_not_in_progress", "No such evaluation is in progress on this site.")
        row.finished_at = acting.now
        row.results_digest = finished.results_digest
        row.fragment_digest = finished.fragment_digest
        row.operating_points = list(finished.operating_points)
        acting.record(
            "evaluation.finished",
            subject=row.id,
            evaluation=row.id,
            results=finished.results_digest,
            fragment=finished.fragment_digest or None,
        )
        row.save()
    return row
