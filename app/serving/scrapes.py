"""The port of `/metrics`, answered by a thread: also a loop that is stuck can be looked at."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app import metrics
from app.entrypoints.headers import bare

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PATIENCE_SECONDS = 5


class Scrape(BaseHTTPRequestHandler):
    """Answers `GET /metrics` and nothing else."""

    timeout = PATIENCE_SECONDS

    def do_GET(self) -> None:
        """Write all numbers of this process."""
        if self.path.partition("?")[0] != "/metrics":
            return self.send_error(404)
        body = metrics.text()
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        """Close the head, with what every answer carries."""
        for name, value in bare(secure=False).items():
            self.send_header(name, value)
        super().end_headers()

    def version_string(self) -> str:
        return "Tenantry"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a scrape is no news."""


class _Scrapes(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], Scrape, bind_and_activate=False)
        self.socket.close()
        self.socket = listener


@contextlib.contextmanager
def answering(listener: socket.socket | None) -> Iterator[None]:
    """Answer scrapes on a bound socket as long as the block lasts; without one nothing happens."""
    if listener is None:
        yield
        return
    server = _Scrapes(listener)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
