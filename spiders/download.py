"""The download handler under Scrapy: one HTTP exchange on aiohttp, bounded in time, size and address.

Scrapy's own handlers cannot refuse an address at the moment of connecting; this one looks at each socket's
peer before it connects, so that neither a spelling, nor a redirect, nor a DNS answer that changes between two
look-ups gets past. Nothing is decoded here: the body is given as received, in its content encoding.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextvars import ContextVar
from typing import Any

import aiohttp
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from yarl import URL

from crawler.addresses import refusal
from crawler.errors import Discard, Retry

TRUNCATED = "dataloss"
"""Scrapy's own flag on a response whose body ended before its declared length."""
CONNECT_SECONDS = 10.0
"""For the connection alone, within the whole request's timeout: a host that does not answer in this time is
not going to."""
KEEPALIVE_SECONDS = 4.0
"""How long an idle connection is used again: less than the 5 s after which many servers close it, since a
request on a closed one is a failed try."""
DNS_SECONDS = 60
"""How long an answer of DNS holds; each connection looks at the address all the same."""
MAX_HEADER_BYTES = 64 * 1024
"""Of one header line. News sites send policies and cookies of 10 kB and more; aiohttp's own limit is 8,190
bytes."""

_TEXT_TYPES = (
    "text/",
    "application/xhtml+xml",
    "application/xml",
    "application/octet-stream",
    "application/x-gzip",
)
_refused: ContextVar[list[str]] = ContextVar("_refused")


class Unreachable(Retry):
    """No connection could be made: nothing of this host can be had for now."""


class Handler:
    """Scrapy's DOWNLOAD_HANDLERS entry for http and https.

    `request.meta["page"]` true: a content type that cannot be an article ends the exchange before its body.
    Raises PageError: what went wrong, as it is counted.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._limit = settings.getint("DOWNLOAD_MAXSIZE")
        self._allow_private = settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                ssl=ssl.create_default_context(),
                socket_factory=self._socket,
                keepalive_timeout=KEEPALIVE_SECONDS,
                ttl_dns_cache=DNS_SECONDS,
            ),
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=CONNECT_SECONDS),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=1000,
        )
        self._session._retry_connection = False  # its own second try would not wait for the host's delay

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Handler:
        return cls(crawler)

    async def close(self) -> None:
        await self._session.close()

    async def download_request(self, request: Request) -> Response:
        refused: list[str] = []
        _refused.set(refused)
        try:
            return await self._exchange(request)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # OSError has TimeoutError in it
            if refused:
                raise Discard("forbidden_address", refused[0]) from None
            raise _failure(error, self._timeout) from error

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        """A socket for one attempt to connect to `address`, as getaddrinfo gives it."""
        family, kind, protocol, _, peer = address
        reason = refusal(peer[0], allow_private=self._allow_private)
        if reason:
            _refused.get().append(reason)
            raise OSError(reason)
        return socket.socket(family, kind, protocol)

    async def _exchange(self, request: Request) -> Response:
        async with self._session.get(
            URL(request.url, encoded=True),
            headers=request.headers.to_tuple_list(),
            allow_redirects=False,
        ) as answer:
            if request.meta.get("page") and answer.status == 200:
                _refuse_type(answer.headers.get("Content-Type", ""))
            body, complete = await self._body(answer)
            return Response(
                request.url,
                status=answer.status,
                headers=Headers(list(answer.raw_headers)),
                body=body,
                flags=[] if complete else [TRUNCATED],
            )

    async def _body(self, answer: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """The body, and whether it came whole. Raises Discard (too_large) as soon as that is known."""
        if (answer.content_length or 0) > self._limit:
            raise Discard("too_large", f"{answer.content_length} bytes announced, {self._limit} allowed")
        body = bytearray()
        try:
            async for chunk in answer.content.iter_any():
                body += chunk
                if len(body) > self._limit:
                    raise Discard("too_large", f"more than the {self._limit} bytes allowed")
        except aiohttp.ClientPayloadError:
            return bytes(body), False
        return bytes(body), True


def _refuse_type(content_type: str) -> None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind and "/" in kind and not kind.startswith(_TEXT_TYPES):
        raise Discard("unsupported_type", kind[:100])


def _failure(error: Exception, timeout: float) -> Discard | Retry:
    """What an exchange that failed is counted as."""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return Unreachable("timeout", f"no connection in {min(timeout, CONNECT_SECONDS):g} s")
    if isinstance(error, asyncio.TimeoutError):
        return Retry("timeout", f"no complete answer in {timeout:g} s")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Unreachable("dns", f"{error.host} has no address")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Unreachable("tls", _said(error))
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable("connect", _said(error))
    if isinstance(error, aiohttp.ClientConnectionError | OSError):
        return Retry("connect", _said(error))
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return Discard("other", _said(error))
    return Retry("other", f"not HTTP: {_said(error)}")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
