"""Published records: read a force's table of deployments as printed and say what cannot be right in it.

It refuses to mend a cell, to guess a heading, and to call rounding an error; it names no person, since such tables
name none.
"""

from overt.evaluate.records.check import Report, check, check_editions
from overt.evaluate.records.errors import RecordsUnreadable
from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.reading import read_table, table_from
from overt.evaluate.records.table import Row, Table
from overt.evaluate.records.totals import Total

__all__ = [
    "Finding",
    "RecordsUnreadable",
    "Report",
    "Row",
    "Severity",
    "Table",
    "Total",
    "check",
    "check_editions",
    "read_table",
    "table_from",
]
