"""One alert as a court gets it: pictures, both views, settings, continuity, and proofs that the ledger says so.

Everything is in one ZIP. `alert.bin` is what was sealed when the alert was raised, with random bytes in it; its SHA-256
was put into the ledger then, so that pictures cannot have been exchanged since. Names are in it, since a court has to
know them: the package leaves encrypted.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from typing import Any

from overt.actions import site
from overt.actions._alerts import open_answers, open_note
from overt.actions._bundle import Bundle
from overt.actions.errors import ActionRefused
from overt.ledger.checkpoint import read_checkpoint, read_signing_key
from overt.ledger.entry import Entry, time_text
from overt.ledger.models import LedgerRow
from overt.ledger.proof import ENDING, proof_text
from overt.ledger.read import entries_of
from overt.ledger.signed import VERIFIER_FILE, Checkpoint
from overt.ledger.tiles import Tiles, reading
from overt.records.models import Alert, EvidenceExport, OwnView, Person

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_AROUND = (
    *("deployment.authorised", "deployment.authority_confirmed", "deployment.recording_authorised"),
    *("deployment.settings_recorded", "deployment.started", "deployment.halted", "deployment.resumed"),
    *("deployment.closed", "deployment.expired", "watchlist.sealed"),
)
_OF_THE_ENTRY = ("watchlist.entry_added", "watchlist.entry_reviewed", "watchlist.entry_approved")
SAYS = (
    "An alert is a possible match found by software. It is not an identification. The score says how alike two "
    "pictures are to this engine; it is not a probability that they show the same person."
)


def court_package(alert: Alert, plain: bytes, export: EvidenceExport, passport: bytes | None) -> bytes:
    """Return the ZIP; `plain` is the opened bundle, `passport` is the engine's, None if it changed since.

    Raises:
        ActionRefused: the ledger has no checkpoint yet, or none that covers the alert.
    """
    bundle, entries = Bundle.from_bytes(plain), list(_entries(alert))
    checkpoint = _checkpoint(next(one.index for one in entries if one.event == "alert.raised"))
    files = {
        "alert.bin": plain,
        "probe.jpg": bundle.probe_jpeg,
        **{f"candidate-{number}.jpg": one.jpeg for number, one in enumerate(bundle.candidates, 1)},
        "alert.json": _json(_told(alert, bundle)),
        "authority.json": alert.deployment.authority_json.encode(),
        **({"passport.json": passport} if passport else {}),
        "continuity.json": _json([_entry(one, checkpoint) for one in entries]),
        "people.json": _json(_people({one.actor for one in entries} | {export.requested_by, export.released_by})),
        "export.json": _json(_export(export)),
        "ledger/checkpoint": checkpoint.note.encode(),
        f"ledger/{VERIFIER_FILE}": f"{read_signing_key(site.home() / 'keys').verifier.to_text()}\n".encode(),
        "verifier.py": (resources.files("overt.ledger") / "verifier.py").read_bytes(),
        "README.txt": (resources.files("overt.actions") / "court_package.txt").read_bytes(),
        **_proofs(entries, checkpoint),
    }
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return _zipped(files | {"SHA256SUMS": sums.encode()})


def _entries(alert: Alert) -> Iterator[Entry]:
    """Give the entries about the alert, its camera run, its entry of the list and the authority behind it."""
    for one in entries_of(alert.deployment_id):
        of_the_run = one.details.get("run") == alert.run and not one.event.startswith("alert.")
        of_the_entry = one.event in _OF_THE_ENTRY and one.details.get("entry") == alert.entry
        of_the_picture = one.event == "watchlist.picture_checked" and one.subject == alert.picture
        if one.subject == alert.id or one.event in _AROUND or of_the_run or of_the_entry or of_the_picture:
            yield one


def _checkpoint(index: int) -> Checkpoint:
    home = site.home()
    found = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    if found is None or found.size <= index:
        raise ActionRefused("not_signed_yet", "The alert is under no checkpoint yet; try again in a few seconds.")
    return found


def _proofs(entries: list[Entry], checkpoint: Checkpoint) -> dict[str, bytes]:
    tiles = Tiles(reading(site.home() / "ledger"), checkpoint.size)
    covered = [one.index for one in entries if one.index < checkpoint.size]
    leaves = dict(LedgerRow.objects.filter(index__in=covered).values_list("index", "entry"))
    return {
        f"ledger/{index:012}{ENDING}": proof_text(
            index, tiles.inclusion_proof(index), checkpoint.note, bytes(leaves[index])
        ).encode()
        for index in covered
    }


def _entry(one: Entry, checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "index": one.index,
        "at": time_text(one.at),
        "event": one.event,
        "actor": one.actor,
        "details": dict(one.details),
        "proof": f"ledger/{one.index:012}{ENDING}" if one.index < checkpoint.size else None,
    }


def _told(row: Alert, bundle: Bundle) -> dict[str, Any]:
    engagement, outcome = getattr(row, "engagement", None), getattr(row, "outcome", None)
    deployment = row.deployment
    return {
        "says": SAYS,
        "rehearsal": deployment.kind == "rehearsal",
        "alert": row.id,
        "deployment": deployment.id,
        "place": deployment.place,
        "camera": row.camera,
        "raised_at": time_text(row.raised_at),
        "reference": bundle.label,
        "category": bundle.category,
        "listed_because": bundle.listed_because,
        "candidates": [
            {"picture": one.picture, "years": one.years, "child": one.child, "advice": list(one.advice)}
            for one in bundle.candidates
        ],
        "look_alikes": bundle.look_alikes,
        "score": row.score,
        "threshold": row.threshold,
        "margin": row.margin,
        "milliseconds_from_picture_to_alert": row.since_capture_ms,
        "engine": deployment.engine,
        "engine_digest": deployment.engine_digest,
        "views": [_view(row, one) for one in row.views.order_by("given_at")],
        "decisions": [
            {
                "officer": one.officer,
                "engage": one.engage,
                "ground": one.ground,
                "words": open_note(row, one.reason_sealed),
                "at": time_text(one.decided_at),
            }
            for one in row.decisions.order_by("decided_at")
        ],
        "engagement": {
            "officer": engagement.officer,
            "at": time_text(engagement.engaged_at),
            "before_both_views": engagement.before_recorded,
            "why_before": open_note(row, engagement.reason_sealed),
        }
        if engagement
        else None,
        "outcome": {
            "identity": outcome.identity,
            "disposal": outcome.disposal,
            "power_and_note": open_note(row, outcome.note_sealed),
            "by": outcome.recorded_by,
            "at": time_text(outcome.recorded_at),
        }
        if outcome
        else None,
    }


def _view(row: Alert, view: OwnView) -> dict[str, Any]:
    factors = getattr(view, "factors", None)
    return {
        "role": view.role,
        "person": view.person,
        "view": view.view,
        "at": time_text(view.given_at),
        "factors": open_answers(row, bytes(factors.sealed)) if factors else None,
    }


def _people(ids: set[str]) -> dict[str, str]:
    return dict(Person.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "name"))


def _export(row: EvidenceExport) -> dict[str, Any]:
    return {
        "export": row.id,
        "recipient": row.recipient,
        "recipient_key": row.recipient_key,
        "basis": row.basis,
        "purpose": row.purpose,
        "requested_by": row.requested_by,
        "requested_at": time_text(row.requested_at),
        "released_by": row.released_by,
        "released_at": time_text(row.released_at) if row.released_at else None,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
