"""The index consumer between a real store and the real embedded index."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from consumers.index import IndexConsumer, ask_rebuild, rebuild_asked
from crawler.document import Translation, dump
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.translations import QueuedText, text_hash
from crawler.urls import document_id
from crawler.watch import Watch, load
from search.backend import SearchRequest, search_documents
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations
from tests.consumers.articles import drain, put


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return load({"data": str(tmp_path / "data"), "names": {"huawei": ["Huawei", "هواوي"]}})


@pytest.fixture
def store(watch: Watch) -> Iterator[Store]:
    with Store(watch.data) as opened:
        yield opened


@pytest.fixture
def consumer(watch: Watch, store: Store) -> Iterator[IndexConsumer]:
    with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as made:
        yield made


def found(watch: Watch, query: str) -> list[str]:
    """Titles of what a fresh reader finds."""
    hits = search_documents(EmbeddedIndex(watch), SearchRequest(query, limit=5_000)).hits
    return sorted(hit.title for hit in hits)


class TestFollowing:
    def test_what_is_stored_is_found_after_a_step(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        put(store, "a", "some words")
        put(store, "b", "other words")

        assert consumer.step() == 2
        assert consumer.step() == 0
        assert found(watch, "words") == ["a", "b"]

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
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        identity = put(store, "a", "words")
        put(store, "b", "words")
        drain(consumer)
        store.forget(identity, "asked to")
        drain(consumer)

        assert found(watch, "words") == ["b"]

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
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        with store.transaction():
            for number in range(EmbeddedGenerations.batch + 3):
                put(store, f"n{number}", "words")

        assert [consumer.step(), consumer.step(), consumer.step()] == [EmbeddedGenerations.batch, 3, 0]
        assert len(found(watch, "words")) == EmbeddedGenerations.batch + 3

    def test_the_next_process_goes_on_where_this_one_stopped(self, watch: Watch, store: Store) -> None:
        put(store, "a", "words")
        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as first:
            drain(first)
        put(store, "b", "words")

        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as second:
            assert second.step() == 1

        assert found(watch, "words") == ["a", "b"]

    def test_a_batch_whose_cursor_was_lost_is_sent_again_and_doubles_nothing(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        put(store, "a", "words")
        drain(consumer)
        with closing(_raw(watch)) as db:
            db.execute("UPDATE cursors SET seq = 0")

        assert consumer.step() == 1
        assert found(watch, "words") == ["a"]


def _raw(watch: Watch) -> sqlite3.Connection:
    return sqlite3.connect(watch.data / "rasid.sqlite", isolation_level=None)


class TestDeadLetters:
    def break_body(self, watch: Watch, identity: str, body: str) -> None:
        with closing(_raw(watch)) as db:
            db.execute("UPDATE documents SET body = ? WHERE id = ?", (body, identity))

    def test_a_document_that_cannot_be_read_blocks_nobody(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        put(store, "a", "words")
        broken = put(store, "b", "words")
        put(store, "c", "words")
        self.break_body(watch, broken, "{}{")
        drain(consumer)

        assert found(watch, "words") == ["a", "c"]
        (letter,) = store.dead.all()
        assert (letter.consumer, letter.document_id) == ("index", broken)
        assert "not readable" in letter.reason

    def test_a_dead_letter_that_goes_through_after_all_is_crossed_out(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        identity = put(store, "a", "words")
        sound = store.documents.get(identity)
        self.break_body(watch, identity, "[]")
        drain(consumer)
        assert store.dead.count("index") == 1

        assert sound is not None
        self.break_body(watch, identity, dump(sound).decode())
        store.documents.touch(identity)
        drain(consumer)

        assert store.dead.count("index") == 0
        assert found(watch, "words") == ["a"]


class TestDamage:
    def test_a_missing_index_is_built_again_from_the_log(self, watch: Watch, store: Store) -> None:
        put(store, "a", "words")
        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as first:
            drain(first)
        (watch.data / "index" / "current").unlink()

        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as second:
            drain(second)

        assert found(watch, "words") == ["a"]

    def test_the_cursor_stands_at_the_beginning_once_the_index_is_new(
        self, watch: Watch, store: Store
    ) -> None:
        """So that `status` does not call an empty index complete."""
        put(store, "a", "words")
        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as first:
            drain(first)
        (watch.data / "index" / "current").unlink()

        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)):
            assert store.cursors.at("index") == 0

    def test_an_index_that_breaks_under_the_consumer_is_replaced(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        put(store, "a", "words")
        drain(consumer)
        for path in (watch.data / "index").glob("*/*"):
            path.unlink()
        put(store, "b", "words")

        with pytest.raises(Unavailable):
            consumer.step()
        drain(consumer)

        assert found(watch, "words") == ["a", "b"]


class TestRebuild:
    def test_a_rebuilt_index_answers_the_same_under_another_uuid(
        self, watch: Watch, store: Store, consumer: IndexConsumer
    ) -> None:
        identity = put(store, "gone", "words")
        for number in range(5):
            put(store, f"n{number}", "words")
        drain(consumer)
        store.forget(identity, "asked to")
        drain(consumer)
        before = _generations(watch)

        ask_rebuild(store)
        assert rebuild_asked(store)
        drain(consumer)

        assert not rebuild_asked(store)
        assert found(watch, "words") == [f"n{number}" for number in range(5)]
        assert len(before) == len(_generations(watch)) == 1
        assert before != _generations(watch)
        assert consumer.step() == 0

    def test_while_it_is_built_the_old_one_is_searched_and_kept_current(
        self, watch: Watch, store: Store, consumer: IndexConsumer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(EmbeddedGenerations, "batch", 1)
        put(store, "a", "words")
        drain(consumer)
        ask_rebuild(store)
        assert consumer.step() == 1
        assert len(_generations(watch)) == 2

        put(store, "b", "words")
        consumer.step()

        assert rebuild_asked(store)
        assert found(watch, "words") == ["a", "b"]
        drain(consumer)
        assert found(watch, "words") == ["a", "b"]

    def test_a_rebuild_that_was_cut_off_begins_again(self, watch: Watch, store: Store) -> None:
        put(store, "a", "words")
        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as first:
            drain(first)
            ask_rebuild(store)
            first.step()

        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as second:
            assert found(watch, "words") == ["a"]
            drain(second)

        assert not rebuild_asked(store)
        assert found(watch, "words") == ["a"]
        assert len(_generations(watch)) == 1


def test_translations_that_are_no_longer_wanted_are_found_no_more(watch: Watch, store: Store) -> None:
    arabic = "قال الوزير"
    put(store, "a", arabic, "ar")
    done = Translation("done", "en", "The minister said", "argos", "ar_en 1.0")
    store.translations.store(QueuedText(text_hash(arabic), "ar", "en", arabic, 0), done)
    for languages, titles in ((["ar"], ["a"]), (["ar", "ru"], ["a"]), (["ru"], [])):
        other = load({"data": str(watch.data), "translate": {"to": "en", "from": languages}})
        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), other)) as consumer:
            drain(consumer)
        assert found(watch, "minister") == titles


def _generations(watch: Watch) -> set[str]:
    return {path.name for path in (watch.data / "index").iterdir() if path.is_dir()}


DYING = textwrap.dedent("""
    import os, signal, sys
    import consumers.index
    from crawler.store import Store
    from crawler.watch import load
    from search.embedded_writer import EmbeddedGenerations, EmbeddedWriter

    data, moment, batches = sys.argv[1], sys.argv[2], int(sys.argv[3])
    update = EmbeddedWriter.update

    def dying(self, documents, deleted):
        global batches
        batches -= 1
        if not batches and moment == "before the commit":
            os.kill(os.getpid(), signal.SIGKILL)
        rejected = update(self, documents, deleted)
        if not batches:
            os.kill(os.getpid(), signal.SIGKILL)
        return rejected

    EmbeddedWriter.update = dying
    EmbeddedGenerations.batch = 3
    watch = load({"data": data})
    with Store(watch.data) as store:
        consumer = consumers.index.IndexConsumer(store, EmbeddedGenerations(watch.data), watch)
        while consumer.step():
            pass
""")


class TestKilled:
    @pytest.mark.parametrize("moment", ["before the commit", "before the cursor is moved"])
    def test_killed_in_a_batch_every_document_is_found_once(
        self, watch: Watch, store: Store, moment: str
    ) -> None:
        with store.transaction():
            for number in range(20):
                put(store, f"n{number:02}", "words")
        for batches in (1, 3):
            arguments = [str(watch.data), moment, str(batches)]
            died = subprocess.run([sys.executable, "-c", DYING, *arguments], check=False)
            assert died.returncode == -signal.SIGKILL

        with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as last:
            drain(last)

        assert found(watch, "words") == [f"n{number:02}" for number in range(20)]


def test_ids_are_those_of_the_store(watch: Watch, store: Store, consumer: IndexConsumer) -> None:
    put(store, "a", "words")
    drain(consumer)

    (hit,) = search_documents(EmbeddedIndex(watch), SearchRequest("words")).hits
    assert hit.id == document_id("https://news.example/a")
