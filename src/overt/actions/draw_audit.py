"""Draw an audit's sample, once a root that nobody could know when its seed was committed to is published."""

from hashlib import sha256

from overt.actions import site
from overt.actions._audits import find_audit, population, standing_of
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.ledger.checkpoint import read_checkpoint, read_signing_key
from overt.ledger.sampling import draw_of, sample
from overt.ledger.tiles import Tiles, reading
from overt.records.models import Audit, AuditItem


def draw_audit(by: Actor, audit: Audit | str) -> Audit:
    """Draw the sample and reveal the seed; everything it depends on was fixed when the audit was committed to."""
    row = find_audit(audit)
    with refusals():
        root = _root_after(row.entry)
    draw = draw_of(bytes.fromhex(row.seed), root)
    acts = population(row)
    drawn = {what: sample(draw, found, row.wanted) for what, found in acts.items()}
    indices = sorted(index for chosen in drawn.values() for index in chosen)
    with act(by, "draw_audit", learn=standing_of(row.pk)) as acting:
        acting.record(
            "audit.drawn",
            subject=row.pk,
            audit=row.pk,
            seed=row.seed,
            root=root.hex(),
            root_size=row.entry + 2,
            population=sum(map(len, acts.values())),
            drawn=len(indices),
            drawn_digest=sha256("\n".join(map(str, indices)).encode()).hexdigest(),
        )
        row.root, row.drawn_at = root.hex(), acting.now
        row.population_json = {what.value: len(found) for what, found in acts.items()}
        row.save()
        AuditItem.objects.bulk_create(
            AuditItem(
                audit=row,
                entry=index,
                what=what,
                deployment=acts[what][index].deployment,
                acted_by=acts[what][index].actor,
            )
            for what, chosen in drawn.items()
            for index in chosen
        )
    return row


def _root_after(entry: int) -> bytes:
    """Return the root over everything up to the entry after the commitment, once a checkpoint vouches for it."""
    home = site.home()
    checkpoint = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    if checkpoint is None or checkpoint.size < entry + 2:
        raise ActionRefused(
            "root_not_published", "The sample is drawn once a later entry is published. Draw again in a few seconds."
        )
    return Tiles(reading(home / "ledger"), checkpoint.size).subtree(0, entry + 2)
