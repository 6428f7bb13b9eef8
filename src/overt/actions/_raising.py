"""What an alert and the recognition of a volunteer have in common: what is refused, and how pictures are sealed."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from overt.actions import site
from overt.actions._bundle import Bundle
from overt.actions.act import Acting
from overt.actions.errors import ActionRefused
from overt.actions.values import CandidatePicture, NewAlert, NewRecognition, decimal_of
from overt.records import media
from overt.records.models import CameraRun, RunState, WatchlistEntry, WatchlistPicture
from overt.records.queries.authority import terms_of
from overt.vault import RecordKind

NONCE_BYTES = 32


def score_text(new: NewAlert) -> str:
    """Return the score as records keep it; one below the threshold is refused."""
    score = decimal_of(f"{new.score:.6f}", "score")
    if score < decimal_of(new.threshold, "threshold"):
        raise ActionRefused("below_threshold", "The score is below the threshold: this is not an alert.")
    return str(score)


def refuse_stale(acting: Acting, new: NewAlert | NewRecognition) -> None:
    """Refuse what comes from a run, a warrant or a threshold that is not the one in force."""
    run = CameraRun.objects.filter(
        pk=new.run, deployment=acting.deployment, camera=new.camera, state=RunState.RUNNING
    ).first()
    if run is None or run.lease_until <= acting.now:
        raise ActionRefused("run_over", "This camera run is over or its lease has lapsed; its alerts are not taken.")
    if not new.warrant or run.warrant != new.warrant:
        raise ActionRefused("warrant_stale", "This warrant is not the one in force for this camera run.")
    if new.threshold != terms_of(acting.deployment).threshold:
        raise ActionRefused("threshold_differs", "The threshold is not the authorised one.")


def picture_of(acting: Acting, new: NewAlert) -> WatchlistPicture:
    """Return the list's picture that matched, with its entry; refused once it is withdrawn."""
    picture = (
        WatchlistPicture.objects.select_related("entry")
        .filter(pk=new.picture, entry__deployment=acting.deployment, entry__withdrawn_at=None)
        .first()
    )
    if picture is None:
        raise ActionRefused("subject_withdrawn", "This subject is not on the watchlist, or not any more.")
    return picture


def since_capture_ms(acting: Acting, new: NewAlert | NewRecognition, handed_over_at: datetime) -> int | None:
    """Return the milliseconds from the frame to the moment of the act: this one's wait for its turn counts."""
    if new.since_capture_ms is None:
        return None
    return new.since_capture_ms + max(0, (acting.now - handed_over_at) // timedelta(milliseconds=1))


def bundle(entry: str, new: NewAlert) -> Bundle:
    """Return what is sealed: the pictures and what is said of the entry."""
    return Bundle(
        label=new.subject.label,
        category=new.subject.category,
        probe_jpeg=new.probe_jpeg,
        candidates=tuple(_as_checked(candidate) for candidate in new.candidates),
        listed_because=new.subject.reason,
        must_know=new.subject.particulars.notes,
        age_band=new.subject.particulars.age_band or "",
        look_alikes=WatchlistEntry.objects.values_list("look_alikes", flat=True).get(pk=entry),
        nonce=secrets.token_hex(NONCE_BYTES),
    )


def seal(acting: Acting, record: str, plain: bytes) -> bytes:
    """Seal under a key of the record's own; key and file go again when the act is not done."""
    vault, home, owner = site.vault(), site.home(), acting.deployment.id
    acting.undo.append(lambda: vault.destroy_record(owner, RecordKind.ALERT, record))
    acting.undo.append(lambda: media.delete(home, "alert", record))
    return vault.seal(owner, RecordKind.ALERT, record, plain)


def _as_checked(candidate: CandidatePicture) -> CandidatePicture:
    """Add what the check of the list found in a picture: an alert outlives the list."""
    row = WatchlistPicture.objects.filter(pk=candidate.picture).first()
    if row is None:
        return candidate
    advice = tuple(code for code in str(row.quality_json.get("advice", "")).split(",") if code)
    return replace(candidate, years=row.image_years, child=row.child_at_capture, advice=advice)
