"""The deployment bundle: one ZIP file in which outsiders get all that is published, for `ledger/verifier.py` to check.

It holds the checkpoint with its cosignatures, the ledger's key, a proof for every entry of the deployment with the
entry itself, the authority but for what its owner withheld, the engine's passport, and the published report. Refuses a
deployment that is not published. The same records give the same bytes.
"""

import io
import zipfile
from pathlib import Path

import rfc8785

from overt.documents.errors import DocumentRefused
from overt.ledger.checkpoint import read_signing_key
from overt.ledger.cosigning import COSIGNED_FILE
from overt.ledger.models import LedgerRow
from overt.ledger.proof import ENDING, proof_text
from overt.ledger.signed import CHECKPOINT_FILE, VERIFIER_FILE, Checkpoint, open_checkpoint
from overt.ledger.tiles import Tiles, reading
from overt.records.models import Deployment, Publication
from overt.records.queries.publication import shown_authority

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_bundle(deployment: Deployment | str, home: Path, passport: bytes) -> bytes:
    """Put the bundle together; `passport` is the engine's as canonical JSON.

    Raises:
        DocumentRefused: the deployment is not published, or its publication is under no checkpoint yet.
    """
    published = _publication(deployment)
    out, key = home / "ledger", read_signing_key(home / "keys").verifier
    checkpoint = _checkpoint(out, home, published.entry)
    authority = shown_authority(published.deployment, published.withheld_json)
    files = {
        "checkpoint": checkpoint.note.encode(),
        VERIFIER_FILE: f"{key.to_text()}\n".encode(),
        "authority.json": rfc8785.dumps(dict(authority)),
        "passport.json": passport,
        "report.json": published.report_json.encode(),
    }
    tiles = Tiles(reading(out), checkpoint.size)
    rows = LedgerRow.objects.filter(deployment=published.deployment.id, index__lt=checkpoint.size).order_by("index")
    for row in rows.iterator():
        text = proof_text(row.index, tiles.inclusion_proof(row.index), checkpoint.note, bytes(row.entry))
        files[f"entries/{row.index:012}{ENDING}"] = text.encode()
    return _zipped(files)


def _publication(deployment: Deployment | str) -> Publication:
    wanted = deployment if isinstance(deployment, str) else deployment.id
    try:
        return Publication.objects.select_related("deployment").get(deployment=wanted)
    except Publication.DoesNotExist:
        raise DocumentRefused("not_published", "This deployment is not published, so there is no bundle.") from None


def _checkpoint(out: Path, home: Path, entry: int) -> Checkpoint:
    """Give the checkpoint with cosignatures if it covers the publication, else the newest one."""
    key = read_signing_key(home / "keys").verifier
    for name in (COSIGNED_FILE, CHECKPOINT_FILE):
        if (out / name).exists():
            found = open_checkpoint((out / name).read_bytes(), key)
            if found.size > entry:
                return found
    raise DocumentRefused("not_signed_yet", "The publication is under no checkpoint yet; try again in a few seconds.")


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
