"""Searching an index on Elasticsearch, with a key that can only read.

The server finds, ranks and counts; the hits are made here, from the stored form of the documents. Many
documents are read in pages, all from one state of the index. That is a scroll: a point in time takes rights
on the index itself, not on its alias alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from elasticsearch import ApiError, AuthorizationException, NotFoundError

from crawler.document import parse
from crawler.errors import Outdated, UsageError
from crawler.watch import Watch
from search.answers import FACET_VALUES, Stored, facets, hit
from search.backend import Hit, Period, Question, SearchResult
from search.elastic_client import connect, reason_of, reported
from search.elastic_mapping import FORMAT, Layout, explain_format
from search.elastic_query import ElasticQueryBuilder, Query, bearable
from search.evaluate import Evaluator
from search.folding import fold
from search.highlight import Highlighter
from search.names import Names
from search.topics import resolve

T = TypeVar("T")

PAGE = 500
"""Documents in one answer of the server: some 10 MB of articles."""
KEEP_ALIVE = "2m"
"""How long the server keeps a state of the index for the next page."""

_STORED = ["document"]
_FACET_FIELDS = {"language": "language", "source": "source", "topic": "topics", "month": "month"}
_COUNTED = {name: {"terms": {"field": field, "size": FACET_VALUES}} for name, field in _FACET_FIELDS.items()}
_NEWEST = [{"microseconds": "desc"}, {"id": "asc"}]
_BEST = [{"_score": "desc"}, *_NEWEST]
"""Where a query ranks nothing (filters, a NOT alone) the newest come first."""


class ElasticIndex:
    """Searches what the read alias names; writes nothing."""

    def __init__(self, watch: Watch) -> None:
        """Raises Unavailable when the key or the certificates are not there."""
        self.watch = watch
        self._alias = Layout(watch.index.name).reading
        self._client = connect(watch.index, "search")
        self._is_checked = False
        self._evaluator = Evaluator(Names(watch.names), resolve(watch.topics))

    def search(self, question: Question) -> SearchResult:
        """Raises Unavailable when the index cannot be searched."""
        return self._asked(lambda: self._found(question))

    def has_source(self, name: str) -> bool:
        asked = {"query": {"term": {"values": f"source:{fold(name)}"}}, "_source": False}
        return self._asked(lambda: len(next(self._answers(asked, 1))["hits"]["hits"])) > 0

    def _asked(self, ask: Callable[[], T]) -> T:
        """What `ask` finds; it is asked again where the index was replaced meanwhile."""
        with reported(self.watch.index, "search"):
            self._check_format()
            try:
                return ask()
            except NotFoundError:
                return ask()
            except ApiError as error:
                if "too many nested clauses" in reason_of(error.body):
                    raise UsageError(
                        "this server cannot look for so many words at once: ask for less"
                    ) from None
                raise

    def _check_format(self) -> None:
        """Once, where the key may see it: an index of another format has other terms than are asked for."""
        if self._is_checked:
            return
        with suppress(AuthorizationException):
            for index, said in self._client.indices.get_mapping(index=self._alias).items():
                made = said["mappings"].get("_meta", {}).get("rasid_format", 0)
                if made != FORMAT:
                    raise Outdated(f"{index}: {explain_format(made)}")
        self._is_checked = True

    def _found(self, question: Question) -> SearchResult:
        asked = {
            "query": self._query(question),
            "sort": _BEST if question.sort == "relevance" else _NEWEST,
            "track_scores": True,
            "track_total_hits": True,
            "aggregations": _COUNTED,
            "_source": _STORED,
        }
        highlighter = Highlighter(question.node, self._evaluator)
        hits: list[Hit] = []
        total, counted = 0, None
        for number, answer in enumerate(self._answers(asked, question.limit)):
            if number == 0:
                total = answer["hits"]["total"]["value"]
                counted = answer["aggregations"]
            hits += [hit(_stored(found), found["_score"], highlighter) for found in answer["hits"]["hits"]]
        return SearchResult(total, tuple(hits), facets(counted))

    def _query(self, question: Question) -> Query:
        query = ElasticQueryBuilder(self._evaluator, self._fetch).build(question.node)
        if question.period.start is not None or question.period.end is not None:
            query = {"bool": {"must": [query], "filter": [_during(question.period)]}}
        return bearable(query)

    def _fetch(self, query: Query) -> Iterator[Stored]:
        asked = {"query": bearable(query), "sort": ["_doc"], "_source": _STORED}
        for answer in self._answers(asked, sys.maxsize):
            yield from map(_stored, answer["hits"]["hits"])

    def _answers(self, asked: Query, limit: int) -> Iterator[Any]:
        """Pages until there are `limit` hits or no more; total and aggregations are in the first."""
        if limit <= PAGE:
            yield self._answer({**asked, "size": limit})
            return
        answer = self._answer({**asked, "size": PAGE}, scroll=KEEP_ALIVE)
        try:
            yield answer
            for taken in range(PAGE, limit, PAGE):
                if len(answer["hits"]["hits"]) < PAGE:
                    return
                answer = self._client.scroll(scroll_id=answer["_scroll_id"], scroll=KEEP_ALIVE)
                del answer["hits"]["hits"][limit - taken :]
                yield answer
        finally:
            self._client.clear_scroll(scroll_id=answer["_scroll_id"])

    def _answer(self, body: Query, scroll: str | None = None) -> Any:
        """Of the whole index: with less than all of it there is none."""
        return self._client.search(
            index=self._alias, body=body, scroll=scroll, allow_partial_search_results=False
        )


def _stored(found: Any) -> Stored:
    return Stored(parse(found["_source"]["document"]))


def _during(period: Period) -> Query:
    return {
        "bool": {
            "should": [_range("moment", *period.moments), _range("day", *period.days)],
            "minimum_should_match": 1,
        }
    }


def _range(field: str, start: int | None, end: int | None) -> Query:
    bounds = {"gte": start, "lt": end}
    return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}
