"""`overt tell`: tell other systems of alerts' states by signed webhooks, again until each is taken."""

import threading
from typing import Annotated

import typer

from overt.cli.live import stop_on_signal
from overt.cli.site import open_sound_site

ROUND_SECONDS = 1.0


def tell(
    watch: Annotated[bool, typer.Option("--watch", help="Go on, once a second, until told to stop.")] = False,
) -> None:
    """Tell every named system what is due; one that does not take it is tried again, ever more seldom."""
    open_sound_site()
    from overt.actions.tell_integrations import send_by_http, tell_integrations

    stop = stop_on_signal() if watch else threading.Event()
    while True:
        tell_integrations(send_by_http)
        if not watch or stop.wait(ROUND_SECONDS):
            return
