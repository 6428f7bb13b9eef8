"""Start an authorised deployment inside its hours; the watchlist key is released last of all."""

from django.conf import settings

from overt.actions._authority import release
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.actions.void import void
from overt.law.states import Source
from overt.records.models import Consent, Deployment
from overt.records.queries.authority import terms_of


def start(by: Actor, deployment: Deployment | str) -> Deployment:
    """Take a deployment live; if what was authorised has changed since, its authority is voided instead."""
    try:
        with act(by, "start", deployment) as acting:
            row = acting.deployment
            acting.record(
                "deployment.started",
                subject=row.id,
                authority_digest=row.authority_digest,
                settings_digest=settings.OVERT.digest(),
                cameras=len(terms_of(row).cameras),
            )
            if row.source == Source.RECORDING:
                _record_recording(acting)
            row.started_at = acting.now
    except ActionRefused as refused:
        if refused.code == "authority_is_unchanged":
            void(deployment)
        raise
    release(acting.deployment.id)
    return acting.deployment


def _record_recording(acting: Acting) -> None:
    """Put the recording itself on record before its first frame is read."""
    row = acting.deployment
    consent = Consent.objects.filter(deployment=row, entry="").latest("recorded_at")
    acting.record(
        "rehearsal.recording_began",
        subject=row.id,
        recording_digest=row.recording_digest,
        consent=consent.commitment,
        seconds=row.recording_seconds,
        engine=row.engine,
        engine_digest=row.engine_digest,
        threshold=row.threshold,
        watchlist_digest=row.watchlist_digest,
        entries=row.list_composition_json["entries"],
        pictures=row.list_composition_json["pictures"],
    )
