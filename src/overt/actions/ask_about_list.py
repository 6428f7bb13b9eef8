"""Ask whether one person was on a sealed list: the first of two people, on an order or the person's own request."""

import json

from overt.actions import site
from overt.actions._membership import dpo_half, learn_of
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.membership import one_reference
from overt.records.ids import new_id
from overt.records.models import Deployment, MembershipCommitment, MembershipQuestion, QuestionGround
from overt.vault import RecordKind

LONGEST_CASE = 200


def ask_about_list(
    by: Actor, deployment: Deployment | str, *, reference: str, ground: str, case: str
) -> MembershipQuestion:
    """Seal a question about one reference; `case` names the order or request it rests on.

    Raises:
        ActionRefused: it is not one reference, has no ground, or too many questions were asked lately.
    """
    with refusals():
        wanted = one_reference(reference)
    if ground not in QuestionGround.values:
        raise ActionRefused("ground_unknown", "A question rests on an order of a court or tribunal, or on a request.")
    if not case.strip() or len(case.strip()) > LONGEST_CASE:
        raise ActionRefused("case_missing", "Give the number of the order or request, in at most 200 characters.")
    about = deployment if isinstance(deployment, str) else deployment.id
    with act(by, "ask_about_list", about, learn_of(about)) as acting:
        question = MembershipQuestion(
            id=new_id(),
            deployment=acting.deployment,
            ground=ground,
            case=case.strip(),
            asked_by=by.id,
            asked_at=acting.now,
        )
        told = acting.commit_to(question.case.encode())
        acting.record("membership.asked", subject=question.id, question=question.id, ground=ground, case=told)
        vault, kept = site.vault(), MembershipCommitment.objects.get(pk=about)
        half = vault.open_membership(about, dpo_half(about), bytes(kept.dpo_half_sealed))
        content = json.dumps({"reference": wanted, "half": half.hex()}).encode()
        acting.undo.append(lambda: vault.destroy_record(about, RecordKind.MEMBERSHIP, question.id))
        question.sealed = vault.seal(about, RecordKind.MEMBERSHIP, question.id, content)
        question.save(force_insert=True)
    return question
