"""`overt live DEPLOYMENT`: run the cameras of an authorised deployment until it closes."""

import signal
import threading
from typing import Annotated

import typer

from overt.cli.publishing import publisher
from overt.cli.site import open_sound_site


def live(
    deployment: Annotated[str, typer.Argument(help="Id of the deployment, as its page shows it.")],
) -> None:
    """Run one process a camera; comparison begins when the deployment is started and ends with its authority."""
    home = open_sound_site()
    from overt.live.supervisor import supervise

    with publisher(home):
        raise typer.Exit(supervise(deployment, stop=stop_on_signal()))


def stop_on_signal() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
