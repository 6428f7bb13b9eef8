"""Halts, resumptions, outages and lost cameras, with the reasons people gave."""

from __future__ import annotations

from overt.documents.content import Block, Paragraph, Quotation, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import clock, moment, who, words
from overt.ledger.entry import Entry
from overt.records.models import StatedReason

_WORDS = {
    "deployment.halted": "comparison halted",
    "deployment.resume_proposed": "resumption proposed",
    "deployment.resumed": "comparison resumed by a second person",
    "camera.outage_began": "camera outage began",
    "camera.outage_ended": "camera outage ended",
    "camera.lost": "camera process lost",
    "camera.comparison_stopped": "comparison stopped by the software",
}


def interruptions(evidence: Evidence) -> Section:
    """List every interruption in order."""
    entries = list(evidence.of(*_WORDS))
    if not entries:
        return Section("Halts and outages", (Paragraph("No halt and no camera outage is on record."),))
    rows = tuple((clock(entry.at), _what(entry), who(evidence, entry.actor)) for entry in entries)
    table = Table("Halts and outages", ("Time (UTC)", "What", "By"), rows, (3, 5, 4))
    return Section("Halts and outages", (table, *_reasons(evidence)))


def _what(entry: Entry) -> str:
    details = entry.details
    said = _WORDS[entry.event]
    if "camera" in details:
        said += f", camera {details['camera']}"
    if details.get("reason_code"):
        said += f": {words(str(details['reason_code']))}"
    if details.get("seconds") is not None:
        said += f" after {details['seconds']} s"
    return said


def _reasons(evidence: Evidence) -> tuple[Block, ...]:
    given = StatedReason.objects.filter(deployment=evidence.deployment, act__in=("halt", "propose_resume", "resume"))
    return tuple(
        Quotation(f"Why: {words(reason.act)}, {moment(reason.given_at)}", reason.text)
        for reason in given.order_by("given_at")
    )
