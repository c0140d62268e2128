"""The pieces of a document's text that show why it was found, its words marked."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from crawler.document import Document, Segment, TextSide, Translation, paragraphs
from crawler.translated import counterpart
from search.backend import Original
from search.evaluate import Evaluator, Occurrence, Page
from search.fields import field_of
from search.query import Node
from search.sieve import Sieve, leaves
from search.spans import Span, merged

SNIPPETS = 3
"""Pieces shown of one field."""
LENGTH = 240
"""Characters of a piece at most; a title of that length is shown whole."""
LEAD = 80
"""Characters of a piece in front of its first marked word."""
_SLACK = 20
"""How far a cut moves to find a space; scripts without spaces are cut where it falls."""


@dataclass(frozen=True, slots=True)
class Highlights:
    """`pieces` by key: title, body, post for original text, translation for any translated text. `originals`
    are what the pieces under translation were made from, one for each."""

    pieces: dict[str, list[str]] = field(default_factory=dict)
    originals: list[Original] = field(default_factory=list)


class Highlighter:
    """Shows why documents were found by one query."""

    def __init__(self, node: Node, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._leaves = tuple(leaves(node, evaluator.topics))
        self._sieve = Sieve(self._leaves, evaluator)

    def of(self, document: Document, terms: Sequence[str] | None = None) -> Highlights:
        """Pieces of `document` with the words of the query (not those under a NOT) in <mark>, else
        HTML-escaped; SNIPPETS pieces of LENGTH characters at most under each key.

        `terms` (`search.sieve.paragraph_terms`) spare the analysis of paragraphs without any of the words;
        the others are analysed in order, and only until enough is found.
        """
        found = Highlights()
        for place, (_, numbers) in enumerate(paragraphs(document)):
            nodes = self._sieve.worth(terms[place]) if terms else self._leaves
            segments = tuple(document.segments[i] for i in numbers)
            if nodes and not all(len(found.pieces.get(key, ())) >= SNIPPETS for key in _keys(segments)):
                self._add(replace(document, segments=segments), nodes, found)
        return found

    def _add(self, paragraph: Document, nodes: Sequence[Node], found: Highlights) -> None:
        page = Page(paragraph)
        occurrences = [o for node in nodes for o in self._evaluator.evaluate(node, page).occurrences]
        for (number, side), spans in _by_text(occurrences):
            segment = paragraph.segments[number]
            translation = segment.translation if side == "translation" else None
            pieces = found.pieces.setdefault("translation" if translation else field_of(segment), [])
            text = (translation.text or "") if translation else segment.text
            for piece, marks in islice(_pieces(text, spans), SNIPPETS - len(pieces)):
                pieces.append(piece)
                if translation:
                    found.originals.append(_original(segment.text, segment.language, translation, marks))


def _keys(segments: Sequence[Segment]) -> set[str]:
    return {field_of(s) for s in segments} | {"translation" for s in segments if s.translation}


def _by_text(occurrences: Sequence[Occurrence]) -> Iterator[tuple[tuple[int, TextSide], list[Span]]]:
    """Occurrences put together by the text they stand in, (segment, side): spans in order without overlap."""
    spans: dict[tuple[int, TextSide], list[Span]] = {}
    for o in occurrences:
        spans.setdefault((o.segment, o.side), []).append((o.start, o.end))
    for place, marked in sorted(spans.items()):
        yield place, merged(marked)


def _original(text: str, language: str, translation: Translation, marks: Sequence[Span]) -> Original:
    """A text that is longer than a piece is shown from the first sentence meant to the last."""
    all_of_it = 0, len(text)
    sentences = merged(counterpart(translation, mark, "translation") or all_of_it for mark in marks)
    start, end = all_of_it if len(text) <= LENGTH else (sentences[0][0], sentences[-1][1])
    shown = _marked(text, start, end, sentences)
    return Original(shown, language, translation.engine, translation.model)


def _pieces(text: str, spans: list[Span]) -> Iterator[tuple[str, list[Span]]]:
    """Windows of the text, from left to right, until every span stands in one; each with its spans."""
    waiting = spans
    while waiting:
        start, end = _window(text, waiting[0])
        inside = [(a, min(b, end)) for a, b in waiting if a < end]
        yield _marked(text, start, end, inside), inside
        waiting = waiting[len(inside) :]


def _window(text: str, first: Span) -> Span:
    if len(text) <= LENGTH:
        return 0, len(text)
    start = max(0, min(first[0] - LEAD, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    return _cut(text, start, range(start, min(start + _SLACK, first[0]))), _cut(
        text, end, range(end, max(end - _SLACK, first[1]), -1)
    )


def _cut(text: str, at: int, near: range) -> int:
    """`at`, or a place `near` it between two words, or else one that parts no letter from its marks."""
    if at in (0, len(text)):
        return at
    for place in near:
        if text[place - 1].isspace() != text[place].isspace():
            return place
    while 0 < at < len(text) and unicodedata.category(text[at])[0] == "M":
        at -= 1
    return at


def _marked(text: str, start: int, end: int, spans: list[Span]) -> str:
    parts = []
    at = start
    for a, b in spans:
        parts += [html.escape(text[at:a]), "<mark>", html.escape(text[a:b]), "</mark>"]
        at = b
    return "".join((*parts, html.escape(text[at:end]))).strip()
