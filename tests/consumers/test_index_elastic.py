"""The index consumer between a real store and a real Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from elastic_transport import ConnectionTimeout

from consumers.index import IndexConsumer, ask_rebuild, rebuild_asked
from crawler.cli.indexes import written
from crawler.document import Translation
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.translations import QueuedText, text_hash
from crawler.watch import Watch
from search.backend import SearchRequest, search_documents
from search.elastic import ElasticIndex
from search.elastic_aliases import swap
from search.elastic_generations import ElasticGenerations
from search.elastic_mapping import Layout
from tests.consumers.articles import drain, put
from tests.drills.cluster import everything_arrived_once, generations, watch_on
from tests.elastic.server import Server


@pytest.fixture
def watch(elasticsearch: Server, index_name: str, tmp_path: Path) -> Watch:
    names = {"huawei": ["Huawei", "هواوي"]}
    return watch_on(elasticsearch, index_name, tmp_path / "data", names=names)


@pytest.fixture
def store(watch: Watch) -> Iterator[Store]:
    with Store(watch.data) as opened:
        yield opened


@pytest.fixture
def consumer(watch: Watch, store: Store) -> Iterator[IndexConsumer]:
    with closing(made(watch, store)) as consumer:
        yield consumer


def made(watch: Watch, store: Store) -> IndexConsumer:
    return IndexConsumer(store, written(watch, store.machine()), watch)


def found(watch: Watch, query: str) -> list[str]:
    """Titles of what a fresh reader finds."""
    hits = search_documents(ElasticIndex(watch), SearchRequest(query, limit=5_000)).hits
    return sorted(hit.title for hit in hits)


class TestFollowing:
    def test_what_is_stored_is_found_after_a_step(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server
    ) -> None:
        put(store, "a", "some words")
        put(store, "b", "other words")

        assert consumer.step() == 2
        assert consumer.step() == 0
        assert found(watch, "words") == ["a", "b"]
        everything_arrived_once(elasticsearch, watch)

    def test_a_revision_replaces_what_was_found(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        put(store, "a", "before")
        drain(consumer)
        put(store, "a", "after")
        drain(consumer)

        assert found(watch, "before") == []
        assert found(watch, "after") == ["a"]

    def test_a_forgotten_document_is_no_longer_found(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server
    ) -> None:
        identity = put(store, "a", "words")
        put(store, "b", "words")
        drain(consumer)
        store.forget(identity, "asked to")
        drain(consumer)

        assert found(watch, "words") == ["b"]
        everything_arrived_once(elasticsearch, watch)

    def test_what_was_forgotten_before_it_was_ever_indexed_is_no_dead_letter(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        store.forget(put(store, "a", "words"), "asked to")
        drain(consumer)

        assert found(watch, "words") == []
        assert store.dead.count("index") == 0

    def test_a_translation_that_arrives_is_found(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        identity = put(store, "a", "بيان الشركة", "ar")
        drain(consumer)
        assert found(watch, "statement") == []

        text = QueuedText(text_hash("بيان الشركة"), "ar", "en", "بيان الشركة", 0)
        store.translations.store(text, Translation("done", "en", "The company's statement", "argos", "m1"))
        store.documents.touch(identity)
        drain(consumer)

        assert found(watch, "translation:statement") == ["a"]

    def test_more_than_a_batch_is_taken_in_several_steps(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server
    ) -> None:
        batch = written(watch).batch
        with store.transaction():
            for number in range(batch + 3):
                put(store, f"n{number}", "words")

        assert [consumer.step(), consumer.step(), consumer.step()] == [batch, 3, 0]
        everything_arrived_once(elasticsearch, watch)

    def test_the_next_process_goes_on_where_this_one_stopped(self, watch: Watch, store: Store) -> None:
        put(store, "a", "words")
        with closing(made(watch, store)) as first:
            drain(first)
        put(store, "b", "words")

        with closing(made(watch, store)) as second:
            assert second.step() == 1

        assert found(watch, "words") == ["a", "b"]

    def test_a_batch_whose_cursor_was_lost_is_sent_again_and_changes_nothing(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server
    ) -> None:
        """Not even the time of indexing, on which rules look for what is new."""
        put(store, "a", "words")
        drain(consumer)
        with elasticsearch.client() as client:
            before = client.search(index=watch.index.name)["hits"]["hits"]
        store.cursors.move("index", 0, store_uuid(elasticsearch, watch))

        assert consumer.step() == 1
        with elasticsearch.client() as client:
            assert client.search(index=watch.index.name)["hits"]["hits"] == before


def store_uuid(server: Server, watch: Watch) -> str:
    """What the server calls the index behind the alias."""
    with server.client() as client:
        (said,) = client.indices.get_settings(index=watch.index.name).values()
        return str(said["settings"]["index"]["uuid"])


class TestIndexGone:
    def test_a_missing_index_is_filled_again_from_the_log(
        self, watch: Watch, store: Store, elasticsearch: Server
    ) -> None:
        put(store, "a", "words")
        with closing(made(watch, store)) as first:
            drain(first)
        with elasticsearch.client() as client:
            client.indices.delete(index=list(generations(elasticsearch, watch.index.name)))

        with closing(made(watch, store)) as second:
            assert store.cursors.at("index") == 0
            drain(second)

        assert found(watch, "words") == ["a"]

    @pytest.mark.parametrize("forgets", [False, True])
    def test_an_index_that_is_deleted_under_the_consumer_is_replaced(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server, forgets: bool
    ) -> None:
        """Also where all there is to do is to remove: a server makes an index even of that, unless told not
        to."""
        put(store, "a", "words")
        b = put(store, "b", "words")
        drain(consumer)
        with elasticsearch.client() as client:
            client.indices.delete(index=list(generations(elasticsearch, watch.index.name)))
        if forgets:
            store.forget(b, "asked to")
        else:
            store.documents.touch(b)

        with pytest.raises(Unavailable, match="there is no index"):
            consumer.step()
        drain(consumer)

        assert found(watch, "words") == (["a"] if forgets else ["a", "b"])
        everything_arrived_once(elasticsearch, watch)
        assert len(generations(elasticsearch, watch.index.name)) == 1


class TestRebuild:
    def test_a_rebuilt_index_answers_the_same_under_another_uuid(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server
    ) -> None:
        identity = put(store, "gone", "words")
        for number in range(5):
            put(store, f"n{number}", "words")
        drain(consumer)
        store.forget(identity, "asked to")
        drain(consumer)
        before = generations(elasticsearch, watch.index.name)

        ask_rebuild(store)
        drain(consumer)

        assert not rebuild_asked(store)
        assert found(watch, "words") == [f"n{number}" for number in range(5)]
        assert len(before) == len(generations(elasticsearch, watch.index.name)) == 1
        assert before != generations(elasticsearch, watch.index.name)
        assert consumer.step() == 0

    def test_while_it_is_built_the_old_one_is_searched_and_kept_current(
        self,
        watch: Watch,
        store: Store,
        consumer: IndexConsumer,
        elasticsearch: Server,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(ElasticGenerations, "batch", 1)
        put(store, "a", "words")
        drain(consumer)
        ask_rebuild(store)
        assert consumer.step() == 1
        assert len(generations(elasticsearch, watch.index.name)) == 2

        put(store, "b", "words")
        consumer.step()

        assert rebuild_asked(store)
        assert found(watch, "words") == ["a", "b"]
        drain(consumer)
        assert found(watch, "words") == ["a", "b"]

    def test_others_are_not_kept_waiting_however_much_is_written_meanwhile(
        self, watch: Watch, store: Store, consumer: IndexConsumer, elasticsearch: Server
    ) -> None:
        put(store, "a", "words")
        drain(consumer)
        ask_rebuild(store)
        for name in "bcdefgh":
            put(store, name, "words")
            consumer.step()

        assert not rebuild_asked(store)
        assert found(watch, "words") == list("abcdefgh")
        assert len(generations(elasticsearch, watch.index.name)) == 1

    def test_a_swap_of_which_the_answer_is_lost_was_a_swap(
        self,
        watch: Watch,
        store: Store,
        consumer: IndexConsumer,
        elasticsearch: Server,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        put(store, "a", "words")
        drain(consumer)
        ask_rebuild(store)
        before = generations(elasticsearch, watch.index.name)
        swaps = []

        def unanswered(_: object, layout: Layout, index: str, before: str | None) -> None:
            with elasticsearch.client() as client:
                swap(client, layout, index, before)
            swaps.append(index)
            raise ConnectionTimeout("no answer")

        monkeypatch.setattr("search.elastic_takeover.swap", unanswered)
        with pytest.raises(Unavailable, match="no answer"):
            drain(consumer)
        drain(consumer)

        assert not rebuild_asked(store)
        assert found(watch, "words") == ["a"]
        assert generations(elasticsearch, watch.index.name) == before | set(swaps)

    def test_a_rebuild_that_was_cut_off_goes_on_in_the_next_process(
        self, watch: Watch, store: Store, elasticsearch: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("search.elastic_generations.ElasticGenerations.batch", 2)
        for name in "abc":
            put(store, name, "words")
        with closing(made(watch, store)) as first:
            drain(first)
            ask_rebuild(store)
            assert first.step() == 2
        begun = generations(elasticsearch, watch.index.name)

        with closing(made(watch, store)) as second:
            assert found(watch, "words") == ["a", "b", "c"]
            assert second.step() == 1
            drain(second)

        assert not rebuild_asked(store)
        assert found(watch, "words") == ["a", "b", "c"]
        assert generations(elasticsearch, watch.index.name) < begun

    def test_a_machine_that_has_nothing_to_write_notices_a_rebuild_by_another(
        self,
        watch: Watch,
        store: Store,
        elasticsearch: Server,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """It sends all it has: what it wrote, or removed, while the other copied may be missing there."""
        monkeypatch.setattr("search.elastic_writer.LOOK_EVERY", 0.0)
        put(store, "a", "words")
        theirs = watch_on(elasticsearch, watch.index.name, tmp_path / "theirs", names=watch.names)
        with closing(made(watch, store)) as consumer:
            drain(consumer)
            with Store(theirs.data) as other, closing(made(theirs, other)) as rebuilding:
                ask_rebuild(other)
                drain(rebuilding)

            with pytest.raises(Unavailable, match="was replaced by"):
                drain(consumer)
            assert consumer.step() == 1
            drain(consumer)

    def test_other_names_have_the_index_built_anew_where_the_server_cannot_change_them(
        self, watch: Watch, store: Store, elasticsearch: Server, tmp_path: Path
    ) -> None:
        put(store, "a", "شركة هواوي تعلن", "ar")
        with closing(made(watch, store)) as first:
            drain(first)
        before = generations(elasticsearch, watch.index.name)
        other = watch_on(
            elasticsearch, watch.index.name, watch.data, names={"huawei": ["Huawei", "هواوي", "花伟"]}
        )
        with closing(made(other, store)) as second:
            drain(second)

        assert generations(elasticsearch, watch.index.name) != before
        with elasticsearch.client() as client:
            free_text = {"multi_match": {"query": "花伟"}}
            assert client.search(index=watch.index.name, query=free_text)["hits"]["total"]["value"] == 1
        with closing(made(other, store)) as third:
            assert third.step() == 0
        assert not rebuild_asked(store)
