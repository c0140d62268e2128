"""From a query's tree to a backend's own query that finds exactly what `search.evaluate` says: what both
backends share.

What a backend cannot say exactly is verified: a query that finds all candidates is run at once, each
candidate is evaluated in memory, and those that hold stand in the query by their ids.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Generic, TypeVar

from crawler.document import paragraphs
from search.analysis import query_terms
from search.answers import Stored
from search.evaluate import Evaluator, Page
from search.fields import STREAMS, WORDS
from search.folding import fold
from search.names import Sequence as Terms
from search.names import Unit
from search.query import And, FieldScope, Near, Node, Not, Or, Phrase, Prefix, Word
from search.sieve import Sieve, scoped

Q = TypeVar("Q")
"""A query as the backend has it."""

TITLE_BOOST = 3.0
"""A word in the title counts as much as three in the body."""
MAX_PHRASES = 256
"""Phrase queries (of four words; fewer when longer) that one leaf may become in one field before it is
verified instead: some 50 ms at most on the 20,000 articles of `benchmarks/index.py`, which measures it
again."""

_PARTS: dict[str, frozenset[str]] = {
    "title": frozenset({"title", "title_translation"}),
    "body": frozenset({"body", "body_translation"}),
    "post": frozenset({"post", "post_translation"}),
    "original": frozenset({"title", "body", "post"}),
    "translation": frozenset({"title_translation", "body_translation", "post_translation"}),
}

Leaf = Word | Phrase | Near | Prefix


class QueryBuilder(ABC, Generic[Q]):
    """Builds one backend's queries; its methods without an underscore say what the backend can."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def build(self, node: Node, path: tuple[str, ...] = ()) -> Q:
        """`path`: the text fields that `node` stands in, outermost first."""
        match node:
            case And(nodes):
                return self.all_of([self.build(n, path) for n in nodes])
            case Or(nodes):
                return self.any_of([self.build(n, path) for n in nodes])
            case Not(inner):
                return self.all_but(self.build(inner, path))
            case FieldScope(name, inner) if name in _PARTS:
                return self.build(inner, (*path, name))
            case FieldScope(name, inner):
                return self._value(name, inner)
            case _:
                return self._leaf(node, path)

    @abstractmethod
    def all_of(self, queries: Sequence[Q]) -> Q: ...

    @abstractmethod
    def any_of(self, queries: Sequence[Q]) -> Q: ...

    @abstractmethod
    def best_of(self, queries: Sequence[Q]) -> Q:
        """Any of them; the score is that of the best one, so that a name in six spellings counts once.
        Without queries it finds nothing."""

    @abstractmethod
    def all_but(self, unwanted: Q) -> Q:
        """Every other document, with a score of 0."""

    @abstractmethod
    def silent(self, query: Q) -> Q:
        """Finds the same, and adds nothing to the score."""

    @abstractmethod
    def boosted(self, query: Q, by: float) -> Q: ...

    @abstractmethod
    def spellings(self, stream: str, unit: Unit) -> Sequence[Terms]:
        """The alternatives worth looking for in a stream; none is empty."""

    @abstractmethod
    def sequence(self, stream: str, terms: Terms) -> Q:
        """The terms side by side, for one of `spellings` or several of them joined."""

    @abstractmethod
    def starting_with(self, stream: str, text: str) -> Q:
        """A folded prefix of a word."""

    @abstractmethod
    def near(
        self, stream: str, leaf: Near, units: tuple[Unit, ...], distance: int, path: tuple[str, ...]
    ) -> Q | None:
        """A proximity of two units or more; None when it is nowhere."""

    @abstractmethod
    def value(self, value: str) -> Q:
        """One of the exact values, `field:folded value`."""

    @abstractmethod
    def value_starting_with(self, text: str) -> Q: ...

    @abstractmethod
    def with_ids(self, ids: Sequence[str]) -> Q: ...

    @abstractmethod
    def stored(self, candidates: Q) -> Iterable[Stored]:
        """All documents that a query finds now."""

    def together(self, stream: str, units: Iterable[Unit]) -> Q:
        """All units somewhere in the stream."""
        return self.all_of([self._unit(stream, unit) or self.best_of([]) for unit in units])

    def verified(self, leaf: Leaf, path: tuple[str, ...], candidates: Q) -> Q | None:
        """The documents among the candidates for which the leaf holds in its fields."""
        node = scoped(leaf, path)
        sieve = Sieve([node], self.evaluator)
        ids = [s.document.id for s in self.stored(candidates) if self._holds(node, s, sieve)]
        return self.with_ids(ids) if ids else None

    def _leaf(self, leaf: Leaf, path: tuple[str, ...]) -> Q:
        found = []
        for stream in STREAMS:
            if all(stream in _PARTS[name] for name in path):
                query = self._in_stream(leaf, stream, path)
                if query is not None:
                    found.append(self.boosted(query, TITLE_BOOST) if stream.startswith("title") else query)
        return self.best_of(found)

    def _in_stream(self, leaf: Leaf, stream: str, path: tuple[str, ...]) -> Q | None:
        match leaf:
            case Prefix(text, _):
                return self.starting_with(stream, text)
            case Word():
                return self._unit(stream, self.evaluator.units((leaf,))[0])
            case Phrase(words):
                return self._phrase(stream, leaf, self.evaluator.units(words), path)
            case Near(words, distance):
                units = self.evaluator.units(words)
                if len(units) == 1:
                    return self._unit(stream, units[0])
                return self.near(stream, leaf, units, distance, path)

    def _unit(self, stream: str, unit: Unit) -> Q | None:
        return self._any_sequence(stream, self.spellings(stream, unit))

    def _any_sequence(self, stream: str, sequences: Iterable[Terms]) -> Q | None:
        queries = [self.sequence(stream, terms) for terms in sequences]
        return self.best_of(queries) if queries else None

    def _phrase(self, stream: str, leaf: Phrase, units: tuple[Unit, ...], path: tuple[str, ...]) -> Q | None:
        choices = [self.spellings(stream, unit) for unit in units]
        fitting = max(1, min(MAX_PHRASES, 4 * MAX_PHRASES // len(units)))
        rows = list(islice(product(*choices), fitting + 1))
        if len(rows) > fitting:
            return self.verified(leaf, path, self.together(stream, dict.fromkeys(units)))
        return self._any_sequence(stream, (sum(row, ()) for row in rows))

    def _holds(self, node: Node, stored: Stored, sieve: Sieve) -> bool:
        """A leaf holds where it holds in one of the paragraphs."""
        document = stored.document
        if stored.terms is None:
            return self.evaluator.evaluate(node, Page(document)).holds
        return any(
            self.evaluator.evaluate(
                node, Page(replace(document, segments=tuple(document.segments[i] for i in numbers)))
            ).holds
            for terms, (_, numbers) in zip(stored.terms, paragraphs(document), strict=True)
            if sieve.worth(terms)
        )

    def _value(self, name: str, node: Node) -> Q:
        match node:
            case And(nodes):
                return self.all_of([self._value(name, n) for n in nodes])
            case Or(nodes):
                return self.any_of([self._value(name, n) for n in nodes])
            case Not(inner):
                return self.all_but(self._value(name, inner))
            case Prefix(text, _):
                return self.silent(self.value_starting_with(f"{name}:{text}"))
            case Word(text, _):
                return self._value_is(name, text)
            case _:
                return self.best_of([])

    def _value_is(self, name: str, text: str) -> Q:
        if name == "topic" and text in self.evaluator.topics:
            return self.build(self.evaluator.topics[text])
        if name in WORDS:
            return self.silent(self._unit(name, Unit(text, (query_terms(text),))) or self.best_of([]))
        return self.silent(self.value(f"{name}:{fold(text)}"))
