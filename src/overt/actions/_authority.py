"""Freezing an authority, and putting it in force; kept apart from the verbs because four of them need it."""

from django.db import transaction

from overt.actions import site
from overt.actions.act import Acting, locked, refusals
from overt.actions.errors import ActionRefused
from overt.actions.halt import halt
from overt.actions.system import SOFTWARE
from overt.law.states import State
from overt.ledger.entry import Value
from overt.ledger.entry import time_text as ledger_time
from overt.records.models import Deployment
from overt.records.queries.authority import application_digest, authority_of, authority_text


def freeze(acting: Acting, authorised_by: str) -> None:
    """Write the authority into the deployment: from now on any change of what it says voids it."""
    row = acting.deployment
    row.authorised_by, row.authorised_at = authorised_by, acting.now
    authority = authority_of(row)
    authority.check()
    row.authority_json = authority_text(authority)
    row.authority_digest = authority.digest.hex()
    row.application_digest = application_digest(row)


def authority_details(row: Deployment) -> dict[str, Value]:
    """Return what the ledger says of an authority that `freeze` wrote."""
    said = row.list_composition_json
    return {
        "authority_digest": row.authority_digest,
        "engine": row.engine,
        "engine_digest": row.engine_digest,
        "threshold": row.threshold,
        "starts_at": ledger_time(row.starts_at),
        "ends_at": ledger_time(row.ends_at),
        "watchlist_digest": row.watchlist_digest,
        "entries": said["entries"],
        "pictures": said["pictures"],
    }


def release(deployment: str) -> None:
    """Put the authority in force in the vault, last of all and only while the deployment is live.

    The row stays locked meanwhile, so a halt comes wholly before (then nothing is released) or wholly after. When the
    vault refuses, the deployment is halted at once and the refusal raised.
    """
    try:
        with refusals(), transaction.atomic(durable=True):
            row = locked(deployment)
            if row.state == State.LIVE:
                site.vault().put_in_force(authority_of(row))
    except ActionRefused as refused:
        halt(SOFTWARE, deployment, reason=f"The vault could not release the watchlist key: {refused.sentence}")
        raise
