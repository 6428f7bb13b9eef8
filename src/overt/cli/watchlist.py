"""`overt watchlist`: bring a list onto a draft from a folder or ZIP archive, with progress, and again after a kill."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.people import signed_in
from overt.cli.site import open_site

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from overt.enrol.importing import ListImport
    from overt.enrol.lists import ListFiles
    from overt.records.models import Person

SHOWN_PROBLEMS = 20


class Bars:
    """The two progress bars of an import: entries sealed, pictures checked."""

    def __init__(self, progress: "Progress", entries: "TaskID", pictures: "TaskID") -> None:
        self._progress, self._entries, self._pictures = progress, entries, pictures

    def listed(self, entries: int) -> None:
        """So many more entries are on the list."""
        self._progress.update(self._entries, advance=entries)

    def checked(self, pictures: int) -> None:
        """So many more pictures are settled."""
        self._progress.update(self._pictures, advance=pictures)


def import_list(
    deployment: Annotated[str, typer.Argument(help="Id of the draft.")],
    path: Annotated[Path, typer.Argument(help="A folder or ZIP archive with watchlist.csv and the pictures.")],
    login: Annotated[str, typer.Option("--as", help="Login of the team member who imports.")],
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an import stopped.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Seal a list and have its pictures checked; exit 1 when a row or a picture was refused or still waits.

    The password is asked for, or read from OVERT_PASSWORD.
    """
    open_site()
    from overt.actions.finish_erasures import finish_erasures
    from overt.enrol.lists import open_list
    from overt.records.models import Deployment

    if not Deployment.objects.filter(pk=deployment).exists():
        raise Unusable(f"There is no deployment {deployment} on this site.")
    by = signed_in(login, os.environ.get("OVERT_PASSWORD") or str(typer.prompt("Password", hide_input=True)))
    if resume:
        finish_erasures()
    with open_list(path) as files:
        result = _imported(by, deployment, files, resume=resume)
    typer.echo(json.dumps(result, indent=2) if as_json else "\n".join(_lines(result)))
    if result["problems"] or result["pictures_refused"] or result["pictures_waiting"]:
        raise typer.Exit(1)


def _imported(by: "Person", deployment: str, files: "ListFiles", *, resume: bool) -> dict[str, object]:
    from overt.actions import site
    from overt.enrol import service
    from overt.enrol.importing import ListImport

    work = ListImport(by, deployment, files, resume=resume)
    with _bars(work) as bars:
        service.import_list(site.vault(), work, deployment, bars)
    return _result(deployment, work)


@contextmanager
def _bars(work: "ListImport") -> Iterator[Bars]:
    """Show progress on standard error, so that standard output stays for the answer."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        entries = progress.add_task("entries sealed", total=work.entries)
        yield Bars(progress, entries, progress.add_task("pictures checked", total=work.rows))


def _result(deployment: str, work: "ListImport") -> dict[str, object]:
    from overt.enrol.lists.errors import SENTENCES
    from overt.law.conditions import CONDITIONS
    from overt.records.models import PictureState, WatchlistPicture

    pictures = WatchlistPicture.objects.filter(entry__deployment=deployment, entry__withdrawn_at=None)
    said = {**{name: one.sentence for name, one in CONDITIONS.items()}, **SENTENCES}
    return {
        "entries_added": work.added,
        "entries_already_there": work.passed_over,
        "pictures_accepted": pictures.filter(state=PictureState.ACCEPTED).count(),
        "pictures_refused": pictures.filter(state=PictureState.REFUSED).count(),
        "pictures_waiting": pictures.filter(state=PictureState.WAITING).count(),
        "problems": [
            {"row": one.row, "code": one.code, "sentence": said.get(one.code, "The row cannot be used.")}
            for one in sorted(work.problems, key=lambda problem: problem.row)
        ],
    }


def _lines(result: dict[str, object]) -> Iterator[str]:
    yield f"{result['entries_added']} entries were added; {result['entries_already_there']} were there already."
    yield (
        f"Pictures of the list: {result['pictures_accepted']} accepted, {result['pictures_refused']} refused,"
        f" {result['pictures_waiting']} waiting for `overt enrol`."
    )
    problems = result["problems"]
    assert isinstance(problems, list)
    for one in problems[:SHOWN_PROBLEMS]:
        yield f"Row {one['row']}: {one['sentence']}"
    if len(problems) > SHOWN_PROBLEMS:
        yield f"{len(problems) - SHOWN_PROBLEMS} more rows cannot be used; `--json` lists them all."
