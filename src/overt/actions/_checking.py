"""What the acts of a check share: its end, and the key that is released for it."""

from django.db import transaction

from overt.actions import site
from overt.actions._ending import drop_warrants
from overt.actions.act import Acting, locked, refusals
from overt.actions.errors import ActionRefused
from overt.law.states import State
from overt.ledger.entry import Value
from overt.records.models import ChainCheck, CheckOutcome, SeedRecognition
from overt.records.queries.authority import authority_of
from overt.records.queries.checks import check_under_way


def release_for_check(deployment: str) -> None:
    """Put the authority in force in the vault while a check of it is under way; the row stays locked meanwhile."""
    with refusals(), transaction.atomic(durable=True):
        row = locked(deployment)
        if row.state == State.AUTHORISED and check_under_way(row.id, site.now()) is not None:
            site.vault().put_in_force(authority_of(row))


def end_check(acting: Acting, event: str, outcome: CheckOutcome, **told: Value) -> ChainCheck:
    """Take the key back, then put the end of the newest open check on record."""
    site.vault().suspend(acting.deployment.id)
    check = _open_check(acting)
    if check is None:
        raise ActionRefused("no_check", "There is no check of the chain to end.")
    _put_on_record(acting, check, event, outcome, **told)
    drop_warrants(acting)
    return check


def stop_with_the_deployment(acting: Acting) -> None:
    """Stop the check that the end of its deployment cuts short, if one is open; the key is out of reach already."""
    check = _open_check(acting)
    if check is not None:
        _put_on_record(acting, check, "check.stopped", CheckOutcome.STOPPED)


def _open_check(acting: Acting) -> ChainCheck | None:
    return ChainCheck.objects.filter(deployment=acting.deployment, ended_at=None).order_by("-began_at").first()


def _put_on_record(acting: Acting, check: ChainCheck, event: str, outcome: CheckOutcome, **told: Value) -> None:
    recognised = SeedRecognition.objects.filter(check_of_chain=check).count()
    acting.record(event, subject=check.id, check=check.id, recognised=recognised, **told)
    check.outcome, check.ended_by, check.ended_at = outcome, acting.by.id, acting.now
    check.save()
