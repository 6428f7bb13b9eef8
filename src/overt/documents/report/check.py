"""The check of the chain before the start: how each one ended, or why there was none."""

from __future__ import annotations

from overt.documents.content import Block, Paragraph, Quotation, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import clock, number, who
from overt.law.preparations import PreparationKind
from overt.records.models import Preparation

_ENDS = {"check.passed": "passed", "check.stopped": "stopped"}
_NONE = "No check of the whole chain by a volunteer came before the start."
_WHAT = (
    "In a check a volunteer who consented walks past a camera and is recognised by the whole chain. Only volunteers "
    "are compared with, and nothing seen in a check is in any figure of this report."
)


def check(evidence: Evidence) -> Section:
    """List the checks in order, and why the deployment started without one, if it did."""
    ended = list(evidence.of(*_ENDS))
    rows = tuple(
        (clock(one.at), _ENDS[one.event], number(_count(one.details.get("recognised"))), who(evidence, one.actor))
        for one in ended
    )
    heading = ("Time (UTC)", "How it ended", "Recognitions", "By")
    table: Block = Table("Checks", heading, rows, (3, 3, 2, 4), (2,)) if rows else Paragraph(_NONE)
    return Section("Check before the start", (Paragraph(_WHAT), table, *_unchecked(evidence)))


def _unchecked(evidence: Evidence) -> tuple[Block, ...]:
    given = Preparation.objects.filter(deployment=evidence.deployment, kind=PreparationKind.UNCHECKED.value)
    return tuple(Quotation("Why it started unchecked", one.words) for one in given.order_by("recorded_at"))


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
