"""Answer a course's knowledge check; every attempt is kept, and only one at the pass mark or above counts."""

from collections.abc import Sequence

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.ids import new_id
from overt.records.models import Course, Training


def take_knowledge_check(by: Actor, course: Course, answers: Sequence[int]) -> Training:
    """Grade one's own answers (an option's index a question) against the newest version of the course.

    Raises:
        ActionRefused: a newer version is published, or a question is unanswered.
    """
    with act(by, "take_knowledge_check") as acting:
        newest = Course.objects.filter(code=course.code).order_by("-version").first()
        if newest is None or newest.id != course.id:
            raise ActionRefused(
                "course_superseded", "There is a newer version of this course: read it and answer that."
            )
        if len(answers) != len(newest.questions_json):
            raise ActionRefused("answers_missing", "Answer every question.")
        right = sum(given == question["right"] for given, question in zip(answers, newest.questions_json, strict=True))
        taken = Training(
            id=new_id(),
            person_id=by.id,
            course=newest.code,
            version=newest.version,
            means="knowledge_check",
            answered_right=right,
            asked=len(answers),
            passed=right >= newest.pass_mark,
            passed_on=acting.now,
            recorded_by=by.id,
            recorded_at=acting.now,
        )
        acting.record(
            "training.recorded",
            subject=taken.id,
            training=taken.id,
            person=by.id,
            means=taken.means,
            passed=taken.passed,
            answered_right=right,
            asked=taken.asked,
        )
        taken.save(force_insert=True)
    return taken
