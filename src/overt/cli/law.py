"""`overt law`: the clauses, one clause followed to its evidence, the check of them all, the export for assessors."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder
from overt.law.register import ClauseState, Conformance, ControlState, Standing, Status

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def clauses(as_json: AsJson = False) -> None:
    """List all 224 clauses: what kind of rule each is, how it is kept, by which controls."""
    found = look()
    if as_json:
        typer.echo(json.dumps([_clause_json(state) for state in found.clauses], indent=2, ensure_ascii=False))
        return
    for state in found.clauses:
        kept, standing = state.status.words, state.row.standing.words
        typer.echo(f"{state.row.clause.id:6} {kept:17} {standing:24} {state.row.clause.rule}")


def commissioner(
    since: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="First day of the period.")],
    until: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The day after its last.")],
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    sent: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it is sent.")],
) -> None:
    """Write what the Commissioner is told: biometrics held, retention, receipts, holds; it is put on record."""
    from overt.cli.site import open_sound_site

    open_sound_site()
    from overt.actions.tell_commissioner import tell_commissioner

    if file.exists():
        raise Unusable(f"{file} exists already; nothing was written.")
    content = tell_commissioner(*(day.replace(tzinfo=UTC) for day in (since, until, sent)))
    file.write_bytes(content)
    typer.echo(f"It is in {file}. Send it as it is: its digest is in the ledger.")


def kept(as_json: AsJson = False) -> None:
    """List everything a site stores, by column and file: what, why, clauses, who sees it, until when."""
    from dataclasses import asdict

    from overt.cli.site import set_up_django

    set_up_django()
    from overt.records import inventory

    if as_json:
        typer.echo(json.dumps([asdict(one) for one in inventory.inventory()], indent=2, ensure_ascii=False))
        return
    for place, held in inventory.grouped():
        first = held[0]
        typer.echo(f"\n{place}: {first.why} {' '.join(first.clauses)}")
        typer.echo(f"  seen by: {first.seen_by}\n  kept: {first.erase_by}")
        for one in held:
            typer.echo(f"    {one.column or 'file':28} {one.what}")


def show(
    clause_id: Annotated[str, typer.Argument(metavar="ID", help="A clause, for example M-42.")],
    as_json: AsJson = False,
) -> None:
    """Follow one clause: sentence, control, code, tests, ledger events with their latest entries."""
    state = next((one for one in look().clauses if one.row.clause.id == clause_id.upper()), None)
    if state is None:
        raise Unusable(f"There is no clause {clause_id}; `overt law clauses` lists them.")
    if as_json:
        typer.echo(json.dumps(_clause_json(state), indent=2, ensure_ascii=False))
        return
    row = state.row
    typer.echo(f"{row.clause.id}  {row.clause.rule}")
    typer.echo(f"  from: {row.clause.source}, {row.clause.section}")
    typer.echo(f"  kind of rule: {row.standing.words}")
    typer.echo(f"  kept: {state.status.words}")
    if row.words:
        typer.echo(f"  {row.words}")
    for held in state.controls:
        _show_control(held)
    for finding in state.findings:
        typer.echo(f"  does not hold: {finding.sentence}")


def check(as_json: AsJson = False) -> None:
    """Check every clause, control, test, proof and age of evidence; print the headline; exit 1 if one does not hold."""
    found = look()
    if as_json:
        typer.echo(json.dumps(_check_json(found), indent=2, ensure_ascii=False))
    else:
        for finding in found.findings:
            typer.echo(f"{finding.about}: {finding.sentence}")
        for note in found.notes:
            typer.echo(note)
        counted = ", ".join(f"{number} {status.words}" for status, number in found.figures.items())
        typer.echo(f"{len(found.clauses)} clauses: {counted}.")
    if not found.holds:
        raise typer.Exit(1)


def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write the three documents into.")] = Path("oscal"),
) -> None:
    """Write catalogue, component definition and assessment results in OSCAL 1.2.1 for an assessor's tools."""
    from overt.documents.oscal import export as write
    from overt.law.register import register

    for path in write(register(), look(), folder):
        typer.echo(str(path))


def look() -> Conformance:
    """Hold the register against the code and, where this is a site, its ledger."""
    if (home_folder() / "keys").is_dir():
        from overt.cli.site import open_site

        open_site()
        from overt.actions import site
        from overt.records.queries.conformance import conformance

        return conformance(site.now())
    return _without_a_site()


def _without_a_site() -> Conformance:
    from overt.law.register import World, assess, find_tests, register
    from overt.ledger.events import EVENTS

    return assess(register(), World(datetime.now(UTC), frozenset(EVENTS), find_tests()))


def _show_control(held: ControlState) -> None:
    control = held.control
    typer.echo(f"  control: {control.title} ({control.name})")
    for path in control.enforcement:
        typer.echo(f"    code: {path}")
    for test in control.tests:
        typer.echo(f"    test: {test}")
    if held.proved_on:
        typer.echo(f"    its tests were seen to fail without it on {held.proved_on}")
    for event in control.evidence:
        latest = held.latest.get(event)
        when = f"entry {latest.index}, {latest.at:%Y-%m-%d %H:%M:%S} UTC" if latest else "nothing recorded here yet"
        typer.echo(f"    evidence: {event}: {when}")
    for finding in held.findings:
        typer.echo(f"    does not hold: {finding.sentence}")


def _check_json(found: Conformance) -> dict[str, object]:
    return {
        "ok": found.holds,
        "clauses": len(found.clauses),
        "figures": {status.value: number for status, number in found.figures.items()},
        "by_standing": {
            standing.value: {status.value: found.count(status, standing) for status in Status} for standing in Standing
        },
        "findings": [vars(finding) for finding in found.findings],
        "notes": list(found.notes),
    }


def _clause_json(state: ClauseState) -> dict[str, object]:
    row = state.row
    return {
        "id": row.clause.id,
        "source": row.clause.source,
        "section": row.clause.section,
        "rule": row.clause.rule,
        "kinds": sorted(row.clause.kinds),
        "standing": row.standing.value,
        "status": state.status.value,
        "words": row.words,
        "controls": [_control_json(held) for held in state.controls],
        "findings": [vars(finding) for finding in state.findings],
    }


def _control_json(held: ControlState) -> dict[str, object]:
    control = held.control
    return {
        "name": control.name,
        "title": control.title,
        "enforcement": list(control.enforcement),
        "tests": list(control.tests),
        "proved_on": held.proved_on or None,
        "evidence": [_evidence_json(held, event) for event in control.evidence],
        "findings": [vars(finding) for finding in held.findings],
    }


def _evidence_json(held: ControlState, event: str) -> dict[str, object]:
    latest = held.latest.get(event)
    return {
        "event": event,
        "entry": latest.index if latest else None,
        "at": latest.at.isoformat() if latest else None,
    }
