"""Searching on a real Elasticsearch beyond the contract: agreement with the meaning in memory, queries that a
server cannot take as they are, many hits, and what is said when there is no answer."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.document import Document, Segment, Translation
from crawler.errors import Unavailable, UsageError
from crawler.watch import Watch
from search import elastic
from search.backend import SearchRequest, Versioned, search_documents
from search.elastic import ElasticIndex
from search.elastic_generations import ElasticGenerations
from search.evaluate import Evaluator, Page
from search.names import Names
from search.query import parse
from search.topics import resolve
from tests.drills.cluster import index_at, watch_on
from tests.elastic.fixtures import own_index
from tests.elastic.server import Server

NAMES = {
    "huawei": ["Huawei", "هواوي", "华为", "Huawei Device Co", "Device Huawei"],
    "ren": ["Ren Zhengfei", "Ren", "任正非"],
    "ab": ["a b", "b a b"],
}
TOPICS = [
    {"name": "both", "query": "huawei AND ren"},
    {"name": "near", "query": '"huawei said"~2 OR title:(b -a)'},
]
WRITTEN = (
    "huawei", "Device", "Co", "ren", "said", "attack", "attacks", "#FreeHuawei", "#RenSaid", "华为", "华",
    "为", "بهواوي", "b", "a", "anti-Huawei", "Huawei Device Co", "Ren Zhengfei", "任正非", "ﷺ", "O'Neill",
    "don't", "Straße", ".", "\n", "，",
)  # fmt: skip
ASKED = (
    "huawei", "device", "co", "ren", "said", "attack", "attacks", "华为", "华", "为", "هواوي", "b", "a",
    "anti-huawei", "free", "freehuawei", "zhengfei", "任正非", "ﷺ", "O'Neill", "don't", "strasse", "正",
)  # fmt: skip
OTHER = (
    "att*", "هو*", "华*", "d*", "fre*", "صلي*", "lang:en", "NOT lang:ar", "source:s*", "source:s2",
    "topic:both", "topic:near", "outlet:news", 'outlet:"doha news"', "author:neill", "author:mary*",
)  # fmt: skip
FIELDS = ("title", "body", "original", "translation")


class Random:
    """Documents and queries of few words, so that much is found, and much of it nearly."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def document(self, number: int) -> Document:
        choose = self._random.choice
        paragraphs = enumerate(self._text(12).split("\n"))
        segments = [self._segment("paragraph", text, paragraph) for paragraph, text in paragraphs]
        title = self._segment("title", self._text(4).replace("\n", " "), 999)
        return Document(
            id=str(number),
            language=choose(("en", "ar")),
            source=choose(("s1", "S2", "t")),
            outlet=choose((None, "Doha News", "News")),
            authors=choose(((), ("Mary O'Neill", "Li Wei"))),
            segments=(*segments, title),
        )

    def query(self, depth: int = 3) -> str:
        chance = self._random.random()
        if depth == 0 or chance < 0.35:
            return self._leaf()
        parts = [self.query(depth - 1) for _ in range(self._random.randint(2, 3))]
        if chance < 0.7:
            return f"({self._random.choice((' ', ' AND ', ' OR ')).join(parts)})"
        if chance < 0.82 or ":" in parts[0]:
            return f"NOT {parts[0]}"
        return f"{self._random.choice(FIELDS)}:{parts[0]}"

    def _leaf(self) -> str:
        chance = self._random.random()
        if chance < 0.3:
            return self._random.choice(ASKED)
        if chance > 0.85:
            return self._random.choice(OTHER)
        words = self._random.choices(ASKED, k=self._random.choice((2, 2, 2, 3, 4)))
        near = "" if chance < 0.5 else f"~{self._random.choice((0, 0, 1, 1, 2, 3, 5, 500))}"
        return f'"{" ".join(words)}"{near}'

    def _segment(self, kind: str, text: str, paragraph: int) -> Segment:
        english = self._text(4) if self._random.random() < 0.3 else ""
        done = Translation("done", "en", english) if english else None
        return Segment(kind, text, "en", paragraph=paragraph, translation=done)  # type: ignore[arg-type]  # a test's shorthand

    def _text(self, most: int) -> str:
        return " ".join(self._random.choices(WRITTEN, k=self._random.randint(0, most)))


Holding = Callable[[str], set[str]]
"""The ids of the documents that a query holds for, evaluated in memory."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    texts = Random(1)
    return [texts.document(number) for number in range(150)]


@pytest.fixture(scope="module")
def watch(elasticsearch: Server, documents: list[Document], data: Path) -> Iterator[Watch]:
    with own_index(elasticsearch) as name:
        watch = watch_on(elasticsearch, name, data, names=NAMES, topics=TOPICS)
        fill(watch, documents)
        yield watch


@pytest.fixture(scope="module")
def index(watch: Watch) -> ElasticIndex:
    return ElasticIndex(watch)


@pytest.fixture(scope="module")
def holding(watch: Watch, documents: list[Document]) -> Holding:
    trees = resolve(watch.topics)
    evaluator = Evaluator(Names(watch.names), trees)
    pages = [Page(document) for document in documents]

    def those(query: str) -> set[str]:
        node = parse(query, trees)
        return {page.document.id for page in pages if evaluator.evaluate(node, page).holds}

    return those


def fill(watch: Watch, documents: list[Document]) -> None:
    with closing(ElasticGenerations(watch.index, watch.names, "a machine").open()) as writer:
        assert not writer.update([Versioned(document, 1) for document in documents], [])


def found(index: ElasticIndex, query: str, limit: int = 1_000) -> list[str]:
    return [hit.id for hit in search_documents(index, SearchRequest(query, limit=limit)).hits]


class TestAgreement:
    """Whatever is asked, the server finds what evaluating each document would."""

    @pytest.mark.parametrize("seed", range(4))
    def test_the_server_finds_what_the_meaning_in_memory_says(
        self, index: ElasticIndex, holding: Holding, seed: int
    ) -> None:
        queries = Random(100 + seed)
        for _ in range(25):
            query = queries.query()
            assert set(found(index, query)) == holding(query), query

    @pytest.mark.parametrize(
        "query",
        [
            '"huawei huawei"~3',
            "\"O'Neill O'Neill\"~3",
            '"huawei ren said"~2',
            '"ren said huawei attack b"~9',
            '"free huawei"~0',
            "ﷺ",
            '"said ﷺ"',
            '"ﷺ b"~1',
        ],
    )
    def test_what_servers_count_otherwise_is_found_too(
        self, index: ElasticIndex, holding: Holding, query: str
    ) -> None:
        expected = holding(query)

        assert expected
        assert set(found(index, query)) == expected

    @pytest.mark.parametrize(
        "form", ["({} OR said) b", "NOT ({} said)", "({} a) OR b", "NOT (NOT {} OR (att* -ren))"]
    )
    @pytest.mark.parametrize("levels", [9, 24])
    def test_the_deepest_query_is_answered(
        self, index: ElasticIndex, holding: Holding, form: str, levels: int
    ) -> None:
        query = "huawei"
        for _ in range(levels):
            query = f"({form.format(query)})" if form.startswith("(") else form.format(f"({query})")

        assert set(found(index, query)) == holding(query)

    def test_a_phrase_with_too_many_spellings_is_found(self, index: ElasticIndex, holding: Holding) -> None:
        query = f'"{" ".join(["huawei"] * 2)}"'

        assert holding(query)
        assert set(found(index, query)) == holding(query)
        assert found(index, f'"{" ".join(["huawei"] * 30)}"') == []


class TestMany:
    """What does not fit in one answer of the server."""

    @pytest.fixture(autouse=True)
    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(elastic, "PAGE", 7)

    @pytest.mark.parametrize("query", ["huawei", "-huawei", "lang:en"])
    def test_pages_join_without_a_gap(
        self, index: ElasticIndex, holding: Holding, query: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_pages = search_documents(index, SearchRequest(query, limit=10**12))
        monkeypatch.setattr(elastic, "PAGE", 500)
        at_once = search_documents(index, SearchRequest(query, limit=500))

        assert in_pages == at_once
        assert in_pages.total == len(in_pages.hits) == len(holding(query))

    def test_the_limit_holds_across_pages(self, index: ElasticIndex) -> None:
        result = search_documents(index, SearchRequest("huawei", limit=17))

        assert len({hit.id for hit in result.hits}) == 17
        assert result.total > 17

    def test_many_candidates_are_verified(self, index: ElasticIndex, holding: Holding) -> None:
        query = '"huawei ren said"~5'

        assert len(holding(query)) > 7
        assert set(found(index, query)) == holding(query)

    def test_documents_written_meanwhile_disturb_no_page(
        self, elasticsearch: Server, index_name: str, tmp_path: Path, documents: list[Document]
    ) -> None:
        watch = watch_on(elasticsearch, index_name, tmp_path)
        fill(watch, documents[:30])
        index = ElasticIndex(watch)
        pages = index._answers({"query": {"match_all": {}}, "sort": ["id"], "_source": False}, 10**12)
        seen = [hit["_id"] for hit in next(pages)["hits"]["hits"]]

        fill(watch, [replace(document, id=f"0{document.id}") for document in documents[:30]])
        seen += [hit["_id"] for page in pages for hit in page["hits"]["hits"]]

        assert sorted(seen) == sorted(document.id for document in documents[:30])


def test_a_key_that_can_only_read_the_alias_is_enough(
    secured_elasticsearch: Server,
    index_name: str,
    tmp_path: Path,
    documents: list[Document],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading = {"reader": {"indices": [{"names": [index_name], "privileges": ["read"]}]}}
    with secured_elasticsearch.client() as boss:
        everything = boss.security.create_api_key(name=index_name)["encoded"]
        only_reading = boss.security.create_api_key(name=index_name, role_descriptors=reading)["encoded"]
    monkeypatch.setenv("ALL_KEY", everything)
    monkeypatch.setenv("READ_KEY", only_reading)
    named = {"api_key_env": "ALL_KEY", "search_api_key_env": "READ_KEY"}
    at = index_at(secured_elasticsearch, index_name) | named
    watch = watch_on(secured_elasticsearch, index_name, tmp_path, index=at)
    fill(watch, documents[:30])
    monkeypatch.delenv("ALL_KEY")
    monkeypatch.setattr(elastic, "PAGE", 7)

    assert len(found(ElasticIndex(watch), "-nobody")) == 30
    assert found(ElasticIndex(watch), '"huawei device said"~20 OR huawei')


class TestNoAnswer:
    def test_without_an_index_it_says_what_to_do(
        self, elasticsearch: Server, index_name: str, tmp_path: Path
    ) -> None:
        index = ElasticIndex(watch_on(elasticsearch, index_name, tmp_path))

        with pytest.raises(Unavailable, match="rasid index create"):
            found(index, "words")
        with pytest.raises(Unavailable, match="rasid index create"):
            search_documents(index, SearchRequest("words", source="nobody"))

    def test_more_words_than_a_server_takes_are_too_many(self, index: ElasticIndex) -> None:
        with pytest.raises(UsageError, match="so many words"):
            found(index, "华" * 4_000)

    def test_a_source_that_left_the_watch_file_can_still_be_searched(self, index: ElasticIndex) -> None:
        assert found(index, "source:S2")
        with_filter = search_documents(index, SearchRequest("-nobody", source="S2", limit=1_000))

        assert [hit.id for hit in with_filter.hits] == found(index, "source:S2")
        with pytest.raises(UsageError, match="unknown source"):
            search_documents(index, SearchRequest("words", source="never-there"))
