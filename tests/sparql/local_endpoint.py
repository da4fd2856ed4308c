"""A SPARQL endpoint on 127.0.0.1 that answers from a store, and misbehaves on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

ROWS = {"json": ("application/sparql-results+json", ox.QueryResultsFormat.JSON), "xml": ("application/sparql-results+xml; charset=utf-8", ox.QueryResultsFormat.XML)}
GRAPHS = {"nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES), "ttl": ("text/turtle", ox.RdfFormat.TURTLE)}


@dataclass
class Endpoint:
    """Its address, and the requests that reached it: path, headers and query."""

    url: str
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


@contextmanager
def serving(store: ox.Store) -> Iterator[Endpoint]:
    """An endpoint for the length of a `with`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body, keep_blank_values=True, strict_parsing=True)["query"][0]
            endpoint.requests.append((self.path, dict(self.headers), query))
            if self.path == "/refuses":
                return self.answer(400, "text/html; charset=utf-8", "<h1>Bad</h1><p>line 3: no such 前缀</p>".encode())
            if self.path == "/breaks":
                return self.answer(500, "text/plain", b"\x1b[31mout of memory")
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                return None
            if self.path == "/page":
                return self.answer(200, "text/html", b"<html>Welcome</html>")
            if self.path == "/lies":
                return self.answer(200, "application/sparql-results+json", b"<html>")
            if self.path == "/slow":
                time.sleep(3)
            if self.path == "/drips":
                self.send_response(200)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.end_headers()
                for _ in range(30):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
                return None
            found = store.query(query)
            if isinstance(found, ox.QueryTriples):
                media, form = GRAPHS["ttl" if self.path == "/turtle" else "nt"]
                return self.answer(200, media, ox.serialize(found, format=form) or b"")
            media, results = ROWS["xml" if self.path == "/xml" else "json"]
            return self.answer(200, media, found.serialize(format=results) or b"")

        def answer(self, code: int, media: str, data: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", media)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests look at the requests themselves."""

        def handle(self) -> None:
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                # The client gave up, which is what some tests are about.
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
