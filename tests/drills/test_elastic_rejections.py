"""A document that a server does not take becomes a dead letter with its reason, and stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path

import pytest
import urllib3

from consumers.index import ask_rebuild
from crawler.cli.indexes import written
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.watch import Watch
from tests.answering import Answer, AnsweringServer
from tests.cli.command import Rasid
from tests.drills.cluster import (
    consuming,
    everything_arrived_once,
    fill,
    generations,
    index_at,
    store_article,
    store_articles,
    watch_on,
)
from tests.elastic.server import Server
from tests.site.pages import Story, distinct

ARTICLES = 500
PROXY_TAKES = 150_000
"""Bytes in one request."""


def test_a_mapping_conflict_in_one_of_500_documents(
    rasid: Rasid, elasticsearch: Server, index_name: str
) -> None:
    """Somebody's own template has `section` as a number; one article's section is a word."""
    rasid.configure(index=index_at(elasticsearch, index_name))
    written(rasid.watch).prepare()
    section_is_a_number(elasticsearch, index_name)
    (odd,) = store_articles(rasid.watch, 250, first=250, section="Politics")
    store_articles(rasid.watch, ARTICLES)
    fill(rasid.watch)

    everything_arrived_once(elasticsearch, rasid.watch, dead=1)
    (letter,) = rasid("dead", "list", "--json").json["dead"]
    print(letter["reason"])
    assert (letter["consumer"], letter["id"]) == ("index", odd)
    assert "failed to parse field [section] of type [long]" in letter["reason"]
    assert "Politics" in letter["reason"]

    with elasticsearch.client() as client:
        lenient = {"section": {"type": "long", "ignore_malformed": True}}
        client.indices.put_mapping(index=index_name, properties=lenient)
    assert rasid("dead", "retry", "--json").json["retried"] == 1
    everything_arrived_once(elasticsearch, rasid.watch)


def test_what_no_document_can_help_makes_no_dead_letters(
    rasid: Rasid, elasticsearch: Server, index_name: str
) -> None:
    """Somebody has put a pipeline before the index that is not there: each document is answered with 400."""
    rasid.configure(index=index_at(elasticsearch, index_name))
    written(rasid.watch).prepare()
    store_articles(rasid.watch, 3)
    with elasticsearch.client() as client:
        client.indices.put_settings(index=index_name, settings={"index.default_pipeline": "missing"})
        with pytest.raises(Unavailable, match=r"pipeline with id \[missing\] does not exist"):
            fill(rasid.watch)
        client.indices.put_settings(index=index_name, settings={"index.default_pipeline": None})

    fill(rasid.watch)
    everything_arrived_once(elasticsearch, rasid.watch)


class Proxy(Server):
    """Before a server, as nginx: what is larger than it takes is refused with a page of HTML. `sent`: how
    many bytes each bulk request had."""

    def __init__(self, real: Server) -> None:
        self.sent: list[int] = []
        self._real, self._pool = real, urllib3.PoolManager(retries=False)
        self._answering = AnsweringServer(self._answer)
        super().__init__(self._answering.url)

    def start(self) -> None:
        self._answering.start()

    def close(self) -> None:
        self._answering.stop()
        self._pool.clear()

    def refused(self) -> int:
        return sum(size > PROXY_TAKES for size in self.sent)

    def _answer(self, method: str, path: str, headers: Message, body: bytes) -> Answer:
        if "/_bulk" in path:
            self.sent.append(len(body))
        if len(body) > PROXY_TAKES:
            return 413, {"Content-Type": "text/html"}, b"<h1>413 Request Entity Too Large</h1>"
        said = self._pool.request(method, self._real.url + path, body=body, headers=dict(headers))
        passed = {key: said.headers[key] for key in ("Content-Type", "X-Elastic-Product")}
        return said.status, passed, said.data


@pytest.fixture
def proxy(elasticsearch: Server) -> Iterator[Proxy]:
    with closing(Proxy(elasticsearch)) as proxy:
        proxy.start()
        yield proxy


def test_what_a_proxy_takes_is_found_out_once(
    elasticsearch: Server, proxy: Proxy, index_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From then on nothing is refused and sent again, and little more is sent apart than need be."""
    monkeypatch.setattr("search.elastic_writer.CHUNK_BYTES", 4 * PROXY_TAKES)
    monkeypatch.setattr("search.elastic_generations.ElasticGenerations.batch", 200)
    watch = watch_on(proxy, index_name, tmp_path)
    store_articles(watch, 800)
    with consuming(watch) as consumer:
        refused = []
        while consumer.step():
            refused.append(proxy.refused())
        proxy.sent.clear()
        store_articles(watch, 1000)
        while consumer.step():
            pass

    print(f"refused after each of {len(refused)} batches: {refused}; then sent: {proxy.sent}")
    assert refused[0] > 0
    assert proxy.refused() == 0
    assert max(proxy.sent) > PROXY_TAKES / 2
    everything_arrived_once(elasticsearch, watch)


def test_a_document_that_is_too_large_by_itself_changes_nothing_for_the_others(
    elasticsearch: Server, proxy: Proxy, index_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.elastic_writer.CHUNK_BYTES", PROXY_TAKES)
    watch = watch_on(proxy, index_name, tmp_path)
    with consuming(watch) as consumer:
        for number in range(3):
            store_huge(watch, number)
            store_articles(watch, 60 * (number + 1))
            consumer.step()
        assert proxy.refused() > 0
        proxy.sent.clear()
        store_articles(watch, 400)
        while consumer.step():
            pass

    assert proxy.refused() == 0
    assert max(proxy.sent) > PROXY_TAKES / 2
    everything_arrived_once(elasticsearch, watch, dead=3)


def test_a_copy_that_is_too_large_keeps_the_index_before(
    elasticsearch: Server, proxy: Proxy, index_name: str, tmp_path: Path
) -> None:
    ours = watch_on(proxy, index_name, tmp_path / "ours")
    theirs = watch_on(elasticsearch, index_name, tmp_path / "theirs")
    store_huge(theirs, 1)
    store_articles(theirs, 5)
    fill(theirs)
    before = generations(elasticsearch, index_name)
    with Store(ours.data) as store:
        ask_rebuild(store)
    fill(ours)

    (problem,) = written(ours).state().problems
    assert problem.startswith(f"{before.pop()} was replaced and kept: 1 documents of other machines")
    fill(theirs)
    everything_arrived_once(elasticsearch, theirs)


def store_huge(watch: Watch, number: int) -> None:
    """An article that is larger than the proxy takes."""
    story = Story("en", "Endless", tuple(p for n in range(200) for p in distinct(n).paragraphs))
    with Store(watch.data) as store:
        store_article(store, f"https://news.example/huge/{number}", story)


def section_is_a_number(server: Server, name: str) -> None:
    """From now on; the index that is there makes room for one that is so."""
    with server.client() as client:
        client.indices.put_index_template(
            name=f"{name}-own",
            index_patterns=[f"{name}-articles-*"],
            priority=400,
            composed_of=[f"{name}-settings", f"{name}-text"],
            template={"mappings": {"properties": {"section": {"type": "long"}}}},
        )
        client.indices.delete(index=list(client.indices.get(index=name)))
