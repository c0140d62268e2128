"""A crawl from outside Scrapy: what the commands call.

crawl   one pass over some sources           run     passes as they fall due, until told to stop
probe   each source opened once, nothing stored       fetch   one page, nothing stored
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

import uvloop
from scrapy.crawler import AsyncCrawlerRunner

from crawler.errors import PageError, RasidError, Unavailable, UsageError
from crawler.pool import Pool
from crawler.schedule import due, next_turn
from crawler.settings import for_crawl
from crawler.store.frontier import Validators
from crawler.urls import BadURL, normalise
from crawler.watch import ADDED, CrawlConfig, Source, Watch
from pipelines.decode import decode, decompress
from pipelines.page import Stages
from spiders.announced import read
from spiders.discovery import Announcement, Discovery
from spiders.fetch import Fetched, Fetcher, Skip
from spiders.ledger import Ledger
from spiders.opening import open_announcement
from spiders.passes import Turn, run_passes
from spiders.politeness import Stopped
from spiders.shared import Crawl
from spiders.summary import Summary
from spiders.watch import WatchSpider, Work

POLL_SECONDS = 1.0
"""How often `run` looks whether the next turn has come or a page was added."""

DNS_THREADS = 32
"""Of the event loop, for look-ups: at libuv's 4, as many dead names hold up all others."""

T = TypeVar("T")
Progress = Callable[[Summary], None]


def crawl(
    watch: Watch,
    sources: Iterable[Source],
    *,
    limit: int | None = None,
    max_time: timedelta | None = None,
    progress: Progress = lambda _: None,
) -> Summary:
    """One pass over each of `sources`, due or not. Ends early, with what is in hand finished, after `limit`
    pages, after `max_time`, or on SIGINT or SIGTERM (a second one raises KeyboardInterrupt). Raises
    Unavailable when nothing can be stored."""
    once_each = {source.name: source for source in sources}
    turns = tuple(Turn(source, discover=source is not ADDED) for source in once_each.values())

    async def once(_: Crawl) -> AsyncIterator[Turn]:
        for turn in turns:
            yield turn

    return _crawl(watch, once, limit, max_time, progress)


def run(watch: Watch, *, progress: Progress = lambda _: None) -> Summary:
    """Passes over all sources of `watch`, each when it is due, and over what was added by hand, until SIGINT
    or SIGTERM."""
    return _crawl(watch, partial(_scheduled, watch), None, None, progress)


async def _scheduled(watch: Watch, crawl: Crawl) -> AsyncIterator[Turn]:
    turn: datetime | None = datetime.now(UTC)
    while not crawl.stopping.is_set():
        if turn and turn <= datetime.now(UTC):
            for source in await crawl.ledger.read(lambda store: due(watch, store, datetime.now(UTC))):
                if source.name not in crawl.busy:
                    yield Turn(source)
            turn = await crawl.ledger.read(lambda store: next_turn(watch, store, datetime.now(UTC)))
        added = await crawl.ledger.read(lambda store: store.frontier.has_work(ADDED.name, datetime.now(UTC)))
        if added and ADDED.name not in crawl.busy:
            yield Turn(ADDED, discover=False)
        await _wait(crawl.stopping, POLL_SECONDS)


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return


def _crawl(
    watch: Watch,
    turns: Callable[[Crawl], AsyncIterator[Turn]],
    limit: int | None,
    max_time: timedelta | None,
    progress: Progress,
) -> Summary:
    async def main() -> Summary:
        stopping = asyncio.Event()
        with Pool(partial(Stages, watch), preload=["pipelines.warm"]) as pool:
            async with Ledger(watch.data) as ledger:
                kinds = {source.name: source.kind for source in watch.sources}
                await ledger.read(lambda store: store.frontier.take_over(kinds))
                crawl = Crawl(watch.crawl, watch.zone, pool, ledger, stopping, limit, progress)
                if max_time is not None:
                    asyncio.get_running_loop().call_later(max_time.total_seconds(), stopping.set)
                await _with_scrapy(partial(run_passes, crawl, turns(crawl)), watch.crawl, stopping)
                return crawl.summary

    return _run(main)


@dataclass(frozen=True, slots=True)
class Probe:
    """What one look at a source found; `problem` is one line, or None."""

    source: str
    entries: int
    problem: str | None


def probe(watch: Watch) -> list[Probe]:
    """Opens the discovery page of each source, stores nothing."""
    found: list[Probe] = []

    async def work(fetcher: Fetcher) -> None:
        looks = (_probe(source, watch.crawl, fetcher) for source in watch.sources)
        found.extend(await asyncio.gather(*looks))

    _run(lambda: _with_scrapy(work, watch.crawl, asyncio.Event()))
    return found


async def _parse(page: Announcement) -> Discovery:
    return await asyncio.to_thread(read, None, page)


async def _probe(source: Source, config: CrawlConfig, fetcher: Fetcher) -> Probe:
    page = Announcement(source.location, b"", {}, source, datetime.now(UTC), config.max_page_size)
    try:
        opened = await open_announcement(page, Validators(), fetcher, _parse)
    except (PageError, Skip) as error:
        return Probe(source.name, 0, f"{error.kind}: {error.detail}")
    except Stopped:
        return Probe(source.name, 0, "interrupted")
    except Exception as error:  # costs this source alone
        return Probe(source.name, 0, f"other: {type(error).__name__}: {error}")
    found = opened.discovery or Discovery()
    return Probe(
        source.name,
        len(found.entries) + len(found.follow),
        "; ".join(filter(None, (found.broken, *found.problems))) or None,
    )


def fetch(url: str, watch: Watch) -> tuple[str, str]:
    """A page's text and the address it came from in the end; nothing is stored. Raises Unavailable with one
    line when it cannot be had, UsageError when `url` is no address."""
    try:
        address = normalise(url)
    except BadURL as error:
        raise UsageError(str(error)) from None
    pages: list[Fetched] = []

    async def work(fetcher: Fetcher) -> None:
        pages.append(await fetcher.page(address))
        pages[0].check_status()

    try:
        _run(lambda: _with_scrapy(work, watch.crawl, asyncio.Event()))
        page = pages[0]
        body = decompress(page.body, page.headers.get("content-encoding"), watch.crawl.max_page_size)
    except (PageError, Skip) as error:
        raise Unavailable(f"{url}: {error.kind}: {error.detail}") from None
    except Stopped:
        raise KeyboardInterrupt from None
    return decode(body, page.headers.get("content-type"), page.final_url), page.final_url


def robots(url: str, watch: Watch) -> str:
    """What the robots.txt of an address's host says of it, in words; asked now, nothing is stored."""
    said: list[str] = []

    async def work(fetcher: Fetcher) -> None:
        try:
            rules = await fetcher.robots_rules(url)
        except Stopped:
            return
        if rules.failure:
            said.append(f"cannot be had ({rules.failure.kind}: {rules.failure.detail})")
        else:
            said.append("allows it" if rules.allow(url, watch.crawl.user_agent) else "disallows it")

    _run(lambda: _with_scrapy(work, watch.crawl, asyncio.Event()))
    return said[0] if said else "interrupted"


async def _with_scrapy(work: Work, config: CrawlConfig, stopping: asyncio.Event) -> None:
    """Runs `work` inside a Scrapy crawl and raises what it raises. The first SIGINT or SIGTERM sets
    `stopping`, upon which it ends in order; the second one cancels it: KeyboardInterrupt."""
    logging.getLogger("scrapy").setLevel(logging.ERROR)  # its own counts and settings are nobody's news
    runner = AsyncCrawlerRunner(for_crawl(config))
    crawler = runner.create_crawler(WatchSpider)
    interruptions = count(1)

    def interrupt() -> None:
        stopping.set()
        if next(interruptions) > 1 and isinstance(crawler.spider, WatchSpider):
            crawler.spider.abort()

    with _signals(interrupt):
        await runner.crawl(crawler, work=work, config=config, stopping=stopping)
    failure = crawler.spider.failure if isinstance(crawler.spider, WatchSpider) else None
    if failure is not None:
        raise _first(failure)


def _first(failure: BaseException) -> BaseException:
    """Out of the groups that parallel tasks raise: a RasidError before anything else."""
    if not isinstance(failure, BaseExceptionGroup):
        return failure
    known = failure.subgroup(RasidError)
    return _first((known or failure).exceptions[0])


def _run(main: Callable[[], Coroutine[None, None, T]]) -> T:
    os.environ.setdefault("UV_THREADPOOL_SIZE", str(DNS_THREADS))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


@contextmanager
def _signals(handler: Callable[[], None]) -> Iterator[None]:
    """SIGINT and SIGTERM call `handler`, where this thread may say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
