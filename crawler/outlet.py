"""What one page of an outlet gave: the lines by which its furniture is learnt, the measures by which a broken
template is noticed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from crawler.document import DateSource, Document, Segment

DECLARED: tuple[DateSource, ...] = ("json-ld", "meta", "time")
"""The sources of a date that a template provides."""
Line = tuple[int, int]
"""The key of a line and its length in characters."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one page: characters of text and of learnt furniture, which fields it had, and its lines. A page
    without text is `Reading()`. `date`: the page declares when it was published."""

    text: int = 0
    furniture: int = 0
    title: bool = False
    authors: bool = False
    date: bool = False
    lines: tuple[Line, ...] = ()
    at: datetime | None = None


def line_key(text: str) -> int:
    """The same for a line in another case or spacing: 64 bits of its BLAKE2 hash, signed as SQLite has it."""
    words = " ".join(text.casefold().split())
    digest = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def is_line(segment: Segment) -> bool:
    """Whether it could be an outlet's furniture: neither the title nor words of a post, and words at all."""
    return segment.kind != "title" and segment.post is None and any(map(str.isalpha, segment.text))


def read(document: Document) -> Reading:
    """The reading of a document before its languages are told: a segment is a line."""
    furniture = document.extraction.furniture
    kept = [segment for segment in document.segments if segment.kind != "title"]
    lines = {line_key(s.text): len(s.text) for s in (*kept, *furniture) if is_line(s)}
    return Reading(
        text=sum(len(segment.text) for segment in kept),
        furniture=sum(len(segment.text) for segment in furniture),
        title=bool(document.title),
        authors=bool(document.authors),
        date=document.extraction.date_source in DECLARED,
        lines=tuple(lines.items()),
        at=document.fetched_at,
    )
