"""Feeds as they are found: every format, broken ones, and what is no feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.entry import dump
from crawler.errors import Discard
from crawler.watch import Source
from spiders.discovery import Announcement, Discovery
from spiders.feed import parse
from tests.site.pages import Item, rss

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
HOME = "https://courier.com"
LONG = "<p>" + "A sentence of the article itself, as the feed has it. " * 8 + "</p>"


def read(body: str | bytes, *, content_type: str = "application/rss+xml", **source: Any) -> Discovery:
    raw = body.encode() if isinstance(body, str) else body
    watched = Source(name="s", feed=f"{HOME}/feed.xml", **source)
    return parse(Announcement(f"{HOME}/feed.xml", raw, {"content-type": content_type}, watched, NOW))


def test_rss_2_gives_address_title_date_author_and_text() -> None:
    found = read(f"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>{HOME}/</link>
        <item><title>Ministers &amp;amp; &lt;b&gt;pilots&lt;/b&gt;</title>
        <link> /a?utm_source=rss&amp;id=1#top </link>
        <pubDate>Tue, 19 May 2026 18:30:15 +0300</pubDate><dc:creator>Ann Writer</dc:creator>
        <description>Short.</description><content:encoded><![CDATA[{LONG}]]></content:encoded></item></channel></rss>""")
    (entry,) = found.entries
    assert entry.url == f"{HOME}/a?id=1"
    assert entry.title == "Ministers & pilots"
    assert entry.published_at == datetime(2026, 5, 19, 15, 30, 15, tzinfo=UTC)
    assert entry.published_precision == "second"
    assert entry.author == "Ann Writer"
    assert entry.text == LONG
    assert not found.broken


def test_atom_gives_the_article_not_the_comments_and_both_dates() -> None:
    found = read(f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry>
        <title type="html">Über &amp;lt; unter</title><link rel="replies" href="{HOME}/comments"/>
        <link rel="alternate" href="{HOME}/b"/><id>tag:x,2026:1</id>
        <published>2026-05-18T09:15:00Z</published>
        <updated>2026-05-19T10:00:00+02:00</updated><content type="html">{LONG.replace("<", "&lt;")}</content>
        </entry></feed>""")
    (entry,) = found.entries
    assert entry.url == f"{HOME}/b"
    assert entry.published_at == datetime(2026, 5, 18, 9, 15, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 5, 19, 8, 0, tzinfo=UTC)
    assert entry.text == LONG


def test_rss_1_is_read() -> None:
    found = read(f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="{HOME}"><title>C</title><link>{HOME}</link></channel>
        <item rdf:about="{HOME}/c"><title>Third</title><link>{HOME}/c</link>
        <dc:date>2026-05-17</dc:date></item>
        </rdf:RDF>""")
    (entry,) = found.entries
    assert (entry.url, entry.published_precision) == (f"{HOME}/c", "day")


def test_json_feed_is_read() -> None:
    shape = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": HOME,
        "items": [
            {
                "id": "1",
                "url": "/d",
                "title": "Fourth",
                "content_text": "1 < 2",
                "date_published": "2026-05-16T08:00:00-04:00",
                "authors": [{"name": "Ben"}, {"name": "Ann"}],
                "language": "fr",
            },
            {"id": "no address"},
            "not an item",
        ],
    }
    found = read("\ufeff" + json.dumps(shape), content_type="application/feed+json")
    (entry,) = found.entries
    assert (entry.url, entry.author, entry.language) == (f"{HOME}/d", "Ben, Ann", "fr")
    assert entry.published_at == datetime(2026, 5, 16, 12, 0, tzinfo=UTC)
    assert entry.text == "<p>1 &lt; 2</p>"


def test_a_json_feed_with_ids_for_addresses_and_plain_text() -> None:
    items = [{"id": f"{HOME}/a", "content_text": "One & two.\n\nThree."}, {"id": "7"}, {"id": 8, "url": "b"}]
    found = read(json.dumps({"items": items}), content_type="application/json")
    assert [e.url for e in found.entries] == [f"{HOME}/a", f"{HOME}/b"]
    assert found.entries[0].text == "<p>One &amp; two.</p><p>Three.</p>"
    assert found.problems == ("1 entries without the address of a page",)


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("windows-1256", "بيان شخصي حول ما أثير عن شركة النقل في اليومين الماضيين"),
        ("windows-1251", "Заявление компании о камерах наблюдения в порту"),
        ("koi8-r", "Заявление компании о камерах наблюдения в порту"),
        ("gb18030", "港口公司昨天发表声明，否认安装监控摄像头"),
        ("shift_jis", "古い渡し船が三年間残ることに決まった"),
    ],
)
@pytest.mark.parametrize("declared", ['<?xml version="1.0" encoding="utf-8"?>', ""])
def test_a_wrong_charset_declaration_does_not_win(charset: str, title: str, declared: str) -> None:
    feed = rss([Item(f"{HOME}/a", title)])
    body = declared + feed[feed.index("<rss") :]
    found = read(body.encode(charset), content_type="text/xml; charset=utf-8")
    assert [e.title for e in found.entries] == [title]
    assert not found.broken


def test_a_redirecting_service_hides_the_address_no_longer() -> None:
    found = read(f"""<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
        <link>{HOME}/</link><item><title>T</title><link>https://feedproxy.google.com/~r/c/~3/x/</link>
        <feedburner:origLink>{HOME}/e</feedburner:origLink></item></channel></rss>""")
    assert [e.url for e in found.entries] == [f"{HOME}/e"]


def test_a_permalink_id_stands_in_for_a_missing_link() -> None:
    found = read(f"""<rss version="2.0"><channel><item><title>T</title><guid>{HOME}/?p=7</guid></item>
        <item><title>No address</title><guid isPermaLink="false">7</guid></item></channel></rss>""")
    assert [e.url for e in found.entries] == [f"{HOME}/?p=7"]
    assert found.problems == ("1 entries without the address of a page",)


def test_a_teaser_is_not_taken_for_the_article_and_a_whole_text_in_the_description_is() -> None:
    found = read(f"""<rss version="2.0"><channel>
        <item><link>{HOME}/1</link><description>A teaser…</description></item>
        <item><link>{HOME}/2</link><description><![CDATA[{LONG}]]></description></item></channel></rss>""")
    assert [bool(e.text) for e in found.entries] == [False, True]


def test_a_broken_feed_gives_the_entries_that_can_be_read_and_says_so() -> None:
    whole = rss([Item(f"{HOME}/{i}", text="x") for i in range(5)], home=HOME)
    found = read(whole[: whole.index(f"{HOME}/4") + 40].replace("A title", "A & title"))
    assert [e.url for e in found.entries][:4] == [f"{HOME}/{i}" for i in range(4)]
    assert "entries could be read" in found.broken


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!DOCTYPE html><html><title>Log in</title></html>", "HTML page"),
        ("\ufeff\n <html><body>moved</body></html>", "HTML page"),
        ("", "not a feed"),
        ("Service unavailable", "not a feed"),
        ("<?xml version='1.0'?><data/>", "not a feed"),
        ('{"error": "no"}', "JSON without the items"),
        ('{"items": [', "not a JSON feed"),
        ("[" * 100_000, "not a feed"),
        ('{"a":' * 100_000, "not a JSON feed"),
        (b"\x00\x01\x02" * 100, "not a feed"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(body: str | bytes, said: str) -> None:
    with pytest.raises(Discard) as caught:
        read(body)
    assert caught.value.kind == "feed_syntax"
    assert said in caught.value.detail


def test_an_empty_feed_is_no_failure() -> None:
    assert read(rss([])).entries == ()


@pytest.mark.parametrize(
    "entity",
    [
        f'<!ENTITY a "ha"><!ENTITY b "{"&a;" * 10}"><!ENTITY c "{"&b;" * 10}">',
        f'<!ENTITY c "{"A" * 100_000}">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_neither_grow_nor_read_files(entity: str) -> None:
    body = f"""<?xml version="1.0"?><!DOCTYPE rss [{entity}]><rss version="2.0"><channel><item>
        <title>x{"&c;" * 10_000}</title><link>{HOME}/1</link></item></channel></rss>"""
    (entry,) = read(body).entries
    assert len(entry.title) <= 1000
    assert "root:" not in entry.title


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2026年5月18日 10:00", 18, "day"),
        ("2026/05/18", 18, "day"),
        ("18 مايو 2026", 18, "day"),
        ("Пнд, 18 Мая 2026 10:00:00 +0300", 18, "day"),
        ("Mon, 18 May 2026 10:00:00 MSK", 18, "day"),
        ("Mon, 18 May 2026 10:00:00 EST", 18, "second"),
        ("Mon, 18 May 2026 10:00:00 UT", 18, "second"),
    ],
)
def test_a_date_is_the_day_that_is_written(written: str, day: int, precision: str) -> None:
    item = f"<item><link>{HOME}/a</link><pubDate>{written}</pubDate></item>"
    (entry,) = read(f'<rss version="2.0"><channel>{item}</channel></rss>').entries
    assert entry.published_at is not None
    assert (entry.published_at.day, entry.published_precision) == (day, precision)


def test_dates_that_cannot_be_are_not_believed() -> None:
    items = "".join(
        f"<item><link>{HOME}/{i}</link><pubDate>{date}</pubDate></item>"
        for i, date in enumerate(
            ["Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 01 Jan 2203 00:00:00 GMT", "yesterday"]
        )
    )
    found = read(f'<rss version="2.0"><channel>{items}</channel></rss>')
    assert [e.published_at for e in found.entries] == [None, None, None]


def test_entries_older_than_max_age_are_marked_and_others_are_not() -> None:
    def items(*days: int) -> list[Item]:
        return [Item(f"{HOME}/{d}", published=datetime(2026, 5, d, tzinfo=UTC)) for d in days]

    found = read(rss(items(1, 10, 20), home=HOME), max_age="12d")
    assert found.skipped == {f"{HOME}/1": "max_age"}
    assert read(rss(items(1, 10), home=HOME), max_age="all").skipped == {}


def test_an_address_given_twice_is_one_entry() -> None:
    found = read(rss([Item(f"{HOME}/1?utm_medium=a", "First"), Item(f"{HOME}/1#x", "Second")]))
    assert [(e.url, e.title) for e in found.entries] == [(f"{HOME}/1", "First")]


def test_five_thousand_entries_are_all_read() -> None:
    found = read(rss([Item(f"{HOME}/{i}") for i in range(5000)], home=HOME))
    assert len(found.entries) == 5000


ADS = [
    Item("https://ads.network.example/landing"),
    Item("https://shop.example/click?id=3"),
    Item("https://lender.example/rates", "Sponsored: loans for all"),
    Item("https://lender.example/offer", "إعلان: قروض"),
    Item("https://www.youtube.com/watch?v=1"),
]
OWN = [Item(f"{HOME}/{i}") for i in range(10)]


def test_advertisements_elsewhere_are_marked_and_partners_articles_are_not() -> None:
    partner = [Item("https://courier.org/x"), Item("https://partner.example/loads-of-news")]
    found = read(rss([*OWN, *ADS, *partner], home=HOME))
    assert set(found.skipped) == {ad.url for ad in ADS}
    assert set(found.skipped.values()) == {"off_domain"}


def test_a_feed_that_collects_what_others_wrote_is_followed() -> None:
    others = [Item(f"https://click.service-{i}.com/a") for i in range(11)]
    assert read(rss([*OWN, *others], home=HOME)).skipped == {}


def test_half_characters_of_json_do_not_get_through() -> None:
    body = '{"items": [{"url": "/a", "title": "x\\ud83d", "content_text": "\\udc00y"}]}'
    (entry,) = read(body, content_type="application/feed+json").entries
    assert (entry.title, entry.text) == ("x?", "<p>?y</p>")
    assert dump(entry)
