"""`overt serve`: the pages, the enrolment service and the erasure sweep, each in a process of its own."""

import subprocess
from typing import Annotated

import typer

from overt.cli.site import child_command, open_site

COMPANIONS = (("enrol", "--watch"), ("erase", "--watch"))


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the site's pages; pictures are checked and due records erased while it runs."""
    open_site()
    companions = [subprocess.Popen(child_command(*arguments)) for arguments in COMPANIONS]
    try:
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
        server_header=False,
        timeout_graceful_shutdown=2,
    )
