"""Whole crawls of a real site: what is stored, what is counted, what is asked again."""

from __future__ import annotations

from crawler.store import Store
from crawler.watch import Watch
from spiders.crawl import crawl
from tests.site import faults
from tests.site.pages import ENGLISH, STORIES, Item, article, rss
from tests.site.server import Site
from tests.spiders.conftest import MakeWatch


def add_articles(site: Site, count: int) -> list[str]:
    return [
        site.add(f"/a/{i}.html", article(STORIES[i % len(STORIES)], number=i)) for i in range(1, count + 1)
    ]


def add_feed(site: Site, urls: list[str]) -> str:
    return site.add("/feed.xml", rss([Item(url) for url in urls], home=site.url("/")), "application/rss+xml")


def documents(watch: Watch) -> dict[str, str]:
    """Title by URL."""
    with Store(watch.data, readonly=True) as store:
        return {d.url: d.title for d in store.documents.since()}


def test_every_article_of_a_feed_is_stored_and_a_second_crawl_asks_for_none(
    site: Site, watch_of: MakeWatch
) -> None:
    urls = add_articles(site, 10)
    watch = watch_of({"feed": add_feed(site, urls)})
    summary = crawl(watch, watch.sources)
    assert (summary.pages, summary.documents["new"]) == (10, 10)
    assert set(documents(watch)) == set(urls)
    assert summary.source("source-0").status == "ok"

    again = crawl(watch, watch.sources)
    assert again.pages == 0
    assert all(site.hits[f"/a/{i}.html"] == 1 for i in range(1, 11))


FAULTS = {
    "/missing": (faults.status(404), "http_4xx"),
    "/denied": (faults.status(403), "http_4xx"),
    "/busy": (faults.status(429), "http_4xx"),
    "/error": (faults.status(500), "http_5xx"),
    "/hang": (faults.hang, "timeout"),
    "/trickle": (faults.trickle, "timeout"),
    "/reset": (faults.reset, "connect"),
    "/loop-a": (faults.redirect("/loop-b"), "redirect_loop"),
    "/loop-b": (faults.redirect("/loop-a"), "redirect_loop"),
    "/metadata": (faults.redirect("http://169.254.169.254/latest/"), "forbidden_address"),
    "/to-file": (faults.redirect("file:///etc/passwd"), "forbidden_address"),
    "/big": (faults.big(50 * 1024**2), "too_large"),
    "/endless": (faults.endless, "too_large"),
    "/bomb": (faults.bomb(), "too_large"),
    "/garbage": (faults.GARBAGE_GZIP, "decompression"),
    "/pdf": (faults.PDF, "unsupported_type"),
    "/empty": (faults.EMPTY, "no_text"),
    "/challenge": (faults.CHALLENGE, "blocked"),
    "/not-http": (faults.not_http, "other"),
}


def test_each_fault_is_counted_once_under_its_kind_and_the_good_page_is_stored(
    site: Site, watch_of: MakeWatch
) -> None:
    for path, (route, _) in FAULTS.items():
        site.add(path, route)
    good = site.add("/good.html", article(ENGLISH))
    dead = "http://nowhere.invalid/a"
    watch = watch_of({"feed": add_feed(site, [*map(site.url, FAULTS), dead, "http://127.0.0.1:9/b", good])})
    summary = crawl(watch, watch.sources)
    assert set(documents(watch)) == {good}
    with Store(watch.data, readonly=True) as store:
        told = {p: store.events(site.url(p))[-1].detail.partition(":")[0] for p in FAULTS}
    assert told == {path: kind for path, (_, kind) in FAULTS.items()}
    assert summary.failures["dns"] == 1
    assert summary.failures["connect"] == 2
    assert summary.pages == len(FAULTS) + 3
