"""Articles for the index consumer, whichever index it fills."""

from __future__ import annotations

from dataclasses import replace

from consumers.index import IndexConsumer
from crawler.document import Document, Segment, content_hash
from crawler.store import Store
from crawler.store.documents import Provenance


def put(store: Store, name: str, text: str, language: str = "en") -> str:
    """Stores, or revises, an article; its id."""
    url = f"https://news.example/{name}"
    segments = (Segment("paragraph", text, language),)
    document = Document(url=url, canonical_url=url, title=name, language=language, segments=segments)
    document = replace(document, content_hash=content_hash(document))
    return store.documents.put(document, Provenance("", url)).id


def drain(consumer: IndexConsumer) -> None:
    for _ in range(100):
        if not consumer.step():
            return
    raise AssertionError("the consumer does not come to rest")
