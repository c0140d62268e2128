"""robots.txt as RFC 9309 has it: fetched once a day per host:port, 4xx allows all, 5xx and unreachable
forbid all until the next pass."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from crawler.errors import PageError, Retry
from spiders.politeness import Stopped

log = logging.getLogger(__name__)

KEPT_SECONDS = 24 * 3600.0
"""RFC 9309, 2.4: no longer than a day."""
FORBIDDEN_SECONDS = 60.0
"""How long an unreachable robots.txt is not asked for again: shorter than any rhythm of passes, so that the
next pass asks."""
MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: what must be parsed; the rest is not looked at."""
MAX_HOSTS = 5000
"""Of which rules are kept; the oldest make room."""
MAX_CRAWL_DELAY = 60.0
"""Seconds. Longer ones are written by mistake, or to keep crawlers out: that is what Disallow is for."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says. `failure`: it could not be had, and everything is forbidden."""

    parsed: Protego | None = None
    failure: PageError | None = None
    expires: float = field(default=0.0, compare=False)

    def allow(self, url: str, user_agent: str) -> bool:
        if self.failure is not None:
            return False
        return self.parsed is None or self.parsed.can_fetch(url, user_agent)

    def crawl_delay(self, user_agent: str) -> float | None:
        delay = self.parsed.crawl_delay(user_agent) if self.parsed else None
        return min(delay, MAX_CRAWL_DELAY) if delay and delay > 0 else None


class Robots:
    """`fetch(url)` gives a robots.txt as (status, body without content coding), redirects followed, or raises
    PageError."""

    def __init__(self, fetch: Callable[[str], Awaitable[tuple[int, bytes]]]) -> None:
        self._fetch = fetch
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules of the host:port of `url`; those asked for at the same time are fetched once."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._rules.get(origin)
        if known is None or (
            known.done() and (known.cancelled() or known.result().expires < time.monotonic())
        ):
            self._rules.pop(origin, None)
            known = self._rules[origin] = asyncio.create_task(self._load(f"{origin}/robots.txt"))
            if len(self._rules) > MAX_HOSTS:
                del self._rules[next(iter(self._rules))]
        return await asyncio.shield(known)

    async def _load(self, url: str) -> Rules:
        """An error that nobody foresaw forbids this host for this pass, and costs no other."""
        now = time.monotonic()
        try:
            return await self._read(url, now)
        except PageError as error:
            if error.kind == "redirect_loop":  # RFC 9309, 2.3.1.2: as if there were none
                return Rules(expires=now + KEPT_SECONDS)
            return Rules(failure=error, expires=now + FORBIDDEN_SECONDS)
        except Stopped:
            raise
        except Exception as error:
            log.exception("%s could not be read", url)
            said = Retry("other", f"{type(error).__name__}: {error}")
            return Rules(failure=said, expires=now + FORBIDDEN_SECONDS)

    async def _read(self, url: str, now: float) -> Rules:
        status, body = await self._fetch(url)
        if status >= 500:
            return Rules(failure=Retry("http_5xx", f"HTTP {status}"), expires=now + FORBIDDEN_SECONDS)
        if status != 200:
            return Rules(expires=now + KEPT_SECONDS)
        text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
        return Rules(parsed=Protego.parse(text), expires=now + KEPT_SECONDS)
