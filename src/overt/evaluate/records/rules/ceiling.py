"""False alerts against the ceiling of 1 in 1,000 faces (E-90): a doubt on the point estimate, an error by exact test.

The exact test is the one-sided 95 % lower bound of Clopper and Pearson: only when even that lies above the ceiling is
chance no explanation. The ceiling is read from the law pack.
"""

from collections.abc import Iterator
from fractions import Fraction

from overt.evaluate.records.columns import Column
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.rules.saying import about_cell, about_column, one_in
from overt.evaluate.records.table import Row, Table
from overt.law import packs
from overt.measure import false_alert_rate, one_sided_lower

PACK = "mps-2018-2023"


def limit() -> Fraction:
    """Return the ceiling of the law pack."""
    return packs.load(PACK).false_alert_ceiling


def ceiling(table: Table) -> Iterator[Finding]:
    """Find deployments, and the whole file, with more false alerts than the ceiling allows."""
    pairs = [(row, pair) for row in table.rows if (pair := counted(row))]
    for row, (false, faces) in pairs:
        if words := exceeded(false, faces):
            severity, said = words
            yield about_cell(table, row, Column.FALSE if Column.FALSE in row.printed else Column.RATE, severity, said)
    if len(pairs) > 1:
        false, faces = (sum(pair[i] for _, pair in pairs) for i in (0, 1))
        if words := exceeded(false, faces):
            yield about_column(table, Column.RATE, words[0], f"All {len(pairs)} deployments together: {words[1]}")


def counted(row: Row) -> tuple[int, int] | None:
    """Return false alerts and faces of a row, where both are known and possible."""
    false, faces = row.false_alerts, row.exact(Column.FACES)
    if false is None or false.exact is None or not faces or false.exact > faces:
        return None
    return false.exact, faces


def exceeded(false: int, faces: int) -> tuple[Severity, str] | None:
    """Return how serious an exceeded ceiling is, in words; None where it is kept."""
    allowed = limit()
    rate = false_alert_rate(false_alerts=false, unresolved=0, alerts=false, faces_seen=faces, ceiling=allowed)
    if not rate.alarm:
        return None
    bound = one_sided_lower(false, faces, unit="faces seen")
    said = f"{false:,} false alerts in {faces:,} faces is {one_in(Fraction(false, faces))}"
    said += f", above the ceiling of {one_in(allowed)} (E-90)"
    tested = f"the exact lower bound (95 %, one-sided, Clopper-Pearson) is {one_in(bound.low)}"
    if rate.breach:
        return Severity.ERROR, f"{said}, and chance does not explain it: {tested}."
    return Severity.DOUBT, f"{said} on the point estimate; {tested}, so chance could explain it."
