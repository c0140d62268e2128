"""What Scrapy itself costs: Rasid's settings, spider and fetcher; every page fetched, nothing done with it.

    python benchmarks/fetch_alone.py BASE_URL PAGES

Prints CPU milliseconds per page of this process, start-up left out.
"""

from __future__ import annotations

import asyncio
import sys
import time

import uvloop
from scrapy.crawler import AsyncCrawlerRunner

from crawler.settings import for_crawl
from crawler.watch import CrawlConfig
from spiders.fetch import Fetcher
from spiders.watch import WatchSpider


async def cpu_seconds(addresses: list[str], config: CrawlConfig) -> float:
    """CPU time in which all of `addresses` were fetched."""
    spent = 0.0

    async def work(fetcher: Fetcher) -> None:
        nonlocal spent
        waiting = iter(addresses)

        async def one_by_one() -> None:
            for address in waiting:
                (await fetcher.page(address)).check_status()

        began = time.process_time()
        await asyncio.gather(*(one_by_one() for _ in range(config.concurrency)))
        spent = time.process_time() - began

    runner = AsyncCrawlerRunner(for_crawl(config))
    crawler = runner.create_crawler(WatchSpider)
    await runner.crawl(crawler, work=work, config=config, stopping=asyncio.Event())
    if isinstance(crawler.spider, WatchSpider) and crawler.spider.failure:
        raise crawler.spider.failure
    return spent


if __name__ == "__main__":
    base, count = sys.argv[1], int(sys.argv[2])
    crawl_config = CrawlConfig.model_validate(
        {"delay": "0s", "per_host": 16, "allow_private_addresses": True}
    )
    total = uvloop.run(cpu_seconds([f"{base}/article/{n}.html" for n in range(count)], crawl_config))
    print(total / count * 1000)
