"""A second crawl of a site that has not changed."""

from __future__ import annotations

from crawler.store import Store
from tests.cli.command import Rasid
from tests.drills.news import publish
from tests.site.pages import ENGLISH, article, news_sitemap
from tests.site.server import Site


def state(rasid: Rasid) -> list[tuple[object, ...]]:
    """All that a consumer, or another machine, could take for a change."""
    with Store(rasid.watch.data, readonly=True) as store:
        documents = [
            (d.id, d.fetched_at, d.revision, len(store.documents.revisions(d.id)))
            for d in store.documents.since()
        ]
        return documents + [(c.id, c.seq, c.version) for c in store.documents.changes(0, 1000)]


def test_no_article_is_fetched_again_and_no_document_changes(rasid: Rasid, site: Site) -> None:
    urls = publish(site, 12)
    mapped = [site.add(f"/map/{n}.html", article(ENGLISH, number=100 + n)) for n in range(3)]
    site.add("/news.xml", news_sitemap(mapped), "application/xml")
    rasid.configure({"feed": site.url("/feed.xml")}, {"sitemap": site.url("/news.xml")})
    first = rasid("crawl", "--all", "--json").json
    assert first["documents"]["new"] == len(urls) + len(mapped) == 15
    before, hits = state(rasid), site.hits.copy()

    second = rasid("crawl", "--all", "--json").json

    asked = site.hits - hits
    assert set(asked) == {"/robots.txt", "/feed.xml", "/news.xml"}
    assert second["pages"] == 0
    assert sum(second["documents"].values()) == 0
    assert [s["status"] for s in second["sources"]] == ["ok", "ok"]
    assert state(rasid) == before


def test_the_feed_itself_is_asked_for_conditionally(rasid: Rasid, site: Site) -> None:
    publish(site, 1)
    rasid.configure({"feed": site.url("/feed.xml")})
    rasid("crawl", "--all")
    rasid("crawl", "--all")
    first, second = (hit.headers for hit in site.requests if hit.path == "/feed.xml")
    assert "If-None-Match" not in first
    assert second["If-None-Match"].startswith('"')
