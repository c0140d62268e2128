"""Two documents side by side: whether they are one article, and what becomes of the one that is stored."""

from __future__ import annotations

from dataclasses import replace

from crawler.document import Document

_TELLING = 20
"""Characters from which a segment's words are hardly any other article's by chance."""


def succeeding(old: Document, new: Document, revision: int) -> Document:
    """The document made of a page fetched again, under the identity of the stored one; a date that it no
    longer gives is the old one."""
    return replace(
        new if new.published_at else _dated_as(old, new),
        id=old.id,
        story_id=old.story_id,
        first_seen_at=old.first_seen_at,
        source=old.source,
        outlet=new.outlet if new.source == old.source else old.outlet,
        country=new.country if new.source == old.source else old.country,
        revision=revision,
    )


def _dated_as(old: Document, new: Document) -> Document:
    said = old.extraction
    return replace(
        new,
        published_at=old.published_at,
        published_precision=old.published_precision,
        extraction=replace(new.extraction, date_source=said.date_source, date_zone=said.date_zone),
    )


def furnished(document: Document) -> list[int]:
    """The paragraphs that are held for furniture."""
    return [segment.paragraph for segment in document.extraction.furniture]


def is_again(before: Document, document: Document, asked: str, asked_before: bool) -> bool:
    """Whether this is the same page once more, not another address of the article for the first time. The
    text of a feed gives way to the page, and never takes its place."""
    if _from_feed(before):
        return not _from_feed(document) or before.url == asked
    return asked_before and not _from_feed(document)


def is_variant(before: Document, document: Document, asked: str) -> bool:
    """Whether a page is another one than that of which the document was made: the print version beside the
    article. Its words are its own, and no edit."""
    return not _from_feed(before) and {asked, document.url}.isdisjoint((before.url, before.canonical_url))


def are_alike(one: Document, other: Document) -> bool:
    """Whether they share their title, or half of the shorter one's text: a line alone may be their site's."""
    first, second = _texts(one), _texts(other)
    shared, shorter = (_length(texts) for texts in (first & second, min(first, second, key=_length)))
    return bool(one.title and one.title == other.title) or (shared > 0 and 2 * shared >= shorter)


def _length(texts: set[str]) -> int:
    return sum(map(len, texts))


def _texts(document: Document) -> set[str]:
    return {segment.text.strip() for segment in document.segments if len(segment.text) >= _TELLING}


def _from_feed(document: Document) -> bool:
    """Whether its text is that of a feed, since the page could not be had."""
    return "from_feed" in document.extraction.warnings
