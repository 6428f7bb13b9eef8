"""Record what enrolment found in one picture: accepted with a sealed template, or refused with reasons."""

from hashlib import sha256

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import PictureCheck
from overt.records.models import PictureState, WatchlistPicture


def record_picture_check(picture: WatchlistPicture | str, check: PictureCheck) -> WatchlistPicture:
    """Settle one waiting picture; a picture is checked once, and only while its list is a draft."""
    if check.accepted != bool(check.template_sealed) or check.accepted == bool(check.reasons):
        raise ActionRefused(
            "check_unclear", "An accepted picture has a template and no reasons; a refused one reasons."
        )
    row = _picture(picture)
    with act(SOFTWARE, "record_picture_check", row.entry.deployment_id) as acting:
        row = _picture(row.id)
        if row.state != PictureState.WAITING or row.entry.withdrawn_at is not None:
            raise ActionRefused("picture_settled", "This picture does not wait for a check any more.")
        digest = sha256(check.template_sealed).hexdigest() if check.accepted else ""
        acting.record(
            "watchlist.picture_checked",
            subject=row.id,
            entry=row.entry_id,
            accepted=check.accepted,
            reasons=list(check.reasons),
            picture_digest=row.picture_digest,
            template_digest=digest or None,
        )
        row.state = PictureState.ACCEPTED if check.accepted else PictureState.REFUSED
        row.reasons, row.quality_json = list(check.reasons), dict(check.quality)
        row.template_sealed, row.template_digest = check.template_sealed, digest
        row.checked_at = acting.now
        row.save()
    return row


def _picture(picture: WatchlistPicture | str) -> WatchlistPicture:
    wanted = picture if isinstance(picture, str) else picture.id
    try:
        return WatchlistPicture.objects.select_related("entry").get(pk=wanted)
    except WatchlistPicture.DoesNotExist:
        raise ActionRefused("no_such_picture", "There is no such watchlist picture; it may have been erased.") from None
