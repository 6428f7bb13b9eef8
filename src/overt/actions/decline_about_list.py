"""Decline a question whether one person was on a list, with the reason; nothing is looked up."""

from overt.actions._erasing import complete, intend
from overt.actions._membership import find_question, learn_of
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import ErasureClass, MembershipQuestion, QuestionState


def decline_about_list(by: Actor, question: MembershipQuestion | str, *, reason: str) -> MembershipQuestion:
    """Close a question without an answer and erase what was sealed of it."""
    asked = find_question(question)
    about = asked.deployment_id
    with act(by, "decline_about_list", about, learn_of(about, asked.pk)) as acting:
        told = acting.state_reason("decline_about_list", reason)
        acting.record("membership.declined", subject=asked.pk, question=asked.pk, reason=told)
        row = MembershipQuestion.objects.select_for_update().get(pk=asked.pk)
        row.state, row.closed_by, row.closed_at = QuestionState.DECLINED, by.id, acting.now
        row.save()
        intent = intend(acting, ErasureClass.QUESTION, about, row.pk, ground="declined", due_at=acting.now)
    complete(intent)
    return find_question(asked.pk)
