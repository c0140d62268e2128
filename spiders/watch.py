"""The one Scrapy spider: it serves all sources in one crawl, so that a host's delay holds across them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Spider

from crawler.watch import CrawlConfig
from spiders.fetch import Fetcher
from spiders.politeness import Politeness

Work = Callable[[Fetcher], Awaitable[None]]


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
        self.failure: BaseException | None = None

    async def start(self) -> AsyncIterator[Any]:
        politeness = Politeness(
            delay=self._config.delay.total_seconds(),
            per_host=self._config.per_host,
            concurrency=self._config.concurrency,
            stopping=self._stopping,
        )
        try:
            await self._work(Fetcher(self.crawler.engine.download_async, self._config, politeness))
        except Exception as error:  # Scrapy would log it and go on
            self.failure = error
        nothing: tuple[Any, ...] = ()
        for request in nothing:  # an asynchronous generator is what Scrapy asks for
            yield request
