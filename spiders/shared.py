"""What the passes of one crawl share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from crawler.pool import Pool
from crawler.watch import CrawlConfig
from pipelines.page import Stages
from spiders.ledger import Ledger
from spiders.summary import Summary

PAGES_IN_HAND = 64
"""Pages fetched and not yet stored: enough to keep the workers busy while a transaction is written, and few
enough to fit into memory at `max_page_size` each."""


@dataclass(slots=True)
class Crawl:
    """`limit`: pages taken up at most. `settled` is called after each page and each discovery page."""

    config: CrawlConfig
    zone: ZoneInfo
    pool: Pool[Stages]
    ledger: Ledger
    stopping: asyncio.Event
    limit: int | None
    settled: Callable[[Summary], None]
    summary: Summary = field(default_factory=Summary)
    busy: set[str] = field(default_factory=set)
    in_hand: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PAGES_IN_HAND))

    @property
    def spent(self) -> bool:
        """Whether `limit` pages have been taken up: those are finished, nothing more is begun."""
        return self.limit is not None and self.summary.taken >= self.limit

    @property
    def ending(self) -> bool:
        return self.spent or self.stopping.is_set()

    def take(self) -> bool:
        """Whether one more page may be taken up."""
        if self.ending:
            return False
        self.summary.taken += 1
        return True
