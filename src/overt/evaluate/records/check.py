"""Check one table by every rule, and two editions against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from overt.evaluate.records.editions import revisions
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules import RULES
from overt.evaluate.records.table import Table
from overt.evaluate.records.totals import JsonValue, Total, totals

ORDER = tuple(Severity)


@dataclass(frozen=True)
class Report:
    """What a check found: how many deployments, the findings (most serious first) and the totals."""

    rows: int
    findings: tuple[Finding, ...]
    totals: tuple[Total, ...]

    @property
    def has_errors(self) -> bool:
        """Whether printed figures contradict each other or a limit."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings are of this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def summary(self) -> str:
        """How many findings of each kind, in words."""
        counts = [(severity, self.count(severity)) for severity in Severity]
        return ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts) + "."

    def to_json(self) -> Mapping[str, int | list[Mapping[str, str | int | None]] | list[Mapping[str, JsonValue]]]:
        """Return rows, findings and totals."""
        return {
            "rows": self.rows,
            "findings": [finding.to_json() for finding in self.findings],
            "totals": [total.to_json() for total in self.totals],
        }


def check(table: Table) -> Report:
    """Run every rule over the table."""
    return _report(table, [finding for rule in RULES for finding in rule(table)])


def check_editions(first: Table, second: Table) -> tuple[Report, Report]:
    """Check two editions; what changed between them stands among the findings of the first."""
    one, other = check(first), check(second)
    return _report(first, [*one.findings, *revisions(first, second)]), other


def _report(table: Table, findings: list[Finding]) -> Report:
    ordered = sorted(findings, key=lambda finding: (ORDER.index(finding.severity), finding.row or 0))
    return Report(len(table.rows), tuple(ordered), totals(table))
