"""`overt enrol`: check the pictures that wait for it, in the sandboxed worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.live import stop_on_signal
from overt.cli.site import open_sound_site


def enrol(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until told to stop.")] = False,
) -> None:
    """Check waiting watchlist pictures: quality, one face, template; reasons in words."""
    open_sound_site()
    from django.conf import settings

    from overt.actions import site
    from overt.enrol import service

    if watch:
        service.serve(stop_on_signal())
        return
    from overt.enrol.lock import working_alone

    with working_alone(site.home()) as alone, _counted() as told:
        if not alone:
            raise Unusable("Another process checks this site's pictures now; it will check what waits.")
        checked = service.check_waiting(site.vault(), settings.OVERT.engine, told)
    typer.echo(f"{checked} pictures were checked.")


@contextmanager
def _counted() -> Iterator[Callable[[int], None]]:
    """Show how many pictures are checked; lists that were sent in are still to be read, so no total is known."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("pictures checked"), BarColumn(), TextColumn("{task.completed:.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None)
        yield lambda pictures: progress.update(task, advance=pictures)
