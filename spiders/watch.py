"""The one Scrapy spider: it serves all sources in one crawl, so that a host's delay holds across them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from scrapy import Spider

from crawler.watch import CrawlConfig
from spiders.fetch import Fetcher
from spiders.politeness import Politeness

Work = Callable[[Fetcher], Coroutine[None, None, None]]


class WatchSpider(Spider):
    """Runs `work` with a fetcher whose exchanges are Scrapy's.

    A pass over a source is one structured coroutine (`spiders.passes`): requests are awaited where they are
    needed, through the engine, and not handed to callbacks; see docs/adr.
    """

    name = "watch"

    def __init__(self, work: Work, config: CrawlConfig, stopping: asyncio.Event, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._work = work
        self._config = config
        self._stopping = stopping
        self._working: asyncio.Task[None] | None = None
        self.failure: BaseException | None = None

    def abort(self) -> None:
        """Gives up what is under way; `failure` is then a KeyboardInterrupt."""
        if self._working:
            self._working.cancel()

    async def start(self) -> AsyncIterator[Any]:
        politeness = Politeness(
            delay=self._config.delay.total_seconds(),
            per_host=self._config.per_host,
            concurrency=self._config.concurrency,
            stopping=self._stopping,
        )
        fetcher = Fetcher(self.crawler.engine.download_async, self._config, politeness)
        self._working = asyncio.create_task(self._work(fetcher))
        await asyncio.wait([self._working])
        # raised here, Scrapy would log it and go on
        self.failure = KeyboardInterrupt() if self._working.cancelled() else self._working.exception()
        nothing: tuple[Any, ...] = ()
        for request in nothing:  # an asynchronous generator is what Scrapy asks for
            yield request
