"""The index on Elasticsearch: documents a second through the consumer, against the client's own bulk helper
with the same documents; bytes on the disk, against the same texts under Elasticsearch's standard analyzer.

.venv/bin/python benchmarks/elastic.py [--data DIR] [--quick] [--json]

DIR (or $RASID_BENCH_DATA) holds `extraction/` and `language/`: real texts, of which the size is measured too.
The server is the one of the tests (tests/elastic/), started for this run.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from elasticsearch import Elasticsearch
from index import seconds
from news_pages import WATCHED, page
from report import Report, data_folder, progress

sys.path.insert(0, str(Path(__file__).parents[1]))

import elastic_size
import press

from consumers.index import IndexConsumer
from crawler.document import Document
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import Watch, load
from pipelines import process
from search.backend import Versioned
from search.elastic_documents import source
from search.elastic_generations import ElasticGenerations
from tests.elastic.server import Elasticsearch as Server

DOCUMENTS, QUICK_DOCUMENTS = 6_000, 2_000
SPEED, SIZE = 0.8, 1.2
HEAP = "1g"
GENERATED = "generated articles"


def measured(url: str, count: int, data: Path | None, report: Report) -> None:
    client = Elasticsearch(url, request_timeout=120)
    with tempfile.TemporaryDirectory() as folder:
        watch = load(
            {
                "data": folder,
                "names": {"huawei": sorted(set(WATCHED.values()))},
                "index": {"backend": "elasticsearch", "hosts": [url], "name": "measured"},
            }
        )
        with Store(watch.data) as store:
            progress(f"{count} articles out of generated pages")
            fill(store, watch, count)
            measure_speed(report, client, store, watch)
            measure_size(
                report, client, watch, {GENERATED: list(store.documents.since()), **real_texts(data, watch)}
            )


def fill(store: Store, watch: Watch, count: int) -> None:
    """Articles as the stages make them: paragraphs in seven languages, posts, mentions."""
    with ProcessPoolExecutor() as workers, store.transaction():
        for document in workers.map(partial(article, watch), range(count), chunksize=20):
            store.documents.put(document, Provenance("", document.url))


def article(watch: Watch, number: int) -> Document:
    return process(page(number), f"https://news.example/{number}", watch)


def measure_speed(report: Report, client: Elasticsearch, store: Store, watch: Watch) -> None:
    """Each batch of the log in turn: by the helper, with documents made before; by the consumer."""
    generations, others = (
        ElasticGenerations(watch.index, watch.names, name) for name in ("machine", "other")
    )
    rates: list[tuple[float, float]] = []
    with closing(others.create()) as raw, closing(IndexConsumer(store, generations, watch)) as consumer:
        while batch := store.documents.changes(store.cursors.at("index"), generations.batch):
            documents = [Versioned(d, 1) for d in store.documents.each([change.id for change in batch])]
            made = [source(document, "machine", datetime.now(UTC)) for document in documents]
            helper = elastic_size.bulk(watch.index.hosts[0], raw.index, made)
            alone = len(batch) / seconds(partial(asyncio.run, helper))
            through = len(batch) / seconds(consumer.step)
            rates.append((alone, through))
            progress(f"async_bulk {alone:.0f}/s, consumer {through:.0f}/s")
    report.figures |= {
        "documents": store.documents.count(),
        "documents/s, async_bulk": round(statistics.median(alone for alone, _ in rates)),
        "documents/s, consumer": round(statistics.median(through for _, through in rates)),
    }
    ratio = statistics.median(through / alone for alone, through in rates)
    report.at_least("consumer's speed / async_bulk's", ratio, SPEED)
    client.indices.delete(index=raw.index)


def real_texts(data: Path | None, watch: Watch) -> Mapping[str, list[Document]]:
    if data is None:
        progress("!!! no data: the size of real texts is NOT measured (--data, RASID_BENCH_DATA)")
        return {}
    return press.texts(data, watch)


def measure_size(
    report: Report, client: Elasticsearch, watch: Watch, collections: Mapping[str, list[Document]]
) -> None:
    for name, size in elastic_size.measure(client, watch, collections).items():
        told = f"{size.ours:.0f} for {size.plain:.0f} under standard, of {len(collections[name])} documents"
        report.figures[f"bytes a document, {name}"] = told
        if name in press.LANGUAGES:
            report.figures[f"size / that under standard, {name}"] = round(size.ratio, 2)
        else:
            report.at_most(f"size / that of the texts under standard, {name}", size.ratio, SIZE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of real texts, else $RASID_BENCH_DATA")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_DOCUMENTS} documents")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = Report()
    with Server(heap=HEAP, java=()) as server:
        count = QUICK_DOCUMENTS if arguments.quick else DOCUMENTS
        measured(server.url, count, data_folder(arguments.data), report)
    return report.finish(arguments.json)


if __name__ == "__main__":
    sys.exit(main())
