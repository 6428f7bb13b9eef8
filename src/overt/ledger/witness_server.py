"""The HTTP side of a witness (c2sp.org/tlog-witness): `POST /add-checkpoint`, and nothing else.

It refuses requests larger than a checkpoint with its proof can be, and says nothing about itself. A request that fails
costs its sender a status code and the witness nothing.
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from overt.ledger.witness import Answer, Witness

MAX_REQUEST_BYTES = 1 << 20
SECONDS_A_REQUEST = 10


def witness_server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Make the server; its `serve_forever` answers until `shutdown`."""

    class Handler(BaseHTTPRequestHandler):
        timeout = SECONDS_A_REQUEST

        def do_POST(self) -> None:
            answer = self._answer()
            body = answer.body.encode()
            self.send_response_only(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self) -> Answer:
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint":
                return Answer(404, "There is only /add-checkpoint here.\n")
            if not length.isascii() or not length.isdigit() or int(length) > MAX_REQUEST_BYTES:
                return Answer(400, "The request names no length, or too large a one.\n")
            return witness.add_checkpoint(self.rfile.read(int(length)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: what matters is in the alarms."""

    return ThreadingHTTPServer((host, port), Handler)
