"""Record what enrolment found in pictures: accepted with a sealed template, or refused with reasons."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.db import connection
from django.db.models import QuerySet

from overt.actions._entries import find_picture
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import PictureCheck
from overt.ledger.append import Said
from overt.ledger.entry import Value
from overt.records.models import ListWarning, PictureState, WatchlistPicture

SETTLED = ("state", "reasons", "quality_json", "template_sealed", "template_digest", "checked_at")
"""What a check changes of a picture's row."""
_SETTLE = f"UPDATE records_watchlistpicture SET {', '.join(f'{name} = %s' for name in SETTLED)} WHERE id = %s"  # noqa: S608


def record_picture_check(picture: WatchlistPicture | str, check: PictureCheck) -> WatchlistPicture:
    """Settle one waiting picture; a picture is checked once, and only while its list is a draft."""
    row = find_picture(picture)
    if not record_picture_checks(row.entry.deployment_id, {row.id: check}):
        raise ActionRefused("picture_settled", "This picture does not wait for a check any more.")
    return find_picture(row.id)


def record_picture_checks(deployment: str, checks: Mapping[str, PictureCheck]) -> frozenset[str]:
    """Settle pictures of one list, each on record by itself, in one transaction; return those that still waited."""
    for check in checks.values():
        _refuse_unclear(check)
    if not _waiting(deployment, checks).exists():
        return frozenset()
    with act(SOFTWARE, "record_picture_check", deployment) as acting:
        rows = list(_waiting(deployment, checks).order_by("added_at", "id"))
        if not rows:
            raise ActionRefused("picture_settled", "These pictures do not wait for a check any more.")
        for row in rows:
            _settle(acting, row, checks[row.id])
        _write(rows)
        ListWarning.objects.bulk_create(
            ListWarning(picture=row, code=code, other=other) for row in rows for code, other in checks[row.id].warnings
        )
        acting.record_all([_said(row, checks[row.id]) for row in rows])
    return frozenset(row.id for row in rows)


def _waiting(deployment: str, checks: Mapping[str, PictureCheck]) -> QuerySet[WatchlistPicture]:
    return WatchlistPicture.objects.filter(
        pk__in=list(checks), entry__deployment_id=deployment, entry__withdrawn_at=None, state=PictureState.WAITING
    )


def _settle(acting: Acting, row: WatchlistPicture, check: PictureCheck) -> None:
    row.state = PictureState.ACCEPTED if check.accepted else PictureState.REFUSED
    row.reasons, row.quality_json = list(check.reasons), dict(check.quality)
    row.template_sealed = check.template_sealed
    row.template_digest = sha256(check.template_sealed).hexdigest() if check.accepted else ""
    row.checked_at = acting.now


def _write(rows: Sequence[WatchlistPicture]) -> None:
    """Update what was settled in one step: a save for each row costs as much as the rest of recording it."""
    fields = {field.name: field for field in WatchlistPicture._meta.concrete_fields}
    columns = [fields[name] for name in (*SETTLED, "id")]
    values = [[one.get_db_prep_save(getattr(row, one.attname), connection) for one in columns] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_SETTLE, values)


def _said(row: WatchlistPicture, check: PictureCheck) -> Said:
    told: dict[str, Value] = {
        "entry": row.entry_id,
        "accepted": check.accepted,
        "reasons": list(check.reasons),
        "picture_digest": row.picture_digest,
        "template_digest": row.template_digest or None,
    }
    return Said("watchlist.picture_checked", row.id, told)


def _refuse_unclear(check: PictureCheck) -> None:
    if check.accepted != bool(check.template_sealed) or check.accepted == bool(check.reasons):
        raise ActionRefused(
            "check_unclear", "An accepted picture has a template and no reasons; a refused one reasons."
        )
