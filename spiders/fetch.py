"""One address fetched as a guest should: robots.txt, the host's turn, redirects, another try."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.errors import Discard, FailureKind, Retry, SkipKind
from crawler.store.frontier import Validators
from crawler.urls import BadURL, host_port, normalise, resolve
from crawler.watch import CrawlConfig
from pipelines.decode import decompress
from spiders.download import TRUNCATED, Unreachable
from spiders.health import Health, HostDown
from spiders.politeness import Politeness
from spiders.robots import Robots, Rules

ACCEPT_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
TRIES = 3
MAX_REDIRECTS = 10
MAX_RETRY_AFTER = 60.0
"""Seconds that a host may ask us to wait within a pass; what takes longer waits for the next one."""

_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_HEADERS, _MAX_HEADER = 100, 1000
_NOT_TRIED_AGAIN = ("tls",)
_ELSEWHERE = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]*:", re.I)
"""An address of another scheme: file:, data:, ftp:, javascript: …"""


class Skip(Exception):
    """A page that is not fetched, by decision; a `passing` one is for this pass alone."""

    def __init__(self, kind: SkipKind, detail: str, *, passing: bool = False) -> None:
        self.kind, self.detail, self.passing = kind, detail, passing
        super().__init__(kind, detail)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back from `url`. `final_url` and `redirects` as they were followed; `headers` have lower-case
    names; `body` is in its content encoding; `truncated`: it ended before its declared length."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    at: datetime
    redirects: tuple[str, ...] = ()
    truncated: bool = False

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))

    def check_status(self) -> None:
        """Raises Discard or Retry for anything but success (2xx) and 304."""
        if self.status < 300 or self.status == 304:
            return
        if self.status == 429:
            raise Retry("http_4xx", "HTTP 429")
        if self.status >= 500:
            raise Retry("http_5xx", f"HTTP {self.status}")
        raise Discard("http_4xx" if self.status >= 400 else "other", f"HTTP {self.status}")


Admission = TypeVar("Admission")


class Fetcher:
    """`download` is one HTTP exchange, Scrapy's."""

    def __init__(
        self,
        download: Callable[[Request], Awaitable[Response]],
        config: CrawlConfig,
        politeness: Politeness,
    ) -> None:
        self._download = download
        self._config = config
        self._politeness = politeness
        self._robots = Robots(self._robots_txt)
        self._health = Health()

    async def page(self, url: str, validators: Validators | None = None) -> Fetched:
        """An article. With validators the request is conditional: the status may be 304. Raises PageError,
        Skip (robots), Stopped."""
        return await self._get(url, ACCEPT_PAGE, validators or Validators(), page=True)

    async def announcement(self, url: str, accept: str, validators: Validators) -> Fetched:
        """A feed or sitemap, whatever content type it declares. Raises as `page` does."""
        return await self._get(url, accept, validators, page=False)

    async def robots_rules(self, url: str) -> Rules:
        return await self._robots.rules(url)

    async def _get(self, url: str, accept: str, validators: Validators, *, page: bool) -> Fetched:
        plain, conditional = self._headers(accept, Validators()), self._headers(accept, validators)

        async def exchange(address: str, crawl_delay: float | None) -> Response:
            # what one host said of its page is no other host's to know
            headers = conditional if urlsplit(address).netloc == urlsplit(url).netloc else plain
            async with self._politeness.turn(host_port(address), crawl_delay):
                return await self._download(Request(address, headers=headers, meta={"page": page}))

        return await self._follow(url, self._admitted, exchange)

    async def _robots_txt(self, url: str) -> tuple[int, bytes]:
        headers = self._headers("text/plain, */*;q=0.5", Validators())

        async def exchange(address: str, _: None) -> Response:
            async with self._politeness.aside():
                return await self._download(Request(address, headers=headers))

        fetched = await self._follow(url, _anybody, exchange)
        encoding = fetched.headers.get("content-encoding")
        return fetched.status, decompress(fetched.body, encoding, self._config.max_page_size)

    def _headers(self, accept: str, validators: Validators) -> dict[str, str]:
        headers = {
            "User-Agent": self._config.user_agent,
            "Accept": accept,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        return headers

    async def _admitted(self, url: str) -> float | None:
        """The host's crawl delay, where robots.txt lets us in; raises Skip where it does not, and the
        robots.txt's own failure where nothing of the host can be had."""
        if not self._config.obey_robots:
            return None
        rules = await self._robots.rules(url)
        failure = rules.failure
        if isinstance(failure, Unreachable):
            raise HostDown(failure.kind, failure.detail)
        if failure and failure.kind == "forbidden_address":
            raise Discard(failure.kind, failure.detail)
        if failure:
            raise Skip("robots", f"robots.txt cannot be had ({failure.kind}: {failure.detail})", passing=True)
        if not rules.allow(url, self._config.user_agent):
            raise Skip("robots", "robots.txt disallows it")
        return rules.crawl_delay(self._config.user_agent)

    async def _follow(
        self,
        url: str,
        admit: Callable[[str], Awaitable[Admission]],
        exchange: Callable[[str, Admission], Awaitable[Response]],
    ) -> Fetched:
        visited = [url]
        while True:
            admission = await admit(visited[-1])
            response = await self._persist(visited[-1], partial(exchange, visited[-1], admission))
            target = _redirect(response)
            if target is None:
                return _fetched(url, visited, response)
            if target in visited or len(visited) > MAX_REDIRECTS:
                raise Discard("redirect_loop", " → ".join([*visited, target][-4:]))
            visited.append(target)

    async def _persist(self, url: str, exchange: Callable[[], Awaitable[Response]]) -> Response:
        """The answer of one address, asked up to TRIES times while it fails in a passing way."""
        host = host_port(url)
        for attempt in range(1, TRIES + 1):
            wait: float | None = None
            self._health.check(host)
            try:
                response = await exchange()
            except Retry as error:
                self._health.failed(host, error)
                if attempt == TRIES or error.kind in _NOT_TRIED_AGAIN:
                    raise
            else:
                self._health.answered(host)
                if not _passing(response):
                    return response
                wait = _retry_after(response)
                if attempt == TRIES or (wait or 0) > MAX_RETRY_AFTER:
                    if wait:
                        self._health.leave_alone(host, wait, _busy(response, wait))
                    return response
                if wait:
                    self._politeness.hold(host, wait)
            await self._politeness.pause(wait if wait is not None else self._backoff(attempt))
        raise AssertionError("unreachable")

    def _backoff(self, attempt: int) -> float:
        return min(self._config.delay.total_seconds() * 2.0 ** (attempt - 1), MAX_RETRY_AFTER)


async def _anybody(_: str) -> None:
    """robots.txt is everybody's to read."""


def _passing(response: Response) -> bool:
    return response.status == 429 or response.status >= 500 or TRUNCATED in response.flags


def _busy(response: Response, wait: float) -> Retry:
    kind: FailureKind = "http_4xx" if response.status == 429 else "http_5xx"
    return Retry(kind, f"HTTP {response.status}, asks for {wait:.0f} s")


def _retry_after(response: Response) -> float | None:
    """Seconds to wait, from a number of seconds or a date (RFC 9110, 10.2.3)."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max((at - datetime.now(UTC)).total_seconds(), 0.0)


def _redirect(response: Response) -> str | None:
    """The address that a redirect leads to. Raises Discard for one that is no address of a page."""
    location = response.headers.get("Location")
    if response.status not in _REDIRECTS or not location:
        return None
    target = location.decode("utf-8", "replace")
    try:
        return resolve(response.url, target, keep_tracking=True)
    except BadURL as error:
        kind: FailureKind = "forbidden_address" if _ELSEWHERE.match(target) else "other"
        raise Discard(kind, f"redirect to a place that is no page: {error}") from None


def _fetched(url: str, visited: list[str], response: Response) -> Fetched:
    return Fetched(
        url=url,
        final_url=normalise(visited[-1]),
        status=response.status,
        headers=_plain_headers(response),
        body=response.body,
        at=datetime.now(UTC),
        redirects=tuple(visited[1:]),
        truncated=TRUNCATED in response.flags,
    )


def _plain_headers(response: Response) -> dict[str, str]:
    """The first value of each header, bounded: they are kept with the document for good."""
    names = list(response.headers)[:_MAX_HEADERS]
    return {
        name.decode("latin-1").lower(): (response.headers.getlist(name)[0] or b"").decode("utf-8", "replace")[
            :_MAX_HEADER
        ]
        for name in names
        if name != b"Set-Cookie"
    }
