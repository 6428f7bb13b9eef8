"""Publish a version of a course; a version is never edited, only followed by another."""

from overt.actions.act import Acting, act
from overt.actions.course_values import CourseContent
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.packs.people_rules import COURSE
from overt.records.ids import new_id
from overt.records.models import Course


def publish_course(by: Actor, content: CourseContent) -> Course:
    """Publish the next version of a course.

    Raises:
        ActionRefused: it has no content, no knowledge check that can be passed and failed, or no diversity input.
    """
    _refuse_unsound(content)
    with act(by, "publish_course") as acting:
        course = _next_version(acting, content)
        acting.record(
            "course.published",
            subject=course.id,
            course=course.id,
            version=course.version,
            content=course.content_digest,
            supersedes=course.supersedes_passes,
        )
        course.save(force_insert=True)
    return course


def _next_version(acting: Acting, content: CourseContent) -> Course:
    latest = Course.objects.filter(code=content.code).order_by("-version").first()
    return Course(
        id=new_id(),
        code=content.code,
        version=latest.version + 1 if latest else 1,
        title=content.title.strip(),
        content=content.content.strip(),
        formats=content.formats.strip(),
        diversity_input=content.diversity_input.strip(),
        questions_json=[
            {"text": one.text, "options": list(one.options), "right": one.right} for one in content.questions
        ],
        pass_mark=content.pass_mark,
        supersedes_passes=content.supersedes_passes,
        content_digest=content.digest,
        published_by=acting.by.id,
        published_at=acting.now,
    )


def _refuse_unsound(content: CourseContent) -> None:
    if not COURSE.fullmatch(content.code):
        raise ActionRefused("course_code", "A course's code is small letters, digits and hyphens, such as first-aid.")
    if not content.title.strip() or not content.content.strip() or not content.formats.strip():
        raise ActionRefused("course_empty", "A course needs a title, its content and where its formats are.")
    if not content.diversity_input.strip():
        raise ActionRefused(
            "diversity_input_missing", "Say who gave diversity input to this course and what it changed."
        )
    if not content.questions or not all(question.is_sound for question in content.questions):
        raise ActionRefused(
            "questions_unsound", "Each question needs words, two different options or more, and one right option."
        )
    if not 1 <= content.pass_mark <= len(content.questions):
        raise ActionRefused("pass_mark", f"The pass mark must be 1 to {len(content.questions)} right answers.")
