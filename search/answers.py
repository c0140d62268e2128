"""What both backends make of what they have found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.document import Document
from search.backend import FACETS, Hit
from search.highlight import Highlighter

FACET_VALUES = 10_000
"""Far above what there can be: a shorter list would be approximate."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an index brings back: the document, and the terms of each of its paragraphs where it keeps
    them."""

    document: Document
    terms: Sequence[str] | None = None


def hit(stored: Stored, score: float, highlighter: Highlighter) -> Hit:
    document = stored.document
    shown = highlighter.of(document, stored.terms)
    return Hit(
        id=document.id,
        url=document.url,
        title=document.title,
        source=document.source,
        outlet=document.outlet,
        published_at=document.published_at,
        language=document.language,
        score=score,
        topics=document.topics,
        highlights=shown.pieces,
        originals=tuple(shown.originals),
    )


def facets(counted: Any) -> dict[str, dict[str, int]]:
    """Out of what both backends answer to `terms` aggregations of FACET_VALUES buckets."""
    return {
        name: _facet(name, ((bucket["key"], bucket["doc_count"]) for bucket in counted[name]["buckets"]))
        for name in FACETS
    }


def _facet(name: str, counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The most frequent value first; months in order."""
    return dict(sorted(counts) if name == "month" else sorted(counts, key=_most_frequent))


def _most_frequent(count: tuple[str, int]) -> tuple[int, str]:
    return -count[1], count[0]
