"""The embedded index: agreement with the meaning in memory, generations, readers beside a writer, damage."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.document import Document, Segment, Translation
from crawler.errors import Unavailable, UsageError
from crawler.watch import Watch, load
from search.backend import Removed, SearchRequest, Versioned, search_documents
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations, EmbeddedWriter
from search.evaluate import Evaluator, Page
from search.names import Names
from search.query import parse
from search.topics import resolve
from tests.search import contract


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return load({"data": str(tmp_path)})


@pytest.fixture
def writer(watch: Watch) -> Iterator[EmbeddedWriter]:
    made = EmbeddedGenerations(watch.data).open()
    yield made
    made.close()


def article(identity: str, text: str, language: str = "en", **fields: object) -> Document:
    segments = tuple(
        Segment("paragraph", part, language, paragraph=number) for number, part in enumerate(text.split("\n"))
    )
    return Document(id=identity, url=f"https://news.example/{identity}", segments=segments, **fields)  # type: ignore[arg-type]  # a test's shorthand


def found(watch: Watch, query: str) -> list[str]:
    return sorted(
        hit.id for hit in search_documents(EmbeddedIndex(watch), SearchRequest(query, limit=99)).hits
    )


class TestAgreement:
    """Whatever is asked, the index finds what evaluating each document would."""

    WORDS = ("huawei", "Device", "Co", "ren", "said", "attack", "attacks", "华为", "بهواوي", "b")
    TEXT = st.lists(
        st.sampled_from([*WORDS, ".", "\n", "Huawei Device Co", "Ren Zhengfei"]), max_size=10
    ).map(" ".join)

    words = st.sampled_from(WORDS)
    quoted = st.lists(words, min_size=2, max_size=3).map(lambda w: f'"{" ".join(w)}"')
    leaves = (
        words
        | quoted
        | st.tuples(quoted, st.sampled_from((0, 1, 2, 5, 200))).map(lambda p: f"{p[0]}~{p[1]}")
        | st.sampled_from(
            ("att*", "هو*", '"attack attacks"~5', '"b b"~2', "lang:en", "source:s*", "topic:both")
        )
    )
    queries = st.recursive(
        leaves,
        lambda inner: (
            st.tuples(inner, st.sampled_from((" ", " AND ", " OR ")), inner).map(
                lambda p: f"({p[0]}{p[1]}{p[2]})"
            )
            | inner.map(lambda q: f"NOT {q}")
            | st.tuples(st.sampled_from(("title", "body", "original", "translation")), inner)
            .filter(lambda p: ":" not in p[1])
            .map(lambda p: f"{p[0]}:{p[1]}")
        ),
        max_leaves=5,
    )

    @given(
        st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6),
        st.lists(queries, min_size=1, max_size=12),
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_the_index_finds_what_the_meaning_in_memory_says(
        self, tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]], queries: list[str]
    ) -> None:
        names = {"huawei": ["Huawei", "هواوي", "华为", "Huawei Device Co"], "ren": ["Ren Zhengfei", "Ren"]}
        topics = [{"name": "both", "query": "huawei AND ren"}]
        watch = load({"data": str(tmp_path_factory.mktemp("data")), "names": names, "topics": topics})
        documents = [self._document(number, *parts) for number, parts in enumerate(texts)]
        writer = EmbeddedGenerations(watch.data).open()
        writer.update([Versioned(document, 1) for document in documents], [])
        trees = resolve(watch.topics)
        evaluator = Evaluator(Names(watch.names), trees)
        pages = [Page(document) for document in documents]

        for query in queries:
            node = parse(query, trees)
            expected = [page.document.id for page in pages if evaluator.evaluate(node, page).holds]
            assert found(watch, query) == sorted(expected), query
        writer.close()

    @staticmethod
    def _document(number: int, title: str, body: str, english: str) -> Document:
        document = article(str(number), body, source="s1")
        done = Translation("done", "en", english) if english else None
        heading = Segment("title", title, "en", paragraph=999, translation=done)
        return replace(document, language="en", segments=(*document.segments, heading))


class TestWriting:
    def test_a_document_sent_again_replaces_itself(self, watch: Watch, writer: EmbeddedWriter) -> None:
        writer.update([Versioned(article("a", "first words"), 1), Versioned(article("b", "first"), 1)], [])
        writer.update([Versioned(article("a", "second words"), 2)], [])

        assert found(watch, "first") == ["b"]
        assert found(watch, "second") == ["a"]
        assert found(watch, "words") == ["a"]

    def test_a_deleted_document_is_gone(self, watch: Watch, writer: EmbeddedWriter) -> None:
        writer.update([Versioned(article("a", "words"), 1), Versioned(article("b", "words"), 1)], [])
        writer.update([], [Removed("a", 2), Removed("never-there", 2)])

        assert found(watch, "words") == ["b"]

    def test_a_document_that_is_not_unicode_is_rejected_alone(
        self, watch: Watch, writer: EmbeddedWriter
    ) -> None:
        rejected = writer.update(
            [Versioned(article("good", "words"), 1), Versioned(article("bad", "words \ud800"), 1)], []
        )

        assert list(rejected) == ["bad"]
        assert "surrogate" in rejected["bad"]
        assert found(watch, "words") == ["good"]

    @pytest.mark.parametrize("year", [1, 1900, 9999])
    def test_dates_at_the_ends_of_the_calendar_are_kept(
        self, watch: Watch, writer: EmbeddedWriter, year: int
    ) -> None:
        at = datetime(year, 12, 31, 23, tzinfo=UTC)
        writer.update([Versioned(article("a", "words", published_at=at), 1)], [])

        (hit,) = search_documents(EmbeddedIndex(watch), SearchRequest("words", sort="newest")).hits
        assert hit.published_at == at

    def test_a_word_of_a_hundred_thousand_letters_harms_nobody(
        self, watch: Watch, writer: EmbeddedWriter
    ) -> None:
        writer.update([Versioned(article("a", f"before {'x' * 100_000} after"), 1)], [])

        assert found(watch, '"before after"~1') == ["a"]
        (hit,) = search_documents(EmbeddedIndex(watch), SearchRequest("after")).hits
        assert all(len(piece) < 400 for piece in hit.highlights["body"])

    def test_a_text_with_nul_and_odd_characters_is_found(self, watch: Watch, writer: EmbeddedWriter) -> None:
        writer.update([Versioned(article("a", "one\x00two \u202eword\u202c \U0001f600 end"), 1)], [])

        assert found(watch, "one two word end") == ["a"]


class TestReadersBesideAWriter:
    def test_a_reader_sees_each_commit(self, watch: Watch, writer: EmbeddedWriter) -> None:
        reader = EmbeddedIndex(watch)
        assert search_documents(reader, SearchRequest("words")).total == 0

        writer.update([Versioned(article("a", "words"), 1)], [])
        assert search_documents(reader, SearchRequest("words")).total == 1

        writer.update([Versioned(article("b", "words"), 1)], [])
        assert search_documents(reader, SearchRequest("words")).total == 2

    def test_another_process_sees_what_this_one_wrote(self, watch: Watch, writer: EmbeddedWriter) -> None:
        writer.update([Versioned(article("a", "words"), 1)], [])
        program = (
            "import sys; from crawler.watch import load; from search.embedded import EmbeddedIndex\n"
            "from search.backend import SearchRequest, search_documents\n"
            "index = EmbeddedIndex(load({'data': sys.argv[1]}))\n"
            "print(search_documents(index, SearchRequest('words')).total)"
        )

        said = subprocess.run(
            [sys.executable, "-c", program, str(watch.data)], capture_output=True, text=True, check=True
        )

        assert said.stdout.strip() == "1"

    def test_a_reader_follows_to_the_next_generation(self, watch: Watch, writer: EmbeddedWriter) -> None:
        writer.update([Versioned(article("old", "words"), 1)], [])
        reader = EmbeddedIndex(watch)
        assert search_documents(reader, SearchRequest("words")).hits[0].id == "old"
        following = EmbeddedGenerations(watch.data).create()
        following.update([Versioned(article("new", "words"), 1)], [])

        assert search_documents(reader, SearchRequest("words")).hits[0].id == "old"
        writer.close()
        following.publish()

        assert search_documents(reader, SearchRequest("words")).hits[0].id == "new"
        assert [p.name for p in (watch.data / "index").iterdir() if p.is_dir()] == [following.uuid]
        following.close()

    def test_a_second_writer_is_refused(self, watch: Watch, writer: EmbeddedWriter) -> None:
        with pytest.raises(Unavailable):
            EmbeddedGenerations(watch.data).open()

    def test_without_an_index_a_search_says_what_to_do(self, watch: Watch) -> None:
        with pytest.raises(Unavailable, match="rasid crawl"):
            found(watch, "words")
        with pytest.raises(UsageError, match="unknown source"):
            search_documents(EmbeddedIndex(watch), SearchRequest("words", source="nobody"))

    def test_searching_while_generations_are_swapped_never_fails(self, watch: Watch) -> None:
        program = (
            "import sys; from crawler.watch import load\n"
            "from search.backend import Versioned\n"
            "from search.embedded_writer import EmbeddedGenerations\n"
            "from crawler.document import Document\n"
            "for number in range(40):\n"
            "    writer = EmbeddedGenerations(load({'data': sys.argv[1]}).data).create()\n"
            "    writer.update([Versioned(Document(id=str(n)), 1) for n in range(3)], [])\n"
            "    writer.publish(); writer.close(); print(number, flush=True)"
        )
        command = [sys.executable, "-c", program, str(watch.data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as swapping:
            assert swapping.stdout is not None
            assert swapping.stdout.readline()
            totals = set()
            while swapping.poll() is None:
                totals.add(search_documents(EmbeddedIndex(watch), SearchRequest("-words")).total)

        assert swapping.returncode == 0
        assert totals == {3}


def _largest(generation: Path, ending: str) -> Path:
    return max(generation.glob(f"*.{ending}"), key=lambda path: path.stat().st_size)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no meta.json": lambda g: (g / "meta.json").unlink(),
    "meta.json cut": lambda g: _cut(g / "meta.json"),
    "meta.json of another kind": lambda g: (g / "meta.json").write_text("[]"),
    "a segment file is missing": lambda g: _largest(g, "store").unlink(),
    "positions are missing": lambda g: _largest(g, "pos").unlink(),
    "a segment file is empty": lambda g: _largest(g, "term").write_bytes(b""),
    "a segment file is cut": lambda g: _cut(_largest(g, "fast")),
    "a bit of the postings is wrong": lambda g: _flip(_largest(g, "idx")),
    "a bit of the stored documents is wrong": lambda g: _flip(_largest(g, "store")),
    "the pointer is gone": lambda g: (g.parent / "current").unlink(),
    "the pointer is garbage": lambda g: (g.parent / "current").write_bytes(b"\xff\x00{"),
    "the pointer leads out": lambda g: (g.parent / "current").write_text(
        '{"generation": "../..", "format": 1}'
    ),
    "the folder is gone": lambda g: [p.unlink() for p in g.iterdir()] and g.rmdir(),
}


class TestDamage:
    @pytest.fixture
    def generation(self, watch: Watch) -> Path:
        writer = EmbeddedGenerations(watch.data).open()
        writer.update([Versioned(article(str(n), f"words and number {n}"), 1) for n in range(50)], [])
        writer.update([], [Removed("7", 2)])
        writer.close()
        return watch.data / "index" / writer.uuid

    @pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
    def test_a_damaged_index_is_replaced_when_it_is_opened_to_write(
        self, watch: Watch, generation: Path, harm: Callable[[Path], object]
    ) -> None:
        harm(generation)

        writer = EmbeddedGenerations(watch.data).open()

        assert writer.uuid != generation.name
        assert found(watch, "words") == []
        writer.update([Versioned(article("a", "words"), 1)], [])
        assert found(watch, "words") == ["a"]
        writer.close()

    @pytest.mark.parametrize("kind", [k for k in DAMAGE if "bit" not in k and "positions" not in k])
    def test_a_reader_of_a_damaged_index_says_so(self, watch: Watch, generation: Path, kind: str) -> None:
        DAMAGE[kind](generation)

        with pytest.raises(Unavailable, match="rasid index rebuild"):
            found(watch, '"words and"')

    def test_a_sound_index_is_opened_again(self, watch: Watch, generation: Path) -> None:
        writer = EmbeddedGenerations(watch.data).open()

        assert writer.uuid == generation.name
        assert len(found(watch, "words")) == 49
        writer.close()

    def test_an_index_of_another_format_is_replaced_and_never_searched(
        self, watch: Watch, generation: Path
    ) -> None:
        pointer = generation.parent / "current"
        said = json.loads(pointer.read_text())
        pointer.write_text(json.dumps({**said, "format": said["format"] + 1}))

        with pytest.raises(Unavailable, match="another version"):
            found(watch, "words")

        writer = EmbeddedGenerations(watch.data).open()
        assert writer.uuid != generation.name
        writer.close()

    def test_what_a_killed_rebuild_left_is_cleared_away(self, watch: Watch, generation: Path) -> None:
        EmbeddedGenerations(watch.data).create().close()

        writer = EmbeddedGenerations(watch.data).open()

        assert [p.name for p in generation.parent.iterdir() if p.is_dir()] == [writer.uuid]
        writer.close()

    def test_a_folder_that_cannot_be_made_is_said_in_one_line(self, watch: Watch) -> None:
        (watch.data / "index").write_text("in the way")

        with pytest.raises(Unavailable) as caught:
            EmbeddedGenerations(watch.data).open()

        assert "\n" not in str(caught.value)


class TestSource:
    def test_a_source_that_left_the_watch_file_can_still_be_searched(
        self, watch: Watch, writer: EmbeddedWriter
    ) -> None:
        writer.update([Versioned(article("a", "words", source="former"), 1)], [])

        result = search_documents(EmbeddedIndex(watch), SearchRequest("words", source="former"))

        assert [hit.id for hit in result.hits] == ["a"]


def test_contract_documents_survive_being_stored(tmp_path: Path) -> None:
    """What is shown and verified comes from the stored form: it must be all that counts."""
    watch = contract.watch(tmp_path)
    writer = EmbeddedGenerations(watch.data).open()
    writer.update(contract.documents(watch), [])

    hits = {h.id: h for h in search_documents(EmbeddedIndex(watch), SearchRequest("-x", limit=99)).hits}
    writer.close()

    for document, *_ in contract.documents(watch):
        assert hits[document.id].title == document.title
        assert hits[document.id].topics == document.topics
