"""Renew a camera's lease and keep its counters; the write also shows, every second, that records can be written."""

from django.db import transaction

from overt.actions import site
from overt.actions._runs import COUNTERS, LEASE, TALLY_EVERY, find_run, keep_tally, note_opportunity, tally_details
from overt.actions.act import refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import Tally
from overt.ledger.append import append
from overt.records.models import CameraRun, RunState


def renew_camera_run(run: CameraRun | str, tally: Tally) -> CameraRun:
    """Extend the lease by 15 s from now and keep the counters; once a minute they go into the ledger too.

    Raises:
        ActionRefused: `lease_lost` when the run was ended or declared lost: the process must stop.
        NotRecorded: the database cannot be written: comparison must stop (I-4).
    """
    with refusals(), transaction.atomic(durable=True):
        row = find_run(run)
        now = site.now()
        if row.state != RunState.RUNNING:
            raise ActionRefused("lease_lost", "This camera run was declared over; its process must stop.")
        if tally.recognition_opportunities > row.recognition_opportunities:
            note_opportunity(row, now)
        keep_tally(row, tally)
        if now - row.tally_recorded_at >= TALLY_EVERY:
            _record(row, tally)
            row.tally_recorded_at = now
        row.lease_until = now + LEASE
        row.save(update_fields=[*COUNTERS, "refusals_json", "tally_recorded_at", "lease_until", "last_opportunity_at"])
    return row


def _record(row: CameraRun, tally: Tally) -> None:
    append(
        "tally.recorded",
        actor=SOFTWARE.id,
        deployment=row.deployment_id,
        subject=row.id,
        run=row.id,
        camera=row.camera,
        **tally_details(tally),
    )
