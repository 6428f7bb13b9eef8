"""`overt evaluate records`: check a force's published table of deployments, or two editions of one.

It reads files and prints; it opens no site, records nothing and changes nothing. Exit code 0 when no printed figure
contradicts another, 1 when one does, 2 when the file cannot be read as such a table.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overt.cli.errors import Unusable

if TYPE_CHECKING:
    from overt.evaluate.records import Report


def records(
    file: Annotated[Path, typer.Argument(help="The published table: CSV, or PDF with the extra `pdf`.")],
    file2: Annotated[Path | None, typer.Argument(help="A later edition of it, compared row by row.")] = None,
    form: Annotated[str, typer.Option("--format", help="auto, csv or pdf; auto looks into the file.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print one page for a browser.")] = False,
) -> None:
    """Find what hand-typing breaks in a published table: sums, rates, dates, copies, silent changes."""
    from overt.evaluate.records import check, check_editions, read_table
    from overt.evaluate.records.page import Edition, page

    if as_json and as_html:
        raise Unusable("Ask for --json or for --html, not for both.")
    files = [file] if file2 is None else [file, file2]
    tables = [read_table(each, form) for each in files]
    reports = [check(tables[0])] if file2 is None else list(check_editions(tables[0], tables[1]))
    if as_json:
        typer.echo(json.dumps(as_object(reports), indent=2, ensure_ascii=False))
    elif as_html:
        editions = [
            Edition(each.name, table, report) for each, table, report in zip(files, tables, reports, strict=True)
        ]
        typer.echo(page(editions))
    else:
        typer.echo("\n\n".join(as_text(each.name, report) for each, report in zip(files, reports, strict=True)))
    if any(report.has_errors for report in reports):
        raise typer.Exit(1)


def as_object(reports: "list[Report]") -> dict[str, object]:
    """Return the first edition's report, and the second's own under `second_edition` where there is one."""
    told: dict[str, object] = {**reports[0].to_json()}
    return told if len(reports) == 1 else {**told, "second_edition": reports[1].to_json()}


def as_text(name: str, report: "Report") -> str:
    """Write a report for a person: findings by severity, then the totals with their intervals."""
    lines = [f"{name}: {report.rows} deployments read. {report.summary}"]
    lines += [f"  {each.severity.value:5}  [{each.column}] {each.sentence}" for each in report.findings]
    for total in report.totals:
        lines.append(f"{total.name}: {total.rows} deployments, {total.left_out} without the figures for a rate")
        lines += [f"  {words}: {rate}" for words, rate in total.rates]
    return "\n".join(lines)
