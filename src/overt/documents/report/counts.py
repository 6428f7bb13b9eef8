"""What the cameras counted, and how; counters are all that people who did not alert leave behind (I-2)."""

from __future__ import annotations

from overt.documents.content import Facts, Note, Paragraph, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import clock, length, number, short, words
from overt.measure.counting import count_error
from overt.records.queries.blue_list import marks_of
from overt.records.queries.manual_counts import counted_pairs

_METHOD = (
    "A passage is one person going once through the zone of recognition, as the tracker saw it. The tracker can split "
    "one person into two passages or join two people into one, which would flatter or worsen every rate below; its "
    "error is measured against known truth in rehearsals, and here against a count by hand, where one was made. A "
    "recognition opportunity is a passage that gave at least one usable template."
)


def counts(evidence: Evidence) -> Section:
    """Give the counters of all camera runs together, and of each."""
    counted = evidence.counted
    rows = (
        ("Camera runs", number(len(evidence.runs))),
        ("Frames processed", number(counted.frames)),
        ("Frames skipped to keep up", f"{number(counted.frames_skipped)} beside those processed"),
        ("Faces detected in frames", number(counted.faces_detected)),
        ("Passages", number(counted.passages)),
        ("Passages counted by hand", str(count_error(counted_pairs(evidence.deployment.id)))),
        ("Of which seeded passages marked", number(len(marks_of(evidence.deployment.id)))),
        ("Recognition opportunities", f"{number(counted.recognition_opportunities)} of {_passages(evidence)}"),
        ("Templates made", number(counted.templates_made)),
        ("Templates overwritten", f"{number(counted.templates_overwritten)} of {number(counted.templates_made)} made"),
        ("Longest life of a template", f"{number(counted.longest_template_ms)} ms"),
    )
    return Section(
        "What was counted", (Paragraph(_METHOD), Facts(rows), *_balance(evidence), _runs(evidence), *_quality(evidence))
    )


def _passages(evidence: Evidence) -> str:
    return f"{number(evidence.counted.passages)} passages"


def _balance(evidence: Evidence) -> tuple[Note, ...]:
    left = evidence.counted.templates_made - evidence.counted.templates_overwritten
    if left == 0:
        return ()
    return (
        Note(
            f"{number(left)} templates were made and not counted as overwritten. A process that is killed loses its "
            "memory without counting; look for a lost camera run below."
        ),
    )


def _runs(evidence: Evidence) -> Table:
    rows = tuple(
        (
            short(run.id),
            run.camera,
            clock(run.started_at),
            length((run.ended_at - run.started_at).total_seconds()) if run.ended_at else "running",
            run.state,
            number(run.passages),
        )
        for run in evidence.runs
    )
    heading = ("Run", "Camera", "Began (UTC)", "Lasted", "State", "Passages")
    return Table("Camera runs", heading, rows, (5, 6, 9, 9, 5, 5), (5,))


def _quality(evidence: Evidence) -> tuple[Table, ...]:
    refusals = evidence.counted.refusals
    if not refusals:
        return ()
    rows = tuple((words(code), number(count)) for code, count in refusals.items())
    return (Table("Faces not used, by reason", ("Reason", "Times"), rows, (3, 1), (1,)),)
