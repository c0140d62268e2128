"""The demonstration's two servers on free ports of loopback: the news site, the receiver of alerts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from demo.content import pages, site_started


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive; answers are buffered and flushed once."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Silent: the demonstration's own output stands on the terminal."""


@contextmanager
def serve() -> Iterator[str]:
    """The news site, running; gives its base URL (`http://127.0.0.1:PORT`)."""
    site: dict[str, tuple[str, bytes, str]] = {}

    class Site(_Handler):
        def do_GET(self) -> None:
            found = site.get(self.path.partition("?")[0])
            if found is None:
                self.answer(404, b"<!DOCTYPE html><title>Not found</title>", Content_Type="text/html")
                return
            content_type, body, etag = found
            if self.headers.get("If-None-Match") == etag:
                self.answer(304, ETag=etag)
            else:
                self.answer(200, body, Content_Type=f"{content_type}; charset=utf-8", ETag=etag)

    with _running(Site) as base:
        for path, (content_type, text) in pages(base, site_started()).items():
            body = text.encode()
            site[path] = (content_type, body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')
        yield base


@dataclass
class Receiver:
    """Takes what Rasid sends to `url` (an apprise address); `alerts` are the messages, oldest first, each
    with `title` and `message`."""

    url: str = ""
    alerts: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def receive() -> Iterator[Receiver]:
    """A receiver of alerts, running."""
    receiver = Receiver()

    class Inbox(_Handler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.alerts.append(json.loads(body))
            self.answer(200, b"{}", Content_Type="application/json")

    with _running(Inbox) as base:
        receiver.url = base.replace("http://", "json://") + "/alerts"
        yield receiver


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
