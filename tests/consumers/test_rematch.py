"""Stored documents are matched again after names or topics have changed: once, touched only if need be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from consumers.index import IndexConsumer
from consumers.rematch import BATCH, RematchConsumer
from crawler.document import Document, Match, Segment, Translation, content_hash
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.store.translations import QueuedText, text_hash
from crawler.watch import Watch, load
from pipelines.match import Matcher
from search.backend import SearchRequest, search_documents
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    with Store(data) as opened:
        yield opened


def watch(data: Path, names: dict[str, list[str]], topics: dict[str, str] | None = None) -> Watch:
    listed = [{"name": name, "query": query} for name, query in (topics or {}).items()]
    return load({"data": str(data), "names": names, "topics": listed})


def put(store: Store, watch: Watch, name: str, text: str, language: str = "en") -> str:
    """Stores an article as the crawl does: matched by the watch file of its time."""
    url = f"https://news.example/{name}"
    document = Document(
        url=url, canonical_url=url, title=name, segments=(Segment("paragraph", text, language),)
    )
    match = Matcher(watch).examine(document)
    document = replace(
        document, topics=match.topics, mentions=match.mentions, content_hash=content_hash(document)
    )
    return store.documents.put(document, Provenance("", url)).id


def rematch(store: Store, watch: Watch) -> int:
    """A new process with this watch file; how many documents it looked at."""
    consumer = RematchConsumer(store, watch, Matcher(watch).examine)
    looked_at = 0
    while handled := consumer.step():
        looked_at += handled
        assert looked_at < 10_000, "the consumer does not come to rest"
    return looked_at


def test_a_new_name_is_found_in_what_was_stored(data: Path, store: Store) -> None:
    before = watch(data, {})
    put(store, before, "a", "Huawei said so")
    put(store, before, "b", "nobody said so")
    rematch(store, before)

    rematch(store, watch(data, {"huawei": ["Huawei", "هواوي"]}))

    mentions = {d.title: [m.term for m in d.mentions] for d in store.documents.since()}
    assert mentions == {"a": ["Huawei"], "b": []}


def test_only_documents_that_say_something_else_go_to_the_head_of_the_log(data: Path, store: Store) -> None:
    before = watch(data, {})
    a = put(store, before, "a", "Huawei said so")
    b = put(store, before, "b", "nobody said so")
    rematch(store, before)
    head = store.documents.head()

    rematch(store, watch(data, {"huawei": ["Huawei"]}))

    assert store.documents.seq(a) > head
    assert store.documents.seq(b) <= head


def test_a_topic_without_words_is_noticed_too(data: Path, store: Store) -> None:
    before = watch(data, {})
    put(store, before, "a", "words")
    rematch(store, before)

    rematch(store, watch(data, {}, {"not-sport": "NOT football"}))

    assert [d.topics for d in store.documents.since()] == [("not-sport",)]


def test_a_name_that_was_dropped_leaves_no_mention(data: Path, store: Store) -> None:
    before = watch(data, {"huawei": ["Huawei"]})
    put(store, before, "a", "Huawei said so")
    rematch(store, before)

    rematch(store, watch(data, {}))

    assert [d.mentions for d in store.documents.since()] == [()]


def test_nothing_is_done_on_a_fresh_store_nor_twice(data: Path, store: Store) -> None:
    now = watch(data, {"huawei": ["Huawei"]})
    assert rematch(store, now) == 0

    put(store, now, "a", "Huawei said so")
    consumer = RematchConsumer(store, watch(data, {}), Matcher(watch(data, {})).examine)
    assert consumer.step() == 1
    assert consumer.step() == 0
    assert rematch(store, watch(data, {})) == 0


def test_what_is_stored_meanwhile_is_matched_already(data: Path, store: Store) -> None:
    now = watch(data, {"huawei": ["Huawei"]})
    consumer = RematchConsumer(store, now, Matcher(now).examine)
    put(store, now, "a", "Huawei said so")

    assert consumer.step() == 0
    assert store.documents.lag(store.cursors.at("rematch")) == 0
    assert rematch(store, now) == 0


def test_a_rematch_that_was_cut_off_goes_on(data: Path, store: Store) -> None:
    before, now = watch(data, {}), watch(data, {"huawei": ["Huawei"]})
    with store.transaction():
        for number in range(BATCH + 5):
            put(store, before, f"n{number}", "Huawei said so")
    rematch(store, before)
    RematchConsumer(store, now, Matcher(now).examine).step()

    rematch(store, now)

    assert all(d.mentions for d in store.documents.since())


def test_translations_are_matched_as_well(data: Path, store: Store) -> None:
    before = watch(data, {})
    put(store, before, "a", "بيان الشركة", "ar")
    text = QueuedText(text_hash("بيان الشركة"), "ar", "en", "بيان الشركة", 0)
    store.translations.store(text, Translation("done", "en", "The company's statement", "argos", "m1"))
    rematch(store, before)

    rematch(store, watch(data, {"statement": ["statement"]}))

    (document,) = store.documents.since()
    assert [(m.term, m.text) for m in document.mentions] == [("statement", "translation")]


def test_a_document_that_breaks_the_matcher_stops_nobody(data: Path, store: Store) -> None:
    before, now = watch(data, {}), watch(data, {"huawei": ["Huawei"]})
    put(store, before, "bad", "Huawei said so")
    put(store, before, "good", "Huawei said so")
    matcher = Matcher(now)

    def examine(document: Document) -> Match:
        if document.title == "bad":
            raise ArithmeticError("no")
        return matcher.examine(document)

    consumer = RematchConsumer(store, now, examine)
    while consumer.step():
        pass

    assert {d.title: bool(d.mentions) for d in store.documents.since()} == {"bad": False, "good": True}
    (event,) = [e for e in store.events("https://news.example/bad") if e.stage == "match"]
    assert event.outcome == "failed"


def test_a_search_by_a_new_topic_finds_old_documents(data: Path, store: Store) -> None:
    before, now = watch(data, {}), watch(data, {"huawei": ["Huawei"]}, {"watched": "huawei"})
    put(store, before, "a", "Huawei said so")
    rematch(store, now)
    with closing(IndexConsumer(store, EmbeddedGenerations(data), now)) as index:
        while index.step():
            pass

    result = search_documents(EmbeddedIndex(now), SearchRequest("said", topic="watched"))

    assert [hit.title for hit in result.hits] == ["a"]
    assert result.facets["topic"] == {"watched": 1}
