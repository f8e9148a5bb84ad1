"""A subscriber's endpoint: a real server on 127.0.0.1, which keeps what it was sent."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Endpoint:
    """Where it listens, what came, and what it answers: the next of `answers`, or 204."""

    port: int = 0
    scheme: str = "http"
    answers: list = field(default_factory=list)
    came: list = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    is_slow: bool = False

    @property
    def address(self):
        return f"{self.scheme}://127.0.0.1:{self.port}/hook"

    @property
    def events(self):
        """What was told: type and the opaque id at the end of the address."""
        return [(each["type"], each["url"].split("/")[-2]) for each in map(json.loads, self.bodies)]

    @property
    def bodies(self):
        return [body for _, _, body in self.came]


@contextmanager
def endpoint(context=None, **values):
    """An endpoint that listens; with `context` over TLS."""
    mine = Endpoint(scheme="https" if context else "http", **values)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            mine.came.append((self.path, dict(self.headers), body))
            mine.arrived.set()
            if mine.is_slow:
                mine.go_on.wait(30)
            status, headers = mine.answers.pop(0) if mine.answers else (204, {})
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
            except OSError:
                pass  # whoever called was killed

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # a caller that hangs up says nothing of the test
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    mine.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield mine
    finally:
        mine.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
