"""Every backend gives the answers of `contract`. A new backend is one more entry in BACKENDS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from crawler.errors import QueryError, UsageError
from search.backend import (
    Generations,
    Original,
    Removed,
    SearchBackend,
    SearchRequest,
    SearchResult,
    Versioned,
    search_documents,
)
from search.elastic import ElasticIndex
from search.elastic_generations import ElasticGenerations
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations
from search.evaluate import Evaluator, Page
from search.names import Names
from search.query import parse
from search.topics import resolve
from tests.drills.cluster import index_at
from tests.elastic.fixtures import own_index
from tests.search import contract

Filled = Callable[[pytest.FixtureRequest, Path, list[Versioned]], AbstractContextManager[SearchBackend]]


@contextmanager
def embedded(
    request: pytest.FixtureRequest, data: Path, documents: list[Versioned]
) -> Iterator[SearchBackend]:
    watch = contract.watch(data)
    with filled(EmbeddedGenerations(watch.data), documents):
        yield EmbeddedIndex(watch)


@contextmanager
def elasticsearch(
    request: pytest.FixtureRequest, data: Path, documents: list[Versioned]
) -> Iterator[SearchBackend]:
    server = request.getfixturevalue("elasticsearch")
    with own_index(server) as name:
        watch = contract.watch(data, index=index_at(server, name))
        with filled(ElasticGenerations(watch.index, watch.names, "a machine"), documents):
            yield ElasticIndex(watch)


@contextmanager
def filled(generations: Generations, documents: list[Versioned]) -> Iterator[None]:
    """In two commits, so that there are two segments, one document replaced and one removed in between."""
    with closing(generations.open()) as writer:
        half = len(documents) // 2
        assert not writer.update(documents[:half], [])
        assert not writer.update([documents[0], *documents[half:]], [Removed("nobody", 1)])
        yield


SHOWN = ("score", "highlights", "originals")
"""What of a hit depends on the query."""

BACKENDS: dict[str, Filled] = {"embedded": embedded, "elasticsearch": elasticsearch}


@pytest.fixture(scope="module", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchBackend]:
    data = tmp_path_factory.mktemp("data")
    with BACKENDS[request.param](request, data, contract.documents(contract.watch(data))) as made:
        yield made


def ids(result: SearchResult) -> set[str]:
    return {hit.id for hit in result.hits}


FINDS = [pytest.param(q, e, id=f"{g}: {q[:60]}") for g, rows in contract.FINDS.items() for q, e in rows]


@pytest.mark.parametrize(("query", "expected"), FINDS)
def test_a_query_finds_exactly_these_documents(backend: SearchBackend, query: str, expected: str) -> None:
    result = search_documents(backend, SearchRequest(query, limit=1_000))

    assert ids(result) == set(expected.split())
    assert result.total == len(expected.split())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Evaluator, list[Page]]:
    watch = contract.watch(tmp_path_factory.mktemp("pages"))
    evaluator = Evaluator(Names(watch.names), resolve(watch.topics))
    return evaluator, [Page(versioned.document) for versioned in contract.documents(watch)]


@pytest.mark.parametrize(("query", "expected"), FINDS)
def test_the_meaning_in_memory_is_the_same(
    query: str, expected: str, pages: tuple[Evaluator, list[Page]]
) -> None:
    evaluator, analysed = pages
    node = parse(query, evaluator.topics)

    found = {page.document.id for page in analysed if evaluator.evaluate(node, page).holds}

    assert found == set(expected.split())


@pytest.fixture(scope="module", params=BACKENDS)
def words(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchBackend]:
    data = tmp_path_factory.mktemp("words")
    with BACKENDS[request.param](request, data, contract.word_documents()) as made:
        yield made


WORDS = [(language, *row) for language, rows in contract.WORDS.items() for row in rows]


@pytest.mark.parametrize(("language", "query", "found", "not_found"), WORDS)
def test_a_word_is_found_in_its_forms_and_in_no_other_word(
    words: SearchBackend, language: str, query: str, found: str, not_found: str
) -> None:
    asked = {f"{language} {text}" for text in contract.texts(found) + contract.texts(not_found)}
    evaluator = Evaluator(Names(words.watch.names), resolve(words.watch.topics))
    documents = [d for d, *_ in contract.word_documents() if d.id in asked]

    in_index = ids(search_documents(words, SearchRequest(query, limit=1_000))) & asked
    in_memory = {d.id for d in documents if evaluator.evaluate(parse(query), Page(d)).holds}

    assert in_index == in_memory == {f"{language} {text}" for text in contract.texts(found)}


@pytest.mark.parametrize(("request_", "expected"), contract.FILTERS, ids=str)
def test_filters_narrow_a_search(backend: SearchBackend, request_: SearchRequest, expected: str) -> None:
    assert ids(search_documents(backend, request_)) == set(expected.split())


@pytest.mark.parametrize(("request_", "expected"), contract.ORDERS, ids=str)
def test_hits_come_in_the_order_asked_for(
    backend: SearchBackend, request_: SearchRequest, expected: str
) -> None:
    assert [hit.id for hit in search_documents(backend, request_).hits] == expected.split()


@pytest.mark.parametrize(("request_", "facet", "expected"), contract.FACETS, ids=str)
def test_facets_count_everything_found(
    backend: SearchBackend, request_: SearchRequest, facet: str, expected: dict[str, int]
) -> None:
    assert search_documents(backend, request_).facets[facet] == expected


@pytest.mark.parametrize(("query", "document", "field", "expected"), contract.HIGHLIGHTS)
def test_highlights_mark_the_words_as_written(
    backend: SearchBackend, query: str, document: str, field: str, expected: list[str]
) -> None:
    hits = {hit.id: hit for hit in search_documents(backend, SearchRequest(query, limit=1_000)).hits}
    pieces = hits[document].highlights[field]

    assert len(pieces) == len(expected)
    for piece, part in zip(pieces, expected, strict=True):
        assert part in piece


@pytest.mark.parametrize(("query", "document", "field"), contract.NOT_HIGHLIGHTED)
def test_what_is_not_asked_for_is_not_marked(
    backend: SearchBackend, query: str, document: str, field: str
) -> None:
    hits = {hit.id: hit for hit in search_documents(backend, SearchRequest(query, limit=1_000)).hits}

    assert field not in hits[document].highlights


def test_a_hit_in_a_translation_shows_the_sentence_of_the_original(words: SearchBackend) -> None:
    hits = {hit.id: hit for hit in search_documents(words, SearchRequest("company")).hits}

    assert hits["denial"].highlights["translation"] == ["It rained. The <mark>company</mark> denies it."]
    assert hits["denial"].originals == (Original("أمطرت. <mark>الشركة تنفيه.</mark>", "ar", "argos", "m 1"),)


@pytest.mark.parametrize("query", ["huawei", "statement", "title:huawei OR cooperate"])
def test_each_piece_of_a_translation_has_an_original(backend: SearchBackend, query: str) -> None:
    hits = search_documents(backend, SearchRequest(query, limit=1_000)).hits

    assert any(hit.originals for hit in hits)
    for hit in hits:
        assert len(hit.originals) == len(hit.highlights.get("translation", ()))


@pytest.mark.parametrize("query", ["huawei", "needle OR filler", "drought", "script OR entities"])
def test_highlights_are_short_and_carry_no_markup_but_marks(backend: SearchBackend, query: str) -> None:
    for hit in search_documents(backend, SearchRequest(query, limit=1_000)).hits:
        for pieces in hit.highlights.values():
            assert 1 <= len(pieces) <= 3
            for piece in pieces:
                assert "<mark>" in piece
                bare = re.sub("</?mark>", "", piece)
                assert "<" not in bare
                assert len(bare) < 400


@pytest.mark.parametrize(("query", "position"), contract.MALFORMED)
def test_a_malformed_query_is_an_error_that_points_at_its_place(
    backend: SearchBackend, query: str, position: int
) -> None:
    with pytest.raises(QueryError) as caught:
        search_documents(backend, SearchRequest(query))

    assert caught.value.position == position
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("request_", contract.BAD_REQUESTS, ids=str)
def test_a_request_that_cannot_be_meant_is_a_usage_error(
    backend: SearchBackend, request_: SearchRequest
) -> None:
    with pytest.raises(UsageError):
        search_documents(backend, request_)


def test_the_limit_bounds_the_hits_not_the_total(backend: SearchBackend) -> None:
    few = search_documents(backend, SearchRequest("huawei", limit=2))
    none = search_documents(backend, SearchRequest("huawei", limit=0))
    all_ = search_documents(backend, SearchRequest("huawei", limit=10**12))

    assert (len(few.hits), few.total) == (2, 11)
    assert (len(none.hits), none.total) == (0, 11)
    assert (len(all_.hits), all_.total) == (11, 11)
    assert few.facets == none.facets


def test_scores_fall_and_a_title_counts_more(backend: SearchBackend) -> None:
    hits = search_documents(backend, SearchRequest("drought")).hits

    assert [hit.id for hit in hits] == ["harvest", "opinion"]
    assert hits[0].score > hits[1].score > 0


def test_newest_first_keeps_the_scores(backend: SearchBackend) -> None:
    by_score = {h.id: h.score for h in search_documents(backend, SearchRequest("huawei")).hits}
    by_date = search_documents(backend, SearchRequest("huawei", sort="newest")).hits

    assert {h.id: h.score for h in by_date} == pytest.approx(by_score)


def test_a_hit_says_what_it_is(backend: SearchBackend) -> None:
    (hit,) = search_documents(backend, SearchRequest("source:doha-news huawei uyghur")).as_json()["hits"]

    assert {key: value for key, value in hit.items() if key not in SHOWN} == {
        "id": "reply",
        "url": "https://news.example/reply",
        "title": "هواوي ترد على تقرير صحفي",
        "source": "doha-news",
        "outlet": "Doha News",
        "published_at": "2026-03-01T21:00:00+00:00",
        "language": "ar",
        "topics": ("huawei-uyghur", "arabic-press"),
    }
    assert isinstance(hit["score"], float)


def test_an_undated_article_says_so(backend: SearchBackend) -> None:
    (hit,) = search_documents(backend, SearchRequest('"without a date"')).as_json()["hits"]

    assert hit["published_at"] is None
