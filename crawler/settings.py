"""Scrapy's settings: what the crawl needs of it, everything else off.

Read by `scrapy` itself through scrapy.cfg, and by `spiders.crawl`, which adds what watch.yaml says.
"""

from __future__ import annotations

from typing import Any

from crawler.watch import CrawlConfig

BOT_NAME = "rasid"
SPIDER_MODULES = ["spiders"]
TWISTED_REACTOR_ENABLED = False
"""Scrapy on asyncio alone: a crawl can be run more than once in a process, and fetching a page costs under
1 ms of CPU (`benchmarks/crawl.py`)."""

DOWNLOAD_HANDLERS = {
    "http": "spiders.download.Handler",
    "https": "spiders.download.Handler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
LOG_FORMATTER = "spiders.quiet.LogFormatter"
ROBOTSTXT_OBEY = False
"""Ours obeys it, as RFC 9309 has it: `spiders.robots`."""
DOWNLOAD_DELAY = 0
"""Ours keeps the delay, by host and port: `spiders.politeness`."""


def for_crawl(config: CrawlConfig) -> dict[str, Any]:
    """All settings of one crawl."""
    fixed = {name: value for name, value in globals().items() if name.isupper()}
    return fixed | {
        "CONCURRENT_REQUESTS": 0,  # no limit of Scrapy's: `spiders.politeness` counts
        "CONCURRENT_REQUESTS_PER_DOMAIN": 10_000,
        "DOWNLOAD_TIMEOUT": config.timeout.total_seconds(),
        "DOWNLOAD_MAXSIZE": config.max_page_size,
        "ALLOW_PRIVATE_ADDRESSES": config.allow_private_addresses,
    }
