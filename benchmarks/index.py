"""The embedded index: documents a second through the consumer, CPU time of queries, bytes per document.

.venv/bin/python benchmarks/index.py [--quick] [--json]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

import tantivy
from report import Report, progress

from consumers.index import IndexConsumer
from crawler.document import Document, Segment
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import Watch, load
from search.backend import SearchRequest, search_documents
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations

DOCUMENTS, QUICK_DOCUMENTS = 20_000, 2_000
QUERIES = 50
"""Of each kind."""
WORDS_IN_ARTICLE, WORDS_IN_PARAGRAPH, WORDS_IN_CLAUSE = 700, 70, 10
VOCABULARY = 10_000
LANGUAGES = ("en", "en", "en", "ar", "zh")
ALPHABETS = {
    "en": "abcdefghiklmnoprstuvw",
    "ar": "ابتثجحدرزسشصطعغفقكلمنهوي",
    "zh": "".join(map(chr, range(0x4E00, 0x5C00))),
}
NAMES = {"huawei": ["Huawei", "هواوي", "华为", "Huawei Technologies"], "ren": ["Ren Zhengfei", "任正非"]}
NAMED_EVERY = 20


class Writer:
    """Articles of words that are as frequent as Zipf's law has it; the same ones in every run."""

    def __init__(self, language: str) -> None:
        self._stream = random.Random(language)
        self._space, self._comma = ("", "，") if language == "zh" else (" ", ", ")
        self.language = language
        lengths = (1, 2) if language == "zh" else (2, 10)
        letters = ALPHABETS[language]
        self.vocabulary = [
            "".join(self._stream.choices(letters, k=self._stream.randint(*lengths)))
            for _ in range(VOCABULARY)
        ]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def words(self, count: int) -> str:
        drawn = self._stream.choices(self.vocabulary, cum_weights=self._weights, k=count)
        if self._stream.random() < count / WORDS_IN_ARTICLE / NAMED_EVERY:
            drawn[0] = self._stream.choice(NAMES["huawei"])
        clauses = (drawn[at : at + WORDS_IN_CLAUSE] for at in range(0, count, WORDS_IN_CLAUSE))
        return self._comma.join(self._space.join(clause) for clause in clauses)


def articles(count: int) -> Iterator[Document]:
    writers = [Writer(language) for language in LANGUAGES]
    for number in range(count):
        writer = writers[number % len(writers)]
        title = writer.words(9)
        paragraphs = [writer.words(WORDS_IN_PARAGRAPH) for _ in range(WORDS_IN_ARTICLE // WORDS_IN_PARAGRAPH)]
        url = f"https://news.example/{number}"
        yield Document(
            url=url,
            canonical_url=url,
            title=title,
            source=f"source-{number % 30}",
            language=writer.language,
            published_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            segments=(
                Segment("title", title, writer.language),
                *(
                    Segment("paragraph", text, writer.language, paragraph=place)
                    for place, text in enumerate(paragraphs, start=1)
                ),
            ),
            content_hash=str(number),
        )


def fill(store: Store, count: int) -> None:
    batch: list[Document] = []
    for document in articles(count):
        batch.append(document)
        if len(batch) == EmbeddedGenerations.batch or document.content_hash == str(count - 1):
            with store.transaction():
                for waiting in batch:
                    store.documents.put(waiting, Provenance("", waiting.url))
            batch.clear()


class PlainTantivy:
    """The same texts under tantivy's own tokenizer, one field, title and text stored."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", stored=True)
        self._writer = tantivy.Index(builder.build(), str(folder)).writer(50_000_000, 1)

    def add(self, documents: Sequence[Document]) -> None:
        for document in documents:
            made = tantivy.Document()
            made.add_text("body", "\n".join(segment.text for segment in document.segments))
            self._writer.add_document(made)
        self._writer.commit()


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    work()
    return clock() - started


def measure_indexing(report: Report, store: Store, watch: Watch, folder: Path) -> None:
    """Each batch of the log in turn: by plain tantivy, by the consumer."""
    plain = PlainTantivy(folder / "plain")
    rates: list[tuple[float, float]] = []
    processor = time.process_time()
    with closing(IndexConsumer(store, EmbeddedGenerations(watch.data), watch)) as consumer:
        while changes := store.documents.changes(store.cursors.at("index"), EmbeddedGenerations.batch):
            documents = store.documents.each([change.id for change in changes])
            plainly = seconds(partial(plain.add, documents))
            consumed = seconds(consumer.step)
            rates.append((len(documents) / plainly, len(documents) / consumed))
            progress(f"{store.documents.lag(store.cursors.at('index'))} to index")
    processor = time.process_time() - processor
    plain_rate, rate = (statistics.median(side) for side in zip(*rates, strict=True))
    report.figures["documents"] = store.documents.count()
    report.figures["consumer, documents/s"] = round(rate)
    report.figures["plain tantivy, documents/s"] = round(plain_rate)
    report.figures["consumer / plain tantivy"] = round(statistics.median(c / p for p, c in rates), 3)
    report.figures["CPU ms per document, both"] = round(1_000 * processor / store.documents.count(), 2)


def queries(stream: random.Random) -> dict[str, Callable[[], str]]:
    """Kinds of queries; words are drawn by rank, from common to rare alike."""
    vocabularies = [Writer(language).vocabulary for language in LANGUAGES]

    def word() -> str:
        return stream.choice(vocabularies)[int(10 ** stream.uniform(0.5, 4))]

    return {
        "word": word,
        "two words": lambda: f"{word()} {word()}",
        "or, not": lambda: f"({word()} OR {word()}) NOT {word()}",
        "phrase": lambda: f'"{word()} {word()}"',
        "near": lambda: f'"{word()} {word()}"~10',
        "near, three words": lambda: f'"{word()} {word()} {word()}"~20',
        "name": lambda: f"huawei OR {word()}",
        "name, near": lambda: f'"huawei {word()}"~10',
        "prefix": lambda: f"{word()[:3]}*",
        "field": lambda: f"title:{word()} OR lang:ar {word()}",
        "not alone": lambda: f"NOT {word()}",
    }


def measure_queries(report: Report, watch: Watch) -> None:
    index = EmbeddedIndex(watch)
    stream = random.Random(7)
    everything = []
    for kind, query in queries(stream).items():
        asked = [SearchRequest(query(), sort=stream.choice(("relevance", "newest"))) for _ in range(QUERIES)]
        times = [
            1_000 * seconds(partial(search_documents, index, request), time.process_time) for request in asked
        ]
        everything += times
        report.figures[f"{kind}, ms p50 / p95"] = (
            f"{statistics.median(times):.1f} / {percentile(times, 95):.1f}"
        )
    report.figures["all queries, ms p50"] = round(statistics.median(everything), 1)
    report.at_most("all queries, ms p95", percentile(everything, 95), 50)


def percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_DOCUMENTS} documents")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watch = load({"data": str(folder / "data"), "names": NAMES})
        with Store(watch.data) as store:
            fill(store, QUICK_DOCUMENTS if options.quick else DOCUMENTS)
            measure_indexing(report, store, watch, folder)
            size = sum(path.stat().st_size for path in (watch.data / "index").rglob("*") if path.is_file())
            report.figures["bytes per document"] = size // store.documents.count()
        measure_queries(report, watch)
    return report.finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
