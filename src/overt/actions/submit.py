"""Submit an application with its sealed watchlist for an Authorising Officer's decision."""

from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import Deployment
from overt.records.queries.authority import application_bytes


def submit(by: Actor, deployment: Deployment | str) -> Deployment:
    """Submit a draft; from here on nothing in it can change but consents, signatures and withdrawals."""
    with act(by, "submit", deployment) as acting:
        row = acting.deployment
        counted = row.list_composition_json
        acting.record(
            "deployment.submitted",
            subject=row.id,
            plan=acting.commit_to(application_bytes(row)),
            watchlist_digest=row.watchlist_digest,
            entries=counted["entries"],
            pictures=counted["pictures"],
        )
        row.submitted_by, row.submitted_at = by.id, acting.now
    return acting.deployment
