"""An evaluation of an engine taken to where its operating points count here: run on record, signed by two people."""

from hashlib import sha256

from overt.actions.finish_evaluation import EvaluationFinished, Point, finish_evaluation
from overt.actions.record_evaluation import EvaluationBegun, record_evaluation
from overt.actions.sign_operating_points import sign_operating_points
from overt.actions.values import EngineFacts
from overt.measure import clopper_pearson
from overt.records.ids import new_id
from overt.records.models import EngineEvaluation, Person
from tests.make import People

FIT = EngineFacts("fit", "f" * 64, frozenset({"operational", "trial", "rehearsal"}), ("0", "1"), "0.60")
"""An engine that its passport calls fit for operations, with the mandate's threshold on its scale."""


def point(threshold: float, list_size: int, errors: int, searches: int) -> Point:
    """Return an operating point as a fragment holds it, with the exact interval of its counts."""
    told = clopper_pearson(errors, searches, unit="passages")
    names = ("numerator", "denominator", "low", "high", "confidence", "method")
    rate = {name: getattr(told, name) for name in names}
    return {"threshold": threshold, "list_size": list_size, "false_positive_identification": rate}  # type: ignore[dict-item]


def finished(who: People, engine: EngineFacts, *points: Point) -> EngineEvaluation:
    """Record an evaluation of this engine that measured these points."""
    digest = sha256(new_id().encode()).hexdigest()
    begun = record_evaluation(who.evaluator, EvaluationBegun(digest, digest, engine.name, "1", engine.digest))
    return finish_evaluation(who.evaluator, begun, EvaluationFinished(digest, digest, points))


def sign(by: Person, row: EngineEvaluation) -> None:
    """Sign its operating points."""
    sign_operating_points(by, fragment_digest=row.fragment_digest, engine_digest=row.engine_digest)


def accepted(who: People, engine: EngineFacts, *points: Point) -> EngineEvaluation:
    """Have two people accept what was measured."""
    row = finished(who, engine, *(points or (point(0.6, 1_000, 3, 4_000),)))
    sign(who.evaluator, row)
    sign(who.technical_lead, row)
    return row
