"""Record that a volunteer was recognised in a check; their pictures go all the way an alert's go, and are destroyed."""

from overt.actions import site
from overt.actions._raising import bundle, picture_of, refuse_stale, score_text, seal, since_capture_ms
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.system import SOFTWARE
from overt.actions.values import NewAlert
from overt.records import media
from overt.records.ids import new_id
from overt.records.models import ChainCheck, SeedRecognition
from overt.records.queries.checks import check_under_way, seeds_of
from overt.vault import RecordKind


def recognise_seed(new: NewAlert) -> SeedRecognition:
    """Record one recognition in the check under way; when this returns, the row is committed and nothing else is kept.

    Raises:
        ActionRefused: no check is under way, the run or its warrant is stale, the entry is no volunteer who consented,
            or this passage was recognised already (`alert_already_raised`).
        NotRecorded: ledger, database, vault or disk did not take it, or gave back something else.
    """
    score_text(new)
    handed_over_at = site.now()
    with act(SOFTWARE, "recognise_seed", new.deployment) as acting:
        refuse_stale(acting, new)
        row = _row(acting, new)
        row.since_capture_ms = since_capture_ms(acting, new, handed_over_at)
        _prove_sealing(acting, row.id, bundle(row.entry, new).to_bytes())
        acting.record(
            "check.recognised",
            subject=row.check_of_chain_id,
            check=row.check_of_chain_id,
            camera=row.camera,
            run=row.run,
            warrant=row.warrant,
            entry=row.entry,
            since_capture_ms=row.since_capture_ms,
        )
        row.save(force_insert=True)
    return row


def _row(acting: Acting, new: NewAlert) -> SeedRecognition:
    entry = picture_of(acting, new).entry
    check = check_under_way(acting.deployment.id, acting.now)
    if check is None or not seeds_of(acting.deployment).filter(pk=entry.pk).exists():
        raise ActionRefused("not_a_seed", "Only a volunteer of the Blue List who consented is recognised in a check.")
    _refuse_twice(check, new.passage, entry.pk)
    return SeedRecognition(
        id=new_id(),
        check_of_chain=check,
        camera=new.camera,
        run=new.run,
        warrant=new.warrant,
        passage=new.passage,
        entry=entry.pk,
        recognised_at=acting.now,
    )


def _refuse_twice(check: ChainCheck, passage: str, entry: str) -> None:
    if SeedRecognition.objects.filter(check_of_chain=check, passage=passage, entry=entry).exists():
        raise ActionRefused("alert_already_raised", "This passage was recognised in this check already.")


def _prove_sealing(acting: Acting, record: str, plain: bytes) -> None:
    """Seal, write, read and open as for an alert, and destroy key and file in the same act."""
    vault, home, owner = site.vault(), site.home(), acting.deployment.id
    media.write(home, "alert", record, seal(acting, record, plain))
    opened = vault.open_alert(owner, record, media.read(home, "alert", record))
    vault.destroy_record(owner, RecordKind.ALERT, record)
    media.delete(home, "alert", record)
    if opened != plain:
        raise NotRecorded("sealing_broken", "What was sealed was read back otherwise: no alert could be shown.")
