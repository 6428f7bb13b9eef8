"""Put on record what precedes a start: notice, its lateness, who was briefed, the signs, why the chain is unchecked."""

from collections.abc import Sequence
from datetime import datetime

from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.preparations import SIGNS_SAY, PreparationKind
from overt.ledger.entry import time_text
from overt.records.ids import new_id
from overt.records.models import Deployment, Person, Preparation


def record_notice(by: Actor, deployment: Deployment | str, *, where: str, done_at: datetime) -> Preparation:
    """Record where the public was told in advance, and since when (E-29, M-82)."""
    with act(by, "record_preparation", deployment) as acting:
        return _keep(acting, PreparationKind.NOTICE, where, done_at)


def explain_late_notice(by: Actor, deployment: Deployment | str, *, reason: str) -> Preparation:
    """Record why the public could not be told in advance."""
    with act(by, "record_preparation", deployment) as acting:
        return _keep(acting, PreparationKind.LATE_NOTICE, reason, acting.now)


def explain_unchecked_start(by: Actor, deployment: Deployment | str, *, reason: str) -> Preparation:
    """Record why this deployment starts although the chain was not shown to work (where the law pack allows it)."""
    with act(by, "explain_unchecked_start", deployment) as acting:
        return _keep(acting, PreparationKind.UNCHECKED, reason, acting.now)


def record_briefing(
    by: Actor, deployment: Deployment | str, *, what: str, people: Sequence[str], done_at: datetime
) -> tuple[Preparation, ...]:
    """Record a briefing and everybody who attended, by their ids (M-102)."""
    if not people:
        raise ActionRefused("nobody_briefed", "Name everybody who attended.")
    known = set(Person.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    if len(known) != len(set(people)):
        raise ActionRefused("no_such_person", "Somebody named here is not a person of this site.")
    with act(by, "record_preparation", deployment) as acting:
        return tuple(
            _keep(acting, PreparationKind.BRIEFING, what, done_at, person=person) for person in dict.fromkeys(people)
        )


def record_signs(
    by: Actor, deployment: Deployment | str, *, where: str, says: frozenset[str], done_at: datetime
) -> Preparation:
    """Record that the signs are in place, where, and that each says all it must (E-30)."""
    if missing := [words for code, words in SIGNS_SAY.items() if code not in says]:
        raise ActionRefused("signs_incomplete", f"Every sign must also say: {'; '.join(missing)}.")
    with act(by, "record_preparation", deployment) as acting:
        return _keep(acting, PreparationKind.SIGNS, where, done_at)


def _keep(acting: Acting, kind: PreparationKind, words: str, done_at: datetime, *, person: str = "") -> Preparation:
    if not words.strip():
        raise ActionRefused("preparation_empty", "Say what was done and where: the words are empty.")
    if done_at.tzinfo is None or done_at > acting.now:
        raise ActionRefused("preparation_ahead", "Record it once it is done: this time has not come.")
    made = Preparation(
        id=new_id(),
        deployment=acting.deployment,
        kind=kind.value,
        words=words.strip(),
        person=person,
        done_at=done_at,
        recorded_by=acting.by.id,
        recorded_at=acting.now,
    )
    acting.record(
        "deployment.prepared",
        subject=made.id,
        preparation=made.id,
        what=kind.value,
        person=person or None,
        words=acting.commit_to(made.words.encode()),
        done_at=time_text(done_at),
    )
    made.save(force_insert=True)
    return made
