"""What a drill on a cluster compares: the documents of a data folder, and what of them lies in the index."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from consumers.index import IndexConsumer
from crawler.cli.indexes import written
from crawler.document import Document, Segment, content_hash
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import Watch, load
from tests.elastic.server import Server
from tests.site.pages import Story, distinct


def index_at(server: Server, name: str) -> dict[str, Any]:
    """`index:` of a watch file."""
    shape: dict[str, Any] = {"backend": "elasticsearch", "hosts": [server.url], "name": name}
    return shape | ({"ca_certs": str(server.ca)} if server.ca else {})


def watch_on(server: Server, name: str, data: Path, **more: Any) -> Watch:
    return load({"data": str(data), "index": index_at(server, name), **more})


@contextmanager
def consuming(watch: Watch) -> Iterator[IndexConsumer]:
    """The index consumer of a data folder."""
    with Store(watch.data) as store:
        consumer = IndexConsumer(store, written(watch, store.machine()), watch)
        try:
            yield consumer
        finally:
            consumer.close()


def fill(watch: Watch) -> None:
    """Steps the index consumer until it has nothing left to do."""
    with consuming(watch) as consumer:
        while consumer.step():
            pass


def store_articles(watch: Watch, last: int, *, first: int = 1, **fields: Any) -> list[str]:
    """Stores articles of these numbers, those that are there already as they are; their ids."""
    with Store(watch.data) as store, store.transaction():
        return [
            store_article(store, f"https://news.example/{n}", distinct(n), **fields)
            for n in range(first, last + 1)
        ]


def store_article(store: Store, url: str, story: Story, **fields: Any) -> str:
    """Stores, or revises, one article; its id."""
    texts = [Segment("title", story.title, story.language)]
    texts += [Segment("paragraph", text, story.language) for text in story.paragraphs]
    document = Document(
        url=url,
        canonical_url=url,
        title=story.title,
        language=story.language,
        segments=tuple(texts),
        **fields,
    )
    document = replace(document, content_hash=content_hash(document))
    return store.documents.put(document, Provenance("", url)).id


def generations(server: Server, name: str) -> set[str]:
    """The concrete indices that there are."""
    with server.client() as client:
        return set(client.indices.get(index=f"{name}-articles-*", features="aliases"))


def sendings(server: Server, index: str) -> tuple[int, int]:
    """By the server's count since it was started: documents that a generation took, and those that it had."""
    with server.client() as client:
        said = client.indices.stats(index=index)["indices"][index]["primaries"]["indexing"]
    return said["index_total"], said["index_failed"]


def in_the_index(client: Elasticsearch, name: str) -> list[dict[str, Any]]:
    """All that a search finds: `_index`, `_id`, `_version`, `_source` (id, url, version, machine)."""
    everything: dict[str, Any] = {"query": {"match_all": {}}, "version": True}
    return list(scan(client, everything, index=name, _source=["id", "url", "version", "machine"]))


def everything_arrived_once(server: Server, *watches: Watch, dead: int = 0) -> None:
    """Prints the figures: of what these data folders hold nothing is missing in the index, nothing is there
    twice or in an older state, but for `dead` documents that the server refused."""
    sent: dict[str, int] = {}
    for watch in watches:
        with Store(watch.data, readonly=True) as store:
            assert store.dead.count("index") == dead
            refused = {letter.document_id for letter in store.dead.all()}
            for change in store.documents.changes(0, sys.maxsize):
                if not change.deleted and change.id not in refused:
                    sent[change.id] = max(change.version, sent.get(change.id, 0))
    with server.client() as client:
        hits = in_the_index(client, watches[0].index.name)
    there = {hit["_id"]: hit["_version"] for hit in hits}
    lost = sent.keys() - there.keys()
    twice = [url for url, count in Counter(hit["_source"]["url"] for hit in hits).items() if count > 1]
    older = [identity for identity in sent.keys() & there.keys() if there[identity] != sent[identity]]
    print(
        f"documents sent {len(sent)}, in the index {len(hits)}, lost {len(lost)}, duplicated {len(twice)},"
        f" in an older state {len(older)}, dead letters {dead}"
    )
    assert (lost, twice, older) == (set(), [], [])
    assert there.keys() == sent.keys()
