"""`overt serve`: the pages and the ledger’s publisher, and beside them enrolment, erasure and webhooks."""

import signal
import sys
from typing import Annotated

import typer

from overt.cli.companions import companions
from overt.cli.publishing import publisher
from overt.cli.site import open_sound_site


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the site's pages; pictures are checked, due records erased and the ledger published while it runs."""
    home = open_sound_site()
    with companions(), publisher(home):
        serve_pages(host, port)


def serve_pages(host: str, port: int) -> None:
    """Run uvicorn until it is told to stop; streams of events are cut after two seconds."""
    import uvicorn

    # Uvicorn ends the pages on SIGTERM and raises it again: what runs beside them has to end in order too.
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        "overt.web.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        log_config=None,  # through the site's own log, which repeats no exception's text
        server_header=False,
        timeout_graceful_shutdown=2,
    )


def _leave(*_signal: object) -> None:
    sys.exit(0)
