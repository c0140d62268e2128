"""Which watched names and topics an article mentions, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from crawler.document import Document, Match, Mention
from search.evaluate import Evaluator, Occurrence, Page
from search.names import Names
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
        of the watch file; then, with topic None, the names that no such topic has found there.

        Originals and finished translations are searched. Words under a NOT make no mention. A place is
        mentioned once by a topic, even where two of its words find it.
        """
        page = Page(document)
        topics: list[str] = []
        mentions: list[Mention] = []
        covered: set[tuple[str, str, int, int, int]] = set()
        for topic, tree in self._trees.items():
            result = self._evaluator.evaluate(tree, page)
            if result.holds:
                topics.append(topic)
                mentions += _mentions(topic, result.occurrences)
                covered.update((o.name, *_place(o)) for o in result.occurrences)
        named = self._evaluator.names_on(page)
        mentions += _mentions(None, [o for o in named if (o.name, *_place(o)) not in covered])
        return Match(tuple(topics), tuple(mentions))


def _place(occurrence: Occurrence) -> tuple[str, int, int, int]:
    return occurrence.side, occurrence.segment, occurrence.start, occurrence.end


def _mentions(topic: str | None, occurrences: Iterable[Occurrence]) -> list[Mention]:
    once: dict[tuple[str | int, ...], Mention] = {}
    for o in occurrences:
        place = _place(o) if topic is not None else (o.name, *_place(o))
        once.setdefault(place, Mention(topic, o.name, o.term, o.field, o.side, o.segment, o.start, o.end))
    return list(once.values())
