"""The authority of a deployment as the vault knows it, built from the records as they stand now."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785
from django.db.models import Q

from overt.law.integrations import NAMED_IN, NamedSystem, systems_in
from overt.law.stipulations import Stipulation, StipulationKind, Terms, narrowed
from overt.records.models import (
    Advice,
    Application,
    ApplicationFile,
    AuthorityCondition,
    Deployment,
    EntryApproval,
    StatedReason,
)
from overt.records.queries.watchlist import watchlist_digest
from overt.vault import Authority


def applied_terms(deployment: Deployment) -> Terms:
    """Return the end, the cameras and the threshold that were applied for."""
    cameras = tuple(deployment.cameras.order_by("name").values_list("name", flat=True))
    return Terms(deployment.ends_at, cameras, deployment.threshold)


def stipulations_of(deployment: Deployment) -> tuple[Stipulation, ...]:
    """Return the conditions of a deployment's authority, in their order."""
    rows = AuthorityCondition.objects.filter(deployment=deployment).order_by("number")
    return tuple(Stipulation(StipulationKind(kind), value) for kind, value in rows.values_list("kind", "value"))


def terms_of(deployment: Deployment) -> Terms:
    """Return what may be done under the authority: what was applied for, narrowed by its conditions.

    An urgent authority that nobody has confirmed ends when it must be confirmed.
    """
    terms = narrowed(applied_terms(deployment), stipulations_of(deployment))
    if deployment.confirm_by is None or deployment.confirmed_by:
        return terms
    return Terms(min(terms.ends_at, deployment.confirm_by), terms.cameras, terms.threshold)


def ends_at_of(deployment: Deployment) -> datetime:
    """Return when the authority ends, or what was applied for ends while there is none."""
    return terms_of(deployment).ends_at if deployment.authorised_at else deployment.ends_at


def authority_of(deployment: Deployment) -> Authority:
    """Build the authority from what is recorded now, the digests of list and snapshot computed anew.

    After an unauthorised change of any field its digest differs from `deployment.authority_digest`.
    """
    terms = terms_of(deployment)
    return Authority(
        deployment=deployment.id,
        kind=deployment.kind,
        cameras=terms.cameras,
        starts_at=deployment.starts_at,
        ends_at=terms.ends_at,
        engine_digest=deployment.engine_digest,
        threshold=terms.threshold,
        watchlist_digest=watchlist_digest(deployment.id),
        snapshot_digest=sha256(snapshot_text(deployment).encode()).hexdigest(),
        applicant=deployment.applicant,
        authorised_by=deployment.authorised_by,
    )


def authority_text(authority: Authority) -> str:
    """Return the canonical JSON (RFC 8785) whose SHA-256 is the authority's digest."""
    said: dict[str, str | int | list[str]] = {
        "v": 1,
        "deployment": authority.deployment,
        "kind": authority.kind,
        "cameras": sorted(authority.cameras),
        "starts_at": _utc(authority.starts_at),
        "ends_at": _utc(authority.ends_at),
        "engine_digest": authority.engine_digest,
        "threshold": authority.threshold,
        "watchlist_digest": authority.watchlist_digest,
        "snapshot_digest": authority.snapshot_digest,
        "applicant": authority.applicant,
        "authorised_by": authority.authorised_by,
    }
    return rfc8785.dumps(said).decode()


def authority_is_unchanged(deployment: Deployment) -> bool:
    """True when an authority was given and nothing it was about has changed since, its kept snapshot included."""
    if not deployment.authority_digest:
        return False
    kept = sha256(deployment.snapshot_json.encode()).hexdigest()
    if kept != deployment.snapshot_digest or snapshot_text(deployment) != deployment.snapshot_json:
        return False
    return authority_of(deployment).digest.hex() == deployment.authority_digest


_APPLIED_FOR = (
    "kind",
    "source",
    "title",
    "place",
    "purpose",
    "use_case",
    "engine",
    "engine_fit_for",
    "engine_mandate_threshold",
    "threshold",
    "threshold_justification",
    "pack",
    "pack_digest",
    "trial_hypothesis",
    "trial_evaluation_plan",
    "recording_label",
    "recording_digest",
    "recording_seconds",
)


def application_bytes(deployment: Deployment) -> bytes:
    """Return the canonical JSON of what was applied for beyond hours and list: zones, Form 1, law pack."""
    return rfc8785.dumps(_application(deployment))


def snapshot_text(deployment: Deployment) -> str:
    """Return the canonical JSON of everything a decision is about, as it stands now.

    Of an approval it holds the commitment and the digest of the sealed words, never the words.
    """
    words = StatedReason.objects.filter(Q(act__startswith="authorise:") | Q(act="confirm"), deployment=deployment)
    approvals = EntryApproval.objects.filter(deployment=deployment).order_by("entry", "approved_by")
    said: dict[str, Any] = {
        "v": 1,
        "application": _application(deployment),
        "ends_at": _utc(deployment.ends_at),
        "conditions": [[one.kind.value, one.value] for one in stipulations_of(deployment)],
        "approvals": [
            [one.entry, one.approved_by, one.commitment, sha256(bytes(one.sealed)).hexdigest()] for one in approvals
        ],
        "words": [list(one) for one in words.order_by("act", "id").values_list("act", "text", "given_by")],
        "confirm_by": _utc(deployment.confirm_by) if deployment.confirm_by else "",
        "confirmed_by": deployment.confirmed_by,
    }
    return rfc8785.dumps(said).decode()


def systems_of(deployment: Deployment) -> tuple[NamedSystem, ...]:
    """Return the other systems the authority names, from the frozen application; none before a decision."""
    if not deployment.snapshot_json:
        return ()
    return systems_in(json.loads(deployment.snapshot_json)["application"]["form_one"].get(NAMED_IN, ()))


def _application(deployment: Deployment) -> dict[str, Any]:
    cameras = deployment.cameras.order_by("name").values_list("name", "zone_json", "smallest_face_px")
    said = {name: getattr(deployment, name) for name in _APPLIED_FOR}
    written = Application.objects.filter(pk=deployment.pk).first()
    files = ApplicationFile.objects.filter(deployment=deployment)
    advice = (
        Advice.objects.filter(deployment=deployment)
        .order_by("given_at", "id")
        .values_list("id", "given_as", "words", "given_by")
    )
    return said | {
        "v": 2,
        "cameras": [list(camera) for camera in cameras],
        "form_one": written.answers_json if written else {},
        "files": sorted(files.values_list("id", flat=True)),
        "advice": [list(one) for one in advice],
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
