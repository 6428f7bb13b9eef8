"""A publisher's web server that misbehaves on request, for the tests of fetching."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 2000
ETAG = '"version-1"'


@dataclass
class Publisher:
    """What the server does, answer by answer, and what it was asked."""

    address: str = ""
    content: bytes = CONTENT
    etag: str = ETAG
    cuts: list[int] = field(default_factory=list)
    """How many bytes to send before dropping the line, one number an answer, then whole answers."""
    statuses: list[int] = field(default_factory=list)
    """Errors to answer first."""
    redirects: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    wrong_range: bool = False
    stall: threading.Event | None = None
    asked: list[str] = field(default_factory=list)
    """The Range header of each request for the file, or "whole"."""

    def url(self, path: str = "/weight.onnx") -> str:
        return self.address + path


def handler_of(publisher: Publisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def do_GET(self) -> None:
            if self.path in publisher.redirects:
                self.send_response(302)
                self.send_header("Location", publisher.redirects[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            wanted = self.headers.get("Range")
            publisher.asked.append(wanted or "whole")
            if publisher.statuses:
                self.send_response(publisher.statuses.pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_file(wanted)

        def send_file(self, wanted: str | None) -> None:
            start = 0
            if wanted and publisher.ranges and self.headers.get("If-Range") == publisher.etag:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            body = publisher.content[start:]
            self.send_response(206 if start else 200)
            if start:
                told = 0 if publisher.wrong_range else start
                self.send_header("Content-Range", f"bytes {told}-{len(publisher.content) - 1}/{len(publisher.content)}")
            if publisher.etag:
                self.send_header("ETag", publisher.etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if publisher.cuts:
                self.wfile.write(body[: publisher.cuts.pop(0)])
                self.wfile.flush()
                if publisher.stall is not None:
                    publisher.stall.wait(10)
                self.close_connection = True
                return
            self.wfile.write(body)

    return Handler


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the tests."""


@contextmanager
def publishing(publisher: Publisher) -> Iterator[Publisher]:
    server = Server(("127.0.0.1", 0), handler_of(publisher))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    publisher.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
