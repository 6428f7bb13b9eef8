"""The frame every action runs in: one transaction holding the check, the ledger entry and the change.

An action that leaves the frame without a ledger entry is a programming error and is rolled back; so is every change of
an action whose entry, row or sealed file cannot be written.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from django.db import Error, transaction

from overt.actions import site
from overt.actions.errors import ActionRefused, NotRecorded, TappedAlready
from overt.actions.facts import facts_about
from overt.actions.system import Actor
from overt.law import acts, permissions, transitions
from overt.law.errors import LawError
from overt.law.facts import Facts
from overt.law.states import State
from overt.ledger.append import Said, append_all
from overt.ledger.entry import Entry, Value
from overt.ledger.errors import LedgerError
from overt.records.errors import MediaUnwritable, RecordsError
from overt.records.models import Deployment, StatedReason, Tap
from overt.vault import KeyMissing, VaultError, commit

STEPS = frozenset(transition.name for transition in transitions.TRANSITIONS)
Undo = Callable[[], object]


class Acting:
    """One act under way: actor, name in the permission map, locked deployment (if it is about one), moment, facts."""

    def __init__(self, by: Actor, action: str, deployment: Deployment | None, facts: Facts) -> None:
        self.by = by
        self.action = action
        self.facts = facts
        self.now: datetime = facts.now
        self.entries: list[Entry] = []
        self.undo: list[Undo] = []
        self.about = deployment.id if deployment else ""
        """Id of the deployment under which this act's entries are filed; a draft's creation sets it."""
        self._deployment = deployment

    @property
    def deployment(self) -> Deployment:
        """The locked deployment this act is about."""
        if self._deployment is None:
            raise RuntimeError("this act is not about a deployment")
        return self._deployment

    def record(self, event: str, *, subject: str = "", **details: Value) -> Entry:
        """Append to the ledger; a detail that is None is left out."""
        self.record_all([Said(event, subject, details)])
        return self.entries[-1]

    def record_all(self, said: Sequence[Said]) -> None:
        """Append many entries in one step; a detail that is None is left out."""
        told = [replace(one, details={k: v for k, v in one.details.items() if v is not None}) for one in said]
        self.entries += append_all(told, actor=self.by.id, deployment=self.about)

    def commit_to(self, value: bytes) -> str | None:
        """Return a salted commitment for the ledger; None once the deployment's salt is destroyed."""
        try:
            return commit(site.vault().salt(self.deployment.id), value)
        except KeyMissing:
            return None

    def state_reason(self, act: str, text: str) -> str | None:
        """Keep free text in the records and return the commitment the ledger gets in its place."""
        words = text.strip()
        if not words:
            raise ActionRefused("reason_missing", "Say why: the reason is empty.")
        commitment = self.commit_to(words.encode())
        StatedReason.objects.create(
            deployment=self.deployment,
            act=act,
            text=words,
            commitment=commitment or "",
            given_by=self.by.id,
            given_at=self.now,
        )
        return commitment


def _unchanged(facts: Facts) -> Facts:
    return facts


@contextmanager
def act(
    by: Actor,
    action: str,
    deployment: Deployment | str | None = None,
    learn: Callable[[Facts], Facts] = _unchanged,
    tap: str = "",
) -> Iterator[Acting]:
    """Carry out one act: check the law, give the caller the frame, take the step the table names, commit.

    `learn` adds to the facts what only this action knows, once the deployment is locked. `tap` is the random key of
    the form that asks: the transaction keeps it, so that a form sent twice does its act once.

    Raises:
        TappedAlready: this person's form with this key was answered before; nothing was changed.
        ActionRefused: the law does not allow it; nothing was changed.
        NotRecorded: it could not be recorded; nothing was changed.
    """
    with refusals():
        acting: Acting | None = None
        try:
            with transaction.atomic(durable=True):
                row = locked(deployment) if deployment is not None else None
                _refuse_a_second_tap(by, action, tap)
                acting = Acting(by, action, row, learn(facts_about(by, action, row)))
                target = _lawful_target(action, acting.facts)
                yield acting
                _finish(acting, target)
                _keep_tap(acting, action, tap)
        except BaseException:
            _undo(acting)
            raise


def _refuse_a_second_tap(by: Actor, action: str, key: str) -> None:
    done = Tap.objects.filter(person=by.id, key=key).values_list("act", flat=True).first() if key else None
    if done == action:
        raise TappedAlready
    if done is not None:
        raise ActionRefused("tap_reused", "This page is out of date. Load it again.")


def _keep_tap(acting: Acting, action: str, key: str) -> None:
    if key:
        Tap.objects.create(deployment=acting.deployment, person=acting.by.id, key=key, act=action, done_at=acting.now)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what other rooms refuse into this room's errors, with their code and sentence kept."""
    try:
        yield
    except (LawError, VaultError) as error:
        raise ActionRefused(error.code, error.sentence) from error
    except (LedgerError, MediaUnwritable) as error:
        raise NotRecorded(error.code, error.sentence) from error
    except RecordsError as error:
        raise ActionRefused(error.code, error.sentence) from error
    except (Error, OSError) as error:
        raise NotRecorded("not_recorded", "This could not be recorded, so it was not done.") from error


def locked(deployment: Deployment | str) -> Deployment:
    """Return the deployment as it stands, locked for the rest of the transaction."""
    wanted = deployment if isinstance(deployment, str) else deployment.id
    try:
        return Deployment.objects.select_for_update().get(pk=wanted)
    except Deployment.DoesNotExist:
        raise ActionRefused("no_such_deployment", "There is no such deployment on this site.") from None


def _lawful_target(action: str, facts: Facts) -> State | None:
    """Check the permission, then the step or the rule; return the state a step leads to."""
    permissions.check(action, facts)
    if action in STEPS:
        return transitions.check(action, facts).to_state
    if facts.state is not None:
        acts.check(action, facts)
    return None


def _finish(acting: Acting, target: State | None) -> None:
    if not acting.entries:
        raise RuntimeError("an act must be in the ledger before it is done")
    if target is not None:
        acting.deployment.state = target.value
    if acting.facts.state is not None:
        acting.deployment.save()


def _undo(acting: Acting | None) -> None:
    """Take back what no transaction takes back (keys made, files written); start-up finds what remains."""
    for step in reversed(acting.undo if acting else []):
        with suppress(VaultError, RecordsError, OSError):
            step()
