"""`overt enrol`: check the pictures that wait for it, in the sandboxed worker."""

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

    with working_alone(site.home()) as alone:
        if not alone:
            raise Unusable("Another process checks this site's pictures now; it will check what waits.")
        checked = service.check_waiting(site.vault(), settings.OVERT.engine)
    typer.echo(f"{checked} pictures were checked.")
