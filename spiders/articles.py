"""One article: fetched, sent through the stages, settled in the store with what is said of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import zstandard

from crawler.entry import Entry
from crawler.errors import Discard, PageError, Quarantine, RasidError, Retry
from crawler.outlet import Reading
from crawler.pool import PAGE_CPU_SECONDS
from crawler.store import Store
from crawler.store.documents import PutResult
from crawler.store.frontier import Pending, Validators
from crawler.urls import is_front_page, outlet_host, registered_domain
from crawler.watch import Source
from pipelines.decode import inflate
from pipelines.extract import PROSE_ONLY, TRUNCATED
from pipelines.page import Page, Processed, Stages
from spiders import files
from spiders.download import Unreachable
from spiders.fetch import Fetched, Fetcher, Skip
from spiders.politeness import Stopped
from spiders.prose import in_prose
from spiders.shared import Crawl

GONE = (404, 410)
log = logging.getLogger(__name__)

Settle = Coroutine[None, None, None]


@dataclass(frozen=True, slots=True)
class Articles:
    """The articles of one pass."""

    crawl: Crawl
    fetcher: Fetcher
    source: Source

    async def fetch(self, pending: Pending) -> Settle:
        """Fetches a page and gives what remains to be done with it, to be run beside the next fetch. Raises
        Stopped."""
        if self.source.kind == "files":
            return self._process(pending, self._file(pending), None, files.process)
        try:
            fetched = await self.fetcher.page(
                pending.entry.url, pending.validators if pending.known else None
            )
        except Skip as skip:
            return self._skip(pending, skip)
        except PageError as error:
            return self._fail(pending, error, self._unfetched(pending))
        except (Stopped, RasidError):
            raise
        except Exception as error:
            return self._unforeseen(pending, error)
        if fetched.status == 304 and pending.known:
            return self._unchanged(pending, pending.known, fetched)
        if fetched.status in GONE and pending.known:
            return self._gone(pending, pending.known, fetched)
        page = self._page(pending, fetched)
        try:
            fetched.check_status()
            _check_place(fetched)
        except PageError as error:
            return self._fail(pending, error, page)
        return self._process(pending, page, fetched, Stages.__call__)

    async def settle(self, pending: Pending, rest: Settle) -> None:
        """Runs what remains to be done with a page. An error that nobody foresaw costs that page alone."""
        try:
            await rest
        except RasidError:
            raise
        except Exception as error:
            await self._unforeseen(pending, error)

    async def _unforeseen(self, pending: Pending, error: Exception) -> None:
        log.error("%s could not be settled", pending.entry.url, exc_info=error)
        said = Discard("other", f"{type(error).__name__}: {error}")
        await self._fail(replace(pending, entry=Entry(pending.entry.url)), said, self._unfetched(pending))

    async def _process(
        self,
        pending: Pending,
        page: Page,
        fetched: Fetched | None,
        stages: Callable[[Stages, Page], Processed],
    ) -> None:
        page = await self._with_furniture(page)
        said = _said(fetched) if fetched else "read"
        try:
            processed = await self.crawl.pool.run(stages, page, cpu=PAGE_CPU_SECONDS)
        except PageError as error:
            prose = await self._prose(pending, page, stages) if isinstance(error, Quarantine) else None
            if prose is None:
                await self._fail(pending, _cut(error) if page.truncated else error, page)
                return
            processed, said = prose, f"{said}; {error.detail}; its sentences taken"
        whole = {TRUNCATED, PROSE_ONLY}.isdisjoint(processed.document.extraction.warnings)
        validators = fetched.validators if fetched and whole else Validators()

        def settle(store: Store) -> PutResult:
            url, result = pending.entry.url, self._put(store, pending, page, processed)
            recheck = self.source.recheck if fetched else ()
            if result.outcome == "forgotten":
                store.frontier.forget([url])
            else:
                store.frontier.stored(url, result.id, validators, recheck, page.fetched_at)
            self._tell(store, pending, said, processed, result)
            if result.outcome == "new" and processed.reading:
                _learn(store, page, processed.reading)
            return result

        self._count(await self.crawl.ledger.gather(settle, _raw(pending, page, processed)))

    async def _prose(
        self, pending: Pending, page: Page, stages: Callable[[Stages, Page], Processed]
    ) -> Processed | None:
        """What can be had of a page that broke the stages: its sentences. None for a known article, whose
        text is better than that, and where even this breaks."""
        if pending.known is not None:
            return None
        return await in_prose(self.crawl.pool, stages, page)

    async def _with_furniture(self, page: Page) -> Page:
        """The page with the lines that its outlet is known to repeat."""
        host = outlet_host(page.final_url)
        if not (host and self.source.learn_furniture):
            return page
        return replace(page, furniture=await self.crawl.ledger.read(lambda s: s.outlets.furniture(host)))

    async def _fail(self, pending: Pending, error: PageError, page: Page) -> None:
        """Settles a page that cannot be had: from its feed entry where that carries the text, else as a
        failure."""
        entry = pending.entry
        raw = await self._quarantined(page) if isinstance(error, Quarantine) else None
        if pending.known is None and entry.text:
            try:
                processed = await self.crawl.pool.run(Stages.from_entry, page, cpu=PAGE_CPU_SECONDS)
            except PageError:
                pass
            else:
                await self._settle_from_entry(pending, error, page, processed, raw)
                return
        passing = isinstance(error, Retry)

        def settle(store: Store) -> None:
            down = isinstance(error, Unreachable)
            store.frontier.failed(
                entry.url, error.kind, passing=passing, now=datetime.now(UTC), host_down=down
            )
            store.note(entry.url, "fetch", "failed", f"{error.kind}: {error.detail}")
            _learn_failure(store, pending, page, error)

        await self.crawl.ledger.gather(settle, raw)
        self.crawl.summary.fail(self.source.name, error.kind)

    async def _settle_from_entry(
        self,
        pending: Pending,
        error: PageError,
        page: Page,
        processed: Processed,
        raw: Callable[[Store], None] | None,
    ) -> None:
        """The document is stored; the page itself is tried again as its failure allows."""
        url = pending.entry.url

        def settle(store: Store) -> PutResult:
            result = self._put(store, pending, page, processed)
            passing = isinstance(error, Retry)
            if result.outcome == "forgotten":
                store.frontier.forget([url])
            else:
                store.frontier.failed(url, error.kind, passing=passing, now=datetime.now(UTC))
            _learn_failure(store, pending, page, error)
            self._tell(
                store, pending, f"{error.kind}: {error.detail}; text of the feed taken", processed, result
            )
            return result

        self._count(await self.crawl.ledger.gather(settle, raw or _raw(pending, page, processed)))

    async def _unchanged(self, pending: Pending, identity: str, fetched: Fetched) -> None:
        url = pending.entry.url
        new = fetched.validators
        kept = Validators(
            new.etag or pending.validators.etag, new.last_modified or pending.validators.last_modified
        )

        def settle(store: Store) -> None:
            store.frontier.stored(url, identity, kept, self.source.recheck, fetched.at)
            store.note(url, "fetch", "unchanged", _said(fetched))

        await self.crawl.ledger.gather(settle)
        self.crawl.summary.documents["unchanged"] += 1

    async def _gone(self, pending: Pending, identity: str, fetched: Fetched) -> None:
        url = pending.entry.url

        recheck = self.source.recheck if fetched.status == 404 else ()  # a 404 may be a mistake

        def settle(store: Store) -> bool:
            store.frontier.stored(url, identity, Validators(), recheck, fetched.at)
            store.note(url, "fetch", "gone", _said(fetched))
            return store.documents.mark_gone(identity, fetched.status, fetched.at)

        newly = await self.crawl.ledger.gather(settle)
        self.crawl.summary.documents["gone" if newly else "unchanged"] += 1

    async def _skip(self, pending: Pending, skip: Skip) -> None:
        url = pending.entry.url

        def settle(store: Store) -> None:
            known = store.frontier.announcement(url)
            store.frontier.skipped(url, skip.kind, for_good=not skip.passing)
            if known is None or known["kind"] != skip.kind:  # it is skipped again in each pass
                store.note(url, "fetch", "skipped", f"{skip.kind}: {skip.detail}")

        await self.crawl.ledger.gather(settle)
        self.crawl.summary.skipped[skip.kind] += 1

    async def _quarantined(self, page: Page) -> Callable[[Store], None]:
        """Keeps the page that broke a stage, for study."""

        def pack() -> bytes:
            try:
                if self.source.kind == "files":
                    body = files.read(page.url, self.crawl.config.max_page_size)
                else:
                    body = inflate(page.body, page.headers.get("content-encoding"), 10 * len(page.body)).body
            except PageError:
                body = page.body
            return zstandard.ZstdCompressor().compress(body)

        packed = await asyncio.to_thread(pack)
        return lambda store: store.raw.put(page.url, page.fetched_at, page.headers, packed, None)

    def _put(self, store: Store, pending: Pending, page: Page, processed: Processed) -> PutResult:
        return store.documents.put(
            processed.document,
            processed.provenance,
            addresses=_reached(pending, page),
            first_pass=pending.first_pass,
            first_fetch=pending.known is None and pending.attempts == 0,
        )

    def _tell(
        self, store: Store, pending: Pending, fetched: str, processed: Processed, result: PutResult
    ) -> None:
        """The page's events: each stage's outcome."""
        url, document = pending.entry.url, processed.document
        store.note(url, "fetch", "ok", fetched)
        said = f"{document.extraction.method}, {len(document.segments)} segments, {len(document.posts)} posts"
        if document.extraction.furniture:
            said += f", furniture of the outlet left out: {len(document.extraction.furniture)}"
        store.note(url, "extract", ", ".join(document.extraction.warnings) or "ok", said)
        store.note(url, "segment", "ok", f"{document.language}; {' '.join(document.languages)}")
        found = f"{len(document.mentions)} mentions, topics: {' '.join(document.topics) or 'none'}"
        store.note(url, "match", "ok", found)
        store.note(url, "store", result.outcome, result.id)

    def _count(self, result: PutResult) -> None:
        if result.outcome == "forgotten":
            self.crawl.summary.skipped["seen"] += 1
            return
        self.crawl.summary.documents[result.outcome] += 1
        if result.outcome == "new":
            self.crawl.summary.source(self.source.name).new += 1

    def _page(self, pending: Pending, fetched: Fetched) -> Page:
        return Page(
            url=fetched.url,
            final_url=fetched.final_url,
            status=fetched.status,
            headers=fetched.headers,
            body=fetched.body,
            fetched_at=fetched.at,
            source=self.source.name,
            redirects=fetched.redirects,
            entry=pending.entry,
            truncated=fetched.truncated,
        )

    def _unfetched(self, pending: Pending) -> Page:
        """For a page of which nothing came back."""
        url = pending.entry.url
        now = datetime.now(UTC)
        return Page(url, url, 0, {}, b"", now, self.source.name, entry=pending.entry)

    def _file(self, pending: Pending) -> Page:
        url = pending.entry.url
        return Page(url, url, 200, {}, b"", datetime.now(UTC), self.source.name, entry=pending.entry)


def _check_place(fetched: Fetched) -> None:
    """Raises Retry where a site leads an article's address to its front page: the article is gone, or the
    site is being mended."""
    if not is_front_page(fetched.final_url) or is_front_page(fetched.url):
        return
    if registered_domain(fetched.final_url) == registered_domain(fetched.url):
        raise Retry("blocked", f"leads to the front page {fetched.final_url}")


def _learn(store: Store, page: Page, reading: Reading) -> None:
    """What a page read for the first time tells of its outlet."""
    host = outlet_host(page.final_url)
    if host:
        store.outlets.record(host, reading, page.fetched_at)


def _learn_failure(store: Store, pending: Pending, page: Page, error: PageError) -> None:
    """A page without text tells that its outlet's template may have changed, whether or not a feed has the
    text."""
    if error.kind == "no_text" and pending.known is None:
        _learn(store, page, Reading())


def _cut(error: PageError) -> PageError:
    """What makes no document is said of the page, unless it broke off: then it may be whole next time."""
    if isinstance(error, Quarantine):
        return error
    return Retry("truncated", f"the page broke off ({error.kind}: {error.detail})")


def _said(fetched: Fetched) -> str:
    way = f" via {' → '.join(fetched.redirects)}" if fetched.redirects else ""
    return f"HTTP {fetched.status}, {len(fetched.body)} bytes{way}"


def _reached(pending: Pending, page: Page) -> tuple[str, str]:
    """The addresses under which a page was reached, the one asked for first."""
    return pending.entry.url, page.final_url


def _raw(pending: Pending, page: Page, processed: Processed) -> Callable[[Store], None]:
    """Writes the page as received, unless the same content is stored already or it is to be forgotten."""
    document = processed.document

    def write(store: Store) -> None:
        identity, forgotten = store.documents.identify(document, _reached(pending, page))
        if forgotten:
            return
        known = store.documents.get(identity)
        if known is None or known.content_hash != document.content_hash:
            store.raw.put(page.url, page.fetched_at, page.headers, processed.packed, identity)

    return write
