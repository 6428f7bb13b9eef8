"""Publish a reviewed deployment: its numbers, its authority but for what is withheld, and its ledger entries."""

from collections.abc import Collection
from hashlib import sha256

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.records.models import Deployment, Publication
from overt.records.queries.publication import authority_fields, report_of


def publish(by: Actor, deployment: Deployment | str, *, withheld: Collection[str] = ()) -> Publication:
    """Publish; `withheld` names the fields of the authority that stay commitments.

    From this act on the ledger's entries about the deployment are public; that cannot be taken back.
    """
    with act(by, "publish", deployment) as acting:
        row = acting.deployment
        unknown = set(withheld) - set(authority_fields(row))
        if unknown:
            raise ActionRefused("no_such_field", f"The authority has no field called {sorted(unknown)[0]}.")
        report = report_of(row)
        entry = acting.record("deployment.published", subject=row.id, report_digest=sha256(report).hexdigest())
        published = Publication(
            deployment=row,
            published_by=by.id,
            published_at=acting.now,
            entry=entry.index,
            report_json=report.decode(),
            withheld_json=sorted(withheld),
        )
        published.save(force_insert=True)
    return published
