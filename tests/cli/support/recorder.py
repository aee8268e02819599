"""A service that answers what a test says, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from attrs import define, field


@define
class Recorder:
    """The requests that came, and the function that answers them."""

    url: str = ""
    requests: list[tuple[str, dict[str, Any]]] = field(factory=list)
    """Action and parameters of each request."""
    respond: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda action, params: {}

    def parameters(self) -> list[dict[str, Any]]:
        """The parameters of all requests so far, which are then forgotten."""
        found = [params for _, params in self.requests]
        self.requests.clear()
        return found


@contextmanager
def recording_service() -> Iterator[Recorder]:
    """A service on a port of its own."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            params = json.loads(body)
            action = self.headers["X-TC-Action"]
            recorder.requests.append((action, params))
            told = {"RequestId": "r-1", **recorder.respond(action, params)}
            content = json.dumps({"Response": told}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorder.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
