"""Sitemaps of every kind, and what is none."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.errors import Discard
from crawler.watch import Source
from spiders.discovery import Announcement, Discovery
from spiders.sitemap import parse
from tests.site.pages import Item, news_sitemap, rss

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
HOME = "https://courier.com"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def read(body: str | bytes, *, limit: int = 10**7, **source: Any) -> Discovery:
    raw = body.encode() if isinstance(body, str) else body
    watched = Source(name="s", sitemap=f"{HOME}/sitemap.xml", **source)
    return parse(Announcement(f"{HOME}/sitemap.xml", raw, {}, watched, NOW, limit))


def urlset(*urls: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>{"".join(urls)}</urlset>'


def index(*sitemaps: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {NAMESPACES}>{"".join(sitemaps)}</sitemapindex>'
    )


def test_a_news_sitemap_gives_title_date_and_language() -> None:
    (entry,) = read(
        urlset(
            f"<url><loc> {HOME}/a </loc><lastmod>2026-05-20T11:00+01:00</lastmod>"
            "<image:image><image:loc>https://cdn.com/1.jpg</image:loc><image:title>A picture</image:title>"
            "</image:image><news:news><news:publication><news:name>C</news:name>"
            "<news:language>ar</news:language></news:publication>"
            "<news:publication_date>2026-05-19</news:publication_date>"
            "<news:title>الميناء &amp; السوق</news:title></news:news></url>"
        )
    ).entries
    assert (entry.url, entry.title, entry.language) == (f"{HOME}/a", "الميناء & السوق", "ar")
    assert (entry.published_at, entry.published_precision) == (datetime(2026, 5, 19, tzinfo=UTC), "day")
    assert entry.updated_at == datetime(2026, 5, 20, 10, 0, tzinfo=UTC)


def test_a_picture_before_the_address_is_not_taken_for_it() -> None:
    found = read(
        urlset(
            f"<url><image:image><image:loc>{HOME}/1.jpg</image:loc></image:image><loc>{HOME}/a</loc></url>"
        )
    )
    assert [e.url for e in found.entries] == [f"{HOME}/a"]


def test_versions_in_other_languages_are_pages_too() -> None:
    found = read(
        urlset(
            f'<url><loc>{HOME}/en/a</loc><xhtml:link rel="alternate" hreflang="ar" href="{HOME}/ar/a"/>'
            f'<xhtml:link rel="alternate" hreflang="en" href="{HOME}/en/a"/>'
            f'<xhtml:link rel="alternate" media="handheld" href="{HOME}/m/a"/></url>'
        )
    )
    assert [e.url for e in found.entries] == [f"{HOME}/en/a", f"{HOME}/ar/a"]


def test_what_a_page_says_of_itself_counts_before_what_its_other_versions_say() -> None:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{HOME}/{lang}/a"/>' for lang in ("en", "ar")
    )
    found = read(
        urlset(
            f"<url><loc>{HOME}/en/a</loc><lastmod>2026-05-18</lastmod>{links}</url>",
            f"<url><loc>{HOME}/ar/a</loc><lastmod>2026-05-19</lastmod>{links}</url>",
        )
    )
    assert [(e.url, e.updated_at and e.updated_at.day) for e in found.entries] == [
        (f"{HOME}/en/a", 18),
        (f"{HOME}/ar/a", 19),
    ]


def test_an_index_opens_what_changed_last_first_and_nothing_too_old() -> None:
    found = read(
        index(
            f"<sitemap><loc>{HOME}/1.xml</loc></sitemap>",
            f"<sitemap><loc>{HOME}/2.xml</loc><lastmod>2026-05-10</lastmod></sitemap>",
            f"<sitemap><loc>{HOME}/3.xml.gz</loc><lastmod>2026-05-19T08:00:00Z</lastmod></sitemap>",
            f"<sitemap><loc>{HOME}/4.xml</loc><lastmod>2019-01</lastmod></sitemap>",
            "<sitemap><loc>ftp://courier.com/5.xml</loc></sitemap>",
        )
    )
    assert found.follow == (f"{HOME}/3.xml.gz", f"{HOME}/2.xml", f"{HOME}/1.xml")
    assert found.entries == ()


def test_old_pages_are_marked_and_all_lets_them_through() -> None:
    body = urlset(
        f"<url><loc>{HOME}/old</loc><lastmod>2020</lastmod></url>", f"<url><loc>{HOME}/undated</loc></url>"
    )
    assert read(body).skipped == {f"{HOME}/old": "max_age"}
    assert read(body, max_age="all").skipped == {}


def test_a_gzipped_sitemap_is_unpacked_and_a_bomb_is_not() -> None:
    packed = gzip.compress(news_sitemap([f"{HOME}/a"], published=NOW).encode())
    assert [e.url for e in read(packed).entries] == [f"{HOME}/a"]
    with pytest.raises(Discard) as caught:
        read(gzip.compress(b"<urlset>" + b" " * 10**7), limit=10**6)
    assert caught.value.kind == "too_large"


def test_a_broken_sitemap_gives_what_can_be_read_and_says_so() -> None:
    whole = news_sitemap([f"{HOME}/{i}?a=1&b=2" for i in range(5)], published=NOW)
    cut = read(whole[: whole.index(f"{HOME}/4") + 10])
    assert [e.url for e in cut.entries] == [f"{HOME}/{i}?a=1&b=2" for i in range(4)]
    assert "4 entries could be read" in cut.broken
    assert len(read(whole.replace("&amp;b", "&b")).entries) == 5


def test_lists_of_addresses_and_feeds_serve_as_sitemaps() -> None:
    listed = read(f"\ufeff{HOME}/a\r\n\r\n{HOME}/b?utm_source=x\nnonsense\n")
    assert [e.url for e in listed.entries] == [f"{HOME}/a", f"{HOME}/b"]
    assert [e.url for e in read(rss([Item(f"{HOME}/c")])).entries] == [f"{HOME}/c"]


@pytest.mark.parametrize(
    "body",
    ["", "<!DOCTYPE html><html></html>", "<html/>", "<data><url/></data>", "Not found", b"\x00" * 50, "<"],
)
def test_what_is_no_sitemap_is_refused(body: str | bytes) -> None:
    with pytest.raises(Discard) as caught:
        read(body)
    assert caught.value.kind == "feed_syntax"


def test_entities_neither_grow_nor_read_files() -> None:
    bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    found = read(
        f'<!DOCTYPE urlset [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
        f"<urlset {NAMESPACES}><url><loc>{HOME}/&e9;&f;a</loc></url><url><loc>{HOME}/b</loc></url></urlset>"
    )
    assert found.entries or found.broken
    assert all(len(e.url) < 100 and "root" not in e.url for e in found.entries)


def test_deep_nesting_does_no_harm() -> None:
    deep = "<x>" * 50_000 + "</x>" * 50_000
    assert read(urlset(f"<url><loc>{HOME}/a</loc></url>", deep)).entries[0].url == f"{HOME}/a"
