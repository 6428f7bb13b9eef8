"""What was in the file and is not checked: columns nobody knows here, and lines that are no deployments."""

from collections.abc import Iterator

from overt.evaluate.records.findings import Finding, Severity
from overt.evaluate.records.table import Table

MOST_QUOTED = 5


def unread(table: Table) -> Iterator[Finding]:
    """Note every column that is not recognised, and once the lines taken for titles and remarks."""
    for heading in table.headings:
        if heading.column is None and heading.printed:
            said = f'The column "{heading.printed}" is not recognised and was not checked.'
            yield Finding(None, None, None, heading.printed, None, None, Severity.NOTE, said)
    if table.remarks:
        quoted = ", ".join(f'line {each.line} ("{each.text[:40]}")' for each in table.remarks[:MOST_QUOTED])
        more = f" and {len(table.remarks) - MOST_QUOTED} more" if len(table.remarks) > MOST_QUOTED else ""
        said = f"Read as titles or remarks, not as deployments: {quoted}{more}."
        yield Finding(None, None, None, table.headings[0].printed, None, None, Severity.NOTE, said)
