"""Destroy a deployment's whole watchlist: its key, every record's key, the sealed pictures and the rows."""

from overt.actions._erasing import complete, intend
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment, ErasureClass, ErasureReceipt


def erase_watchlist(by: Actor, deployment: Deployment | str, *, ground: str = "purpose_discharged") -> ErasureReceipt:
    """Erase the list of a deployment that is over (or still a draft); only then can it be reviewed."""
    with act(by, "erase_watchlist", deployment) as acting:
        row = acting.deployment
        intent = intend(acting, ErasureClass.WATCHLIST, row.id, row.id, ground=ground, due_at=row.watchlist_erase_by)
    return complete(intent)
