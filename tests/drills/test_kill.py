"""kill -9 at random moments of a crawl: nothing is lost, nothing is there twice."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from datetime import UTC, datetime

import pytest

import demo
from crawler.store import Store
from search.backend import SearchRequest, search_documents
from search.embedded import EmbeddedIndex
from tests.cli.command import Rasid, Running, until
from tests.drills.news import publish
from tests.site.server import Site

PAGES = 30
ENGLISH = 6
KILLS_EACH = 5


@pytest.mark.parametrize("round_", range(2))
def test_after_kill_9_everything_is_stored_searchable_and_told_once(
    rasid: Rasid, site: Site, round_: int
) -> None:
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # shown when the test fails
    moments = random.Random(seed)
    urls = publish(site, PAGES)
    with demo.receive() as receiver:
        rasid.configure(
            {"feed": site.url("/feed.xml")},
            topics=[{"name": "pilots", "query": "pilots"}, {"name": "five", "query": "title:5"}],
            alerts=[
                {"name": "desk", "topics": ["pilots"], "to": [receiver.url]},
                {"name": "single", "topics": ["five"], "to": [receiver.url], "first_pass": "each"},
            ],
        )
        for asked_for in sorted(moments.sample(range(PAGES + 3), KILLS_EACH)):
            with rasid.running("crawl") as crawl:
                kill_some_time(crawl, site, asked_for, moments)
        last = rasid("crawl", "--json").json
        told = receiver.alerts
    assert sum(last["failures"].values()) == 0
    everything_is_there_once(rasid, urls)
    every_alert_was_told(rasid, [alert["message"] for alert in told])


def kill_some_time(crawl: Running, site: Site, asked_for: int, moments: random.Random) -> None:
    """When so many addresses (pages, the feed, robots.txt) have been asked for, maybe none, maybe all;
    and some time later."""
    pause = moments.uniform(0, 1.5 if asked_for in (0, PAGES + 2) else 0.2)
    print(f"kill {pause:.2f} s after address {asked_for}")
    until(lambda: len(site.hits) >= asked_for or crawl.process.poll() is not None)
    try:
        crawl.process.wait(pause)
    except subprocess.TimeoutExpired:
        crawl.kill()


def everything_is_there_once(rasid: Rasid, urls: list[str]) -> None:
    with Store(rasid.watch.data, readonly=True) as store:
        stored = list(store.documents.since())
        assert sorted(d.url for d in stored) == sorted(urls)
        assert len({d.id for d in stored}) == PAGES
        assert {d.revision for d in stored} == {1}
        assert store.frontier.due("source-0", datetime(9999, 1, 1, tzinfo=UTC)) == 0
    everything = rasid("search", "source:source-0", "--limit", "1000", "--json").json
    assert everything["total"] == PAGES
    assert sorted(hit["id"] for hit in everything["hits"]) == sorted(d.id for d in stored)
    for number, url in enumerate(urls, 1):
        found = search_documents(EmbeddedIndex(rasid.watch), SearchRequest(f"title:{number}"))
        assert [hit.url for hit in found.hits] == [url]
    status = rasid("status", "--json").json
    assert {name: (c["lag"], c["dead"]) for name, c in status["consumers"].items()} == dict.fromkeys(
        status["consumers"], (0, 0)
    )


def every_alert_was_told(rasid: Rasid, told: list[str]) -> None:
    messages = rasid("alerts", "list", "--json").json["messages"]
    keys = Counter((m["alert"], m["topic"], m["story_id"]) for m in messages)
    assert set(keys.values()) == {1}
    assert Counter(m["alert"] for m in messages) == {"desk": ENGLISH, "single": 1}
    assert {m["state"] for m in messages} == {"sent"}
    for message in messages:
        assert any(message["url"] in said for said in told)
