"""Pages on which a stage hangs or dies: they alone are lost, and kept for study."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import zstandard

import spiders.articles
import spiders.crawl
from crawler.pool import Pool
from crawler.store import Store
from pipelines.page import Page, Processed, Stages
from spiders.crawl import crawl
from tests.site.pages import ENGLISH, Item, article, rss
from tests.site.server import Site
from tests.spiders.conftest import MakeWatch

DEADLINE = 10.0
"""Seconds: a good page must not reach it however busy the machine is."""


class Fragile(Stages):
    """Stages that break as the page's address says: no page is known that breaks the real ones."""

    plain = False

    def for_prose(self) -> Stages:
        chain = super().for_prose()
        chain.plain = True  # type: ignore[attr-defined] # a copy of this one
        return chain

    def __call__(self, page: Page) -> Processed:
        if "hang" in page.url:
            time.sleep(600)
        if "die" in page.url:
            os.kill(os.getpid(), signal.SIGKILL)
        if "grow" in page.url:
            bytearray(10**10)
        if "toil" in page.url and not self.plain:
            sum(range(10**12))
        processed = super().__call__(page)
        if "unstorable" in page.url:
            return replace(processed, document=replace(processed.document, section="\ud800"))
        return processed


@pytest.fixture(autouse=True)
def _fragile(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (spiders.crawl, spiders.articles):
        monkeypatch.setattr(module, "Stages", Fragile)
    monkeypatch.setattr(spiders.crawl, "Pool", partial(Pool, deadline=DEADLINE))


def test_a_page_that_breaks_a_stage_is_counted_kept_and_holds_up_nobody(
    site: Site, watch_of: MakeWatch
) -> None:
    broken = [site.add(f"/{how}", article()) for how in ("hang", "die", "grow")]
    good = [site.add(f"/{i}", article(ENGLISH, number=i)) for i in range(1, 9)]
    feed = site.add("/feed.xml", rss([Item(url) for url in (*broken, *good)]), "application/rss+xml")
    watch = watch_of({"feed": feed})
    summary = crawl(watch, watch.sources)
    assert (summary.documents["new"], dict(summary.failures)) == (8, {"other": 3})
    with Store(watch.data) as store:
        kept = {url for url, _, document in store.raw.expired(later(), after="") if document is None}
        said = [store.events(url)[-1].detail for url in broken]
    assert kept == set(broken)
    assert f"longer than {DEADLINE:g} s" in said[0]
    assert "died" in said[1]
    assert "memory" in said[2]
    assert crawl(watch, watch.sources).pages == 0


def test_of_a_page_that_takes_too_long_the_sentences_are_kept_with_a_warning(
    site: Site, watch_of: MakeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spiders.crawl, "Pool", partial(Pool, deadline=600.0))
    monkeypatch.setattr(spiders.articles, "PAGE_CPU_SECONDS", 2.0)
    url = site.add("/toil", article(ENGLISH))
    feed = site.add("/feed.xml", rss([Item(url)]), "application/rss+xml")
    watch = watch_of({"feed": feed})
    summary = crawl(watch, watch.sources)
    assert (summary.documents["new"], dict(summary.failures)) == (1, {})
    with Store(watch.data) as store:
        (document,) = store.documents.since()
        fetched = next(event for event in store.events(url) if event.stage == "fetch")
    assert document.title == ENGLISH.title
    assert [s.text for s in document.segments if s.kind == "paragraph"] == list(ENGLISH.paragraphs)
    assert "prose_only" in document.extraction.warnings
    assert "took more than 2 s of CPU and was stopped; its sentences taken" in fetched.detail


@pytest.mark.parametrize(
    ("page", "warning", "conditional"),
    [
        (article(ENGLISH).replace("</p>", f"{'<i></i>' * 20_000}</p>", 1), "prose_only", False),
        (article(ENGLISH).replace("</p>\n</article>", " […]</p></article>"), "teaser", True),
    ],
)
def test_a_page_whose_sentences_alone_were_taken_is_asked_for_again_in_full(
    site: Site, watch_of: MakeWatch, page: str, warning: str, conditional: bool
) -> None:
    feed = site.add("/feed.xml", rss([Item(site.add("/a", page))]), "application/rss+xml")
    watch = watch_of({"feed": feed, "recheck": ["0s", "1h"]})
    crawl(watch, watch.sources)
    with Store(watch.data) as store:
        (document,) = store.documents.since()
    assert warning in document.extraction.warnings
    assert crawl(watch, watch.sources).documents == {"unchanged": 1}
    _, again = (hit for hit in site.requests if hit.path == "/a")
    assert ("If-None-Match" in again.headers) is conditional


def test_a_file_that_breaks_a_stage_is_kept(tmp_path: Path, watch_of: MakeWatch) -> None:
    path = tmp_path / "die.html"
    path.write_text(article())
    watch = watch_of({"files": f"{tmp_path}/*.html"})
    assert dict(crawl(watch, watch.sources).failures) == {"other": 1}
    with sqlite3.connect(watch.data / "raw.sqlite") as raw:
        ((body,),) = raw.execute("SELECT body FROM pages WHERE url = ?", [path.as_uri()])
    assert zstandard.ZstdDecompressor().decompress(body) == path.read_bytes()


def test_its_feed_entry_stands_in_for_it(site: Site, watch_of: MakeWatch) -> None:
    text = "".join(f"<p>{p}</p>" for p in ENGLISH.paragraphs)
    url = site.add("/die", article())
    feed = site.add("/feed.xml", rss([Item(url, ENGLISH.title, text=text)]), "application/rss+xml")
    watch = watch_of({"feed": feed})
    assert crawl(watch, watch.sources).documents["new"] == 1
    with Store(watch.data) as store:
        (document,) = store.documents.since()
        assert [u for u, _, _ in store.raw.expired(later(), after="")] == [url]
    assert document.extraction.warnings == ("from_feed",)


def test_a_document_that_cannot_be_written_costs_itself_alone(site: Site, watch_of: MakeWatch) -> None:
    urls = [site.add("/unstorable", article()), *(site.add(f"/{i}", article(number=i)) for i in range(1, 6))]
    feed = site.add("/feed.xml", rss([Item(url) for url in urls]), "application/rss+xml")
    watch = watch_of({"feed": feed})
    summary = crawl(watch, watch.sources)
    assert (summary.documents["new"], dict(summary.failures)) == (5, {"other": 1})


def later() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)
