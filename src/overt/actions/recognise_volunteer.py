"""Record that a volunteer was recognised while the deployment runs: one row without a picture, and no alert."""

from dataclasses import replace

from overt.actions import site
from overt.actions._raising import refuse_stale, since_capture_ms
from overt.actions.act import Acting, act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.values import NewRecognition
from overt.law.facts import BlueListFacts, Facts
from overt.records.ids import new_id
from overt.records.models import VolunteerRecognition
from overt.records.queries.blue_list import is_volunteer


def recognise_volunteer(new: NewRecognition) -> VolunteerRecognition:
    """Record one recognition under the warrant of the run; when this returns, the row is committed.

    Raises:
        ActionRefused: not live, the run or its warrant is stale, the entry is no volunteer who consented, or this
            passage was recognised already (`alert_already_raised`).
        NotRecorded: ledger or database did not take it; comparison must stop (I-4).
    """
    handed_over_at = site.now()

    def learn(facts: Facts) -> Facts:
        return replace(facts, blue_list=BlueListFacts(volunteer_is_listed=is_volunteer(new.deployment, new.entry)))

    with act(SOFTWARE, "recognise_volunteer", new.deployment, learn) as acting:
        refuse_stale(acting, new)
        row = _row(acting, new)
        row.since_capture_ms = since_capture_ms(acting, new, handed_over_at)
        acting.record(
            "volunteer.recognised",
            subject=row.run,
            camera=row.camera,
            run=row.run,
            warrant=row.warrant,
            entry=row.entry,
            since_capture_ms=row.since_capture_ms,
        )
        row.save(force_insert=True)
    return row


def _row(acting: Acting, new: NewRecognition) -> VolunteerRecognition:
    told = VolunteerRecognition.objects.filter(deployment=acting.deployment, passage=new.passage, entry=new.entry)
    if told.exists():
        raise ActionRefused("alert_already_raised", "This passage was recognised already.")
    return VolunteerRecognition(
        id=new_id(),
        deployment=acting.deployment,
        camera=new.camera,
        run=new.run,
        warrant=new.warrant,
        passage=new.passage,
        entry=new.entry,
        recognised_at=acting.now,
    )
