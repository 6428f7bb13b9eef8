"""Raise an alert: pictures sealed under the alert's own key, row and ledger entry in one transaction."""

from hashlib import sha256

from overt.actions import site
from overt.actions._alerts import erase_by
from overt.actions._raising import bundle, picture_of, refuse_stale, score_text, seal, since_capture_ms
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import NewAlert, decimal_of
from overt.law.preparations import SEEDS
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Alert


def raise_alert(new: NewAlert) -> Alert:
    """Record one alert of a live deployment; when this returns, the row is committed and the pictures are on disk.

    Raises:
        ActionRefused: not live, the run or its warrant is stale, the subject was withdrawn, the score is below the
            threshold, or this passage has alerted for this subject already (`alert_already_raised`).
        NotRecorded: ledger, database or disk did not take it; nothing is left, and comparison must stop (I-4).
    """
    score, handed_over_at = score_text(new), site.now()
    with act(SOFTWARE, "raise_alert", new.deployment) as acting:
        refuse_stale(acting, new)
        alert = _row(acting, new, score)
        alert.since_capture_ms = since_capture_ms(acting, new, handed_over_at)
        plain = bundle(alert.entry, new).to_bytes()
        sealed = seal(acting, alert.id, plain)
        alert.bundle_digest = sha256(sealed).hexdigest()
        _record(acting, alert, sha256(plain).hexdigest())
        alert.save(force_insert=True)
        media.write(site.home(), "alert", alert.id, sealed)
    return alert


def _row(acting: Acting, new: NewAlert, score: str) -> Alert:
    picture = picture_of(acting, new)
    if picture.entry.category == SEEDS:
        raise ActionRefused("seed_is_no_subject", "This is a volunteer of the Blue List, who raises no alert.")
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
