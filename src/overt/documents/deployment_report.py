"""The deployment report: one deployment's authority, conditions, counts, alerts, rates, erasure and ledger.

It holds no picture and no name, states no rate without its interval, and is dated by the record, not by the clock, so
that the same records give the same bytes.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from overt.documents.content import Block, Document, Facts, Note, Section
from overt.documents.errors import DocumentError
from overt.documents.evidence import Evidence, gather
from overt.documents.report.alerts import alerts
from overt.documents.report.authority import authority, conditions
from overt.documents.report.check import check
from overt.documents.report.counts import counts
from overt.documents.report.erasure import erasure
from overt.documents.report.interruptions import interruptions
from overt.documents.report.rates import rates
from overt.documents.report.record import ledger, timeline
from overt.documents.report.review import review
from overt.documents.report.watchlist import watchlist
from overt.documents.typesetting import typeset
from overt.documents.wording import moment, number
from overt.records.models import Deployment

FOLDER = "reports"
REHEARSAL = "REHEARSAL: NOT EVIDENCE"
_REHEARSAL_NOTE = (
    "This was a rehearsal with drawn or consenting people. Its figures say nothing about real faces, about any group "
    "of people, or about how an engine would do in operation."
)


def write_report(deployment: Deployment | str, home: Path) -> Path:
    """Typeset the report of a deployment into `home/reports` and return its path (mode 0600, whole or not at all).

    Raises:
        DocumentRefused: the deployment is unknown or not decided on yet.
        TypesettingFailed: the typesetter gave no document; nothing was written.
        DocumentError: the folder cannot be written.
    """
    evidence = gather(deployment)
    return _write(home / FOLDER / f"{evidence.deployment.id}.pdf", typeset(compose(evidence)))


def compose(evidence: Evidence) -> Document:
    """Put the report together."""
    return Document(
        title="Deployment report",
        subtitle=evidence.deployment.title,
        reference=f"deployment {evidence.deployment.id}",
        dated=evidence.dated,
        warning=REHEARSAL if evidence.is_rehearsal else "",
        summary=_summary(evidence),
        sections=_sections(evidence),
    )


def _sections(evidence: Evidence) -> tuple[Section, ...]:
    return (
        authority(evidence),
        conditions(evidence),
        watchlist(evidence),
        check(evidence),
        counts(evidence),
        alerts(evidence),
        rates(evidence),
        interruptions(evidence),
        erasure(evidence),
        timeline(evidence),
        *review(evidence),
        ledger(evidence),
    )


def _summary(evidence: Evidence) -> tuple[Block, ...]:
    row, alerted = evidence.deployment, evidence.alerts
    facts = Facts(
        (
            ("State of the deployment", row.state),
            ("Record as of", moment(evidence.dated)),
            ("Started", moment(row.started_at)),
            ("Ended", moment(row.ended_at)),
            ("Passages counted", number(evidence.counted.passages)),
            ("Alerts", f"{number(alerted.total)}: {_judged(evidence)}"),
            ("Watchlist destroyed", moment(row.watchlist_destroyed_at)),
        )
    )
    return (Note(_REHEARSAL_NOTE), facts) if evidence.is_rehearsal else (facts,)


def _judged(evidence: Evidence) -> str:
    alerted = evidence.alerts
    return f"{number(alerted.true)} true, {number(alerted.false)} false, {number(alerted.unresolved)} unresolved"


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise DocumentError("report_unwritable", f"The report could not be written: {problem.strerror}.") from problem
    return path
