"""The commitment to who is on a list: made when it is sealed, opened by two people of two roles (decision 0010).

The secret is split: one role's half alone says nothing. The asker's half is handed on inside the sealed question, so
the act that answers has no way to it but a question somebody else asked.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256

from overt.actions import site
from overt.actions.act import Acting
from overt.actions.errors import ActionRefused
from overt.actions.values import SubjectDetails
from overt.law.facts import Facts, MembershipFacts
from overt.ledger.entry import time_text
from overt.ledger.membership import EVENT, SECRET_BYTES, MembershipTree, tag_of
from overt.ledger.merkle import HASH_BYTES
from overt.records.models import (
    Deployment,
    MembershipCommitment,
    MembershipQuestion,
    QuestionState,
    WatchlistEntry,
)
from overt.records.queries.packs import pack_of
from overt.vault import RecordKind

_DAY = timedelta(hours=24)


def dpo_half(deployment: str) -> str:
    """Return the vault's name of the half that only who asks opens."""
    return f"{deployment}.dpo"


def legal_half(deployment: str) -> str:
    """Return the vault's name of the half that only who answers opens."""
    return f"{deployment}.legal"


def tags_record(deployment: str) -> str:
    """Return the vault's name of a list's sorted tags."""
    return f"{deployment}.tags"


def membership_records(deployment: str) -> set[str]:
    """Return the names under which the vault should hold keys of this kind for a deployment."""
    kept = MembershipCommitment.objects.filter(pk=deployment).exists()
    named = {dpo_half(deployment), legal_half(deployment), tags_record(deployment)} if kept else set()
    waiting = MembershipQuestion.objects.filter(deployment_id=deployment).exclude(sealed=b"")
    return named | set(waiting.values_list("id", flat=True))


def references_of(deployment: Deployment) -> list[str]:
    """Open a draft list and return the references on it; only before it is sealed."""
    rows = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    sealed = {name: bytes(envelope) for name, envelope in rows.values_list("id", "details_sealed")}
    with site.vault().enrolment_warrant(deployment.id) as warrant:
        opened = warrant.open_entries(sealed)
    return [SubjectDetails.from_bytes(told).label for told in opened.values()]


def commit_to_list(acting: Acting, references: list[str]) -> None:
    """Make the secret, put the root on record, and keep halves and tags sealed each under a key of its own."""
    row = acting.deployment
    secret, mask = secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES)
    tree = MembershipTree(tag_of(secret, one) for one in references)
    erase_by = row.ends_at + timedelta(days=pack_of(row).whole("membership_retention_days"))
    entry = acting.record(
        EVENT,
        subject=row.id,
        root=tree.root().hex(),
        secret_digest=sha256(secret).hexdigest(),
        leaves=len(tree.leaves),
        erase_by=time_text(erase_by),
    )
    parts = {
        dpo_half(row.id): mask,
        legal_half(row.id): combined(secret, mask),
        tags_record(row.id): b"".join(tree.leaves[1:-1]),
    }
    vault = site.vault()
    acting.undo += [partial(vault.destroy_record, row.id, RecordKind.MEMBERSHIP, name) for name in parts]
    sealed = vault.seal_all(row.id, RecordKind.MEMBERSHIP, parts)
    MembershipCommitment.objects.create(
        deployment=row,
        entry=entry.index,
        root=tree.root().hex(),
        dpo_half_sealed=sealed[dpo_half(row.id)],
        legal_half_sealed=sealed[legal_half(row.id)],
        tags_sealed=sealed[tags_record(row.id)],
        made_at=acting.now,
        erase_by=erase_by,
    )


def combined(one: bytes, other: bytes) -> bytes:
    """Put two halves together, or take one out of the whole."""
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def tree_of(commitment: MembershipCommitment) -> MembershipTree:
    """Open the tags of a commitment."""
    deployment = commitment.deployment_id
    joined = site.vault().open_membership(deployment, tags_record(deployment), bytes(commitment.tags_sealed))
    return MembershipTree(joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES))


def learn_of(deployment: str, question: str = "") -> Callable[[Facts], Facts]:
    """Return what adds to the facts whether a commitment is kept, who asked, and how many were asked lately."""

    def learn(facts: Facts) -> Facts:
        row = MembershipQuestion.objects.filter(pk=question).first() if question else None
        return replace(
            facts,
            membership=MembershipFacts(
                committed=MembershipCommitment.objects.filter(pk=deployment).exists(),
                asker=row.asked_by if row else "",
                open=row is not None and row.state == QuestionState.OPEN and bool(row.sealed),
                asked_lately=MembershipQuestion.objects.filter(asked_at__gt=facts.now - _DAY).count(),
                limit=_limit(deployment),
            ),
        )

    return learn


def find_question(question: MembershipQuestion | str) -> MembershipQuestion:
    """Return a question as it stands; refused when there is none."""
    wanted = question if isinstance(question, str) else question.pk
    row = MembershipQuestion.objects.filter(pk=wanted).first()
    if row is None:
        raise ActionRefused("no_such_question", "There is no such question on this site.")
    return row


def _limit(deployment: str) -> int:
    return pack_of(Deployment.objects.get(pk=deployment)).whole("membership_questions_a_day")
