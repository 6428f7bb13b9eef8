"""Write down what a deployment taught as an action that one person owns and must have done by a day."""

from datetime import UTC, date, datetime, time

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.entry import time_text
from overt.records.ids import new_id
from overt.records.models import Deployment, LearningPoint, Person


def add_learning_point(
    by: Actor, deployment: Deployment | str, *, words: str, owner: Person, due_on: date, tap: str = ""
) -> LearningPoint:
    """Add a learning point; its owner says when it is done."""
    if not words.strip():
        raise ActionRefused("words_missing", "Say what is to be done.")
    with act(by, "add_learning_point", deployment, tap=tap) as acting:
        if due_on < acting.now.date():
            raise ActionRefused("day_past", "The day by which it is done has passed.")
        if not owner.is_active or not owner.roles:
            raise ActionRefused("owner_unclear", "Choose an owner who holds a role here.")
        point = LearningPoint(
            id=new_id(),
            deployment=acting.deployment,
            words=words.strip(),
            owner=owner.id,
            due_on=due_on,
            raised_by=by.id,
            raised_at=acting.now,
        )
        acting.record(
            "review.point_added",
            subject=acting.deployment.id,
            point=point.id,
            owner=point.owner,
            due_on=time_text(datetime.combine(due_on, time(), UTC)),
            words=acting.commit_to(point.words.encode()),
        )
        point.save(force_insert=True)
    return point
