"""What goes wrong with a site, each as a function of the request, or as an answer."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

from tests.site.server import Answer, Handler


def hang(handler: Handler) -> None:
    """No answer until the site closes."""
    handler.site.closing.wait()
    handler.reset()


def trickle(handler: Handler) -> None:
    """An answer that never ends, a byte at a time."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.site.closing.wait(0.05):
        handler.wfile.write(b"<")
        handler.wfile.flush()


def reset(handler: Handler) -> None:
    handler.reset()


def big(size: int) -> Callable[[Handler], None]:
    """A body of `size` bytes, its length announced."""

    def send(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        _pour(handler, size)

    return send


def endless(handler: Handler) -> None:
    """A body without end and without a length."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.end_headers()
    _pour(handler, 10**12)


def _pour(handler: Handler, size: int) -> None:
    chunk = b"<p>more and more of it</p>\n" * 2400
    while size > 0:
        handler.wfile.write(chunk[:size])
        size -= len(chunk)


def truncated(page: bytes) -> Callable[[Handler], None]:
    """Announces the whole page and closes after three quarters of it."""

    def send(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(page)))
        handler.end_headers()
        handler.wfile.write(page[: len(page) * 3 // 4])
        handler.wfile.flush()
        handler.close_connection = True

    return send


def not_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.7\r\n")
    handler.close_connection = True


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(b"", None, status, {"Location": location})


def status(code: int, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(b"<title>Error</title>", status=code, headers=named)


def bomb(size: int = 200 * 1024**2) -> Answer:
    """`size` bytes of one letter, gzipped to a thousandth of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(b"A" * 1024**2) for _ in range(size // 1024**2)]
    return Answer(b"".join([*pieces, packer.flush()]), headers={"Content-Encoding": "gzip"})


def gzipped(page: bytes) -> Answer:
    return Answer(gzip.compress(page), headers={"Content-Encoding": "gzip"})


GARBAGE_GZIP = Answer(b"\x1f\x8b\x08" + b"\xff" * 200, headers={"Content-Encoding": "gzip"})
EMPTY = Answer(b"")
PDF = Answer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 2000, "application/pdf")
CHALLENGE = Answer(
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"<h1>Checking your browser before accessing the site</h1><noscript>Enable JavaScript and cookies to "
    b'continue</noscript><div id="cf-challenge-running"></div>'
    b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>'
)


def nested(depth: int) -> bytes:
    return b"<html><body>" + b"<div>" * depth + b"deep" + b"</div>" * depth + b"</body></html>"
