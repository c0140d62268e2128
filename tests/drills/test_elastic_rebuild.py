"""A new generation takes over while everybody searches: no single search fails or misses what was there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch, NotFoundError

from consumers.index import IndexConsumer, ask_rebuild
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.watch import Watch
from search.backend import SearchRequest, search_documents
from search.elastic import ElasticIndex
from tests.cli.command import until
from tests.drills.cluster import (
    consuming,
    everything_arrived_once,
    fill,
    generations,
    store_articles,
    watch_on,
)
from tests.elastic.server import Server

THEIRS = 100_000
"""Numbers of the other machine's articles begin here."""
SWAPS = 3


@pytest.mark.parametrize(("documents", "rebuilds"), [(60, 2), pytest.param(500, 10, marks=pytest.mark.slow)])
def test_an_alias_swap_during_constant_searching(
    elasticsearch: Server, index_name: str, tmp_path: Path, documents: int, rebuilds: int
) -> None:
    """Two machines write, one rebuilds the index again and again; the other notices and goes on."""
    ours = watch_on(elasticsearch, index_name, tmp_path / "ours")
    theirs = watch_on(elasticsearch, index_name, tmp_path / "theirs")
    store_articles(ours, documents)
    store_articles(theirs, THEIRS + documents, first=THEIRS + 1)
    fill(ours)
    fill(theirs)
    searching = Searching(elasticsearch, ours, known=2 * documents)
    with searching.under_way(), consuming(theirs) as other, consuming(ours) as consumer:
        for number in range(documents + 1, documents + rebuilds + 1):
            before = generations(elasticsearch, index_name)
            rebuild_while_both_write(consumer, other, ours, theirs, number)
            assert len(generations(elasticsearch, index_name)) == 1
            assert generations(elasticsearch, index_name) != before
            searching.known = 2 * number

    print(f"{rebuilds} swaps, {searching.done} searches meanwhile, failed or short: {len(searching.wrong)}")
    assert searching.wrong == []
    assert searching.done > 10 * rebuilds
    everything_arrived_once(elasticsearch, ours, theirs)


def rebuild_while_both_write(
    consumer: IndexConsumer, other: IndexConsumer, ours: Watch, theirs: Watch, number: int
) -> None:
    """One more article of each machine arrives when the generation is half made."""
    with Store(ours.data) as store:
        ask_rebuild(store)
    assert consumer.step()
    store_articles(ours, number, first=number)
    (identity,) = store_articles(theirs, THEIRS + number, first=THEIRS + number)
    assert other.step() == 1
    while consumer.step():
        pass
    with Store(theirs.data) as store:
        store.documents.touch(identity)
    with pytest.raises(Unavailable, match="was replaced by"):
        other.step()
    assert other.step() > 1
    while other.step():
        pass


def test_what_another_machine_writes_all_along_is_never_missing(
    elasticsearch: Server, index_name: str, tmp_path: Path
) -> None:
    """Not even in the moment of a swap: what was taken once is found from then on."""
    ours = watch_on(elasticsearch, index_name, tmp_path / "ours")
    theirs = watch_on(elasticsearch, index_name, tmp_path / "theirs")
    store_articles(ours, 20)
    fill(ours)
    searching = Searching(elasticsearch, ours, known=20)
    with searching.under_way(), writing(theirs, searching), consuming(ours) as consumer:
        for _ in range(SWAPS):
            known = searching.known
            with Store(ours.data) as store:
                ask_rebuild(store)
            while consumer.step():
                pass
            until(lambda known=known: searching.known > known)

    print(f"{SWAPS} swaps, written meanwhile: {searching.known - 20}, searches: {searching.done}")
    assert searching.wrong == []
    fill(theirs)
    everything_arrived_once(elasticsearch, ours, theirs)


def test_what_is_read_page_by_page_over_a_swap_ends_with_an_error_and_rasid_begins_anew(
    elasticsearch: Server, index_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = watch_on(elasticsearch, index_name, tmp_path)
    store_articles(watch, 30)
    fill(watch)
    next_page = Elasticsearch.scroll
    ended = []

    def after_a_swap(client: Elasticsearch, **asked: Any) -> Any:
        if not ended:
            with Store(watch.data) as store:
                ask_rebuild(store)
            fill(watch)
        try:
            return next_page(client, **asked)
        except NotFoundError as error:
            ended.append(error)
            raise

    monkeypatch.setattr("search.elastic.PAGE", 10)
    monkeypatch.setattr(Elasticsearch, "scroll", after_a_swap)
    hits = search_documents(ElasticIndex(watch), SearchRequest("headline", limit=100_000)).hits

    assert len(ended) == 1
    assert len({hit.id for hit in hits}) == len(hits) == 30


@contextmanager
def writing(watch: Watch, searching: Searching) -> Iterator[None]:
    """A machine that writes one article after the other, each of them known once the index has taken it."""
    over = threading.Event()

    def write() -> None:
        number = THEIRS
        with consuming(watch) as consumer:
            while not over.is_set():
                number += 1
                store_articles(watch, number, first=number)
                while not arrives(consumer):
                    pass
                searching.known += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def arrives(consumer: IndexConsumer) -> bool:
    """False where the index takes nothing at the moment, or was replaced."""
    try:
        while consumer.step():
            pass
    except Unavailable:
        return False
    return True


class Searching:
    """Searches in threads, as Rasid does and as Kibana does. `wrong`: what failed, or found fewer documents
    than are `known` to be there."""

    def __init__(self, server: Server, watch: Watch, known: int) -> None:
        self.known, self.done, self.wrong = known, 0, list[str]()
        self._server, self._watch = server, watch
        self._over = threading.Event()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        index = ElasticIndex(self._watch)
        with self._server.client(max_retries=0) as client:

            def paged() -> int:
                return len(search_documents(index, SearchRequest("title:headline", limit=100_000)).hits)

            def counted() -> int:
                return search_documents(index, SearchRequest("headline")).total

            def raw() -> int:
                query = {"multi_match": {"query": "headline"}}
                found = client.search(
                    index=self._watch.index.name, query=query, size=0, track_total_hits=True,
                    allow_partial_search_results=False,
                )  # fmt: skip
                return int(found["hits"]["total"]["value"])

            threads = [threading.Thread(target=self._repeat, args=(ask,)) for ask in (paged, counted, raw)]
            for thread in threads:
                thread.start()
            try:
                yield
            finally:
                self._over.set()
                for thread in threads:
                    thread.join()

    def _repeat(self, ask: Callable[[], int]) -> None:
        while not self._over.is_set():
            known = self.known
            try:
                found = ask()
            except Exception as error:
                self.wrong.append(f"{ask.__name__}: {error}")
            else:
                if found < known:
                    self.wrong.append(f"{ask.__name__}: {found} of {known}")
            self.done += 1
