"""Raise an alert: pictures sealed under the alert's own key, row and ledger entry in one transaction."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from overt.actions import site
from overt.actions._alerts import erase_by
from overt.actions._bundle import Bundle
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import CandidatePicture, NewAlert, decimal_of
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Alert, CameraRun, RunState, WatchlistEntry, WatchlistPicture
from overt.records.queries.authority import terms_of
from overt.vault import RecordKind

NONCE_BYTES = 32


def raise_alert(new: NewAlert) -> Alert:
    """Record one alert of a live deployment; when this returns, the row is committed and the pictures are on disk.

    Raises:
        ActionRefused: not live, the run or its warrant is stale, the subject was withdrawn, the score is below the
            threshold, or this passage has alerted for this subject already (`alert_already_raised`).
        NotRecorded: ledger, database or disk did not take it; nothing is left, and comparison must stop (I-4).
    """
    score, handed_over_at = _score_text(new), site.now()
    with act(SOFTWARE, "raise_alert", new.deployment) as acting:
        _refuse_stale(acting, new)
        alert = _row(acting, new, score)
        alert.since_capture_ms = _since_capture_ms(acting, new, handed_over_at)
        plain = _bundle(alert, new).to_bytes()
        sealed = _seal(acting, alert, plain)
        alert.bundle_digest = sha256(sealed).hexdigest()
        _record(acting, alert, sha256(plain).hexdigest())
        alert.save(force_insert=True)
        media.write(site.home(), "alert", alert.id, sealed)
    return alert


def _score_text(new: NewAlert) -> str:
    score = decimal_of(f"{new.score:.6f}", "score")
    if score < decimal_of(new.threshold, "threshold"):
        raise ActionRefused("below_threshold", "The score is below the threshold: this is not an alert.")
    return str(score)


def _refuse_stale(acting: Acting, new: NewAlert) -> None:
    run = CameraRun.objects.filter(
        pk=new.run, deployment=acting.deployment, camera=new.camera, state=RunState.RUNNING
    ).first()
    if run is None or run.lease_until <= acting.now:
        raise ActionRefused("run_over", "This camera run is over or its lease has lapsed; its alerts are not taken.")
    if not new.warrant or run.warrant != new.warrant:
        raise ActionRefused("warrant_stale", "This warrant is not the one in force for this camera run.")
    if new.threshold != terms_of(acting.deployment).threshold:
        raise ActionRefused("threshold_differs", "The threshold is not the authorised one.")


def _row(acting: Acting, new: NewAlert, score: str) -> Alert:
    picture = (
        WatchlistPicture.objects.select_related("entry")
        .filter(pk=new.picture, entry__deployment=acting.deployment, entry__withdrawn_at=None)
        .first()
    )
    if picture is None:
        raise ActionRefused("subject_withdrawn", "This subject is not on the watchlist, or not any more.")
    if Alert.objects.filter(deployment=acting.deployment, passage=new.passage, entry=picture.entry_id).exists():
        raise ActionRefused("alert_already_raised", "This passage has alerted for this subject already.")
    return Alert(
        id=new_id(),
        deployment=acting.deployment,
        camera=new.camera,
        run=new.run,
        warrant=new.warrant,
        passage=new.passage,
        entry=picture.entry_id,
        picture=picture.id,
        score=score,
        threshold=new.threshold,
        margin="" if new.margin is None else str(decimal_of(f"{new.margin:.6f}", "margin")),
        raised_at=acting.now,
        erase_by=erase_by(acting.deployment, acting.now),
    )


def _since_capture_ms(acting: Acting, new: NewAlert, handed_over_at: datetime) -> int | None:
    """Return the milliseconds from the frame to the moment of the act: this one's wait for its turn counts."""
    if new.since_capture_ms is None:
        return None
    return new.since_capture_ms + max(0, (acting.now - handed_over_at) // timedelta(milliseconds=1))


def _seal(acting: Acting, alert: Alert, plain: bytes) -> bytes:
    vault, home = site.vault(), site.home()
    acting.undo.append(lambda: vault.destroy_record(alert.deployment_id, RecordKind.ALERT, alert.id))
    acting.undo.append(lambda: media.delete(home, "alert", alert.id))
    return vault.seal(alert.deployment_id, RecordKind.ALERT, alert.id, plain)


def _bundle(alert: Alert, new: NewAlert) -> Bundle:
    return Bundle(
        label=new.subject.label,
        category=new.subject.category,
        probe_jpeg=new.probe_jpeg,
        candidates=tuple(_as_checked(candidate) for candidate in new.candidates),
        listed_because=new.subject.reason,
        must_know=new.subject.particulars.notes,
        age_band=new.subject.particulars.age_band or "",
        look_alikes=WatchlistEntry.objects.values_list("look_alikes", flat=True).get(pk=alert.entry),
        nonce=secrets.token_hex(NONCE_BYTES),
    )


def _as_checked(candidate: CandidatePicture) -> CandidatePicture:
    """Add what the check of the list found in a picture: an alert outlives the list."""
    row = WatchlistPicture.objects.filter(pk=candidate.picture).first()
    if row is None:
        return candidate
    advice = tuple(code for code in str(row.quality_json.get("advice", "")).split(",") if code)
    return replace(candidate, years=row.image_years, child=row.child_at_capture, advice=advice)


def _record(acting: Acting, alert: Alert, contents_digest: str) -> None:
    """Put it on record; the digest of what was sealed lets a court see that the pictures are those of then."""
    acting.record(
        "alert.raised",
        subject=alert.id,
        alert=alert.id,
        camera=alert.camera,
        run=alert.run,
        warrant=alert.warrant,
        entry=alert.entry,
        picture=alert.picture,
        score=acting.commit_to(alert.score.encode()),
        erase_by=time_text(alert.erase_by),
        bundle_digest=alert.bundle_digest,
        contents_digest=contents_digest,
    )
