"""Rates with their denominators, exact intervals and both cases of what is unresolved; never a bare number (I-8)."""

from __future__ import annotations

from overt.documents.content import Block, Note, Paragraph, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import number
from overt.measure import FalseAlertRate, Rate, clopper_pearson, false_alert_rate

_COUNTING = "Faces seen are passages as tracked."


def rates(evidence: Evidence) -> Section:
    """State the rates, and how they stand against the law pack's ceiling (E-90)."""
    alerts, passages = evidence.alerts, evidence.counted.passages
    if alerts.false + alerts.unresolved > passages:
        return Section("Rates", (Note(_more_alerts_than_passages(evidence)),))
    found = false_alert_rate(
        false_alerts=alerts.false,
        unresolved=alerts.unresolved,
        alerts=alerts.total,
        faces_seen=passages,
        ceiling=evidence.pack.false_alert_ceiling,
    )
    return Section("Rates", (*_unstated(found.best), _table(found, evidence), *_against_the_ceiling(found, passages)))


def _table(found: FalseAlertRate, evidence: Evidence) -> Table:
    alerts = evidence.alerts
    usable = clopper_pearson(
        min(evidence.counted.recognition_opportunities, evidence.counted.passages),
        evidence.counted.passages,
        unit="passages",
    )
    rows = (
        ("False alerts for faces seen, unresolved counted as right (best case)", str(found.best)),
        ("False alerts for faces seen, unresolved counted as false (worst case)", str(found.worst)),
        ("False alerts among alerts, best case", str(found.of_alerts)),
        ("False alerts among alerts, worst case", str(_worst_of_alerts(found, alerts.total))),
        ("Recognition opportunities among passages", str(usable)),
    )
    return Table("Rates", ("Rate", "Counts, interval and method"), rows, (2, 3))


def _worst_of_alerts(found: FalseAlertRate, total: int) -> Rate:
    return clopper_pearson(found.worst.numerator, total, unit="alerts")


def _unstated(rate: Rate) -> tuple[Block, ...]:
    said = f"{_COUNTING} Intervals are two-sided and exact (Clopper-Pearson) and take passages as independent; "
    said += "passages of one person are not, so the true uncertainty is larger."
    return (
        (Paragraph(said),)
        if rate.denominator
        else (Paragraph(said), Note("No passage was counted: no rate is stated."))
    )


def _against_the_ceiling(found: FalseAlertRate, passages: int) -> tuple[Block, ...]:
    if not passages:
        return ()
    ceiling = f"{number(found.ceiling.numerator)} in {number(found.ceiling.denominator)} faces seen"
    return (
        Paragraph(
            f"The ceiling is {ceiling} (E-90). An alarm is raised when the counted rate lies above it; it counts as "
            "breached when the one-sided exact 95 % lower bound does."
        ),
        Note(f"{_verdict(found)} {_worst_case(found)}"),
    )


def _verdict(found: FalseAlertRate) -> str:
    if found.breach:
        return "Breached: the false alert rate lies above the ceiling beyond chance."
    if found.alarm:
        return "Alarm: more false alerts were counted than the ceiling allows, though chance may explain it."
    if found.best.high <= found.ceiling:
        return "Kept: the whole interval of the best case lies under the ceiling."
    return "Not shown either way: too few faces were seen to tell whether the ceiling is kept."


def _worst_case(found: FalseAlertRate) -> str:
    if not found.unresolved:
        return "No alert is unresolved, so both cases are the same."
    every = f"If every unresolved alert ({number(found.unresolved)}) were false, "
    return every + ("it would be breached." if found.worst_case_breach else "a breach would still not be shown.")


def _more_alerts_than_passages(evidence: Evidence) -> str:
    alerts, passages = evidence.alerts, evidence.counted.passages
    return (
        f"No rate is stated: {number(alerts.false)} false and {number(alerts.unresolved)} unresolved alerts stand "
        f"against only {number(passages)} passages counted. A process that was killed may have lost its last counts."
    )
