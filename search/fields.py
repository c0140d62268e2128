"""The text fields of a document as streams of placed words.

One meaning of "field", "paragraph" and "position" for the index, for search and for matching.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from crawler.document import Document, MentionField, Segment, TextSide
from search.analysis import PARAGRAPH_GAP, Token, analyse, index_terms

W = TypeVar("W")


class Placed(NamedTuple):
    """A token at its position in a field's stream; its offsets count in the text (or translation, as the
    stream's `side` says) of segment number `segment`."""

    position: int
    segment: int
    token: Token


@dataclass(frozen=True, slots=True)
class Stream:
    """One field on one side, all paragraphs in order, PARAGRAPH_GAP positions apart."""

    field: MentionField
    side: TextSide
    tokens: tuple[Placed, ...]


class Run(NamedTuple, Generic[W]):
    """The words of segment number `segment` in a field's stream, the first of them at `position`."""

    position: int
    segment: int
    words: list[W]


_STREAMS: dict[str, tuple[MentionField, TextSide]] = {
    "title": ("title", "original"),
    "body": ("body", "original"),
    "post": ("post", "original"),
    "title_translation": ("title", "translation"),
    "body_translation": ("body", "translation"),
    "post_translation": ("post", "translation"),
}
STREAMS = tuple(_STREAMS)
"""What an index calls them."""
WORDS = ("outlet", "author")
"""Short texts that an index keeps as words too."""


def field_of(segment: Segment) -> MentionField:
    """Where a segment's words count: a post's in post, the title's in title, everything else in body."""
    if segment.post is not None or segment.kind == "post":
        return "post"
    return "title" if segment.kind == "title" else "body"


def field_streams(document: Document) -> tuple[Stream, ...]:
    """The six streams, title to post, originals then translations; a field without words has no tokens.

    Segments of one `paragraph` and field run on without a gap. Only translations that are done are read.
    """
    return tuple(
        Stream(field, side, _placed(_runs(document, field, side, analyse)))
        for field, side in _STREAMS.values()
    )


def index_streams(document: Document) -> dict[str, list[Run[tuple[str, ...]]]]:
    """The same streams by their names in STREAMS, with each word as its index terms."""
    return {name: list(_runs(document, field, side, index_terms)) for name, (field, side) in _STREAMS.items()}


def exact_values(document: Document) -> Iterator[tuple[str, str]]:
    """(field of the query language, value) pairs."""
    single = {
        "lang": document.language,
        "source": document.source,
        "outlet": document.outlet,
        "country": document.country,
    }
    yield from ((name, value) for name, value in single.items() if value)
    yield from (("author", author) for author in document.authors)
    yield from (("topic", topic) for topic in document.topics)


def _placed(runs: Iterator[Run[Token]]) -> tuple[Placed, ...]:
    new = tuple.__new__  # half the time of calling Placed, once for every word
    return tuple(
        new(Placed, (position, segment, token))
        for first, segment, tokens in runs
        for position, token in enumerate(tokens, first)
    )


def _runs(
    document: Document, field: MentionField, side: TextSide, read: Callable[[str, str], list[W]]
) -> Iterator[Run[W]]:
    numbers = [i for i, segment in enumerate(document.segments) if field_of(segment) == field]
    base = 0
    for _, pieces in groupby(numbers, key=lambda i: document.segments[i].paragraph):
        position = base
        for number in pieces:
            text, language = _side(document.segments[number], side, document.language)
            words = read(text, language) if text else []
            yield Run(position, number, words)
            position += len(words)
        if position > base:
            base = position + PARAGRAPH_GAP


def _side(segment: Segment, side: TextSide, main_language: str) -> tuple[str, str]:
    """Text and its language; a piece too short to tell is read as the rest of the document."""
    if side == "original":
        return segment.text, segment.language if segment.language != "und" else main_language
    translation = segment.translation
    if translation is None or translation.status != "done":
        return "", ""
    return translation.text or "", translation.target
