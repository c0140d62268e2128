"""The text fields of a document as streams of placed tokens.

One meaning of "field", "paragraph" and "position" for the index, for search and for matching.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from crawler.document import Document, MentionField, Segment, TextSide
from search.analysis import PARAGRAPH_GAP, Token, analyse


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

    @property
    def name(self) -> str:
        """title, body, post, title_translation, body_translation or post_translation."""
        return self.field if self.side == "original" else f"{self.field}_translation"


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
        Stream(field, side, _place(document, field, side))
        for side in ("original", "translation")
        for field in ("title", "body", "post")
    )


def _place(document: Document, field: MentionField, side: TextSide) -> tuple[Placed, ...]:
    numbers = [i for i, segment in enumerate(document.segments) if field_of(segment) == field]
    placed: list[Placed] = []
    new = tuple.__new__  # half the time of calling Placed, once for every word that is indexed
    base = 0
    for _, pieces in groupby(numbers, key=lambda i: document.segments[i].paragraph):
        position = base
        for number in pieces:
            text, language = _side(document.segments[number], side, document.language)
            tokens = analyse(text, language) if text else []
            placed += [new(Placed, (position + token.position, number, token)) for token in tokens]
            position += len(tokens)
        if position > base:
            base = position + PARAGRAPH_GAP
    return tuple(placed)


def _side(segment: Segment, side: TextSide, main_language: str) -> tuple[str, str]:
    """Text and its language; a piece too short to tell is read as the rest of the document."""
    if side == "original":
        return segment.text, segment.language if segment.language != "und" else main_language
    translation = segment.translation
    if translation is None or translation.status != "done":
        return "", ""
    return translation.text or "", translation.target
