"""From a query's tree to a tantivy query that finds exactly what `search.evaluate` says.

What tantivy cannot say exactly is verified: a query that finds all candidates is run at once, each candidate
is evaluated in memory, and those that hold stand in the query by their ids. That is so for a proximity of
three words and more, of words that stand for one another, and of spellings of several words far apart.

tantivy's slop counts as ours for two terms, in both orders when both are asked (tried against a naive
implementation on 20,000 random texts); it also lets two terms of one token stand for two words, which is
looked for and then verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, pairwise, permutations, product
from typing import NamedTuple

import tantivy
from tantivy import Occur, Query

from crawler.document import paragraphs
from search.analysis import beginnings, query_terms
from search.embedded_schema import STREAMS, WORDS, Stored, load
from search.evaluate import Evaluator, Page
from search.folding import fold
from search.names import Sequence as Terms
from search.names import Unit
from search.query import And, FieldScope, Near, Node, Not, Or, Phrase, Prefix, Word
from search.sieve import Sieve, scoped

TITLE_BOOST = 3.0
"""A word in the title counts as much as three in the body."""
MAX_PHRASES = 256
"""Phrase queries (of four words; fewer when longer) that one leaf may become in one field before it is
verified instead: some 50 ms at most on the 20,000 articles of `benchmarks/index.py`, which measures it
again."""
MAX_PAIRS = 8
"""Neighbours of a proximity looked for close to each other; each narrows the candidates, and costs time."""

_PARTS: dict[str, frozenset[str]] = {
    "title": frozenset({"title", "title_translation"}),
    "body": frozenset({"body", "body_translation"}),
    "post": frozenset({"post", "post_translation"}),
    "original": frozenset({"title", "body", "post"}),
    "translation": frozenset({"title_translation", "body_translation", "post_translation"}),
}

Leaf = Word | Phrase | Near | Prefix


class Slot(NamedTuple):
    """The terms that are a hit at a place counted from a phrase's beginning."""

    offset: int
    terms: tuple[str, ...]


class QueryBuilder:
    """Builds queries for one searcher."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, evaluator: Evaluator) -> None:
        self._searcher, self._schema, self._evaluator = searcher, schema, evaluator
        self._known: dict[tuple[str, str], bool] = {}

    def build(self, node: Node, path: tuple[str, ...] = ()) -> Query:
        """`path`: the text fields that `node` stands in, outermost first."""
        match node:
            case And(nodes):
                return _all([self.build(n, path) for n in nodes])
            case Or(nodes):
                return _any([self.build(n, path) for n in nodes])
            case Not(inner):
                return _without(everything(), self.build(inner, path))
            case FieldScope(name, inner) if name in _PARTS:
                return self.build(inner, (*path, name))
            case FieldScope(name, inner):
                return self._value(name, inner)
            case _:
                return self._leaf(node, path)

    def _leaf(self, leaf: Leaf, path: tuple[str, ...]) -> Query:
        found = []
        for stream in STREAMS:
            if all(stream in _PARTS[name] for name in path):
                query = self._in_stream(leaf, stream, path)
                if query is not None:
                    boost = TITLE_BOOST if stream.startswith("title") else 1.0
                    found.append(Query.boost_query(query, boost))
        return _best(found)

    def _in_stream(self, leaf: Leaf, stream: str, path: tuple[str, ...]) -> Query | None:
        match leaf:
            case Prefix(text, _):
                start = "|".join(map(re.escape, beginnings(text)))
                return Query.regex_query(self._schema, stream, f"({start}).*")
            case Word():
                return self._alternatives(stream, self._evaluator.units((leaf,))[0].alternatives)
            case Phrase(words):
                return self._phrase(stream, leaf, self._evaluator.units(words), path)
            case Near(words, distance):
                units = self._evaluator.units(words)
                if len(units) == 1:
                    return self._alternatives(stream, units[0].alternatives)
                return self._near(stream, leaf, units, distance, path)

    def _alternatives(self, stream: str, alternatives: Iterable[Terms]) -> Query | None:
        queries = [q for terms in alternatives if (q := self._sequence(stream, terms)) is not None]
        return _best(queries) if queries else None

    def _sequence(self, stream: str, terms: Terms) -> Query | None:
        slots = self._slots(stream, terms)
        return self._placed(stream, slots) if slots else None

    def _slots(self, stream: str, terms: Terms) -> list[Slot]:
        """Only terms that the index has; empty when nothing can be found."""
        slots = [
            Slot(offset, tuple(sorted(t for t in choice if self._is_known(stream, t))))
            for offset, choice in enumerate(terms)
        ]
        return slots if all(slot.terms for slot in slots) else []

    def _is_known(self, stream: str, term: str) -> bool:
        known = self._known.get((stream, term))
        if known is None:
            known = self._known[stream, term] = self._searcher.doc_freq(stream, term) > 0
        return known

    def _placed(self, stream: str, slots: Sequence[Slot], slop: int = 0) -> Query:
        """All slots at their offsets; with one term in each a phrase, else a phrase of alternations."""
        if len(slots) == 1:
            return _best([Query.term_query(self._schema, stream, term) for term in slots[0].terms])
        if all(len(slot.terms) == 1 for slot in slots):
            words: list[str | tuple[int, str]] = [(slot.offset, slot.terms[0]) for slot in slots]
            return Query.phrase_query(self._schema, stream, words, slop)
        patterns: list[str | tuple[int, str]] = [
            (slot.offset, "|".join(map(re.escape, slot.terms))) for slot in slots
        ]
        return Query.regex_phrase_query(self._schema, stream, patterns, slop)

    def _phrase(
        self, stream: str, leaf: Phrase, units: tuple[Unit, ...], path: tuple[str, ...]
    ) -> Query | None:
        choices = [[a for a in unit.alternatives if self._slots(stream, a)] for unit in units]
        fitting = max(1, min(MAX_PHRASES, 4 * MAX_PHRASES // len(units)))
        rows = list(islice(product(*choices), fitting + 1))
        if len(rows) > fitting:
            return self._verified(leaf, path, self._together(stream, dict.fromkeys(units)))
        return self._alternatives(stream, (sum(row, ()) for row in rows))

    def _together(self, stream: str, units: Iterable[Unit]) -> Query:
        """All units somewhere in the stream."""
        return _all([self._alternatives(stream, unit.alternatives) or Query.empty_query() for unit in units])

    def _near(
        self, stream: str, leaf: Near, units: tuple[Unit, ...], distance: int, path: tuple[str, ...]
    ) -> Query | None:
        if len(units) > 2:
            return self._verified(leaf, path, self._within_reach(stream, units, distance))
        left, right = ([s for a in u.alternatives if (s := self._slots(stream, a))] for u in units)
        exact: list[Query] = []
        for first, second in product(left, right):
            if not count(self._searcher, _all([self._placed(stream, first), self._placed(stream, second)])):
                continue
            pair = self._pair(stream, first, second, distance)
            if pair is None or len(exact) + len(pair) > MAX_PHRASES:
                return self._verified(leaf, path, self._within_reach(stream, units, distance))
            exact += pair
        return _best(exact) if exact else None

    def _within_reach(self, stream: str, units: Sequence[Unit], distance: int) -> Query:
        """All units, some neighbours in the query no farther apart than a proximity of them all can be."""
        reach = distance + sum(max(map(len, unit.alternatives)) for unit in units)
        different = list(dict.fromkeys(units))
        firsts = [self._first_terms(stream, unit) for unit in different]
        if not all(firsts):
            return Query.empty_query()
        pairs = list(islice(pairwise(firsts), MAX_PAIRS)) or [(firsts[0], firsts[0])]
        close = [
            _any([self._placed(stream, [Slot(0, a), Slot(1, b)], reach) for a, b in permutations(pair)])
            for pair in pairs
        ]
        return _all([self._together(stream, different), *close])

    def _first_terms(self, stream: str, unit: Unit) -> tuple[str, ...]:
        slots = (slot for terms in unit.alternatives for slot in self._slots(stream, terms)[:1])
        return tuple(sorted({term for slot in slots for term in slot.terms}))

    def _pair(self, stream: str, first: list[Slot], second: list[Slot], distance: int) -> list[Query] | None:
        """Two spellings side by side in either order, at most `distance` words between; None when tantivy
        cannot tell or would need too many phrases."""
        if len(first) == len(second) == 1:
            if self._share_a_token(stream, first[0], second[0]):
                return None
            return [
                self._placed(stream, [Slot(0, a.terms), Slot(1, b.terms)], distance)
                for a, b in permutations((first[0], second[0]))
            ]
        if 2 * (distance + 1) > MAX_PHRASES:
            return None
        return [
            self._placed(stream, [*a, *(Slot(len(a) + gap + offset, terms) for offset, terms in b)])
            for a, b in permutations((first, second))
            for gap in range(distance + 1)
        ]

    def _share_a_token(self, stream: str, a: Slot, b: Slot) -> bool:
        if not set(a.terms).isdisjoint(b.terms):
            return True
        return count(self._searcher, self._placed(stream, [Slot(0, a.terms), Slot(0, b.terms)])) > 0

    def _verified(self, leaf: Leaf, path: tuple[str, ...], candidates: Query) -> Query | None:
        """The documents among the candidates for which the leaf holds in its fields."""
        total = count(self._searcher, candidates)
        if not total:
            return None
        node = scoped(leaf, path)
        sieve = Sieve([node], self._evaluator)
        found = (load(self._searcher, at) for _, at in self._searcher.search(candidates, total).hits)
        ids = [stored.document.id for stored in found if self._holds(node, stored, sieve)]
        return Query.term_set_query(self._schema, "id", ids) if ids else None

    def _holds(self, node: Node, stored: Stored, sieve: Sieve) -> bool:
        """A leaf holds where it holds in one of the paragraphs."""
        document = stored.document
        return any(
            self._evaluator.evaluate(
                node, Page(replace(document, segments=tuple(document.segments[i] for i in numbers)))
            ).holds
            for terms, (_, numbers) in zip(stored.terms, paragraphs(document), strict=True)
            if sieve.worth(terms)
        )

    def _value(self, name: str, node: Node) -> Query:
        match node:
            case And(nodes):
                return _all([self._value(name, n) for n in nodes])
            case Or(nodes):
                return _any([self._value(name, n) for n in nodes])
            case Not(inner):
                return _without(everything(), self._value(name, inner))
            case Prefix(text, _):
                return silent(Query.regex_query(self._schema, "value", f"{name}:{re.escape(text)}.*"))
            case Word(text, _):
                return self._value_is(name, text)
            case _:
                return Query.empty_query()

    def _value_is(self, name: str, text: str) -> Query:
        if name == "topic" and text in self._evaluator.topics:
            return self.build(self._evaluator.topics[text])
        if name in WORDS:
            return silent(self._sequence(name, query_terms(text)) or Query.empty_query())
        return silent(Query.term_query(self._schema, "value", f"{name}:{fold(text)}"))


def count(searcher: tantivy.Searcher, query: Query) -> int:
    """How many documents the query finds."""
    total: int = searcher.search(query, 1).count  # type: ignore[attr-defined]  # missing in tantivy's stub
    return total


def everything() -> Query:
    return silent(Query.all_query())


def silent(query: Query) -> Query:
    """Finds the same, and adds nothing to the score."""
    return Query.const_score_query(query, 0.0)


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _without(query: Query, unwanted: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, unwanted)])


def _best(queries: Sequence[Query]) -> Query:
    """Any of them; the score is that of the best one, so that a name in six spellings counts once."""
    if len(queries) == 1:
        return queries[0]
    return Query.disjunction_max_query(queries) if queries else Query.empty_query()
