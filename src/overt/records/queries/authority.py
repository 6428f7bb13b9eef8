"""The authority of a deployment as the vault knows it, built from the records as they stand now."""

from datetime import UTC, datetime
from hashlib import sha256

import rfc8785

from overt.records.models import Advice, Application, ApplicationFile, Deployment
from overt.records.queries.watchlist import watchlist_digest
from overt.vault import Authority


def authority_of(deployment: Deployment) -> Authority:
    """Build the authority from what is recorded now, the list's digest computed anew.

    After an unauthorised change of any field its digest differs from `deployment.authority_digest`.
    """
    return Authority(
        deployment=deployment.id,
        kind=deployment.kind,
        cameras=tuple(deployment.cameras.order_by("name").values_list("name", flat=True)),
        starts_at=deployment.starts_at,
        ends_at=deployment.ends_at,
        engine_digest=deployment.engine_digest,
        threshold=deployment.threshold,
        watchlist_digest=watchlist_digest(deployment.id),
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
        "applicant": authority.applicant,
        "authorised_by": authority.authorised_by,
    }
    return rfc8785.dumps(said).decode()


def authority_is_unchanged(deployment: Deployment) -> bool:
    """True when an authority was given and nothing it was about has changed since."""
    if not deployment.authority_digest or application_digest(deployment) != deployment.application_digest:
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
    """Return the canonical JSON of what was applied for beyond the vault's own fields: zones, Form 1, law pack."""
    cameras = deployment.cameras.order_by("name").values_list("name", "zone_json", "smallest_face_px")
    said = {name: getattr(deployment, name) for name in _APPLIED_FOR}
    written = Application.objects.filter(pk=deployment.pk).first()
    files = ApplicationFile.objects.filter(deployment=deployment)
    advice = (
        Advice.objects.filter(deployment=deployment)
        .order_by("given_at", "id")
        .values_list("id", "given_as", "words", "given_by")
    )
    said |= {
        "cameras": [list(camera) for camera in cameras],
        "form_one": written.answers_json if written else {},
        "files": sorted(files.values_list("id", flat=True)),
        "advice": [list(one) for one in advice],
    }
    return rfc8785.dumps(said | {"v": 2})


def application_digest(deployment: Deployment) -> str:
    """Return the SHA-256 (hexadecimal) of `application_bytes`."""
    return sha256(application_bytes(deployment)).hexdigest()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
