"""Every alert and what people made of it, from the ledger, so that erased alerts are told too; no score, no picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from overt.documents.content import Block, Facts, Paragraph, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import clock, number, short, words
from overt.law.roles import Role
from overt.ledger.entry import Entry
from overt.records.queries.judgement import Judgement

_STEPS = ("alert.raised", "alert.adjudicated", "alert.engaged", "alert.outcome_recorded")
_JUDGED = {
    Judgement.TRUE_CONFIRMED: "true alert, confirmed by an engagement",
    Judgement.TRUE_UNCONFIRMED: "true alert, not confirmed",
    Judgement.FALSE_CONFIRMED: "false alert, confirmed by an engagement",
    Judgement.FALSE_UNCONFIRMED: "false alert, not confirmed",
    Judgement.UNRESOLVED: "unresolved",
}


@dataclass(frozen=True)
class _Story:
    """What became of one alert."""

    alert: str
    camera: str
    raised: str
    operator: str = "–"
    officer: str = "–"
    engaged: str = "no"
    outcome: str = "–"


def alerts(evidence: Evidence) -> Section:
    """Tell each alert: who looked, what they saw, what was done."""
    told = _stories(evidence.of(*_STEPS))
    said = Paragraph(
        "An alert is a lead for people, never a decision. The LFR Operator and the Engagement Officer each recorded "
        "their own view before seeing the score or the other's."
    )
    if not told:
        return Section("Alerts", (said, Paragraph("No alert was raised.")))
    heading = ("Alert", "Camera", "Raised (UTC)", "Operator", "Officer", "Engaged", "Outcome")
    rows = tuple(
        (story.alert, story.camera, story.raised, story.operator, story.officer, story.engaged, story.outcome)
        for story in told
    )
    table = Table("Alerts, views and outcomes", heading, rows, (7, 8, 9, 8, 8, 7, 10))
    return Section("Alerts", (said, table, *_sums(evidence)))


def _stories(entries: Iterable[Entry]) -> list[_Story]:
    told: dict[str, _Story] = {}
    for entry in entries:
        if entry.event == "alert.raised":
            camera = str(entry.details["camera"])
            told[entry.subject] = _Story(short(entry.subject), camera, clock(entry.at))
        elif entry.subject in told:
            told[entry.subject] = _continued(told[entry.subject], entry)
    return list(told.values())


def _continued(story: _Story, entry: Entry) -> _Story:
    details = entry.details
    if entry.event == "alert.engaged":
        return replace(story, engaged="before the views" if details.get("before_recorded") else "yes")
    if entry.event == "alert.outcome_recorded":
        return replace(story, outcome=words(str(details.get("outcome", ""))))
    view = words(str(details.get("view", "")))
    return replace(story, operator=view) if details.get("role") == Role.OPERATOR else replace(story, officer=view)


def _sums(evidence: Evidence) -> tuple[Block, ...]:
    figures = evidence.alerts
    total = number(figures.total)
    judged = tuple(
        (words.capitalize(), f"{number(figures.judged.get(judgement, 0))} of {total} alerts")
        for judgement, words in _JUDGED.items()
    )
    disposals = tuple(
        (f"Outcome: {words(name)}", f"{number(count)} of {total} alerts")
        for name, count in sorted(figures.disposals.items())
    )
    return (Facts((("Alerts", total), *judged, *disposals)),)
