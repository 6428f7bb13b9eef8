"""Say that a learning point is done, and how: by the person who owns it, once."""

from dataclasses import replace

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import Facts, ReviewFacts
from overt.records.models import LearningPoint


def finish_learning_point(by: Actor, point: LearningPoint | str, *, outcome: str, tap: str = "") -> LearningPoint:
    """Record what was done about a learning point."""
    if not outcome.strip():
        raise ActionRefused("words_missing", "Say what was done.")
    wanted = point if isinstance(point, str) else point.id
    try:
        row = LearningPoint.objects.get(pk=wanted)
    except LearningPoint.DoesNotExist:
        raise ActionRefused("no_such_point", "There is no such learning point.") from None

    def learn(facts: Facts) -> Facts:
        row.refresh_from_db()
        return replace(facts, review=ReviewFacts(owner=row.owner, point_is_done=row.done_at is not None))

    with act(by, "finish_learning_point", row.deployment_id, learn, tap) as acting:
        row.outcome, row.done_at = outcome.strip(), acting.now
        told = acting.commit_to(row.outcome.encode())
        acting.record("review.point_done", subject=row.deployment_id, point=row.id, words=told)
        row.save()
    return row
