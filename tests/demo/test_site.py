"""The demonstration's site is a news site: what its feed and sitemap announce is there, dated this week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import apprise
import feedparser
import pytest
from lxml import etree

import demo
from crawler import watch as watch_file
from demo.content import articles, pages

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEWS = {"news": "http://www.google.com/schemas/sitemap-news/0.9"}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with demo.serve() as base:
        yield base


def get(url: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", url.removeprefix(f"http://{parts.netloc}"), headers=headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_the_feed_announces_articles_that_are_there_one_that_is_gone_and_one_for_members(site: str) -> None:
    feed = feedparser.parse(get(f"{site}/feed.xml")[1])
    assert not feed.bozo
    answers = {urlsplit(e.link).path: get(e.link)[0].status for e in feed.entries}
    assert [path for path, status in answers.items() if status != 200] == [
        "/courier/withdrawn.html",
        "/members/archive.html",
    ]
    assert "Disallow: /members/" in get(f"{site}/robots.txt")[1].decode()
    assert len(answers) == 8


def test_the_news_sitemap_has_five_languages_and_its_pages_are_there(site: str) -> None:
    tree = etree.fromstring(get(f"{site}/news-sitemap.xml")[1])
    locations = tree.xpath("//*[local-name()='loc']/text()")
    assert all(get(location)[0].status == 200 for location in locations)
    assert set(tree.xpath("//news:language/text()", namespaces=NEWS)) == {"ar", "zh", "ru", "tr", "fr"}


def test_an_unchanged_page_is_not_sent_again(site: str) -> None:
    response, body = get(f"{site}/world/ar-surveillance.html")
    again, nothing = get(f"{site}/world/ar-surveillance.html", **{"If-None-Match": response.headers["ETag"]})
    assert body
    assert (again.status, nothing) == (304, b"")


def test_every_article_is_of_this_week() -> None:
    assert all(timedelta(0) < NOW - a.published < timedelta(days=6) for a in articles(NOW))


def test_pages_are_filled_in() -> None:
    site = pages("http://site.example", NOW)
    assert len(site) == len(articles(NOW)) + 4
    for path, (_, text) in site.items():
        assert not re.search(r"\{\{\w", text), path
    denial = site["/courier/telecom-denial.html"][1]
    assert 'datetime="2026-02-28T10:00:00+00:00"' in denial
    assert "February 28, 2026</a></blockquote>" in denial


def test_one_english_article_names_the_company_in_an_arabic_post_alone() -> None:
    article = next(a for a in articles(NOW) if "presenter-drops" in a.path)
    assert article.head["lang"] == "en"
    assert "huawei" not in f"{article.title} {article.body}".casefold()
    assert "هواوي" in article.body


def test_the_watch_file_is_valid_and_its_alerts_arrive(tmp_path: Path) -> None:
    with demo.receive() as receiver:
        path = demo.prepare(tmp_path / "demo", "http://127.0.0.1:1", receiver.url)
        watch = watch_file.load(path)
        assert [s.location for s in watch.sources] == [
            "http://127.0.0.1:1/feed.xml",
            "http://127.0.0.1:1/news-sitemap.xml",
        ]
        messenger = apprise.Apprise(list(watch.alerts[0].to))
        assert messenger.notify(title="huawei-uyghur", body="بيان هواوي")
        assert [(a["title"], a["message"]) for a in receiver.alerts] == [("huawei-uyghur", "بيان هواوي")]
