"""A server that dies, is overrun, takes nothing, or not so much: everything arrives, nothing twice."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consumers.index import ask_rebuild, rebuild_asked
from consumers.runner import Timing
from crawler.cli.consuming import running, settle
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.watch import Watch
from tests.cli.command import Rasid, until
from tests.drills.cluster import (
    consuming,
    everything_arrived_once,
    fill,
    generations,
    in_the_index,
    index_at,
    sendings,
    store_article,
    store_articles,
    watch_on,
)
from tests.elastic.server import Elasticsearch, Server
from tests.site.pages import ENGLISH, Item, Story, article, distinct, rss
from tests.site.server import Handler, Site

TINY = {"thread_pool.write.size": 1, "thread_pool.write.queue_size": 1, "http.max_content_length": "1mb"}
"""A server that is soon overrun, and takes no request of more than 1 MB."""
LONG = 60.0
"""Seconds that a server is away in the long drill."""
HASTY = Timing(gather=0.0, idle=0.5, backoff=0.1, patience=1.0)


@pytest.fixture(scope="module")
def server() -> Iterator[Elasticsearch]:
    with Elasticsearch(settings=TINY) as server:
        yield server


def batch(site: Site, name: str, count: int) -> dict[str, str]:
    """A feed of that name and its articles."""
    urls = [site.add(f"/{name}/{n}.html", article(ENGLISH, number=n)) for n in range(1, count + 1)]
    items = [Item(url) for url in urls]
    return {"name": name, "feed": site.add(f"/{name}.xml", rss(items), "application/rss+xml")}


def held_back(site: Site, path: str) -> threading.Event:
    """What stands at `path` is not answered before the event."""
    answer, event = site.routes[path], threading.Event()

    def wait(handler: Handler) -> None:
        event.wait()
        handler.answer(answer)  # type: ignore[arg-type]

    site.add(path, wait)
    return event


@pytest.mark.parametrize("away", [0.0, pytest.param(LONG, marks=pytest.mark.slow)])
def test_a_server_killed_in_the_middle_of_a_crawl_and_started_again(
    rasid: Rasid, site: Site, server: Elasticsearch, away: float
) -> None:
    name = f"killed-{away:.0f}"
    feeds = [batch(site, part, 10) for part in ("before", "meanwhile", "after")]
    meanwhile, after = (held_back(site, f"/{part}.xml") for part in ("meanwhile", "after"))
    rasid.configure(*feeds, index=index_at(server, name), crawl={"timeout": "300s"})
    with rasid.running("crawl") as crawl:
        until(lambda: count(server, name) == 10)
        server.kill()
        meanwhile.set()
        crawl.says("cannot be reached")
        until(lambda: stored(rasid.watch) == 20)
        time.sleep(away)
        server.start()
        after.set()
        done = crawl.wait()

    assert done.code == 0, done.err
    print(done.err)
    lines = [line for line in done.err.splitlines() if line.startswith("index: ")]
    assert "cannot be reached" in lines[0]
    assert lines[1:] == ["index: works again"]
    assert stored(rasid.watch) == 30
    everything_arrived_once(server, rasid.watch)
    assert rasid("search", "source:meanwhile", "--json").json["total"] == 10


@pytest.mark.slow
def test_a_crawl_without_a_server_ends_in_one_line_and_the_next_one_delivers(
    rasid: Rasid, site: Site, server: Elasticsearch
) -> None:
    rasid.configure(batch(site, "news", 10), index=index_at(server, "gone"))
    server.kill()

    began = time.monotonic()
    done = rasid("crawl")
    print(f"exit {done.code} after {time.monotonic() - began:.0f} s: {done.err}")

    (line,) = done.err.splitlines()
    assert (done.code, done.out.startswith("10 pages in ")) == (1, True)
    assert "cannot be reached" in line
    assert stored(rasid.watch) == lag(rasid.watch) == 10
    server.start()
    assert rasid("crawl").code == 0
    everything_arrived_once(server, rasid.watch)


def test_without_a_server_documents_are_stored_and_wait(
    elasticsearch: Server, index_name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The short form: patience ends after a second."""
    away = watch_on(Server("http://127.0.0.1:1"), index_name, tmp_path)
    with running(away, HASTY) as runner:
        store_articles(away, 10)
        with pytest.raises(Unavailable, match="cannot be reached"):
            settle(runner)

    assert len(told(caplog)) == 1
    assert lag(away) == 10
    back = watch_on(elasticsearch, index_name, tmp_path)
    fill(back)
    assert lag(back) == 0
    everything_arrived_once(elasticsearch, back)


def test_a_rebuild_goes_on_after_a_server_was_killed_where_it_was(
    server: Elasticsearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.elastic_generations.ElasticGenerations.batch", 20)
    watch = watch_on(server, "rebuilt", tmp_path)
    store_articles(watch, 100)
    fill(watch)
    with Store(watch.data) as store, consuming(watch) as consumer:
        ask_rebuild(store)
        assert [consumer.step() for _ in range(3)] == [20, 20, 20]
        begun = generations(server, "rebuilt")
        server.kill()
        with pytest.raises(Unavailable, match="cannot be reached"):
            consumer.step()
        server.start()
        while consumer.step():
            pass
        assert not rebuild_asked(store)

    (rebuilt,) = generations(server, "rebuilt") & begun
    sent, again = sendings(server, rebuilt)
    print(f"of 100 documents 60 were there, sent after the outage: {sent}, again: {again}")
    assert (sent, again) == (40, 0)
    everything_arrived_once(server, watch)


@pytest.mark.slow
def test_the_command_that_rebuilds_waits_for_a_server_and_ends_when_told_to(
    rasid: Rasid, server: Elasticsearch
) -> None:
    rasid.configure(index=index_at(server, "awaited"))
    store_articles(rasid.watch, 10)
    fill(rasid.watch)
    before = generations(server, "awaited")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background, and inherited
    server.kill()
    with rasid.running("index", "rebuild") as rebuild:
        rebuild.says("cannot be reached")
        done = rebuild.end(signal.SIGINT)
    assert (done.code, done.raw) == (130, b"")
    (_, *then) = filter(None, done.err.splitlines())
    assert then == ["rasid: interrupted"]

    with rasid.running("index", "rebuild", "--json") as rebuild:
        rebuild.says("cannot be reached")
        server.start()
        done = rebuild.wait()
    print(done.err)
    assert done.json == {"indexed": 10}
    assert done.err.splitlines()[1:] == ["index: works again"]
    assert len(generations(server, "awaited") - before) == 1
    everything_arrived_once(server, rasid.watch)


def test_a_server_whose_queue_is_full_is_given_time(server: Elasticsearch, tmp_path: Path) -> None:
    watch = watch_on(server, "overrun", tmp_path)
    store_articles(watch, 600)
    before = refusals(server)
    with running(watch, HASTY) as runner, overrunning(server):
        settle(runner)

    print(f"refused by a full queue, by the server's count: {refusals(server) - before}")
    assert refusals(server) > before
    everything_arrived_once(server, watch)


def test_what_is_too_large_together_is_sent_apart_and_what_is_so_alone_is_told(
    rasid: Rasid, server: Elasticsearch
) -> None:
    rasid.configure(index=index_at(server, "large"))
    store_articles(rasid.watch, 100)
    with Store(rasid.watch.data) as store:
        for number in range(1, 6):
            large = store_article(store, f"https://news.example/large/{number}", long_story(number, 40))
        huge = store_article(store, "https://news.example/huge", long_story(6, 400))
    store_articles(rasid.watch, 110, first=101)
    fill(rasid.watch)

    everything_arrived_once(server, rasid.watch, dead=1)
    assert rasid("search", "title:6", "--json").json["total"] == 1
    (letter,) = rasid("dead", "list", "--json").json["dead"]
    print(letter["reason"])
    assert letter["id"] == huge != large
    assert "too large for the server" in letter["reason"]


def long_story(number: int, times: int) -> Story:
    """About 1 kB for each of `times`."""
    return Story(
        "en", f"A long read {number}", tuple(p for n in range(times) for p in distinct(n).paragraphs)
    )


@contextmanager
def overrunning(server: Server) -> Iterator[None]:
    """Others fill the server's queue until it has refused something, then for a while again and again."""
    over = threading.Event()
    documents = [
        line for n in range(200) for line in ({"index": {"_index": "others"}}, {"text": f"words {n}"})
    ]

    def write() -> None:
        with server.client(max_retries=0) as client:
            while not over.is_set():
                client.options(ignore_status=429).bulk(operations=documents)
                over.wait(0.2)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def refusals(server: Server) -> int:
    with server.client() as client:
        (node,) = client.nodes.stats(metric="thread_pool")["nodes"].values()
        return int(node["thread_pool"]["write"]["rejected"])


@pytest.mark.parametrize(
    ("block", "said"),
    [("write", "takes nothing until its block is lifted"), ("read_only_allow_delete", "flood-stage")],
)
def test_a_block_is_waited_out(
    elasticsearch: Server,
    index_name: str,
    tmp_path: Path,
    block: str,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """`read_only_allow_delete` is what a server sets whose disk is nearly full."""
    watch = watch_on(elasticsearch, index_name, tmp_path)
    store_articles(watch, 10)
    with running(watch, HASTY) as runner, elasticsearch.client() as client:
        settle(runner)
        client.indices.put_settings(index=index_name, settings={f"index.blocks.{block}": True})
        store_articles(watch, 20)
        runner.poke()
        until(lambda: said in runner.failures.get("index", ""))
        if block == "write":
            until(lambda: told(caplog))
        assert lag(watch) == 10
        client.indices.put_settings(index=index_name, settings={f"index.blocks.{block}": None})
        settle(runner)

    print(*told(caplog))
    assert len(told(caplog)) <= 1
    everything_arrived_once(elasticsearch, watch)


def test_a_closed_index_is_waited_for(elasticsearch: Server, index_name: str, tmp_path: Path) -> None:
    watch = watch_on(elasticsearch, index_name, tmp_path)
    store_articles(watch, 10)
    with running(watch, HASTY) as runner, elasticsearch.client() as client:
        settle(runner)
        client.indices.close(index=index_name)
        store_articles(watch, 20)
        runner.poke()
        until(lambda: "index_closed_exception" in runner.failures.get("index", ""))
        assert lag(watch) == 10
        client.indices.open(index=index_name)
        settle(runner)

    everything_arrived_once(elasticsearch, watch)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines that a user sees: warnings of the client are silenced in commands."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def count(server: Server, name: str) -> int:
    with server.client() as client:
        return len(in_the_index(client, name)) if client.indices.exists_alias(name=name) else 0


def stored(watch: Watch) -> int:
    with Store(watch.data, readonly=True) as store:
        return store.documents.count()


def lag(watch: Watch) -> int:
    with Store(watch.data, readonly=True) as store:
        return store.documents.lag(store.cursors.at("index"))
