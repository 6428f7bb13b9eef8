"""Freezing an authority, and putting it in force; kept apart from the verbs because four of them need it."""

import secrets
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction

from overt.actions import site
from overt.actions.act import Acting, locked, refusals
from overt.actions.errors import ActionRefused
from overt.actions.halt import halt
from overt.actions.system import SOFTWARE
from overt.actions.values import NOTHING_FURTHER, FourTests, FurtherDecisions
from overt.law import stipulations
from overt.law.facts import Facts
from overt.law.states import State
from overt.ledger.entry import Value
from overt.ledger.entry import time_text as ledger_time
from overt.records.ids import new_id
from overt.records.models import AuthorityCondition, AuthorityField, Deployment, EntryApproval
from overt.records.queries.authority import (
    applied_terms,
    authority_of,
    authority_text,
    snapshot_text,
    terms_of,
)
from overt.records.queries.publication import authority_fields, commit_to_field, fields_digest

FIELD_SALT_BYTES = 32


def learn_decision(facts: Facts, reasons: FourTests, further: FurtherDecisions = NOTHING_FURTHER) -> Facts:
    """Add to the facts what the officer decided."""
    decision = replace(
        facts.decision,
        criteria_are_decided=bool(further.criteria.strip()),
        advice_is_answered=bool(further.on_advice.strip()),
    )
    return replace(facts, four_tests_are_answered=reasons.are_answered, decision=decision)


def write_decision(acting: Acting, reasons: FourTests, further: FurtherDecisions) -> dict[str, Any]:
    """Keep the officer's words and conditions; returns what the ledger says of them."""
    row = acting.deployment
    stipulations.check(further.conditions, applied_terms(row), row.starts_at)
    AuthorityCondition.objects.bulk_create(
        AuthorityCondition(id=new_id(), deployment=row, number=number, kind=one.kind.value, value=one.value.strip())
        for number, one in enumerate(further.conditions, 1)
    )
    words = asdict(reasons) | {"criteria": further.criteria, "on_advice": further.on_advice}
    told = {name: acting.state_reason(f"authorise:{name}", text) for name, text in words.items() if text.strip()}
    return told | {
        "conditions": len(further.conditions),
        "approvals": EntryApproval.objects.filter(deployment=row, approved_by=acting.by.id).count(),
    }


def freeze(acting: Acting, authorised_by: str) -> None:
    """Write the authority into the deployment: from now on any change of what it says voids it."""
    row = acting.deployment
    row.authorised_by, row.authorised_at = authorised_by, acting.now
    row.snapshot_json = snapshot_text(row)
    authority = authority_of(row)
    authority.check()
    row.snapshot_digest = authority.snapshot_digest
    row.authority_json = authority_text(authority)
    row.authority_digest = authority.digest.hex()
    row.authorised_until = authority.ends_at
    _commit_to_fields(row)


def authority_details(row: Deployment) -> dict[str, Value]:
    """Return what the ledger says of an authority that `freeze` wrote."""
    said, terms = row.list_composition_json, terms_of(row)
    return {
        "authority_digest": row.authority_digest,
        "fields_digest": fields_digest(row),
        "engine": row.engine,
        "engine_digest": row.engine_digest,
        "threshold": terms.threshold,
        "starts_at": ledger_time(row.starts_at),
        "ends_at": ledger_time(terms.ends_at),
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


def _commit_to_fields(deployment: Deployment) -> None:
    """Keep a commitment to every field of an authority as it was frozen, in place of those of an earlier freezing."""
    AuthorityField.objects.filter(deployment=deployment).delete()
    fields = [(name, text, secrets.token_hex(FIELD_SALT_BYTES)) for name, text in authority_fields(deployment).items()]
    AuthorityField.objects.bulk_create(
        AuthorityField(deployment=deployment, name=name, salt=salt, commitment=commit_to_field(salt, name, text))
        for name, text, salt in fields
    )
