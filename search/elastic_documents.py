"""How a document lies on Elasticsearch: what people read and filter in Kibana, the words that are searched,
and the stored form, from which Rasid makes its own hits.

The words are Rasid's own analysis, sent as text for the analyzer `encoded`: words are separated by a space,
the index terms of a word by TERM_SEPARATOR, and BOUNDARY is a word between two paragraphs, over which no
phrase and no proximity reaches. They are not kept in `_source`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from crawler.dates import microseconds
from crawler.document import Document, Segment, body_text, dump, paragraphs
from search.analysis import BEGIN, index_terms
from search.backend import Versioned
from search.chinese import simplified_letters
from search.fields import Run, exact_values, index_streams
from search.folding import fold

TERM_SEPARATOR = "\x1f"
BOUNDARY = "¶"
"""No word that is written. A gap in the positions instead, as the embedded index has it, takes a seventh of
an English article's postings (measured on 306 articles)."""
SNIPPET = 300
"""Characters of the snippet at most."""
SNIPPET_LEAD = 100
"""… of them in front of the first mention."""
MENTIONS = 1_000
"""Mentions that are listed at most; `mention_count` counts them all."""

_PAIRED = re.compile(r"[\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
"""Characters that Lucene's `cjk_bigram` puts together, as the analyzer `asked` has it."""

PAIR = "~"
"""First character of the terms that are pairs of characters; no written word can begin with it."""

Terms = tuple[str, ...]
"""All index terms of one word, the word as written first."""


def encoded(words: Iterable[Iterable[str]]) -> str:
    """Words side by side, each as its terms, for the analyzer `encoded`. A space in a term (that of ﷺ is four
    words) becomes one that does not end a word."""
    apart = "\0".join(map(TERM_SEPARATOR.join, words))
    return apart.replace(" ", "\u00a0").replace("\0", " ")


def source(versioned: Versioned, machine: str, indexed_at: datetime) -> dict[str, Any]:
    """All fields of `index_config/elasticsearch/mappings.json`. Raises ValueError (UnicodeEncodeError is one)
    for text that is not Unicode."""
    document = versioned.document
    date = document.published_at or document.first_seen_at
    shape = {
        **_plain(document),
        **_texts(document),
        **_matched(document),
        **_translation(document),
        **_search_only(document, date),
        "date": date,
        "date_source": "published" if document.published_at else "first_seen",
        "month": f"{date.astimezone(UTC):%Y-%m}" if date else None,
        "indexed_at": indexed_at,
        "edited": versioned.edited_at is not None,
        "edited_at": versioned.edited_at,
        "gone": versioned.gone_at is not None,
        "gone_at": versioned.gone_at,
        "version": versioned.version,
        "machine": machine,
        "document": dump(document).decode(),
    }
    return {name: value for name, value in shape.items() if value not in (None, "", (), [])}


def _plain(document: Document) -> dict[str, Any]:
    names = (
        "id url canonical_url title source outlet country authors language languages story_id section tags"
        " published_at published_precision modified_at first_seen_at fetched_at revision"
    )
    return {name: getattr(document, name) for name in names.split()} | {
        "extraction_method": document.extraction.method,
        "warnings": document.extraction.warnings,
        "posts": [
            {
                "platform": post.platform,
                "author": post.author,
                "handle": post.handle,
                "url": post.url,
                "language": post.language,
            }
            for post in document.posts
        ],
        "platforms": _different(post.platform for post in document.posts),
        "handles": _different(post.handle for post in document.posts),
    }


def _texts(document: Document) -> dict[str, Any]:
    titles = [s for s in document.segments if s.kind == "title"]
    return {
        "text": body_text(document),
        "text_translation": "\n\n".join(
            text
            for _, pieces in paragraphs(document)
            if document.segments[pieces[0]].kind != "title"
            and (text := "".join(_translated(document.segments[i]) for i in pieces))
        ),
        "title_translation": "".join(map(_translated, titles)),
        "snippet": _snippet(document),
    }


def _translated(segment: Segment) -> str:
    said = segment.translation
    return said.text or "" if said is not None and said.status == "done" else ""


def _snippet(document: Document) -> str:
    """The text around the first mention below the title, else the beginning of the body."""
    for mention in document.mentions:
        if mention.field != "title" and mention.segment < len(document.segments):
            segment = document.segments[mention.segment]
            text = segment.text if mention.text == "original" else _translated(segment)
            start = max(0, min(mention.start - SNIPPET_LEAD, len(text) - SNIPPET))
            return _cut(text, start)
    return _cut(body_text(document), 0)


def _cut(text: str, start: int) -> str:
    before, after = "…" if start else "", "…" if start + SNIPPET < len(text) else ""
    return f"{before}{text[start : start + SNIPPET].strip()}{after}"


def _matched(document: Document) -> dict[str, Any]:
    listed = {(m.topic, m.name, m.term, m.field, m.text): None for m in document.mentions[:MENTIONS]}
    keys = ("topic", "name", "term", "field", "text")
    return {
        "topics": document.topics,
        "names": _different(m.name for m in document.mentions),
        "terms": _different(m.term for m in document.mentions),
        "mention_count": len(document.mentions),
        "mentions": [dict(zip(keys, values, strict=True)) for values in listed],
    }


def _translation(document: Document) -> dict[str, Any]:
    states = [s.translation.status for s in document.segments if s.translation is not None]
    pending = states.count("pending")
    return {"translation_state": _translation_state(states), "pending_translations": pending}


def _translation_state(states: Sequence[str]) -> str:
    """What most needs to be known of a document's translations."""
    different = set(states)
    if not different:
        return "none"
    if "pending" in different:
        return "partial" if "done" in different else "pending"
    if "failed" in different:
        return "partial" if "done" in different else "failed"
    return "done"


def _search_only(document: Document, date: datetime | None) -> dict[str, Any]:
    words = {name: _paragraphs(runs) for name, runs in index_streams(document).items()}
    words["outlet"] = encoded(index_terms(document.outlet or ""))
    words["author"] = _bounded(encoded(index_terms(author)) for author in document.authors)
    said: dict[str, Any] = {
        "words": {name: text for name, text in words.items() if text},
        "values": [f"{name}:{fold(value)}" for name, value in exact_values(document)],
    }
    if date is not None:
        said["microseconds"] = microseconds(date)
        if document.published_at and document.published_precision == "day":
            said["day"] = date.astimezone(UTC).toordinal()
        else:
            said["moment"] = microseconds(date)
    return said


def _bounded(texts: Iterable[str]) -> str:
    return f" {BOUNDARY} ".join(texts)


def _paragraphs(runs: Iterable[Run[Terms]]) -> str:
    """Segments that run on without a gap are one paragraph."""
    values: list[list[Terms]] = []
    following = -1
    for position, _, words in runs:
        if not words:
            continue
        if position != following:
            values.append([])
        values[-1] += words
        following = position + len(words)
    return _bounded(map(_encoded_with_pairs, values))


def _encoded_with_pairs(words: list[Terms]) -> str:
    text = encoded(words)
    return encoded(_with_pairs(words)) if _PAIRED.search(text) else text


def _with_pairs(words: list[Terms]) -> list[Terms]:
    """Two Chinese or Japanese characters side by side are a term too, simplified, at the place of the first:
    Kibana's free text is not asked as a phrase, and simplified. 华为 is so found, and not in 中华人民认为."""
    written = [terms[0].removeprefix(BEGIN) for terms in words]
    following_words = (*(terms[0] for terms in words[1:]), "")
    simplified = simplified_letters()
    return [
        (*terms, PAIR + (first + following).translate(simplified))
        if _PAIRED.match(first) and _PAIRED.match(following)
        else terms
        for terms, first, following in zip(words, written, following_words, strict=True)
    ]


def _different(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
