"""A real news site on loopback, and everything that can go wrong with one.

with Site() as site:
    site.add("/a.html", article(...))
    site.add("/slow", faults.hang)
    ... crawl(site.url("/feed.xml")) ...
    assert site.hits["/a.html"] == 1
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Answer:
    """A whole response. With an `etag` it is conditional."""

    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True


@dataclass(frozen=True)
class Hit:
    """A request as it arrived. `at` is monotonic."""

    at: float
    path: str
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """One request; a fault is a function of it."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    site: Site

    def do_GET(self) -> None:
        path = self.path
        with self.site.lock:
            self.site.hits[path] += 1
            self.site.requests.append(Hit(time.monotonic(), path, dict(self.headers.items())))
        route = self.site.routes.get(path, Answer(b"<title>Not found</title>", status=404))
        if isinstance(route, Answer):
            self.answer(route)
        else:
            route(self)

    def answer(self, answer: Answer) -> None:
        etag = (
            f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
            if answer.etag and answer.status == 200
            else None
        )
        if etag and self.headers.get("If-None-Match") == etag:
            answer = Answer(b"", None, 304, answer.headers)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        if etag:
            self.send_header("ETag", etag)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def reset(self) -> None:
        """Closes the connection at once, by RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ValueError):  # the client went away, or a fault closed the connection
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (ConnectionError, ValueError, OSError):
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Silent."""


Route = Answer | Callable[[Handler], None]


class Site:
    """The server, on a free port of 127.0.0.1; `routes` by path and query."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.hits: Counter[str] = Counter()
        self.requests: list[Hit] = []
        self.lock = threading.Lock()
        self.closing = threading.Event()
        handler = type("SiteHandler", (Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def add(
        self, path: str, route: Route | str | bytes, content_type: str = "text/html; charset=utf-8"
    ) -> str:
        """Serves a page, an answer or a fault at `path`; gives its URL."""
        if isinstance(route, str):
            route = route.encode()
        self.routes[path] = Answer(route, content_type) if isinstance(route, bytes) else route
        return self.url(path)

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speaks TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def starts(self, *, but: str = "/robots.txt") -> list[float]:
        """When requests arrived, those for `but` left out."""
        return [hit.at for hit in self.requests if hit.path != but]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
