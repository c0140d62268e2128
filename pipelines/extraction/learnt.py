"""Lines that an outlet repeats from article to article: what one page teaches of them, and a document without
those that `crawler.store.outlets` has learnt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import takewhile

from crawler.document import DateSource, Document, Segment
from crawler.outlet import Line, Reading
from pipelines.extraction.blocks import SENTENCE_END

SHARE = 0.5
"""Of a document's lines, no more than which is furniture: a page of which most is known has it all."""
_DECLARED: tuple[DateSource, ...] = ("json-ld", "meta", "time")
"""The sources of a date that a template provides."""


def line_key(text: str) -> int:
    """The same for a line in another case or spacing: 64 bits of its BLAKE2 hash, signed as SQLite has it."""
    words = " ".join(text.casefold().split())
    digest = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def read(document: Document) -> Reading:
    """The reading of a document before its languages are told: a segment is a line."""
    furniture = document.extraction.furniture
    kept = _body(document)
    lines = {line_key(s.text): _is_sentence(s.text) for s in (*kept, *furniture) if _is_line(s)}
    return Reading(
        text=sum(len(segment.text) for segment in kept),
        furniture=sum(len(segment.text) for segment in furniture),
        title=bool(document.title),
        authors=bool(document.authors),
        date=document.extraction.date_source in _DECLARED,
        lines=tuple(Line(key, sentence) for key, sentence in lines.items()),
    )


def without(document: Document, furniture: Collection[int], is_watched: Callable[[str], bool]) -> Document:
    """The document without the lines of these keys (`line_key`) that stand above its own text or below it,
    kept in its `extraction`. A heading goes only with what stands under it, and a line that names what is
    watched for stays."""
    if not furniture:
        return document
    lines = _body(document)

    def is_known(segment: Segment) -> bool:
        return _is_line(segment) and line_key(segment.text) in furniture and not is_watched(segment.text)

    below = list(takewhile(is_known, reversed(lines)))
    above = list(takewhile(is_known, lines))
    while above and above[-1].kind == "heading":
        above.pop()
    taken = sorted({s.paragraph: s for s in (*above, *below)}.values(), key=lambda s: s.paragraph)
    if not taken or len(taken) > SHARE * len(lines):
        return document
    extraction = replace(document.extraction, furniture=tuple(taken))
    kept = tuple(segment for segment in document.segments if segment not in taken)
    return replace(document, segments=kept, extraction=extraction)


def _body(document: Document) -> Sequence[Segment]:
    return [segment for segment in document.segments if segment.kind != "title"]


def _is_line(segment: Segment) -> bool:
    """Whether it could be an outlet's furniture: words, and not those of a post."""
    return segment.post is None and any(map(str.isalpha, segment.text))


def _is_sentence(text: str) -> bool:
    return SENTENCE_END.search(text) is not None
