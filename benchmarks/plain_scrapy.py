"""The peer: Scrapy with its default settings and trafilatura in the callback, one process.

    python benchmarks/plain_scrapy.py BASE_URL PAGES

Prints how many pages gave text.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
import scrapy.http
from scrapy.crawler import CrawlerProcess
from trafilatura import bare_extraction


class PlainSpider(scrapy.Spider):
    """Requests every article and extracts where the response arrives."""

    name = "plain"
    custom_settings = {  # noqa: RUF012 - Scrapy's own class attribute
        "ROBOTSTXT_OBEY": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "LOG_LEVEL": "ERROR",
    }

    def __init__(self, base: str, pages: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.base, self.pages, self.extracted = base, pages, 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for number in range(self.pages):
            yield scrapy.Request(f"{self.base}/article/{number}.html")

    def parse(self, response: scrapy.http.Response) -> Iterator[dict[str, str]]:
        found = bare_extraction(response.text, url=response.url, with_metadata=True, include_comments=False)
        if found is not None and found.text:
            self.extracted += 1
            yield {"url": response.url, "title": found.title or "", "text": found.text}

    def closed(self, reason: str) -> None:
        print(self.extracted)


if __name__ == "__main__":
    process = CrawlerProcess()
    process.crawl(PlainSpider, base=sys.argv[1], pages=int(sys.argv[2]))
    process.start()
