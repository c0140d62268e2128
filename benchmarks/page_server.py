"""Serves the generated news pages from memory, gzipped, on a free port of loopback.

    python benchmarks/page_server.py PAGES

prints its base URL when it is ready. One process; about 0.1 ms of CPU per page (asyncio protocol on uvloop,
answers made beforehand), so that what is measured is the crawler and not the site.

Paths: /article/N.html, /sitemap.xml with all of them, /robots.txt.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
from multiprocessing import Pool

import uvloop
from news_pages import page

GZIP_LEVEL = 5


def _answer(body: bytes, content_type: str) -> bytes:
    """A whole HTTP/1.1 answer, body gzipped."""
    packed = gzip.compress(body, GZIP_LEVEL, mtime=0)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + packed


def _page_answer(number: int) -> bytes:
    return _answer(page(number).encode(), "text/html; charset=utf-8")


def answers(count: int, base: str) -> dict[bytes, bytes]:
    """Request path → whole answer, for the site of `count` pages at `base`."""
    with Pool() as pool:
        made = pool.map(_page_answer, range(count), chunksize=50)
    site = {f"/article/{n}.html".encode(): answer for n, answer in enumerate(made)}
    locations = "".join(f"<url><loc>{base}/article/{n}.html</loc></url>" for n in range(count))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
    site[b"/sitemap.xml"] = _answer(sitemap.encode(), "application/xml")
    site[b"/robots.txt"] = _answer(b"User-agent: *\nDisallow:\n", "text/plain")
    return site


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class _Connection(asyncio.Protocol):
    """GET requests on a kept-alive connection; nothing of them but the path matters."""

    def __init__(self, site: dict[bytes, bytes]) -> None:
        self._site, self._received = site, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            path = self._received.split(b" ", 2)[1]
            self._received = self._received[end + 4 :]
            self._transport.write(self._site.get(path, NOT_FOUND))


async def _serve(count: int) -> None:
    site: dict[bytes, bytes] = {}
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(site), "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    site.update(answers(count, base))
    print(base, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
