"""Beside a live `rasid run`: who reads, who asks, who waits; how it ends."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from crawler.errors import Unavailable
from crawler.store import Store
from tests.cli.command import Rasid, Running, until
from tests.drills.news import announce, publish
from tests.site import faults
from tests.site.pages import ENGLISH, article
from tests.site.server import Site

PAGES = 6


def stored(rasid: Rasid) -> int:
    """How many documents; none before the store stands."""
    with suppress(Unavailable), Store(rasid.watch.data, readonly=True) as store:
        return store.documents.count()
    return 0


@contextmanager
def watching(rasid: Rasid, site: Site) -> Iterator[Running]:
    """A live `run` that has stored the site's articles, indexed them and tried to send the alert."""
    publish(site, PAGES)
    rasid.configure(
        {"feed": site.url("/feed.xml"), "every": "1s"},
        topics=[{"name": "pilots", "query": "pilots"}],
        alerts=[{"name": "desk", "topics": ["pilots"], "to": ["json://127.0.0.1:9/nobody-listens"]}],
    )
    with rasid.running("run", "--json") as run:
        until(lambda: stored(rasid) == PAGES, "what is due is crawled")
        until(lambda: told_about(rasid), "the consumers follow")
        yield run


def told_about(rasid: Rasid) -> bool:
    with Store(rasid.watch.data, readonly=True) as store:
        tried = [message.attempts for message in store.outbox.all()]
        return bool(tried) and all(tried) and store.documents.lag(store.cursors.at("index")) == 0


def test_reading_and_asking_beside_a_live_run(rasid: Rasid, site: Site) -> None:
    """One run for all of it: what reads, what becomes a request, what is refused, the end by SIGTERM."""
    with watching(rasid, site) as run:
        reads_work(rasid, site, run)
        a_second_holder_is_told_who_holds_it(rasid, run)
        writes_become_requests(rasid, site)
        new_articles_are_found_by_themselves(rasid, site)
        done = run.end(signal.SIGTERM)
    assert done.code == 0
    assert done.json["documents"]["new"] == PAGES + 2
    assert rasid("status", "--json").json["holder"] is None


def reads_work(rasid: Rasid, site: Site, run: Running) -> None:
    url = site.url("/news/5.html")
    assert rasid("search", "source:source-0", "--json").json["total"] == PAGES
    assert rasid("show", url, "--json").json["title"].endswith("5")
    assert rasid("why", url, "--json").json["known"] is True
    status = rasid("status", "--json").json
    assert f"(process {run.process.pid}, " in status["holder"]
    assert len(rasid("export").out.splitlines()) == PAGES
    assert rasid("topics", "try", "pilots", "--json").json["documents"]


def a_second_holder_is_told_who_holds_it(rasid: Rasid, run: Running) -> None:
    for command in ("run", "crawl"):
        done = rasid(command)
        assert (done.code, done.out) == (1, "")
        (line,) = done.err.splitlines()
        assert re.search(rf"held by `rasid run` \(process {run.process.pid}, since .+\)", line)


def writes_become_requests(rasid: Rasid, site: Site) -> None:
    added = site.add("/added.html", article(ENGLISH, number=77))
    assert rasid("add", f"{added}?utm_source=x", "--json").json == {"requested": [added]}
    until(lambda: stored(rasid) == PAGES + 1, "the added page is fetched")

    forgotten = site.url("/news/1.html")
    identity = rasid("show", forgotten, "--json").json["id"]
    done = rasid("forget", forgotten, "--reason", "a drill", "--json").json
    assert (done["id"], done["forgotten"]) == (identity, True)
    assert rasid("show", forgotten).code == 1
    until(lambda: not rasid("search", "title:1", "--json").json["total"], "it leaves the index")

    assert rasid("alerts", "retry", "--json").json["retried"] >= 1
    assert rasid("dead", "retry", "--json").json["retried"] == 0


def new_articles_are_found_by_themselves(rasid: Rasid, site: Site) -> None:
    urls = [site.url(f"/news/{n}.html") for n in range(1, PAGES + 1)]
    announce(site, [*urls, site.add("/late.html", article(ENGLISH, number=88))])
    until(lambda: rasid("search", "title:88", "--json").json["total"] == 1, "the feed is looked at again")
    assert site.hits["/news/1.html"] == 1  # forgotten is forgotten


@pytest.mark.parametrize("command", ["crawl", "run"])
def test_ctrl_c_ends_in_order_and_the_next_crawl_goes_on(rasid: Rasid, site: Site, command: str) -> None:
    urls = publish(site, 10)
    site.add("/news/7.html", faults.hang)
    rasid.configure({"feed": site.url("/feed.xml")}, crawl={"per_host": 1, "timeout": "30s"})
    with rasid.running(command) as running:
        until(lambda: site.hits["/news/7.html"])
        os.killpg(running.process.pid, signal.SIGINT)  # as a terminal does: the workers too
        site.closing.set()  # lets go of the page in hand
        done = running.wait()
    assert done.code == 0
    assert "Traceback" not in done.err
    site.add("/news/7.html", article(ENGLISH, number=7))
    assert rasid("crawl", "--all", "--json").json["failures"] == {}
    assert rasid("search", "source:source-0", "--limit", "0", "--json").json["total"] == len(urls)
