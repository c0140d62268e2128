"""The embedded search index: tantivy, in this process, nothing to install.

Whoever holds the data directory writes (`search.embedded_writer`); any process reads beside it and sees each
commit and each new generation with its next search.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import tantivy
from tantivy import FieldType, Occur, Order, Query

from crawler.errors import Unavailable
from crawler.watch import Watch
from search.answers import FACET_VALUES, Stored, facets, hit
from search.backend import FACETS, Period, Question, SearchResult
from search.embedded_errors import REMEDY, reported
from search.embedded_query import TantivyQueryBuilder, count, silent
from search.embedded_schema import FORMAT, load
from search.evaluate import Evaluator
from search.folding import fold
from search.generations import INDEX_FOLDER, GenerationFolders, Pointer
from search.highlight import Highlighter
from search.names import Names
from search.topics import resolve

T = TypeVar("T")


class EmbeddedIndex:
    """Searches the current generation in the data directory; writes nothing. For one thread at a time."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._folders = GenerationFolders(watch.data / INDEX_FOLDER)
        self._open: tuple[str, tantivy.Index] | None = None
        self._evaluator = Evaluator(Names(watch.names), resolve(watch.topics))

    def search(self, question: Question) -> SearchResult:
        """Raises Unavailable when there is no index, or it is damaged or of another version of Rasid."""
        with reported(self._folders.root):
            return self._asked(partial(self._found, question))

    def has_source(self, name: str) -> bool:
        if self._folders.current() is None:
            return False
        term = f"source:{fold(name)}"
        with reported(self._folders.root):
            return self._asked(lambda index: index.searcher().doc_freq("value", term)) > 0

    def _found(self, question: Question, index: tantivy.Index) -> SearchResult:
        searcher = index.searcher()
        query = self._query(question, index, searcher)
        total, found = _ranked(searcher, index.schema, query, question)
        highlighter = Highlighter(question.node, self._evaluator)
        hits = tuple(hit(stored, score, highlighter) for stored, score in found)
        return SearchResult(total, hits, _facets(searcher, query))

    def _query(self, question: Question, index: tantivy.Index, searcher: tantivy.Searcher) -> Query:
        builder = TantivyQueryBuilder(searcher, index.schema, self._evaluator)
        query = builder.build(question.node)
        if question.period.start is None and question.period.end is None:
            return query
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, silent(_during(index.schema, question.period)))]
        )

    def _asked(self, ask: Callable[[tantivy.Index], T]) -> T:
        """What `ask` finds in the generation that the pointer names now; it is asked again where that one was
        replaced meanwhile: what is not open yet of its files is gone then (tantivy opens a segment without
        positions, and fails when they are needed)."""
        while True:
            pointer = self._pointer()
            try:
                return ask(self._reloaded(pointer.generation))
            except ValueError:
                self._open = None
                if self._folders.current() == pointer:
                    raise

    def _pointer(self) -> Pointer:
        pointer = self._folders.current()
        if pointer is None:
            raise Unavailable(f"{self._folders.root}: no search index yet; `rasid crawl` or {REMEDY}")
        if pointer.format != FORMAT:
            raise Unavailable(f"{self._folders.root}: written by another version of Rasid; {REMEDY}")
        return pointer

    def _reloaded(self, generation: str) -> tantivy.Index:
        if self._open is None or self._open[0] != generation:
            self._open = generation, tantivy.Index.open(str(self._folders.path(generation)))
        index = self._open[1]
        index.reload()
        return index


def _ranked(
    searcher: tantivy.Searcher, schema: tantivy.Schema, query: Query, question: Question
) -> tuple[int, list[tuple[Stored, float]]]:
    """How many documents in all, and the first ones with their scores. Where the query ranks nothing
    (filters, a NOT alone) the newest come first."""
    total = count(searcher, query)
    limit = min(question.limit, total)
    if not limit:
        return total, []
    best = searcher.search(query, limit, count=False)
    if question.sort == "relevance" and best.hits[0][0] > 0:
        return total, [(load(searcher, at), score) for score, at in best.hits]
    newest = searcher.search(query, limit, count=False, order_by_field="date", order=Order.Desc)
    documents = [load(searcher, at) for _, at in newest.hits]
    these = Query.term_set_query(schema, "id", [stored.document.id for stored in documents])
    both = Query.boolean_query([(Occur.Must, query), (Occur.Must, silent(these))])
    scores = {(at.segment_ord, at.doc): score for score, at in searcher.search(both, limit, count=False).hits}
    return total, [
        (stored, scores[at.segment_ord, at.doc])
        for stored, (_, at) in zip(documents, newest.hits, strict=True)
    ]


def _facets(searcher: tantivy.Searcher, query: Query) -> dict[str, dict[str, int]]:
    wanted = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}
    return facets(searcher.aggregate(query, wanted))


def _during(schema: tantivy.Schema, period: Period) -> Query:
    moments = _range(schema, "moment", *period.moments)
    days = _range(schema, "day", *period.days)
    return Query.boolean_query([(Occur.Should, moments), (Occur.Should, days)])


def _range(schema: tantivy.Schema, field: str, start: int | None, end: int | None) -> Query:
    return Query.range_query(schema, field, FieldType.Integer, start, end, include_upper=end is None)
