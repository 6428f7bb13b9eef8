"""Begin a check of the whole chain before a start: the volunteers on the list, and nobody else, may be recognised.

It happens under the authority in force, within its hours, on its cameras, with its engine and threshold (I-1).
"""

from datetime import timedelta

from overt.actions._checking import release_for_check
from overt.actions.act import act
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.stop_check import stop_check
from overt.actions.system import SOFTWARE, Actor
from overt.ledger.entry import time_text
from overt.records.ids import new_id
from overt.records.models import ChainCheck, Deployment
from overt.records.queries.authority import ends_at_of
from overt.records.queries.checks import seeds_of
from overt.records.queries.packs import pack_of


def begin_check(by: Actor, deployment: Deployment | str, *, tap: str = "") -> ChainCheck:
    """Begin a check for at most the pack's minutes; the key is released last of all.

    Raises ActionRefused while the deployment could not start for another reason, or when the vault refuses the key:
    then the check is stopped.
    """
    with act(by, "begin_check", deployment, tap=tap) as acting:
        row = acting.deployment
        last = acting.now + timedelta(minutes=pack_of(row).check_open_minutes)
        check = ChainCheck(
            id=new_id(), deployment=row, began_by=by.id, began_at=acting.now, ends_at=min(last, ends_at_of(row))
        )
        acting.record(
            "check.began",
            subject=check.id,
            check=check.id,
            ends_at=time_text(check.ends_at),
            volunteers=seeds_of(row).count(),
        )
        check.save(force_insert=True)
    try:
        release_for_check(check.deployment_id)
    except (ActionRefused, NotRecorded) as refused:
        stop_check(SOFTWARE, check.deployment_id, reason=f"The vault could not release the key: {refused.sentence}")
        raise
    return check
