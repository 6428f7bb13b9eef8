"""Totals of a table, over all and by year and threshold: counts, and the false alert rate with exact intervals.

A deployment without a number is left out of the sums that need it and counted as left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from overt.evaluate.records.columns import Column
from overt.evaluate.records.rules.ceiling import limit
from overt.evaluate.records.table import Row, Table
from overt.measure import FalseAlertRate, Rate, false_alert_rate

COUNTING = "faces as the force counted them, each taken to be independent of the others"

JsonValue = str | int | float | bool | None | Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True)
class Total:
    """The sums of one group of deployments: `by` is "all", "year", "threshold" or "year and threshold".

    `rate` is over the deployments whose false alerts and faces are both known; `left_out` counts the others.
    `unconfirmed` true alerts stand as false in the worst case.
    """

    by: str
    name: str
    rows: int
    left_out: int
    alerts: int
    true_alerts: int
    rate: FalseAlertRate

    def to_json(self) -> Mapping[str, JsonValue]:
        """Return counts and rates, each rate with interval, unit and method."""
        return {
            "by": self.by,
            "name": self.name,
            "rows": self.rows,
            "rows_left_out": self.left_out,
            "alerts": self.alerts,
            "true_alerts": self.true_alerts,
            "false_alerts": self.rate.best.numerator,
            "faces": self.rate.best.denominator,
            "false_alert_rate": self.rate.best.to_json(),
            "false_alert_rate_worst": self.rate.worst.to_json(),
            "false_of_alerts": self.rate.of_alerts.to_json(),
            "ceiling": str(self.rate.ceiling),
            "above_ceiling": self.rate.alarm,
            "above_ceiling_by_exact_test": self.rate.breach,
        }

    @property
    def against_ceiling(self) -> str:
        """How the total stands to the ceiling, in words."""
        if not self.rate.best.denominator:
            return "no faces counted"
        if self.rate.breach:
            return "exceeded, also by the exact test"
        return "exceeded on the point estimate only" if self.rate.alarm else "kept on the point estimate"

    @property
    def rates(self) -> tuple[tuple[str, Rate], ...]:
        """The rates with their names, for print."""
        named = [("False alerts for each face seen", self.rate.best)]
        if self.rate.unresolved:
            named.append(("The same, counting every unconfirmed or unresolved alert as false", self.rate.worst))
        return (*named, ("False alerts among alerts", self.rate.of_alerts))


def totals(table: Table) -> tuple[Total, ...]:
    """Return the totals of everything, of each year, each threshold, and of both where both vary."""
    years = _groups(table.rows, _year)
    thresholds = _groups(table.rows, _threshold)
    found = [_total("all", "all deployments", table.rows)]
    if Column.DATE in table.rows[0].printed:
        found += [_total("year", name, rows) for name, rows in years.items()]
    if table.has(Column.THRESHOLD):
        found += [_total("threshold", name, rows) for name, rows in thresholds.items()]
        if len(years) > 1 and len(thresholds) > 1:
            both = _groups(table.rows, lambda row: f"{_year(row)}, {_threshold(row)}")
            found += [_total("year and threshold", name, rows) for name, rows in both.items()]
    return tuple(found)


def _groups(rows: Sequence[Row], name: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return dict(sorted(groups.items()))


def _year(row: Row) -> str:
    day = row.day and (row.day.value or row.day.swapped)
    return str(day.year) if day else "no date"


def _threshold(row: Row) -> str:
    return f"threshold {float(row.threshold):g}" if row.threshold is not None else "no threshold"


def _total(by: str, name: str, rows: Sequence[Row]) -> Total:
    usable = [row for row in rows if _is_usable(row)]
    false = sum(_false(row) for row in usable)
    return Total(
        by,
        name,
        len(rows),
        len(rows) - len(usable),
        sum(row.exact(Column.ALERTS) or 0 for row in rows),
        sum((row.true_alerts.exact or 0) if row.true_alerts else 0 for row in rows),
        false_alert_rate(
            false_alerts=false,
            unresolved=sum(_unresolved(row) for row in usable),
            alerts=max(sum(_alerts(row) for row in usable), false),
            faces_seen=sum(row.exact(Column.FACES) or 0 for row in usable),
            ceiling=limit(),
            counting=COUNTING,
        ),
    )


def _is_usable(row: Row) -> bool:
    faces = row.exact(Column.FACES)
    return (
        bool(faces)
        and row.false_alerts is not None
        and row.false_alerts.exact is not None
        and _alerts(row) <= (faces or 0)
    )


def _false(row: Row) -> int:
    return (row.false_alerts.exact if row.false_alerts else None) or 0


def _alerts(row: Row) -> int:
    """Return the alerts printed, and never fewer than are known to be false, unresolved or unconfirmed."""
    return max(row.exact(Column.ALERTS) or 0, _false(row) + _unresolved(row))


def _unresolved(row: Row) -> int:
    return (row.exact(Column.UNRESOLVED) or 0) + (row.exact(Column.TRUE_UNCONFIRMED) or 0)
