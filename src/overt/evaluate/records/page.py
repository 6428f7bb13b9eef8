"""The check as one page of HTML: self-contained, without script, readable without colour and in print.

Every cell of the file is foreign text; the template escapes all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from overt.evaluate.records.check import Report
from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.table import Table

MEANING = {
    Severity.ERROR: "two printed figures contradict each other, or a limit is broken",
    Severity.DOUBT: "it may be right; ask the force",
    Severity.NOTE: "good to know when reading the table",
}


@dataclass(frozen=True)
class Edition:
    """One file with its table and what the check found."""

    name: str
    table: Table
    report: Report

    @property
    def by_severity(self) -> tuple[tuple[Severity, str, tuple[Finding, ...]], ...]:
        """Findings in their groups, with what the group means."""
        return tuple(
            (severity, meaning, tuple(each for each in self.report.findings if each.severity is severity))
            for severity, meaning in MEANING.items()
        )

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Each heading as printed, and what it was read as."""
        return tuple((each.printed, _read_as(each.column)) for each in self.table.headings if each.printed)


def page(editions: Sequence[Edition]) -> str:
    """Return the page for one file, or for two editions of it."""
    environment = Environment(
        loader=PackageLoader("overt.evaluate.records", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(editions=editions)


def _read_as(column: Column | None) -> str:
    if column is None:
        return "not recognised, not checked"
    return "words, not checked" if column is Column.TEXT else column.value.replace("_", " ")
