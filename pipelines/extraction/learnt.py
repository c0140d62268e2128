"""Lines that an outlet repeats from article to article: its furniture, learnt by `crawler.store.outlets`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crawler.document import Document, Segment
from crawler.outlet import is_line, line_key

SHARE = 0.5
"""Of a document's text, no more than which is furniture: a page of which most is known has it all."""


def without(document: Document, furniture: Collection[int]) -> Document:
    """The document without the lines of these keys (`line_key`), which are kept in its `extraction`. A
    heading goes only with what stands under it."""
    if not furniture:
        return document
    kept: list[Segment] = []
    taken: list[Segment] = []
    bare = True
    for segment in reversed(document.segments):
        known = is_line(segment) and line_key(segment.text) in furniture
        bare = known and (bare or segment.kind != "heading")
        (taken if bare else kept).append(segment)
    length = sum(len(s.text) for s in document.segments if s.kind != "title")
    if not taken or sum(len(s.text) for s in taken) > SHARE * length:
        return document
    extraction = replace(document.extraction, furniture=tuple(reversed(taken)))
    return replace(document, segments=tuple(reversed(kept)), extraction=extraction)
