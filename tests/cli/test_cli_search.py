"""rasid search on what a newsroom holds: filters, days, order, queries that begin with a minus."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.cli.command import Rasid
from tests.cli.conftest import DEMO_DOCUMENTS, Newsroom
from tests.site.pages import ENGLISH, Item, article, rss
from tests.site.server import Site


def found(newsroom: Newsroom, *arguments: str) -> list[dict[str, Any]]:
    hits: list[dict[str, Any]] = newsroom.rasid("search", *arguments, "--json", "--limit", "100").json["hits"]
    return hits


def test_an_english_word_finds_the_arabic_post_without_a_model(newsroom: Newsroom) -> None:
    hits = found(newsroom, "post:huawei", "--lang", "ar")
    assert [hit["url"] for hit in hits] == [newsroom.arabic]


def test_filters_narrow_and_agree_with_fields(newsroom: Newsroom) -> None:
    for option, field in (("--topic", "topic"), ("--lang", "lang"), ("--source", "source")):
        value = {"--topic": "huawei-uyghur", "--lang": "zh", "--source": "world"}[option]
        by_option = {hit["id"] for hit in found(newsroom, "huawei", option, value)}
        by_field = {hit["id"] for hit in found(newsroom, f"huawei {field}:{value}")}
        assert by_option == by_field
        assert by_option


def test_a_query_may_begin_with_a_minus(newsroom: Newsroom) -> None:
    done = newsroom.rasid("search", "--json", "--limit", "100", "--", "-huawei").json
    with_it = newsroom.rasid("search", "huawei", "--json").json
    assert done["total"] + with_it["total"] == DEMO_DOCUMENTS + 2


def test_newest_comes_first_and_the_limit_leaves_the_total(newsroom: Newsroom) -> None:
    dates = [hit["published_at"] for hit in found(newsroom, "source:world", "--sort", "newest")]
    assert dates == sorted(dates, reverse=True)
    one = newsroom.rasid("search", "source:world", "--limit", "1", "--json").json
    assert (one["total"], len(one["hits"])) == (len(dates), 1)
    none = newsroom.rasid("search", "source:world", "--limit", "0", "--json").json
    assert (none["total"], none["hits"]) == (len(dates), [])


def test_nothing_found_is_no_failure(newsroom: Newsroom) -> None:
    done = newsroom.rasid("search", "zeppelin", "--json")
    assert (done.json["total"], done.json["hits"], done.code) == (0, [], 0)
    assert "0 found" in newsroom.rasid("search", "zeppelin").out


def test_days_are_inclusive_and_of_the_configured_time_zone(rasid: Rasid, site: Site) -> None:
    """Four articles around two midnights of Auckland, of which UTC sees others."""
    zone = ZoneInfo("Pacific/Auckland")
    today = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = today - timedelta(days=4)
    moments = [
        *(day - timedelta(seconds=1), day),
        *(day + timedelta(days=1, seconds=-1), day + timedelta(days=1)),
    ]
    items = [
        Item(site.add(f"/{n}", article(ENGLISH, number=n + 1)), published=moment.astimezone(UTC))
        for n, moment in enumerate(moments)
    ]
    site.add("/feed.xml", rss(items), "application/rss+xml")
    rasid.configure({"feed": site.url("/feed.xml")}, timezone="Pacific/Auckland")
    assert rasid("crawl", "--json").json["documents"]["new"] == len(moments)

    def paths(*arguments: str) -> list[str]:
        hits = rasid("search", "pilots", "--sort", "newest", "--json", *arguments).json["hits"]
        return [hit["url"].removeprefix(site.base) for hit in reversed(hits)]

    on = day.date().isoformat()
    assert paths("--since", on, "--until", on) == ["/1", "/2"]
    assert paths("--since", on) == ["/1", "/2", "/3"]
    assert paths("--until", on) == ["/0", "/1", "/2"]
    assert paths("--since", "30d") == ["/0", "/1", "/2", "/3"]
    assert paths("--since", "1h") == []
