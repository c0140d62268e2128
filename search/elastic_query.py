"""From a query's tree to Elasticsearch's query language: own terms only, nothing that a user typed is parsed
there.

Terms are asked for as documents have them (`search.elastic_documents.encoded`): `match_phrase` with the
analyzer `encoded` makes a query for one term, for synonyms, or a phrase of synonyms, whatever is needed.

`intervals` counts the words between two spellings as we do, if all the ones tried in one rule are equally
long: of two that begin alike Lucene keeps the shorter only. That holds for two different words, and for more
where all are written as one word and no token is two of them; else a proximity is verified (tried against
`search.evaluate` on random texts and queries).
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, permutations, product
from typing import Any

from search.analysis import beginnings
from search.answers import Stored
from search.elastic_documents import BOUNDARY, encoded
from search.evaluate import Evaluator
from search.names import Sequence as Terms
from search.names import Unit
from search.query import Near
from search.query_builder import QueryBuilder

Query = dict[str, Any]

ANALYZER = "encoded"
PLAIN = 8
"""Levels of a query that is sent as it is: with 16 `bool` Lucene 9.4 needs 0.3 s, with 26 some minutes."""
LEVELS = 20
"""Levels before a query is packed: servers take 30 (`indices.query.bool.max_nested_depth`)."""

MOST_ORDERED = 4
"""Words of a proximity that are asked for in each of their orders (24)."""

NOTHING: Query = {"match_none": {}}


class ElasticQueryBuilder(QueryBuilder[Query]):
    """`fetch` gives the stored form of all documents that a query finds."""

    def __init__(self, evaluator: Evaluator, fetch: Callable[[Query], Iterable[Stored]]) -> None:
        super().__init__(evaluator)
        self._fetch = fetch

    def all_of(self, queries: Sequence[Query]) -> Query:
        return {"bool": {"must": queries}}

    def any_of(self, queries: Sequence[Query]) -> Query:
        return {"bool": {"should": queries, "minimum_should_match": 1}}

    def best_of(self, queries: Sequence[Query]) -> Query:
        if len(queries) == 1:
            return queries[0]
        return {"dis_max": {"queries": queries}} if queries else NOTHING

    def all_but(self, unwanted: Query) -> Query:
        return {"bool": {"filter": [{"match_all": {}}], "must_not": [unwanted]}}

    def silent(self, query: Query) -> Query:
        return {"bool": {"filter": [query]}}

    def boosted(self, query: Query, by: float) -> Query:
        return {"dis_max": {"queries": [query], "boost": by}}

    def spellings(self, stream: str, unit: Unit) -> Sequence[Terms]:
        """Those of one word are asked for at once."""
        words = frozenset(term for terms in unit.alternatives if len(terms) == 1 for term in terms[0])
        longer = [terms for terms in unit.alternatives if len(terms) > 1]
        return [(words,), *longer] if words else longer

    def sequence(self, stream: str, terms: Terms) -> Query:
        return {"match_phrase": {_field(stream): {"query": _written(terms), "analyzer": ANALYZER}}}

    def starting_with(self, stream: str, text: str) -> Query:
        return self.best_of(
            [
                {"prefix": {_field(stream): {"value": encoded([[beginning]]), "rewrite": "constant_score"}}}
                for beginning in beginnings(text)
            ]
        )

    def near(
        self, stream: str, leaf: Near, units: tuple[Unit, ...], distance: int, path: tuple[str, ...]
    ) -> Query | None:
        if len(units) == 2 and units[0].alternatives != units[1].alternatives:
            return self._in_any_order(stream, [self._by_length(stream, unit) for unit in units], distance)
        near = self._within_reach(stream, units, distance)
        single = [self._single(stream, unit) for unit in units]
        if len(units) > MOST_ORDERED or not all(single):
            return self.verified(leaf, path, near)
        doubtful = self._doubtful(stream, units)
        certain = self._in_any_order(stream, [[rule] for rule in single], distance)
        found = [{"bool": {"must": [certain], "must_not": [doubtful]}}]
        verified = self.verified(leaf, path, self.all_of([near, doubtful]))
        return self.best_of([*found, verified] if verified else found)

    def _in_any_order(self, stream: str, rules: Sequence[Sequence[Query]], distance: int) -> Query | None:
        """One of the rules for each word, no farther apart than that."""
        ways = [
            _all_of(row, distance, ordered=True) for order in permutations(rules) for row in product(*order)
        ]
        different = {json.dumps(way): way for way in ways}
        return _intervals(stream, _any_of(list(different.values()))) if ways else None

    def _doubtful(self, stream: str, units: Sequence[Unit]) -> Query:
        """Where one token may stand for two of the words, or a spelling of several words for one."""
        different = {unit.alternatives: unit for unit in units}.values()
        shared = [
            _intervals(stream, {"match": {**a["match"], "filter": {"overlapping": b}}})
            for a, b in combinations([self._single(stream, unit) for unit in different], 2)
        ]
        longer = [t for unit in different for t in self.spellings(stream, unit) if len(t) > 1]
        return self.silent(self.best_of([*shared, *(self.sequence(stream, terms) for terms in longer)]))

    def _single(self, stream: str, unit: Unit) -> Query:
        """The rule for the spellings of one word, empty where there are none."""
        return next((_match(t) for t in self.spellings(stream, unit) if len(t) == 1), {})

    def _within_reach(self, stream: str, units: Sequence[Unit], distance: int) -> Query:
        """All units, no farther apart than a proximity of them all can be."""
        reach = distance + sum(max(map(len, unit.alternatives)) for unit in units)
        rules = [_any_of(self._by_length(stream, unit)) for unit in dict.fromkeys(units)]
        return _intervals(stream, _all_of(rules, reach, ordered=False)) if all(rules) else NOTHING

    def _by_length(self, stream: str, unit: Unit) -> list[Query]:
        """A rule for all spellings of as many words."""
        lengths: dict[int, list[Query]] = defaultdict(list)
        for terms in self.spellings(stream, unit):
            lengths[len(terms)].append(_match(terms))
        return [_any_of(rules) for rules in lengths.values()]

    def value(self, value: str) -> Query:
        return {"term": {"values": {"value": value}}}

    def value_starting_with(self, text: str) -> Query:
        return {"prefix": {"values": {"value": text, "rewrite": "constant_score"}}}

    def with_ids(self, ids: Sequence[str]) -> Query:
        return {"ids": {"values": ids}}

    def stored(self, candidates: Query) -> Iterable[Stored]:
        return self._fetch(candidates)


def bearable(query: Query) -> Query:
    """The same query as a server can take it, however deep it is. Lucene before 9.6 needs twice the time for
    every `bool` that stands in another, and is shielded from that; what lies deeper than servers count is
    packed."""
    return query if _depth(query) <= PLAIN else _packed(query, LEVELS)


def _depth(query: Query) -> int:
    return 1 + max(map(_depth, _parts(query)), default=0)


def _parts(query: Query) -> list[Query]:
    bodies = (query[kind] for kind in ("bool", "dis_max") if kind in query)
    return [part for body in bodies for value in body.values() if isinstance(value, list) for part in value]


def _packed(query: Query, levels: int) -> Query:
    if not _parts(query):
        return query
    if levels <= 0:
        return {"wrapper": {"query": b64encode(json.dumps(_packed(query, LEVELS)).encode()).decode()}}
    ((kind, body),) = query.items()
    return {
        kind: {
            name: [_shielded(_packed(part, levels - 2)) for part in value]
            if isinstance(value, list)
            else value
            for name, value in body.items()
        }
    }


def _shielded(query: Query) -> Query:
    """A `dis_max` of two is rewritten once where it stands; of one it would be what stands in it."""
    return query if "dis_max" in query else {"dis_max": {"queries": [query, NOTHING]}}


def _field(stream: str) -> str:
    return f"words.{stream}"


def _written(terms: Terms) -> str:
    return encoded(sorted(choice) for choice in terms)


def _match(terms: Terms) -> Query:
    return {"match": {"query": _written(terms), "analyzer": ANALYZER, "ordered": True, "max_gaps": 0}}


def _intervals(stream: str, rule: Query) -> Query:
    return {"intervals": {_field(stream): rule}}


def _any_of(rules: Sequence[Query]) -> Query:
    return rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}} if rules else {}


def _all_of(rules: Sequence[Query], gaps: int, *, ordered: bool) -> Query:
    """In one paragraph."""
    boundary = {"not_containing": {"match": {"query": BOUNDARY, "analyzer": ANALYZER}}}
    return {"all_of": {"intervals": rules, "max_gaps": gaps, "ordered": ordered, "filter": boundary}}
