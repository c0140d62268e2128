"""One page, all stages: the one hop that a fetched page makes into a worker process.

    Page ─▶ decompress ─▶ decode ─▶ extract ─▶ segment ─▶ match ─▶ Processed

Everything that costs CPU is here: the parent only fetches and stores. A page that is no article leaves by
PageError, which says what is counted.
"""

from __future__ import annotations

import copy
import hashlib
import html as markup
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata

import zstandard

from crawler.document import Document, Segment, content_hash
from crawler.entry import Entry
from crawler.errors import Discard
from crawler.outlet import Reading
from crawler.store.documents import Provenance
from crawler.urls import canonical, document_id
from crawler.watch import Source, Watch
from pipelines.decode import decode, inflate
from pipelines.extract import (
    DATE_GUESSED,
    PROSE_ONLY,
    TRUNCATED,
    check,
    extract,
    extract_entry,
    extract_prose,
)
from pipelines.extraction.learnt import read, without
from pipelines.match import Matcher
from pipelines.segment import segment

VERSION = metadata.version("rasid")
ZSTD_LEVEL = 3
"""On 150 real news pages of 259 kB: level 3 takes 0.9 ms for a ratio of 5.8, level 9 takes 5.8 ms for 6.4
(measured once, `zstandard.ZstdCompressor` in a loop over them)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A response as received, the body still in its content encoding; `headers` have lower-case names.
    `entry` is what announced it. `truncated`: the connection closed before the declared length. `furniture`:
    keys of the lines that the outlet repeats."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    source: str
    redirects: tuple[str, ...] = ()
    entry: Entry | None = None
    truncated: bool = False
    furniture: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Processed:
    """What comes back from the worker. `packed` is the page, content encoding undone, zstd-compressed;
    `reading` tells what is learnt of the outlet from it: nothing from the text of a feed, nor from prose
    alone."""

    document: Document
    provenance: Provenance
    packed: bytes = field(repr=False)
    reading: Reading | None = None


class Stages:
    """The chain for one watch file; built once per worker, since the matcher's tables are its cost."""

    def __init__(self, watch: Watch) -> None:
        self._extract = extract
        self._matcher = Matcher(watch)
        self._engine = watch.language.engine
        self.limit = watch.crawl.max_page_size
        self._sources: dict[str, Source] = {s.name: s for s in watch.sources}

    def for_prose(self) -> Stages:
        """The same chain for a page that this one does not come to an end with: only its sentences are
        taken."""
        plain = copy.copy(self)
        plain._extract = extract_prose
        return plain

    def __call__(self, page: Page) -> Processed:
        """Raises PageError: Discard for a page that is no article."""
        body, cut = inflate(page.body, page.headers.get("content-encoding"), self.limit)
        html = decode(body, page.headers.get("content-type"), page.final_url)
        document = self._extract(html, page.final_url)
        check(document, html)
        if page.truncated or cut:
            document = with_warning(document, TRUNCATED)
        document = without(self._announced(document, page), page.furniture, self._is_watched)
        return Processed(
            document=self.finish(document, page.source, page.fetched_at),
            provenance=provenance(page),
            packed=zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body),
            reading=None if PROSE_ONLY in document.extraction.warnings else read(document),
        )

    def _is_watched(self, line: str) -> bool:
        """Whether a line by itself mentions a name or holds a topic's words."""
        return bool(self._matcher.examine(Document(segments=(Segment("paragraph", line),))).mentions)

    def from_entry(self, page: Page) -> Processed:
        """The article as its feed entry carries it, for a page that cannot be had. Discard when that is no
        text either."""
        assert page.entry and page.entry.text
        document = extract_entry(page.entry.text, page.url)
        if not document.segments:
            raise Discard("no_text", "neither the page nor its feed entry has text")
        document = with_warning(replace(document, url=page.url, canonical_url=""), "from_feed")
        document = self._announced(document, page)
        return Processed(
            document=self.finish(document, page.source, page.fetched_at),
            provenance=provenance(page),
            packed=zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(page.entry.text.encode()),
        )

    def document(self, html: bytes | str, url: str) -> Document:
        """All stages on one page or plain text that nothing else is known of; a page without text is no
        error."""
        return self.finish(self._extract(html, url), source="", fetched_at=datetime.now(UTC))

    def finish(self, document: Document, source: str, fetched_at: datetime | None) -> Document:
        """The stages after extraction, and the identity: by address, by content where there is none."""
        known = self._sources.get(source)
        declared = document.canonical_url
        canonical_url = canonical(document.url, declared) if document.url else declared
        digest = content_hash(document)
        identity = document_id(canonical_url or digest)
        document = replace(
            document,
            id=identity,
            story_id=identity,
            canonical_url=canonical_url,
            source=source,
            outlet=(known.outlet if known else None) or document.outlet,
            country=known.country if known else None,
            first_seen_at=fetched_at,
            fetched_at=fetched_at,
            content_hash=digest,
        )
        document = segment(document, self._engine)
        match = self._matcher.examine(document)
        return replace(document, topics=match.topics, mentions=match.mentions)

    def _announced(self, document: Document, page: Page) -> Document:
        """What the entry knows and the page does not say."""
        entry = page.entry
        document = replace(document, url=page.final_url or page.url)
        if entry is None:
            return document
        guessed = DATE_GUESSED in document.extraction.warnings
        if (document.published_at is None or guessed) and entry.published_at is not None:
            document = without_warning(document, DATE_GUESSED)
            document = replace(
                document,
                published_at=entry.published_at,
                published_precision=entry.published_precision,
                extraction=replace(document.extraction, date_source="feed", date_zone=None),
            )
        return replace(
            document,
            title=document.title or markup.unescape(entry.title),
            authors=document.authors or ((entry.author,) if entry.author else ()),
        )


def with_warning(document: Document, warning: str) -> Document:
    """The document with one more extraction warning, or the same when it has it."""
    extraction = document.extraction
    warnings = dict.fromkeys((*extraction.warnings, warning))
    return replace(document, extraction=replace(extraction, warnings=tuple(warnings)))


def without_warning(document: Document, warning: str) -> Document:
    extraction = document.extraction
    kept = tuple(w for w in extraction.warnings if w != warning)
    return replace(document, extraction=replace(extraction, warnings=kept))


def provenance(page: Page) -> Provenance:
    """How a page was obtained, kept with its revision."""
    return Provenance(
        sha256=hashlib.sha256(page.body).hexdigest(),
        final_url=page.final_url,
        redirects=page.redirects,
        status=page.status,
        headers=dict(page.headers),
        fetched_at=page.fetched_at,
        rasid_version=VERSION,
    )
