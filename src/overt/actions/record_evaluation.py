"""Record that an evaluation of an engine begins, or goes on after it was cut off: before a face is looked at."""

from dataclasses import dataclass

from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import EngineEvaluation


@dataclass(frozen=True)
class EvaluationBegun:
    """What is about to be run; digests and the engine, nothing of a person."""

    run: str
    plan_digest: str
    engine: str
    engine_version: str
    engine_digest: str


def record_evaluation(by: Actor, begun: EvaluationBegun) -> EngineEvaluation:
    """Record the run before any face is looked at; one that was cut off keeps its record and is recorded as resumed."""
    with act(by, "record_evaluation") as acting:
        unfinished = EngineEvaluation.objects.filter(run=begun.run, finished_at=None).first()
        if unfinished is not None:
            acting.record("evaluation.resumed", subject=unfinished.id, evaluation=unfinished.id, run=begun.run)
            return unfinished
        evaluation = EngineEvaluation(
            id=new_id(),
            run=begun.run,
            plan_digest=begun.plan_digest,
            engine=begun.engine,
            engine_version=begun.engine_version,
            engine_digest=begun.engine_digest,
            begun_by_id=by.id,
            begun_at=acting.now,
        )
        acting.record(
            "evaluation.begun",
            subject=evaluation.id,
            evaluation=evaluation.id,
            run=begun.run,
            plan=begun.plan_digest,
            engine=begun.engine,
            engine_digest=begun.engine_digest or None,
        )
        evaluation.save(force_insert=True)
    return evaluation
