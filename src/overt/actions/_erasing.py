"""How anything is erased: an intent on record, then the keys and files, then the rows with a receipt (I-5).

Every step may be repeated, so a crash between any two is finished by doing the rest again. The rows go last: as long
as they stand, what is left to destroy can be found.
"""

from datetime import datetime
from hashlib import sha256

from overt.actions import site
from overt.actions._erasures import ERASURES, Deleted, Key
from overt.actions.act import Acting, act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.ledger.entry import time_text
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import Deployment, ErasureClass, ErasureIntent, ErasureReceipt


def intend(
    acting: Acting, what: ErasureClass, deployment: str, record: str, *, ground: str, due_at: datetime
) -> ErasureIntent:
    """Put an erasure on record before anything is destroyed; `ground` is a code.

    The keys that live now are counted, so that the receipt is right even if a crash comes between the two.
    """
    keys = ERASURES[what].keys(deployment, record)
    ids = sorted(_ids(deployment, keys))
    intent = ErasureIntent(
        id=new_id(),
        deployment=deployment,
        what=what,
        record=record,
        rule=acting.action,
        ground=ground,
        keys=len(keys),
        key_ids_json=ids,
        keys_digest=sha256("\n".join(ids).encode()).hexdigest(),
        due_at=due_at,
        intended_by=acting.by.id,
        intended_at=acting.now,
    )
    acting.record(
        "erasure.intended",
        subject=record,
        intent=intent.id,
        what=what.value,
        rule=acting.action,
        ground=ground,
        due_at=time_text(due_at),
    )
    intent.save(force_insert=True)
    return intent


def complete(intent: ErasureIntent) -> ErasureReceipt:
    """Destroy keys and files, delete rows, give the receipt; doing it again finishes what was cut short."""
    erasure = ERASURES[ErasureClass(intent.what)]
    with refusals():
        erasure.destroy(intent.deployment, intent.record)
        for kind, record in erasure.files(intent.deployment, intent.record):
            media.delete(site.home(), kind, record)
        if erasure.keys(intent.deployment, intent.record):
            raise ActionRefused("keys_still_live", "Some keys could not be destroyed; the erasure stays open.")
    try:
        return _conclude(intent)
    except ActionRefused as refused:
        if refused.code != "erased_already":
            raise
        return ErasureReceipt.objects.get(intent=intent)


def _conclude(intent: ErasureIntent) -> ErasureReceipt:
    with refusals():
        known = Deployment.objects.filter(pk=intent.deployment).exists()
    with act(SOFTWARE, "finish_erasures", intent.deployment if known else None) as acting:
        fresh = ErasureIntent.objects.select_for_update().get(pk=intent.id)
        if fresh.done_at is not None:
            raise ActionRefused("erased_already", "This erasure is complete already.")
        receipt = _receipt(fresh, acting.now)
        acting.record(
            "erasure.done",
            subject=fresh.record,
            intent=fresh.id,
            what=fresh.what,
            receipt=receipt.id,
            keys=fresh.keys,
            keys_digest=fresh.keys_digest,
        )
        deleted = ERASURES[ErasureClass(fresh.what)].delete(acting, fresh.record)
        _file(receipt, deleted)
        fresh.done_at = acting.now
        fresh.save()
    return receipt


def _receipt(intent: ErasureIntent, now: datetime) -> ErasureReceipt:
    return ErasureReceipt(
        id=new_id(),
        intent=intent,
        deployment=intent.deployment,
        what=intent.what,
        keys_destroyed=intent.keys,
        keys_digest=intent.keys_digest,
        late_seconds=max(0, int((now - intent.due_at).total_seconds())),
        done_at=now,
    )


def _file(receipt: ErasureReceipt, deleted: Deleted) -> None:
    receipt.records_deleted = deleted.rows
    receipt.judged, receipt.disposal = deleted.judged, deleted.disposal
    receipt.save(force_insert=True)


def _ids(deployment: str, keys: list[Key]) -> list[str]:
    """Return the vault's own ids of these keys; they say nothing of what the keys opened."""
    known = site.vault().key_ids(deployment) if keys else {}
    return [known[kind.value, record] for kind, record in keys if (kind.value, record) in known]
