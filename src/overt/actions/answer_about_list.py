"""Answer whether one person was on a sealed list: the second of two people; the answer is given out and not kept."""

import json
from hashlib import sha256

from overt.actions import site
from overt.actions._erasing import complete, intend
from overt.actions._membership import combined, find_question, learn_of, legal_half, tree_of
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.checkpoint import read_checkpoint, read_signing_key
from overt.ledger.membership import Answer, tag_of
from overt.ledger.proof import prove
from overt.records.models import (
    ErasureClass,
    MembershipCommitment,
    MembershipQuestion,
    QuestionGround,
    QuestionState,
)


def answer_about_list(by: Actor, question: MembershipQuestion | str) -> bytes:
    """Return the answer's file, with its proof; what was sealed of the question is erased.

    A court or tribunal gets the list's secret with it, to check that the tag is the person's; a data subject does not.
    """
    asked = find_question(question)
    about = asked.deployment_id
    with act(by, "answer_about_list", about, learn_of(about, asked.pk)) as acting:
        row = MembershipQuestion.objects.select_for_update().get(pk=asked.pk)
        answer = _answer(row)
        acting.record(
            "membership.answered",
            subject=row.id,
            question=row.id,
            ground=row.ground,
            asked_by=row.asked_by,
            answer_digest=sha256(answer).hexdigest(),
        )
        row.state, row.closed_by, row.closed_at = QuestionState.ANSWERED, by.id, acting.now
        row.save()
        intent = intend(acting, ErasureClass.QUESTION, about, row.id, ground="answered", due_at=acting.now)
    complete(intent)
    return answer


def _answer(row: MembershipQuestion) -> bytes:
    vault, about = site.vault(), row.deployment_id
    kept = MembershipCommitment.objects.select_related("deployment").get(pk=about)
    told = json.loads(vault.open_membership(about, row.id, bytes(row.sealed)))
    half = vault.open_membership(about, legal_half(about), bytes(kept.legal_half_sealed))
    secret = combined(bytes.fromhex(told["half"]), half)
    tag = tag_of(secret, told["reference"])
    given = b"" if row.ground == QuestionGround.DATA_SUBJECT else secret
    return Answer(told["reference"], tag, tree_of(kept).about(tag), _proof(kept.entry), given).to_bytes()


def _proof(entry: int) -> str:
    """Prove the commitment's entry under the last checkpoint."""
    home = site.home()
    checkpoint = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    if checkpoint is None:
        raise ActionRefused("no_checkpoint", "The ledger is not published yet. Answer again in a few seconds.")
    return prove(home / "ledger", checkpoint, entry)
