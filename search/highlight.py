"""The pieces of a document's text that show why it was found, its words marked."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.document import Document, Segment, paragraphs
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


class Highlighter:
    """Shows why documents were found by one query."""

    def __init__(self, node: Node, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._leaves = tuple(leaves(node, evaluator.topics))
        self._sieve = Sieve(self._leaves, evaluator)

    def of(self, document: Document, terms: Sequence[str] | None = None) -> dict[str, list[str]]:
        """Pieces of `document` with the words of the query (not those under a NOT) in <mark>, else
        HTML-escaped. Keys: title, body, post for original text, translation for any translated text; SNIPPETS
        pieces of LENGTH characters at most under each.

        `terms` (`search.sieve.paragraph_terms`) spare the analysis of paragraphs without any of the words;
        the others are analysed in order, and only until enough is found.
        """
        found: dict[str, list[str]] = {}
        for place, (_, numbers) in enumerate(paragraphs(document)):
            nodes = self._sieve.worth(terms[place]) if terms else self._leaves
            segments = tuple(document.segments[i] for i in numbers)
            if nodes and not all(len(found.get(key, ())) >= SNIPPETS for key in _keys(segments)):
                self._add(replace(document, segments=segments), nodes, found)
        return {key: pieces for key, pieces in found.items() if pieces}

    def _add(self, paragraph: Document, nodes: Sequence[Node], found: dict[str, list[str]]) -> None:
        page = Page(paragraph)
        occurrences = [o for node in nodes for o in self._evaluator.evaluate(node, page).occurrences]
        for key, text, spans in _by_text(paragraph, occurrences):
            pieces = found.setdefault(key, [])
            pieces += list(_pieces(text, spans))[: SNIPPETS - len(pieces)]


def _keys(segments: Sequence[Segment]) -> set[str]:
    return {field_of(s) for s in segments} | {"translation" for s in segments if s.translation}


def _by_text(document: Document, occurrences: Sequence[Occurrence]) -> Iterator[tuple[str, str, list[Span]]]:
    """Occurrences put together by the text they stand in: (key, text, spans in order without overlap)."""
    spans: dict[tuple[int, str], list[Span]] = {}
    for o in occurrences:
        spans.setdefault((o.segment, o.side), []).append((o.start, o.end))
    for (number, side), marked in sorted(spans.items()):
        segment = document.segments[number]
        if side == "original":
            yield field_of(segment), segment.text, merged(marked)
        elif segment.translation is not None:
            yield "translation", segment.translation.text or "", merged(marked)


def _pieces(text: str, spans: list[Span]) -> Iterator[str]:
    """Windows of the text, from left to right, until every span stands in one."""
    waiting = spans
    while waiting:
        start, end = _window(text, waiting[0])
        inside = [(a, min(b, end)) for a, b in waiting if a < end]
        yield _marked(text, start, end, inside)
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
