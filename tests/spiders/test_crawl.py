"""Whole crawls of a real site: what is stored, what is counted, what is asked again."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import spiders.crawl
from crawler.entry import Entry
from crawler.schedule import due
from crawler.store import Store
from crawler.watch import Watch
from spiders.crawl import crawl, probe
from spiders.discovery import Announcement, Discovery
from spiders.sitemap import MAX_FOLLOWED
from tests.site import faults
from tests.site.pages import (
    ARABIC,
    CHINESE,
    ENGLISH,
    JAPANESE,
    RUSSIAN,
    STORIES,
    Item,
    article,
    news_sitemap,
    rss,
)
from tests.site.server import Answer, Handler, Site
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
    watch = watch_of(
        {"feed": add_feed(site, [*map(site.url, FAULTS), dead, "http://127.0.0.1:9/b", good])},
        crawl={"timeout": "4s"},
    )
    summary = crawl(watch, watch.sources)
    assert set(documents(watch)) == {good}
    with Store(watch.data, readonly=True) as store:
        told = {p: store.events(site.url(p))[-1].detail.partition(":")[0] for p in FAULTS}
    assert told == {path: kind for path, (_, kind) in FAULTS.items()}
    assert summary.failures["dns"] == 1
    assert summary.failures["connect"] == 2
    assert summary.pages == len(FAULTS) + 3


def test_a_page_that_cannot_be_had_is_taken_from_its_feed_entry(site: Site, watch_of: MakeWatch) -> None:
    text = "".join(f"<p>{p}</p>" for p in ENGLISH.paragraphs)
    urls = [site.add("/404", faults.status(404)), site.add("/wall", faults.CHALLENGE), site.url("/500")]
    site.add("/500", faults.status(500))
    feed = rss([Item(url, ENGLISH.title, text=text) for url in urls], home=site.url("/"))
    watch = watch_of({"feed": site.add("/feed.xml", feed, "application/rss+xml")})
    summary = crawl(watch, watch.sources)
    assert (summary.documents["new"], summary.failures.total()) == (3, 0)
    with Store(watch.data, readonly=True) as store:
        found = {d.url: d for d in store.documents.since()}
    assert set(found) == set(urls)
    for document in found.values():
        assert document.extraction.warnings == ("from_feed",)
        assert document.title == ENGLISH.title
        assert ENGLISH.paragraphs[0] in [s.text for s in document.segments]


def test_a_page_that_comes_after_its_feed_text_is_the_same_document(site: Site, watch_of: MakeWatch) -> None:
    text = "".join(f"<p>{p}</p>" for p in ENGLISH.paragraphs[:2])
    url = site.add("/a", faults.status(503))
    feed = site.add(
        "/feed.xml", rss([Item(url, ENGLISH.title, text=text)], home=site.url("/")), "application/rss+xml"
    )
    watch = watch_of({"feed": feed})
    assert crawl(watch, watch.sources).documents["new"] == 1
    link = f'<link rel="canonical" href="{site.url("/full/a")}">'
    site.add("/a", article(ENGLISH, head=link))
    assert crawl(watch, watch.sources).documents["changed"] == 1
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
        assert store.documents.find(site.url("/full/a")) == document.id
        page = store.raw.latest(document.id)
    assert document.revision == 2
    assert "from_feed" not in document.extraction.warnings
    assert page is not None
    assert b'rel="canonical"' in page.body


@pytest.mark.parametrize("page", [faults.status(404), article(ENGLISH)], ids=["still lost", "there now"])
def test_an_article_known_from_its_feed_follows_the_feed_and_gives_way_to_the_page(
    site: Site, watch_of: MakeWatch, page: Answer | str
) -> None:
    text = "".join(f"<p>{p}</p>" for p in ENGLISH.paragraphs[:2])
    url = site.add("/a", faults.status(404))

    def announce(title: str, text: str) -> str:
        feed = rss([Item(url, title, text=text)], home=site.url("/"))
        return site.add("/feed.xml", feed, "application/rss+xml")

    watch = watch_of({"feed": announce("First title", text)})
    crawl(watch, watch.sources)
    site.add("/a", page)
    announce("Second title", f"{text}<p>{ENGLISH.paragraphs[-1]}</p>")
    assert crawl(watch, watch.sources).documents == {"changed": 1}
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
    assert ENGLISH.paragraphs[-1] in [s.text for s in document.segments]
    assert ("from_feed" in document.extraction.warnings) is isinstance(page, Answer)


def test_the_text_of_a_feed_never_takes_the_place_of_the_page(site: Site, watch_of: MakeWatch) -> None:
    link = f'<link rel="canonical" href="{site.url("/story")}">'
    variant = site.add("/amp/story", article(ENGLISH, head=link))
    item = Item(site.add("/story", faults.status(503)), ENGLISH.title, text="<p>The first sentence.</p>")
    feed = rss([Item(variant), item], home=site.url("/"))
    watch = watch_of({"feed": site.add("/feed.xml", feed, "application/rss+xml")}, crawl={"per_host": 1})
    crawl(watch, watch.sources)
    crawl(watch, watch.sources)
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
    assert ENGLISH.paragraphs[-1] in [s.text for s in document.segments]


@pytest.mark.parametrize("known", [True, False])
def test_an_address_that_leads_to_the_front_page_now_is_no_article(
    site: Site, watch_of: MakeWatch, known: bool
) -> None:
    url = site.add("/a.html", article(ENGLISH) if known else faults.redirect("/"))
    site.add("/", article(RUSSIAN))
    watch = watch_of({"feed": add_feed(site, [url]), "recheck": ["0s"]})
    crawl(watch, watch.sources)
    site.add("/a.html", faults.redirect("/", 301))
    if known:
        assert crawl(watch, watch.sources).failures == {"blocked": 1}
    assert documents(watch) == ({url: ENGLISH.title} if known else {})


def test_a_forgotten_article_does_not_come_back_by_another_address(site: Site, watch_of: MakeWatch) -> None:
    link = f'<link rel="canonical" href="{site.url("/story")}">'
    first, other = (site.add(path, article(ENGLISH, head=link)) for path in ("/story", "/print"))
    watch = watch_of({"feed": add_feed(site, [first]), "recheck": ["0s", "1h"]})
    crawl(watch, watch.sources)
    with Store(watch.data) as store:
        assert store.forget(store.documents.find(first) or "", "asked to")
    item = Item(other, ENGLISH.title, text=f"<p>{ENGLISH.paragraphs[0]}</p>")
    site.add("/feed.xml", rss([item], home=site.url("/")), "application/rss+xml")
    summary = crawl(watch, watch.sources)
    assert (summary.documents.total(), summary.skipped["seen"]) == (0, 1)
    with Store(watch.data, readonly=True) as store:
        assert store.documents.count() == 0
        assert store.frontier.entry(other) == Entry(other)
        assert store.frontier.pending("source-0", 9, datetime.now(UTC) + timedelta(days=9)) == []
        assert store.raw.expired(datetime.now(UTC), "") == []


def test_a_body_that_breaks_off_is_never_clean(site: Site, watch_of: MakeWatch) -> None:
    url = site.add("/cut", faults.truncated(article(ENGLISH).encode()))
    watch = watch_of({"feed": add_feed(site, [url])})
    crawl(watch, watch.sources)
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
    assert "truncated" in document.extraction.warnings


def test_an_article_that_broke_off_is_whole_after_its_next_check(site: Site, watch_of: MakeWatch) -> None:
    page = Answer(article(ENGLISH).encode())

    def cut(handler: Handler) -> None:
        """The whole page is announced, its ETag too."""
        whole = handler.wfile
        handler.wfile = io.BytesIO()
        handler.answer(page)
        answer = handler.wfile.getvalue()
        handler.wfile = whole
        whole.write(answer[: -len(page.body) // 4])
        handler.close_connection = True

    watch = watch_of({"feed": add_feed(site, [site.add("/a", cut)]), "recheck": ["0s", "1h"]})
    crawl(watch, watch.sources)
    site.add("/a", page)
    assert crawl(watch, watch.sources).documents == {"changed": 1}
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
    assert document.extraction.warnings == ()


def test_a_body_that_breaks_off_before_its_text_is_counted_so(site: Site, watch_of: MakeWatch) -> None:
    url = site.add("/cut", faults.truncated(b"<!DOCTYPE html><html><head><title>News</title></head><body>"))
    watch = watch_of({"feed": add_feed(site, [url])})
    assert dict(crawl(watch, watch.sources).failures) == {"truncated": 1}
    site.add("/cut", article(ENGLISH))
    assert crawl(watch, watch.sources).documents["new"] == 1


def test_a_page_whose_headers_are_not_utf8_is_stored(site: Site, watch_of: MakeWatch) -> None:
    url = site.add("/a", Answer(article(ENGLISH).encode(), headers={"X-Section": "café"}))
    watch = watch_of({"feed": add_feed(site, [url])})
    assert crawl(watch, watch.sources).documents["new"] == 1


def test_an_odd_feed_does_not_end_the_check_of_the_others(
    site: Site, watch_of: MakeWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, good = (
        site.add(f"/{name}.xml", rss([Item(site.url("/a"))]), "text/xml") for name in ("odd", "good")
    )
    whole = spiders.crawl.read

    def broken(worker: object, page: Announcement) -> Discovery:
        """No feed is known that breaks the parser."""
        return whole(worker, page) if page.url == good else Discovery(follow=(str(1 / 0),))

    monkeypatch.setattr(spiders.crawl, "read", broken)
    first, second = probe(watch_of({"feed": odd}, {"feed": good}))
    assert first.problem == "other: ZeroDivisionError: division by zero"
    assert (second.entries, second.problem) == (1, None)


def test_a_wrong_charset_declaration_does_not_win(site: Site, watch_of: MakeWatch) -> None:
    wrong = [(ARABIC, "windows-1256"), (CHINESE, "gb18030"), (JAPANESE, "shift_jis"), (RUSSIAN, "koi8-r")]
    urls = {
        site.add(f"/{charset}", article(story).encode(charset), "text/html; charset=utf-8"): story
        for story, charset in wrong
    }
    watch = watch_of({"feed": add_feed(site, [*urls])})
    crawl(watch, watch.sources)
    assert documents(watch) == {url: story.title for url, story in urls.items()}


def test_pages_made_to_break_a_parser_break_nothing(site: Site, watch_of: MakeWatch) -> None:
    deep = site.add("/deep", faults.nested(50_000))
    nul = site.add("/nul", article(ENGLISH).replace("<p>", "<p>\0").encode())
    watch = watch_of({"feed": add_feed(site, [deep, nul])})
    summary = crawl(watch, watch.sources)
    assert documents(watch) == {nul: ENGLISH.title}
    assert summary.failures.total() == 1


def test_of_a_long_feed_the_budget_is_fetched_and_the_rest_waits(site: Site, watch_of: MakeWatch) -> None:
    urls = add_articles(site, 8) + [site.url(f"/none/{i}") for i in range(4992)]
    watch = watch_of({"feed": add_feed(site, urls), "budget": 5})
    first = crawl(watch, watch.sources)
    assert (first.pages, first.skipped["budget"], first.source("source-0").found) == (5, 4995, 5000)
    second = crawl(watch, watch.sources)
    assert (second.pages, second.skipped["budget"]) == (5, 4990)
    assert set(documents(watch)) == set(urls[:8])


def test_a_broken_feed_is_a_failure_of_its_source_and_gives_what_it_has(
    site: Site, watch_of: MakeWatch
) -> None:
    urls = add_articles(site, 3)
    whole = rss([Item(url) for url in urls], home=site.url("/"))
    watch = watch_of(
        {"feed": site.add("/cut.xml", whole[:-40].replace("A title", "A & title"), "text/xml")},
        {"feed": site.add("/login", "<!DOCTYPE html><title>Log in</title>")},
        {"feed": "http://nowhere.invalid/feed"},
    )
    summary = crawl(watch, watch.sources)
    cut, login, dead = (summary.source(f"source-{i}") for i in range(3))
    assert (cut.status, cut.new, dict(cut.failures)) == ("ok", 3, {"feed_syntax": 1})
    assert (login.status, dict(login.failures)) == ("failed", {"feed_syntax": 1})
    assert (dead.status, dict(dead.failures)) == ("failed", {"dns": 1})
    assert "HTML page" in login.problems[0]
    assert (summary.pages, summary.failures.total()) == (3, 0)


def test_redirects_are_followed_and_kept(site: Site, watch_of: MakeWatch) -> None:
    target = site.add("/news/story?ref=a", article(ENGLISH))
    site.add("/b", faults.redirect("/news/story?ref=a&utm_source=x", 301))
    site.routes["/news/story?ref=a&utm_source=x"] = site.routes["/news/story?ref=a"]
    first = site.add("/a", faults.redirect(site.url("/b"), 307))
    watch = watch_of({"feed": add_feed(site, [first])})
    crawl(watch, watch.sources)
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
        (revision,) = store.documents.revisions(document.id)
        assert store.documents.find(first) == store.documents.find(target) == document.id
    assert document.url == target
    assert revision.provenance.redirects == (site.url("/b"), f"{target}&utm_source=x")


def test_two_addresses_of_one_article_are_one_document(site: Site, watch_of: MakeWatch) -> None:
    link = f'<link rel="canonical" href="{site.url("/story")}">'
    urls = [site.add(path, article(ENGLISH, head=link)) for path in ("/story", "/amp/story", "/print/story")]
    watch = watch_of({"feed": add_feed(site, urls)}, crawl={"per_host": 1})
    summary = crawl(watch, watch.sources)
    assert (summary.documents["new"], summary.documents["duplicate"]) == (1, 2)
    assert len(documents(watch)) == 1


def test_articles_that_all_name_one_canonical_url_are_not_one(site: Site, watch_of: MakeWatch) -> None:
    """A section's address in the template of its articles."""
    link = '<link rel="canonical" href="/news/">'
    urls = [site.add(f"/news/{i}", article(story, head=link)) for i, story in enumerate(STORIES)]
    watch = watch_of({"feed": add_feed(site, urls), "recheck": ["0s"]}, crawl={"per_host": 1})
    assert crawl(watch, watch.sources).documents == {"new": len(STORIES)}
    assert crawl(watch, watch.sources).documents == {"unchanged": len(STORIES)}
    assert documents(watch) == {url: story.title for url, story in zip(urls, STORIES, strict=True)}


def test_a_variant_with_words_of_its_own_is_no_edit(site: Site, watch_of: MakeWatch) -> None:
    link = f'<link rel="canonical" href="{site.url("/story")}">'
    whole = article(ENGLISH, head=link)
    story = site.add("/story", Answer(whole.encode(), etag=False))
    watch = watch_of({"feed": add_feed(site, [story]), "recheck": ["0s"] * 4})
    crawl(watch, watch.sources)
    printed = whole.replace("</article>", f"<p>{RUSSIAN.paragraphs[0]}</p></article>")
    add_feed(site, [story, site.add("/print/story", Answer(printed.encode(), etag=False))])
    assert crawl(watch, watch.sources).documents == {"unchanged": 1, "duplicate": 1}
    assert crawl(watch, watch.sources).documents == {"unchanged": 2}


def test_a_changed_entry_brings_a_revision_and_an_unchanged_page_none(
    site: Site, watch_of: MakeWatch
) -> None:
    urls = add_articles(site, 2)
    watch = watch_of({"feed": add_feed(site, urls)})
    crawl(watch, watch.sources)
    correction = "<p>Corrected: the queue was longer than first said by the port.</p></article>"
    site.add("/a/1.html", article(STORIES[1], number=1).replace("</article>", correction))
    add = [Item(url, "A new title") for url in urls]
    site.add("/feed.xml", rss(add, home=site.url("/")), "application/rss+xml")
    summary = crawl(watch, watch.sources)
    assert (summary.documents["changed"], summary.documents["unchanged"]) == (1, 1)
    with Store(watch.data, readonly=True) as store:
        assert {d.url: d.revision for d in store.documents.since()} == {urls[0]: 2, urls[1]: 1}


def test_a_known_article_that_is_gone_is_marked_and_its_text_kept(site: Site, watch_of: MakeWatch) -> None:
    (url,) = add_articles(site, 1)
    watch = watch_of({"feed": add_feed(site, [url]), "recheck": ["0s", "0s"]})
    crawl(watch, watch.sources)
    site.add("/a/1.html", faults.status(410))
    summary = crawl(watch, watch.sources)
    assert (summary.documents["gone"], summary.failures.total()) == (1, 0)
    assert crawl(watch, watch.sources).pages == 0  # 410 is meant
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
        gone = store.documents.gone(document.id)
    assert gone and gone.status == 410
    assert document.segments


def test_an_article_missing_for_a_while_is_there_again_at_its_next_check(
    site: Site, watch_of: MakeWatch
) -> None:
    (url,) = add_articles(site, 1)
    page = site.routes["/a/1.html"]
    watch = watch_of({"feed": add_feed(site, [url]), "recheck": ["0s", "0s", "0s", "1h"]})
    crawl(watch, watch.sources)
    site.add("/a/1.html", faults.status(404))
    assert crawl(watch, watch.sources).documents == {"gone": 1}
    assert crawl(watch, watch.sources).documents == {"unchanged": 1}
    site.add("/a/1.html", page)
    assert crawl(watch, watch.sources).documents == {"unchanged": 1}
    with Store(watch.data, readonly=True) as store:
        (document,) = store.documents.since()
        assert store.documents.gone(document.id) is None


def test_a_recheck_is_conditional(site: Site, watch_of: MakeWatch) -> None:
    (url,) = add_articles(site, 1)
    watch = watch_of({"feed": add_feed(site, [url]), "recheck": ["0s", "1h"]})
    crawl(watch, watch.sources)
    summary = crawl(watch, watch.sources)
    assert summary.documents["unchanged"] == 1
    asked = [hit.headers.get("If-None-Match") for hit in site.requests if hit.path == "/a/1.html"]
    assert asked[0] is None
    assert asked[1]
    assert crawl(watch, watch.sources).pages == 0


def test_what_failed_in_passing_is_tried_in_the_next_pass_though_the_feed_has_not_changed(
    site: Site, watch_of: MakeWatch
) -> None:
    (url,) = add_articles(site, 1)
    good = site.routes["/a/1.html"]
    site.add("/a/1.html", faults.status(503))
    watch = watch_of({"feed": add_feed(site, [url])})
    assert crawl(watch, watch.sources).failures["http_5xx"] == 1
    assert site.hits["/a/1.html"] == 3
    site.add("/a/1.html", good)
    with Store(watch.data) as store:
        store.frontier._settle(url, not_before=None)
    assert crawl(watch, watch.sources).documents["new"] == 1


def test_files_are_stored_under_their_canonical_links(tmp_path: Path, watch_of: MakeWatch) -> None:
    (tmp_path / "a.html").write_text(
        article(ENGLISH, head='<link rel="canonical" href="https://courier.com/1">')
    )
    (tmp_path / "b.html").write_text(article(ARABIC))
    watch = watch_of({"files": f"{tmp_path}/*.html"})
    assert crawl(watch, watch.sources).documents["new"] == 2
    assert documents(watch) == {
        "https://courier.com/1": ENGLISH.title,
        (tmp_path / "b.html").as_uri(): ARABIC.title,
    }
    assert crawl(watch, watch.sources).pages == 0


def test_a_sitemap_index_leads_to_its_articles(site: Site, watch_of: MakeWatch) -> None:
    urls = add_articles(site, 4)
    site.add("/news.xml", news_sitemap(urls[:2]), "application/xml")
    site.add("/more.xml.gz", gzip.compress(news_sitemap(urls[2:]).encode()), "application/x-gzip")
    listed = "".join(f"<sitemap><loc>{site.url(p)}</loc></sitemap>" for p in ("/news.xml", "/more.xml.gz"))
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    watch = watch_of({"sitemap": site.add("/sitemap.xml", index, "application/xml")})
    assert crawl(watch, watch.sources).documents["new"] == 4
    assert crawl(watch, watch.sources).pages == 0


def test_of_an_index_too_long_the_rest_is_spoken_of(site: Site, watch_of: MakeWatch) -> None:
    listed = "".join(
        f"<sitemap><loc>{site.url(f'/{i}.xml')}</loc></sitemap>" for i in range(MAX_FOLLOWED + 7)
    )
    index = f"<sitemapindex>{listed}</sitemapindex>"
    watch = watch_of({"sitemap": site.add("/sitemap.xml", index, "application/xml")})
    summary = crawl(watch, watch.sources)
    assert len(site.hits) == MAX_FOLLOWED + 2  # robots.txt and the index
    assert summary.source("source-0").problems[-1] == "7 more sitemaps are not opened"


def test_a_source_named_twice_has_one_pass(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": add_feed(site, add_articles(site, 4))})
    crawl(watch, [*watch.sources] * 2)
    assert set(site.hits.values()) == {1}


def test_a_source_renamed_halfway_goes_on(site: Site, watch_of: MakeWatch) -> None:
    feed = add_feed(site, add_articles(site, 4))
    watch = watch_of({"feed": feed, "budget": 2})
    crawl(watch, watch.sources)
    renamed = watch_of({"feed": feed, "name": "renamed"})
    assert crawl(renamed, renamed.sources).documents == {"new": 2}


@pytest.mark.parametrize("limit", [1, 3])
def test_a_limit_is_reached_and_not_passed(site: Site, watch_of: MakeWatch, limit: int) -> None:
    watch = watch_of({"feed": add_feed(site, add_articles(site, 6))}, crawl={"delay": "50ms", "per_host": 2})
    summary = crawl(watch, watch.sources, limit=limit)
    assert (summary.pages, summary.documents["new"]) == (limit, limit)
    assert summary.source("source-0").status == "stopped"
    with Store(watch.data, readonly=True) as store:
        assert due(watch, store, datetime.now(UTC)) == [*watch.sources]


def test_a_limit_of_all_there_is_cuts_nothing_short(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": add_feed(site, add_articles(site, 2))})
    assert crawl(watch, watch.sources, limit=2).source("source-0").status == "ok"


def test_what_robots_txt_allows_now_is_fetched_when_it_is_announced_again(
    site: Site, watch_of: MakeWatch
) -> None:
    urls = add_articles(site, 1)
    watch = watch_of({"feed": add_feed(site, urls)})
    site.add("/robots.txt", "User-agent: *\nDisallow: /a/", "text/plain")
    assert crawl(watch, watch.sources).skipped["robots"] == 1
    del site.routes["/robots.txt"]
    add_feed(site, [*urls, *add_articles(site, 2)])
    assert crawl(watch, watch.sources).documents["new"] == 2


def test_a_limit_leaves_the_rest_for_the_next_crawl(site: Site, watch_of: MakeWatch) -> None:
    watch = watch_of({"feed": add_feed(site, add_articles(site, 6))})
    assert crawl(watch, watch.sources, limit=4).documents["new"] == 4
    assert crawl(watch, watch.sources).documents["new"] == 2


def test_a_host_that_is_down_is_asked_for_one_page_and_the_others_wait(
    site: Site, watch_of: MakeWatch
) -> None:
    dead = [f"http://127.0.0.1:9/{i}" for i in range(30)]
    good = add_articles(site, 2)
    watch = watch_of({"feed": add_feed(site, [*dead, *good])}, crawl={"per_host": 1})
    summary = crawl(watch, watch.sources)
    assert (summary.failures["connect"], summary.documents["new"]) == (30, 2)
    with Store(watch.data, readonly=True) as store:
        assert all(store.frontier.announcement(url)["state"] == "pending" for url in dead)


def test_an_address_with_other_letters_is_asked_for_in_its_encoding(site: Site, watch_of: MakeWatch) -> None:
    (url,) = add_articles(site, 1)
    site.add("/%D8%AE%D8%A8%D8%B1?utm_source=us", rss([Item(url)]), "application/rss+xml")
    watch = watch_of({"feed": site.url("/خبر?utm_source=us")})
    assert crawl(watch, watch.sources).documents["new"] == 1


def test_a_feed_that_broke_off_is_read_again_in_full(site: Site, watch_of: MakeWatch) -> None:
    urls = add_articles(site, 3)
    whole = rss([Item(url) for url in urls], home=site.url("/"))
    feed = site.add("/feed.xml", whole[: whole.index(urls[2])], "application/rss+xml")
    watch = watch_of({"feed": feed})
    assert crawl(watch, watch.sources).documents["new"] == 2
    crawl(watch, watch.sources)
    assert not any("If-None-Match" in hit.headers for hit in site.requests if hit.path == "/feed.xml")


def test_the_canonical_page_fetched_after_its_variant_is_a_duplicate_and_no_edit(
    site: Site, watch_of: MakeWatch
) -> None:
    link = f'<link rel="canonical" href="{site.url("/story")}">'
    variant = site.add("/amp/story", article(ENGLISH, head=link))
    watch = watch_of({"feed": add_feed(site, [variant])})
    crawl(watch, watch.sources)
    longer = article(ENGLISH, head=link).replace("</article>", f"<p>{RUSSIAN.paragraphs[0]}</p></article>")
    add_feed(site, [site.add("/story", longer), variant])
    assert crawl(watch, watch.sources).documents == {"duplicate": 1}
    with Store(watch.data, readonly=True) as store:
        assert [d.revision for d in store.documents.since()] == [1]
