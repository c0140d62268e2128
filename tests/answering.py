"""An HTTP server on loopback that answers what a function says, for what stands in for a server that
cannot be had."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, Mapping[str, str], bytes]
"""Status, headers, body."""
Answering = Callable[[str, str, Message, bytes], Answer]
"""Of method, path with query, headers and body."""


class AnsweringServer:
    """Answers from `start` to `stop`."""

    def __init__(self, answer: Answering, context: ssl.SSLContext | None = None) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self._http.server_address[1]}"
        if context:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)

    def start(self) -> None:
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def _handler(answer: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, said = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _respond  # noqa: N815 - http.server looks for these

        def log_message(self, *_: object) -> None:
            pass

    return Handler
