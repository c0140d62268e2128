"""Which watched names and topics an article mentions, and where."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Protocol

from crawler.document import Document, Match, Mention
from search.evaluate import Evaluator, Occurrence, Page
from search.names import Names
from search.spans import Span, merged
from search.topics import TopicLike, resolve


class Watched(Protocol):
    """What of `crawler.watch.Watch` matching needs."""

    @property
    def names(self) -> Mapping[str, tuple[str, ...]]: ...

    @property
    def topics(self) -> Iterable[TopicLike]: ...


class Matcher:
    """Names and topics of a watch file, made ready once and used on many documents.

    Raises crawler.errors.QueryError when a topic's query cannot be read, names an unknown topic or is made of
    itself.
    """

    def __init__(self, watch: Watched) -> None:
        names = Names(watch.names)
        self._trees = resolve(watch.topics)
        self._evaluator = Evaluator(names, self._trees)

    def match(self, document: Document) -> list[Mention]:
        """The mentions of `examine`."""
        return list(self.examine(document).mentions)

    def examine(self, document: Document) -> Match:
        """The topics whose query holds, and where their words and the watched names stand.

        One mention for each topic whose query holds and each occurrence of its words, topics in the order
        of the watch file; then, with topic None, the names that stand outside all of them: a name that a
        topic's phrase or prefix has taken in, wholly or in part, is not mentioned again.

        Originals and finished translations are searched. Words under a NOT make no mention. A place is
        mentioned once by a topic, even where two of its words find it.
        """
        page = Page(document)
        topics: list[str] = []
        mentions: list[Mention] = []
        told: list[Occurrence] = []
        for topic, tree in self._trees.items():
            result = self._evaluator.evaluate(tree, page)
            if result.holds:
                topics.append(topic)
                mentions += _mentions(topic, result.occurrences)
                told += result.occurrences
        mentions += _mentions(None, _outside(told, self._evaluator.names_on(page)))
        return Match(tuple(topics), tuple(mentions))


def _outside(told: Iterable[Occurrence], named: Iterable[Occurrence]) -> list[Occurrence]:
    """The occurrences in `named` that share no character with one in `told`."""
    marked: dict[tuple[str, int], list[Span]] = {}
    for o in told:
        marked.setdefault((o.side, o.segment), []).append((o.start, o.end))
    spans = {place: merged(found) for place, found in marked.items()}
    return [o for o in named if not _overlaps(spans.get((o.side, o.segment), []), o)]


def _overlaps(spans: list[Span], occurrence: Occurrence) -> bool:
    """`spans` are in order and apart: the last that begins before the occurrence ends decides."""
    at = bisect_left(spans, occurrence.end, key=lambda span: span[0])
    return at > 0 and spans[at - 1][1] > occurrence.start


def _place(occurrence: Occurrence) -> tuple[str, int, int, int]:
    return occurrence.side, occurrence.segment, occurrence.start, occurrence.end


def _mentions(topic: str | None, occurrences: Iterable[Occurrence]) -> list[Mention]:
    once: dict[tuple[str | int, ...], Mention] = {}
    for o in occurrences:
        place = _place(o) if topic is not None else (o.name, *_place(o))
        once.setdefault(place, Mention(topic, o.name, o.term, o.field, o.side, o.segment, o.start, o.end))
    return list(once.values())
