"""Bytes of an index on Elasticsearch, and of one that differs in nothing but how its texts are analysed: each
readable text under `standard`, and none of the fields that are only searched."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from elasticsearch import AsyncElasticsearch, Elasticsearch
from elasticsearch.helpers import async_bulk

from crawler.document import Document
from crawler.watch import Watch
from search.backend import Versioned
from search.elastic_documents import source
from search.elastic_generations import ElasticGenerations
from tests.cli.command import until

LEASE = "1s"
"""The server looks every 30 s."""
SEARCH_ONLY = ("words", "values", "day", "moment", "microseconds")
ALIASES = ("body", "post", "body_translation", "post_translation")
TEXTS = ("title", "title_translation", "text", "text_translation")


class Size(NamedTuple):
    """Bytes a document."""

    ours: float
    plain: float

    @property
    def ratio(self) -> float:
        return self.ours / self.plain


def measure(
    client: Elasticsearch, watch: Watch, collections: Mapping[str, Sequence[Document]]
) -> dict[str, Size]:
    """Each collection in an index of either kind, merged into one segment."""
    filled = {}
    for number, (name, documents) in enumerate(collections.items()):
        ours = _fill(watch, f"machine {number}", documents)
        filled[name] = (ours, _fill_plain(client, watch, ours, f"plain-{number}", documents))
    _release_second_copies(client, [index for pair in filled.values() for index in pair])
    return {
        name: Size(*(_merged_size(client, index) / len(collections[name]) for index in pair))
        for name, pair in filled.items()
    }


async def bulk(url: str, index: str, documents: Iterable[dict[str, Any]]) -> None:
    """By the client's own helper, as its users send documents."""
    async with AsyncElasticsearch(url, request_timeout=120) as client:
        await async_bulk(client, ({"_index": index, "_source": document} for document in documents))


def _fill(watch: Watch, machine: str, documents: Sequence[Document]) -> str:
    with closing(ElasticGenerations(watch.index, watch.names, machine).create()) as writer:
        rejected = writer.update((Versioned(document, 1) for document in documents), ())
        assert not rejected, rejected
        return writer.index


def _fill_plain(
    client: Elasticsearch, watch: Watch, ours: str, index: str, documents: Sequence[Document]
) -> str:
    mappings = copy.deepcopy(client.indices.get(index=ours)[ours]["mappings"])
    for name in (*SEARCH_ONLY, *ALIASES):
        del mappings["properties"][name]
    mappings["properties"] |= {name: {"type": "text", "analyzer": "standard"} for name in TEXTS}
    del mappings["_source"]
    settings = {"number_of_replicas": 0, "codec": "best_compression"}
    client.indices.create(index=index, mappings=mappings, settings=settings)
    asyncio.run(bulk(watch.index.hosts[0], index, map(_readable, documents)))
    client.indices.refresh(index=index)
    return index


def _readable(document: Document) -> dict[str, Any]:
    said = source(Versioned(document, 1), "machine", datetime.now(UTC))
    return {name: value for name, value in said.items() if name not in SEARCH_ONLY}


def _release_second_copies(client: Elasticsearch, indices: Sequence[str]) -> None:
    """The server keeps a second copy of what `_source` leaves out until the first merge after
    `soft_deletes.retention_lease.period`."""
    for index in indices:
        client.indices.put_settings(
            index=index, settings={"index.soft_deletes.retention_lease.period": LEASE}
        )
    for index in indices:
        until(partial(_is_released, client, index), f"the server keeps its second copy of {index}")


def _is_released(client: Elasticsearch, index: str) -> bool:
    (shard,) = client.indices.stats(index=index, level="shards")["indices"][index]["shards"]["0"]
    leases = shard["retention_leases"]["leases"]
    return all(lease["retaining_seq_no"] > shard["seq_no"]["max_seq_no"] for lease in leases)


def _merged_size(client: Elasticsearch, index: str) -> int:
    client.index(index=index, document={})  # or one segment would have nothing to be merged with
    for _ in range(2):  # what the first one has committed counts as safe with the second
        client.indices.flush(index=index, force=True)
    client.indices.forcemerge(index=index, max_num_segments=1)
    client.indices.refresh(index=index)
    (shard,) = client.indices.segments(index=index)["indices"][index]["shards"]["0"]
    (size,) = (s["size_in_bytes"] for s in shard["segments"].values() if s["search"])
    return int(size)
