"""`overt erase`: erase what is due, finish what was half done, end what has expired."""

import threading
from typing import Annotated

import typer

from overt.cli.live import stop_on_signal
from overt.cli.site import open_sound_site

SWEEP_SECONDS = 1.0


def erase(
    watch: Annotated[bool, typer.Option("--watch", help="Go on, once a second, until told to stop.")] = False,
) -> None:
    """Erase every record whose erase-by time has come; a late sweep says that it was late."""
    open_sound_site()
    from overt.actions.finish_erasures import finish_erasures

    finish_erasures()
    stop = stop_on_signal() if watch else threading.Event()
    while True:
        sweep()
        if not watch or stop.wait(SWEEP_SECONDS):
            return


def sweep() -> None:
    """Do one round: expire, erase."""
    from overt.actions.erase_due import erase_due
    from overt.actions.expire import expire_due

    expire_due()
    erase_due()
