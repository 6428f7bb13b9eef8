"""`overt serve`: the pages and the ledger’s publisher, and beside them enrolment, erasure and webhooks."""

import subprocess
from typing import Annotated

import typer

from overt.cli.publishing import publisher
from overt.cli.site import child_command, open_sound_site

COMPANIONS = (("enrol", "--watch"), ("erase", "--watch"), ("tell", "--watch"))


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the site's pages; pictures are checked, due records erased and the ledger published while it runs."""
    home = open_sound_site()
    companions = [subprocess.Popen(child_command(*arguments)) for arguments in COMPANIONS]
    try:
        with publisher(home):
            serve_pages(host, port)
    finally:
        for process in companions:
            process.terminate()
        for process in companions:
            process.wait()


def serve_pages(host: str, port: int) -> None:
    """Run uvicorn until it is told to stop; streams of events are cut after two seconds."""
    import uvicorn

    uvicorn.run(
        "overt.web.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        log_config=None,  # through the site's own log, which repeats no exception's text
        server_header=False,
        timeout_graceful_shutdown=2,
    )
