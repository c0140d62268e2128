"""What is asked of a search index and what it answers, whichever backend holds it.

Two roles, because they belong to different processes and, on a cluster, to different keys: `SearchBackend` is
asked by analysts, `Generations` and `IndexWriter` are what the index consumer writes to.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from crawler.dates import first_day, last_day, microseconds
from crawler.document import Document
from crawler.errors import UsageError
from crawler.health import Health
from crawler.watch import Watch
from search.query import And, FieldScope, Node, Word, parse

Sort = Literal["relevance", "newest"]
FACETS = ("language", "source", "topic", "month")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as the user types it. `since` and `until` are days or durations (`2026-03-01`, `7d`)."""

    query: str
    topic: str | None = None
    lang: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    sort: Sort = "relevance"
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Original:
    """What a piece of a translation was made from: the sentences behind the words marked in the piece, in
    <mark> (all of the text where the translation does not tell its sentences), HTML-escaped; and by whom, as
    in crawler.document.Translation."""

    text: str
    language: str
    engine: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. `highlights`: field (title, body, post, translation) to pieces of its text,
    HTML-escaped but for <mark>. `originals` has one entry for each piece under translation, in their order.
    `published_at` is None for an undated article."""

    id: str
    url: str
    title: str
    source: str
    outlet: str | None
    published_at: datetime | None
    language: str
    score: float
    topics: tuple[str, ...] = ()
    highlights: dict[str, list[str]] = field(default_factory=dict)
    originals: tuple[Original, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` and `facets` count all documents found, not only the hits shown. A facet maps each value to its
    count, the most frequent first, months in order."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]]

    def as_json(self) -> dict[str, Any]:
        """The shape of `search --json`."""
        hits = [
            {**asdict(hit), "published_at": hit.published_at.isoformat() if hit.published_at else None}
            for hit in self.hits
        ]
        return {"total": self.total, "hits": hits, "facets": self.facets}


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, not including, `end` (UTC). An article of which only the day is known is compared
    by that day alone, whatever the time zone."""

    start: datetime | None
    end: datetime | None
    zone: ZoneInfo

    @property
    def first_day(self) -> date | None:
        return self.start.astimezone(self.zone).date() if self.start else None

    @property
    def moments(self) -> tuple[int | None, int | None]:
        """From the first up to, not including, the second (µs since 1970)."""
        return (
            microseconds(self.start) if self.start else None,
            microseconds(self.end) if self.end else None,
        )

    @property
    def days(self) -> tuple[int | None, int | None]:
        """The same for articles of which only the day is known (proleptic ordinals)."""
        return (
            self.first_day.toordinal() if self.first_day else None,
            self.day_after.toordinal() if self.day_after else None,
        )

    @property
    def day_after(self) -> date | None:
        """The first day that lies wholly outside."""
        if self.end is None:
            return None
        last = self.end.astimezone(self.zone) - timedelta(microseconds=1)
        return last.date() + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """A request that has been read and checked; all that a backend is given."""

    node: Node
    period: Period
    sort: Sort
    limit: int


class SearchBackend(Protocol):
    """Finds documents. Raises crawler.errors.Unavailable when the index cannot be used."""

    @property
    def watch(self) -> Watch: ...

    def search(self, question: Question) -> SearchResult: ...

    def has_source(self, name: str) -> bool:
        """Whether a document of this source is in the index."""
        ...


class Versioned(NamedTuple):
    """A document with its translations, the version that orders its states across machines, when its outlet
    last edited it and since when it answers 404 or 410, if so."""

    document: Document
    version: int
    edited_at: datetime | None = None
    gone_at: datetime | None = None


class Removed(NamedTuple):
    """A document that is to be found no more, and the version of its removal."""

    id: str
    version: int


Phase = Literal["filling", "held", "published"]
"""Of a generation that takes over. `held`: the one before takes nothing more, what comes goes into this one
alone; `published`: this one is searched and written to, what is left to do is to tidy up."""


class IndexWriter(Protocol):
    """Writes one generation of an index."""

    @property
    def uuid(self) -> str:
        """Names the generation: a cursor that was moved under another uuid does not count."""
        ...

    def update(self, documents: Iterable[Versioned], removed: Sequence[Removed]) -> Mapping[str, str]:
        """Replaces and removes documents; durable, and found by searches, when it returns. Returns what
        cannot be indexed: id to reason. Raises Unavailable when the index cannot be written."""
        ...

    def verify(self) -> None:
        """Where there is nothing to write: raises Unavailable when another machine has replaced this
        generation; what went into it has to go into the new one."""
        ...

    def take_over(self) -> Generator[Phase]:
        """Makes this generation the one that is searched, and removes the others, in parts between which
        there is time for other work; closed before its end it leaves all as it was. Raises Unavailable."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class IndexState:
    """What there is of an index. `generation`: the uuid of the one that is searched; `format`: the number
    of its format, `documents` and `bytes`: its size; each None where there is none or it cannot be told.
    `problems`: what is wrong, each with its remedy."""

    place: str
    generation: str | None = None
    format: int | None = None
    documents: int | None = None
    bytes: int | None = None
    problems: tuple[str, ...] = ()


class Generations(Protocol):
    """The generations of one index, of which one is searched. All methods raise Unavailable."""

    @property
    def batch(self) -> int:
        """How many documents are best given to `IndexWriter.update` at once."""
        ...

    def open(self) -> IndexWriter:
        """The generation that is searched; where there is none a new, empty one, published at once. Raises
        Outdated when there is one that this program cannot write to."""
        ...

    def create(self, begun: str = "") -> IndexWriter:
        """A generation that nobody searches before it takes over: the one with the uuid `begun`, where it is
        there, is not finished and would be made the same now; else a new, empty one. Raises Forbidden when
        this process may not make one."""
        ...

    def prepare(self) -> None:
        """Makes what is missing, and brings templates up to date; what is there stays as it is. Raises
        Forbidden."""
        ...

    def state(self) -> IndexState: ...

    def adopt_names(self) -> bool:
        """Brings what the index knows of the watch file's names up to date; False where that takes a new
        generation."""
        ...


class HealthBoard(Protocol):
    """Where a cluster shows how the machines that write to it are doing."""

    def show(self, health: Health, gone: Collection[str]) -> None:
        """Replaces what is shown of this machine; the sources `gone` are shown no more. Raises
        Unavailable."""
        ...


def search_documents(backend: SearchBackend, request: SearchRequest) -> SearchResult:
    """Answers a user's search. Raises QueryError for a query that cannot be read, UsageError for an unknown
    topic or source, a date that is none, or a limit below 0; Unavailable when the index cannot be used."""
    return backend.search(read_request(backend, request))


def read_request(backend: SearchBackend, request: SearchRequest) -> Question:
    """Checks a request against the watch file and turns its filters into parts of the query."""
    watch = backend.watch
    topics = [topic.name for topic in watch.topics]
    node = parse(request.query, topics)
    if request.topic is not None and request.topic not in topics:
        raise UsageError(_unknown("topic", request.topic, topics))
    if request.source is not None and not (
        watch.source(request.source) or backend.has_source(request.source)
    ):
        raise UsageError(_unknown("source", request.source, [source.name for source in watch.sources]))
    if request.limit < 0:
        raise UsageError(f"--limit is a number of documents, 0 or more, not {request.limit}")
    filters = {"topic": request.topic, "lang": request.lang, "source": request.source}
    scopes = [FieldScope(name, Word(value)) for name, value in filters.items() if value is not None]
    period = Period(
        first_day(request.since, watch.zone) if request.since is not None else None,
        last_day(request.until, watch.zone) if request.until is not None else None,
        watch.zone,
    )
    return Question(And((node, *scopes)) if scopes else node, period, request.sort, request.limit)


def _unknown(kind: str, given: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(given, known, 1, 0.5)
    if near:
        return f"unknown {kind} {given!r}; did you mean {near[0]!r}?"
    return f"unknown {kind} {given!r}; known: {', '.join(known) or 'none'}"
