"""A pass over a source: discover, then fetch what is pending, each page settled once and for all to see.

discovery page ─▶ worker (parse) ─▶ store: entries pending, with the page's validators
pending page ─▶ fetch ─▶ worker (all stages) ─▶ store: document, entry's state and events together
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat
from zoneinfo import ZoneInfo

from crawler.errors import PageError
from crawler.pool import Pool
from crawler.schedule import next_due
from crawler.store import Store
from crawler.store.frontier import Pending, Validators
from crawler.urls import host_port
from crawler.watch import CrawlConfig, Source
from pipelines.page import Stages
from spiders.announced import read
from spiders.articles import Articles
from spiders.discovery import Announcement, Discovery
from spiders.fetch import Fetcher, Skip
from spiders.ledger import Ledger
from spiders.opening import Opened, open_announcement
from spiders.politeness import Stopped
from spiders.sitemap import MAX_DEPTH, MAX_FOLLOWED
from spiders.summary import Summary

PARALLEL_PASSES = 32
"""Sources in work at once. Each holds its pending entries, up to its budget, in memory."""
PAGES_IN_HAND = 64
"""Pages fetched and not yet stored: enough to keep the workers busy while a transaction is written, and few
enough to fit into memory at `max_page_size` each."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A source whose pass is due. Without `discover` only what is pending already is fetched."""

    source: Source
    discover: bool = True


@dataclass(slots=True)
class Crawl:
    """What the passes of one crawl share. `limit`: pages taken up at most. `settled` is called after each
    page and each discovery page."""

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

    async def work(self, turns: AsyncIterator[Turn], fetcher: Fetcher) -> None:
        """A pass for each turn, until there are no more or the crawl is stopping."""
        places = asyncio.Semaphore(PARALLEL_PASSES)
        async with asyncio.TaskGroup() as group:
            async for turn in turns:
                await places.acquire()
                if self.stopping.is_set():
                    break
                self.busy.add(turn.source.name)
                task = group.create_task(Pass(self, fetcher, turn).run())
                task.add_done_callback(partial(self._passed, turn.source.name, places))

    def _passed(self, name: str, places: asyncio.Semaphore, _: object) -> None:
        self.busy.discard(name)
        places.release()

    def take(self) -> bool:
        """Whether one more page may be taken up."""
        if self.stopping.is_set():
            return False
        if self.limit is not None and self.summary.taken >= self.limit:
            self.stopping.set()
            return False
        self.summary.taken += 1
        return True


class Pass:
    """One pass over one source."""

    def __init__(self, crawl: Crawl, fetcher: Fetcher, turn: Turn) -> None:
        self._crawl = crawl
        self._fetcher = fetcher
        self._turn = turn
        self._source = turn.source
        self._tally = crawl.summary.source(turn.source.name)
        self._started = datetime.now(UTC)
        self._error: str | None = None

    async def run(self) -> None:
        name = self._source.name
        await self._crawl.ledger.write(lambda store: store.frontier.begin_pass(name, self._started))
        if self._turn.discover:
            await self._discover()
        await self._fetch_pending()
        if self._crawl.stopping.is_set():
            return
        self._tally.status = "failed" if self._error else "ok"
        await self._crawl.ledger.write(self._finish)

    def _finish(self, store: Store) -> None:
        name = self._source.name
        failures = store.frontier.source(name).failures_in_a_row + 1 if self._error else 0
        due = None
        if self._turn.discover:
            due = next_due(self._source, self._started, self._crawl.zone, failures=failures)
        new, now = self._tally.new, datetime.now(UTC)
        store.frontier.finish_pass(name, error=self._error, new=new, next_due=due, now=now)

    async def _discover(self) -> None:
        """The source's own page, then those that it names, breadth first."""
        waiting = deque([(self._source.location, 0)])
        seen = {self._source.location}
        while waiting and not self._crawl.stopping.is_set():
            url, depth = waiting.popleft()
            for further in await self._open(url, top=depth == 0):
                if depth < MAX_DEPTH and len(seen) <= MAX_FOLLOWED and further not in seen:
                    seen.add(further)
                    waiting.append((further, depth + 1))
            self._crawl.settled(self._crawl.summary)

    async def _open(self, url: str, *, top: bool) -> tuple[str, ...]:
        """Opens one discovery page and commits what it announces; the further pages that it names."""
        try:
            opened = await self._read(url)
        except Stopped:
            return ()
        except Skip as skip:
            self._crawl.summary.skipped[skip.kind] += 1
            self._problem(url, skip.detail, top=top)
            return ()
        except PageError as error:
            self._tally.failures[error.kind] += 1
            self._problem(url, f"{error.kind}: {error.detail}", top=top)
            return ()
        if opened.discovery is None:
            return ()
        await self._commit(url, opened.discovery, opened.validators)
        return opened.discovery.follow

    async def _read(self, url: str) -> Opened:
        crawl, source = self._crawl, self._source
        known = await crawl.ledger.read(lambda store: store.frontier.validators(source.name, url))
        page = Announcement(url, b"", {}, source, self._started, crawl.config.max_page_size)
        return await open_announcement(page, known, self._fetcher, lambda page: crawl.pool.run(read, page))

    async def _commit(self, url: str, found: Discovery, validators: Validators) -> None:
        name, now = self._source.name, self._started
        discovered = await self._crawl.ledger.write(
            lambda store: store.frontier.discovered(name, url, found.entries, validators, now, found.skipped)
        )
        self._tally.found += discovered.found
        skipped = self._crawl.summary.skipped
        skipped.update(discovered.skipped)
        skipped["seen"] += discovered.found - discovered.new - sum(discovered.skipped.values())
        if found.broken:
            self._tally.failures["feed_syntax"] += 1
            self._problem(url, found.broken, top=False)
        for problem in found.problems:
            self._problem(url, problem, top=False)

    def _problem(self, url: str, detail: str, *, top: bool) -> None:
        line = detail if url == self._source.location else f"{url}: {detail}"
        self._tally.problems.append(line)
        if top:
            self._error = line

    async def _fetch_pending(self) -> None:
        source = self._source

        def take(store: Store) -> tuple[list[Pending], int]:
            now = datetime.now(UTC)
            return store.frontier.pending(source.name, source.budget, now), store.frontier.due(
                source.name, now
            )

        pages, due = await self._crawl.ledger.read(take)
        self._crawl.summary.skipped["budget"] += max(0, due - source.budget)
        articles = Articles(self._crawl, self._fetcher, source)
        lanes: dict[str, deque[Pending]] = {}
        for page in pages:
            lanes.setdefault(host_port(page.entry.url), deque()).append(page)
        async with asyncio.TaskGroup() as group:
            for lane in chain.from_iterable(repeat(v, self._crawl.config.per_host) for v in lanes.values()):
                group.create_task(self._run_lane(lane, articles, group.create_task))

    async def _run_lane(
        self,
        waiting: deque[Pending],
        articles: Articles,
        start: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        """Fetches one page of a host after the other; what becomes of each does not hold up the next."""
        while waiting and self._crawl.take():
            try:
                settle = await articles.fetch(waiting.popleft())
            except Stopped:
                self._crawl.summary.taken -= 1
                return
            await self._crawl.in_hand.acquire()
            start(self._settle(settle))

    async def _settle(self, settle: Coroutine[None, None, None]) -> None:
        try:
            await settle
        finally:
            self._crawl.in_hand.release()
            self._crawl.settled(self._crawl.summary)
