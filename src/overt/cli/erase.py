"""`overt erase`: erase what is due, finish what was half done, end what has expired; `prove` shows that it is gone."""

import threading
from typing import Annotated

import typer

from overt.cli.live import stop_on_signal
from overt.cli.site import open_site, open_sound_site

SWEEP_SECONDS = 1.0


def erase(
    context: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, once a second, until told to stop.")] = False,
) -> None:
    """Erase every record whose erase-by time has come; a late sweep says that it was late."""
    if context.invoked_subcommand is not None:
        return
    open_sound_site()
    from overt.actions.finish_erasures import finish_erasures

    finish_erasures()
    stop = stop_on_signal() if watch else threading.Event()
    while True:
        sweep()
        if not watch or stop.wait(SWEEP_SECONDS):
            return


def sweep() -> None:
    """Do one round: expire, stop checks that are overdue, close what a condition closes, hold to the ceiling, erase."""
    from overt.actions.close_on_condition import close_due
    from overt.actions.erase_due import erase_due
    from overt.actions.expire import expire_due
    from overt.actions.stop_check import stop_overdue_checks
    from overt.actions.watch_ceiling import watch_ceilings

    expire_due()
    stop_overdue_checks()
    close_due()
    watch_ceilings()
    erase_due()


def prove(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """Plant faces, search disk, memory and crashes for them; exit 1 unless it finds just what it planted."""
    home = open_site()
    from django.conf import settings

    from overt.cli.proof import prove as proving

    say = (lambda _: None) if as_json else typer.echo
    told = settings.OVERT
    clips = proving.clips_of(list(told.cameras.values()))
    proof = proving.prove(home, told.engine, told.accepted_licences, clips, say)
    typer.echo(proving.write(proof, as_json=as_json))
    if not proof.holds:
        raise typer.Exit(1)
