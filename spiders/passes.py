"""A pass over a source: discover, then fetch what is pending, each page settled once and for all to see.

discovery page ─▶ worker (parse) ─▶ store: entries pending, with the page's validators
pending page ─▶ fetch ─▶ worker (all stages) ─▶ store: document, entry's state and events together
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat

from crawler.errors import PageError, RasidError
from crawler.schedule import next_due
from crawler.store import Store
from crawler.store.frontier import Pending, Validators
from crawler.urls import host_port
from crawler.watch import Source
from spiders.announced import read
from spiders.articles import Articles
from spiders.discovery import Announcement, Discovery
from spiders.fetch import Fetcher, Skip
from spiders.opening import Opened, open_announcement
from spiders.politeness import Stopped
from spiders.shared import Crawl
from spiders.sitemap import MAX_DEPTH, MAX_FOLLOWED

log = logging.getLogger(__name__)

PARALLEL_PASSES = 32
"""Sources in work at once. Each holds its pending entries, up to its budget, in memory."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A source whose pass is due. Without `discover` only what is pending already is fetched."""

    source: Source
    discover: bool = True


async def run_passes(crawl: Crawl, turns: AsyncIterator[Turn], fetcher: Fetcher) -> None:
    """A pass for each turn, until there are no more or the crawl is ending."""
    places = asyncio.Semaphore(PARALLEL_PASSES)

    def passed(name: str, _: object) -> None:
        crawl.busy.discard(name)
        places.release()

    async with asyncio.TaskGroup() as group:
        async for turn in turns:
            await places.acquire()
            if crawl.ending:
                break
            crawl.busy.add(turn.source.name)
            task = group.create_task(Pass(crawl, fetcher, turn).run())
            task.add_done_callback(partial(passed, turn.source.name))


class Pass:
    """One pass over one source."""

    def __init__(self, crawl: Crawl, fetcher: Fetcher, turn: Turn) -> None:
        self._crawl = crawl
        self._fetcher = fetcher
        self._turn = turn
        self._source = turn.source
        self._tally = crawl.summary.source(turn.source.name)
        self._started = datetime.now(UTC)
        self._new_before = self._tally.new  # `run` makes many passes over a source and counts them together
        self._error: str | None = None
        self._left = False  # the crawl's limit cut the pass short

    async def run(self) -> None:
        name = self._source.name
        await self._crawl.ledger.write(lambda store: store.frontier.begin_pass(name, self._started))
        if self._turn.discover:
            await self._discover()
        await self._fetch_pending()
        if self._left or self._crawl.stopping.is_set():
            await self._crawl.ledger.write(lambda store: store.frontier.cut_pass(name))
            return
        self._tally.status = "failed" if self._error else "ok"
        await self._crawl.ledger.write(self._finish)

    def _finish(self, store: Store) -> None:
        name = self._source.name
        failures = store.frontier.source(name).failures_in_a_row + 1 if self._error else 0
        due = None
        if self._turn.discover:
            due = next_due(self._source, self._started, self._crawl.zone, failures=failures)
        new, now = self._tally.new - self._new_before, datetime.now(UTC)
        store.frontier.finish_pass(name, error=self._error, new=new, next_due=due, now=now)

    async def _discover(self) -> None:
        """The source's own page, then those that it names, breadth first."""
        waiting = deque([(self._source.location, 0)])
        seen = {self._source.location}
        beyond: set[str] = set()
        while waiting and not self._crawl.ending:
            url, depth = waiting.popleft()
            for further in await self._open(url, top=depth == 0):
                if further in seen:
                    continue
                if depth < MAX_DEPTH and len(seen) <= MAX_FOLLOWED:
                    seen.add(further)
                    waiting.append((further, depth + 1))
                else:
                    beyond.add(further)
            self._crawl.settled(self._crawl.summary)
        if beyond:
            self._problem(self._source.location, f"{len(beyond)} more sitemaps are not opened", top=False)
        self._left = bool(waiting)

    async def _open(self, url: str, *, top: bool) -> tuple[str, ...]:
        """Opens one discovery page and commits what it announces; the further pages that it names. An error
        that nobody foresaw costs that page alone."""
        try:
            opened = await self._read(url)
            if opened.discovery is None:
                return ()
            await self._commit(url, opened.discovery, opened.validators)
            return opened.discovery.follow
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
        except RasidError:
            raise
        except Exception as error:
            log.exception("%s could not be opened", url)
            self._tally.failures["other"] += 1
            self._problem(url, f"other: {type(error).__name__}: {error}", top=top)
            return ()

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
        self._tally.problem(line)
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
            page = waiting.popleft()
            try:
                rest = await articles.fetch(page)
            except Stopped:
                self._crawl.summary.taken -= 1
                return
            await self._crawl.in_hand.acquire()
            start(self._settle(articles.settle(page, rest)))
        self._left |= bool(waiting)

    async def _settle(self, settle: Coroutine[None, None, None]) -> None:
        try:
            await settle
        finally:
            self._crawl.in_hand.release()
            self._crawl.settled(self._crawl.summary)
