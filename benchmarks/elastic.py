"""The index on Elasticsearch: documents a second through the consumer, against the client's own bulk helper
with the same documents; bytes on the disk, against the same texts under Elasticsearch's standard analyzer.

.venv/bin/python benchmarks/elastic.py [--quick] [--json]

The server is the one of the tests (tests/elastic/), started for this run.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import statistics
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from elasticsearch import AsyncElasticsearch, Elasticsearch
from elasticsearch.helpers import async_bulk
from index import seconds
from news_pages import WATCHED, page
from report import Report, progress

sys.path.insert(0, str(Path(__file__).parents[1]))

from consumers.index import IndexConsumer
from crawler.document import Document
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import Watch, load
from pipelines import process
from search.backend import Versioned
from search.elastic_documents import source
from search.elastic_generations import ElasticGenerations
from search.elastic_mapping import Layout
from tests.cli.command import until
from tests.elastic.server import Elasticsearch as Server

DOCUMENTS, QUICK_DOCUMENTS = 6_000, 2_000
SPEED, SIZE = 0.8, 1.2
HEAP = "1g"
LEASE = "1s"
"""The server looks every 30 s."""
SEARCH_ONLY = ("words", "values", "day", "moment", "microseconds")
TEXTS = ("title", "title_translation", "text", "text_translation")


def measured(url: str, count: int, report: Report) -> None:
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
            measure_size(report, client, store, watch)


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
            alone = len(batch) / seconds(partial(asyncio.run, bulk(watch.index.hosts[0], raw.index, made)))
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


async def bulk(url: str, index: str, documents: Iterable[dict[str, Any]]) -> None:
    async with AsyncElasticsearch(url, request_timeout=120) as client:
        await async_bulk(client, ({"_index": index, "_source": document} for document in documents))


def measure_size(report: Report, client: Elasticsearch, store: Store, watch: Watch) -> None:
    """The same documents in an index that differs in nothing but how their texts are analysed: each readable
    text under `standard`, and none of the search-only fields. Both merged into one segment."""
    index = next(iter(client.indices.get(index=Layout(watch.index.name).writing)))
    said = client.indices.get(index=index)[index]
    mappings = copy.deepcopy(said["mappings"])
    for name in (*SEARCH_ONLY, "body", "post", "body_translation", "post_translation"):
        del mappings["properties"][name]
    mappings["properties"] |= {name: {"type": "text", "analyzer": "standard"} for name in TEXTS}
    del mappings["_source"]
    client.indices.create(
        index="plain", mappings=mappings, settings={"number_of_replicas": 0, "codec": "best_compression"}
    )
    documents = (
        {name: value for name, value in source(Versioned(d, 1), "machine", d.published_at).items()
         if name not in SEARCH_ONLY}
        for d in store.documents.since()
    )  # fmt: skip
    asyncio.run(bulk(watch.index.hosts[0], "plain", documents))
    ours, plain = (merged_size(client, name) for name in (index, "plain"))
    count = store.documents.count()
    report.figures |= {
        "bytes a document": round(ours / count),
        "bytes a document, texts under standard": round(plain / count),
    }
    report.at_most("size / that of the texts under standard", ours / plain, SIZE)


def merged_size(client: Elasticsearch, index: str) -> int:
    """Bytes, once the server has no more use for its second copy of what `_source` leaves out (it keeps one
    until the next merge after `soft_deletes.retention_lease.period`)."""
    client.indices.put_settings(index=index, settings={"index.soft_deletes.retention_lease.period": LEASE})
    until(partial(_is_released, client, index), "the server keeps its second copy")
    client.index(index=index, document={})  # or one segment would have nothing to be merged with
    for _ in range(2):  # what the first one has committed counts as safe with the second
        client.indices.flush(index=index, force=True)
    client.indices.forcemerge(index=index, max_num_segments=1)
    client.indices.refresh(index=index)
    return int(client.indices.stats(index=index)["_all"]["primaries"]["store"]["size_in_bytes"])


def _is_released(client: Elasticsearch, index: str) -> bool:
    (shard,) = client.indices.stats(index=index, level="shards")["indices"][index]["shards"]["0"]
    leases = shard["retention_leases"]["leases"]
    return all(lease["retaining_seq_no"] > shard["seq_no"]["max_seq_no"] for lease in leases)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_DOCUMENTS} documents")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = Report()
    with Server(heap=HEAP, java=()) as server:
        measured(server.url, QUICK_DOCUMENTS if arguments.quick else DOCUMENTS, report)
    return report.finish(arguments.json)


if __name__ == "__main__":
    sys.exit(main())
