"""Record a certificate of training taken elsewhere; never one's own, never for a course with a knowledge check here."""

from dataclasses import replace
from datetime import datetime

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.packs.people_rules import COURSE
from overt.records.ids import new_id
from overt.records.models import Course, Person, Training


def record_certificate(by: Actor, person: Person, *, course: str, reference: str, passed_on: datetime) -> Training:
    """Record that somebody else's certificate was seen: its reference, and the (aware) time it was passed.

    Raises:
        ActionRefused: no reference, a date to come, or the course has a knowledge check on this site (E-75).
    """
    if not reference.strip():
        raise ActionRefused("reference_missing", "Give the certificate's reference.")
    if not COURSE.fullmatch(course):
        raise ActionRefused("course_code", "There is no such course.")
    with act(by, "record_certificate", learn=lambda facts: replace(facts, granted_to=person.id)) as acting:
        if passed_on > acting.now:
            raise ActionRefused("date_to_come", "A certificate cannot be dated in the future.")
        if Course.objects.filter(code=course).exists():
            raise ActionRefused(
                "course_has_a_check", "This course is taken here: its knowledge check counts, not a certificate."
            )
        seen = Training(
            id=new_id(),
            person=person,
            course=course,
            means="certificate",
            passed=True,
            reference=reference.strip()[:64],
            passed_on=passed_on,
            recorded_by=by.id,
            recorded_at=acting.now,
        )
        acting.record(
            "training.recorded", subject=seen.id, training=seen.id, person=person.id, means=seen.means, passed=True
        )
        seen.save(force_insert=True)
    return seen
