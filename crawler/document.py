"""The document: what every stage takes and returns, and what every output is made from.

All types are immutable; a stage returns a new `Document` made with `dataclasses.replace`. Times are
timezone-aware UTC. Character offsets count code points.

Original text is never overwritten: a translation stands beside its segment, joined on when a document
is read from the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter

SCHEMA = 1
"""Number of the JSON shape that `as_json` gives; raised when a field changes its meaning."""

SegmentKind = Literal["title", "heading", "paragraph", "quote", "list", "caption", "post"]
Precision = Literal["second", "minute", "day"]
DateSource = Literal["json-ld", "meta", "time", "address", "text", "feed"]
"""Where a publication date stood: the page's JSON-LD, a meta element, an element that marks a time, the
page's address, its text; `feed`: the feed or sitemap that announced it."""
Platform = Literal[
    "x", "mastodon", "bluesky", "facebook", "instagram", "telegram", "youtube", "tiktok", "threads", "other"
]
MentionField = Literal["title", "body", "post"]
TextSide = Literal["original", "translation"]
TranslationStatus = Literal["pending", "done", "failed"]


class SentencePair(NamedTuple):
    """A sentence of a segment's text and the same one in its translation, in code points of either."""

    start: int
    end: int
    translated_start: int
    translated_end: int


PERSON = "person"
"""The engine of a translation that a person wrote, or of a person's word that there is none."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation of one segment: a machine's, unless `engine` is PERSON. `text` is set only when `status`
    is done. `sentences` are its sentences in order; none where that is not known."""

    status: TranslationStatus
    target: str
    text: str | None = None
    engine: str | None = None
    model: str | None = None
    reason: str | None = None
    sentences: tuple[SentencePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text in one language.

    Segments with the same `paragraph` number are pieces of one paragraph: their texts, joined without a
    separator, are the paragraph. `post` is the index of the embedded post whose words these are.
    `confidence` is the detector's, 0 to 1.
    """

    kind: SegmentKind
    text: str
    language: str = "und"
    confidence: float = 0.0
    post: int | None = None
    paragraph: int = 0
    translation: Translation | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """An embedded social post; its words are the segments that carry its index.

    `handle` has no leading @. `links` are as displayed (`pic.twitter.com/…`).
    """

    platform: Platform
    author: str | None = None
    handle: str | None = None
    posted_at: datetime | None = None
    url: str | None = None
    language: str = "und"
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a watched name or of a topic's word.

    `start`/`end` are code points of the segment's text, or of its translation when `text` says so.
    `topic` is None for a name outside any topic that holds. `term` is as written, without clitic or
    possessive.
    """

    topic: str | None
    name: str
    term: str
    field: MentionField
    text: TextSide
    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """What the watch file's names and topics say of a document. A topic may hold without a word that could be
    marked (`lang:ar`, a NOT): `topics` has it, `mentions` does not."""

    topics: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """How the text was obtained, and what a reader should know about it (`truncated`, `from_feed`, …).

    `furniture` are lines of the page that its outlet repeats from article to article: no part of the text,
    each with the number of the paragraph that it would be. `date_zone` is the offset from UTC that the page
    wrote with its date (`+03:00`); None: it wrote none, and a time was taken as UTC.
    """

    method: str = ""
    warnings: tuple[str, ...] = ()
    furniture: tuple[Segment, ...] = ()
    date_source: DateSource | None = None
    date_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article, filled by the stages in turn: extract, segment, match; the store sets its id."""

    url: str = ""
    canonical_url: str = ""
    id: str = ""
    source: str = ""
    outlet: str | None = None
    country: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None
    first_seen_at: datetime | None = None
    fetched_at: datetime | None = None
    language: str = "und"
    languages: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    posts: tuple[Post, ...] = ()
    topics: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    story_id: str = ""
    revision: int = 1
    content_hash: str = ""
    extraction: Extraction = field(default_factory=Extraction)
    image: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()


_ADAPTER: TypeAdapter[Document] = TypeAdapter(Document)


def dump(document: Document) -> bytes:
    """The stored form: UTF-8 JSON of the fields alone, read back by `parse`."""
    return _ADAPTER.dump_json(document)


def parse(data: bytes | str) -> Document:
    """A document from its stored form. Raises pydantic.ValidationError on anything else."""
    return _ADAPTER.validate_json(data)


def paragraphs(document: Document) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Paragraphs in order: (paragraph number, indices of its segments), title and captions included."""
    for number, pieces in groupby(
        range(len(document.segments)), key=lambda i: document.segments[i].paragraph
    ):
        yield number, tuple(pieces)


def whole(document: Document) -> Document:
    """The document with the lines that are its outlet's furniture back in their places."""
    furniture = document.extraction.furniture
    segments = sorted((*document.segments, *furniture), key=lambda segment: segment.paragraph)
    extraction = replace(document.extraction, furniture=())
    return replace(document, segments=tuple(segments), extraction=extraction)


def body_text(document: Document) -> str:
    """The body: paragraphs joined by a blank line, posts' words where they stood, the title left out."""
    texts = (
        "".join(document.segments[i].text for i in pieces)
        for _, pieces in paragraphs(document)
        if document.segments[pieces[0]].kind != "title"
    )
    return "\n\n".join(texts)


def content_hash(document: Document) -> str:
    """SHA-256 over title and text, furniture included: equal means that nothing has changed on the page,
    whatever is held for furniture."""
    text = f"{document.title}\0{body_text(whole(document))}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def as_json(document: Document) -> dict[str, Any]:
    """The outside form (CLI, export): every field, plus `schema`, `text` and each post's words."""
    shape: dict[str, Any] = _ADAPTER.dump_python(document, mode="json")
    shape["schema"] = SCHEMA
    shape["text"] = body_text(document)
    for index, post in enumerate(shape["posts"]):
        own = [s for s in document.segments if s.post == index]
        post["text"] = "\n".join(s.text for s in own)
        post["translation"] = _post_translation(own)
    return shape


def _post_translation(segments: list[Segment]) -> dict[str, Any] | None:
    """One translation for a post out of those of its segments: the worst status wins."""
    translated = [s.translation for s in segments if s.translation is not None]
    if not translated:
        return None
    order: dict[TranslationStatus, int] = {"done": 0, "pending": 1, "failed": 2}
    worst = max(translated, key=lambda t: order[t.status])
    if worst.status == "done":
        worst = replace(
            worst,
            text="\n".join(s.translation.text or "" if s.translation else s.text for s in segments),
            engine=_all_named(t.engine for t in translated),
            model=_all_named(t.model for t in translated),
            sentences=(),
        )
    shape: dict[str, Any] = TypeAdapter(Translation).dump_python(worst, mode="json")
    return shape


def _all_named(names: Iterable[str | None]) -> str | None:
    return " and ".join(dict.fromkeys(name for name in names if name)) or None
