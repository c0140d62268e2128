"""From a query's tree to a tantivy query.

tantivy cannot say exactly, and `search.query_builder` verifies: a proximity of three words and more, of words
that stand for one another, and of spellings of several words far apart.

tantivy's slop counts as ours for two terms, in both orders when both are asked (tried against a naive
implementation on 20,000 random texts); it also lets two terms of one token stand for two words, which is
looked for and then verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, permutations, product
from typing import NamedTuple

import tantivy
from tantivy import Occur, Query

from search.analysis import beginnings
from search.answers import Stored
from search.embedded_schema import load
from search.evaluate import Evaluator
from search.names import Sequence as Terms
from search.names import Unit
from search.query import Near
from search.query_builder import MAX_PHRASES, QueryBuilder

MAX_PAIRS = 8
"""Neighbours of a proximity looked for close to each other; each narrows the candidates, and costs time."""


class Slot(NamedTuple):
    """The terms that are a hit at a place counted from a phrase's beginning."""

    offset: int
    terms: tuple[str, ...]


class TantivyQueryBuilder(QueryBuilder[Query]):
    """Builds queries for one searcher."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, evaluator: Evaluator) -> None:
        super().__init__(evaluator)
        self._searcher, self._schema = searcher, schema
        self._known: dict[tuple[str, str], bool] = {}

    def all_of(self, queries: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def any_of(self, queries: Sequence[Query]) -> Query:
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def best_of(self, queries: Sequence[Query]) -> Query:
        if len(queries) == 1:
            return queries[0]
        return Query.disjunction_max_query(queries) if queries else Query.empty_query()

    def all_but(self, unwanted: Query) -> Query:
        everything = self.silent(Query.all_query())
        return Query.boolean_query([(Occur.Must, everything), (Occur.MustNot, unwanted)])

    def silent(self, query: Query) -> Query:
        return silent(query)

    def boosted(self, query: Query, by: float) -> Query:
        return Query.boost_query(query, by)

    def spellings(self, stream: str, unit: Unit) -> list[Terms]:
        """Those of which the index has all words."""
        return [terms for terms in unit.alternatives if self._slots(stream, terms)]

    def sequence(self, stream: str, terms: Terms) -> Query:
        return self._placed(stream, self._slots(stream, terms))

    def starting_with(self, stream: str, text: str) -> Query:
        start = "|".join(map(re.escape, beginnings(text)))
        return Query.regex_query(self._schema, stream, f"({start}).*")

    def value(self, value: str) -> Query:
        return Query.term_query(self._schema, "value", value)

    def value_starting_with(self, text: str) -> Query:
        return Query.regex_query(self._schema, "value", f"{re.escape(text)}.*")

    def with_ids(self, ids: Sequence[str]) -> Query:
        return Query.term_set_query(self._schema, "id", ids)

    def stored(self, candidates: Query) -> Iterator[Stored]:
        total = count(self._searcher, candidates)
        if total:
            yield from (load(self._searcher, at) for _, at in self._searcher.search(candidates, total).hits)

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
            return self.best_of([Query.term_query(self._schema, stream, term) for term in slots[0].terms])
        if all(len(slot.terms) == 1 for slot in slots):
            words: list[str | tuple[int, str]] = [(slot.offset, slot.terms[0]) for slot in slots]
            return Query.phrase_query(self._schema, stream, words, slop)
        patterns: list[str | tuple[int, str]] = [
            (slot.offset, "|".join(map(re.escape, slot.terms))) for slot in slots
        ]
        return Query.regex_phrase_query(self._schema, stream, patterns, slop)

    def near(
        self, stream: str, leaf: Near, units: tuple[Unit, ...], distance: int, path: tuple[str, ...]
    ) -> Query | None:
        if len(units) > 2:
            return self.verified(leaf, path, self._within_reach(stream, units, distance))
        left, right = ([s for a in u.alternatives if (s := self._slots(stream, a))] for u in units)
        exact: list[Query] = []
        for first, second in product(left, right):
            if not count(
                self._searcher, self.all_of([self._placed(stream, first), self._placed(stream, second)])
            ):
                continue
            pair = self._pair(stream, first, second, distance)
            if pair is None or len(exact) + len(pair) > MAX_PHRASES:
                return self.verified(leaf, path, self._within_reach(stream, units, distance))
            exact += pair
        return self.best_of(exact) if exact else None

    def _within_reach(self, stream: str, units: Sequence[Unit], distance: int) -> Query:
        """All units, some neighbours in the query no farther apart than a proximity of them all can be."""
        reach = distance + sum(max(map(len, unit.alternatives)) for unit in units)
        different = list(dict.fromkeys(units))
        firsts = [self._first_terms(stream, unit) for unit in different]
        if not all(firsts):
            return Query.empty_query()
        pairs = list(islice(pairwise(firsts), MAX_PAIRS)) or [(firsts[0], firsts[0])]
        close = [
            self.any_of(
                [self._placed(stream, [Slot(0, a), Slot(1, b)], reach) for a, b in permutations(pair)]
            )
            for pair in pairs
        ]
        return self.all_of([self.together(stream, different), *close])

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


def count(searcher: tantivy.Searcher, query: Query) -> int:
    """How many documents the query finds."""
    total: int = searcher.search(query, 1).count  # type: ignore[attr-defined]  # missing in tantivy's stub
    return total


def silent(query: Query) -> Query:
    """Finds the same, and adds nothing to the score."""
    return Query.const_score_query(query, 0.0)
