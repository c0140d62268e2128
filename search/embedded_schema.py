"""How a document lies in the embedded index.

Text: one field for each stream of `search.fields`, every form of a token at the token's position. Exact
values (`lang:`, `source:`, …): terms `field:folded value` in one field. Columns for sorting, periods and
facets. The document itself is stored, so that hits and highlights need nothing but the index, and the terms
of each paragraph, so that they need not analyse all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC

import tantivy
import zstandard

from crawler.dates import microseconds
from crawler.document import Document, dump, parse
from search.analysis import PARAGRAPH_GAP, index_terms
from search.answers import Stored
from search.fields import STREAMS, WORDS, Run, exact_values, index_streams
from search.folding import fold
from search.sieve import paragraph_terms

FORMAT = 2
"""Raised with every change of this schema, of `search.analysis`, `search.folding` or `search.inflection` that
gives other terms or positions: an index of another format is built anew from the log."""

FACET_FIELDS = ("language", "source", "topic", "month")


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in STREAMS + WORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    builder.add_text_field("value", tokenizer_name="raw", index_option="basic")
    for name in FACET_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("date", "moment", "day"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("version", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def load(searcher: tantivy.Searcher, at: tantivy.DocAddress) -> Stored:
    fields = searcher.doc(at)
    packed = zstandard.ZstdDecompressor().decompress(fields["stored"][0])
    document, _, terms = packed.partition(b"\0")
    return Stored(parse(document), terms.decode().split("\n"))


_Terms = tuple[str, ...]
"""All forms of one word."""


def _packed(document: Document, streams: Iterable[Iterable[Run[_Terms]]]) -> bytes:
    """Together: most of the terms are written in the document, and cost next to nothing beside it."""
    terms = "\n".join(paragraph_terms(document, streams))
    plain = dump(replace(document, mentions=())) + b"\0" + terms.encode()
    return zstandard.ZstdCompressor().compress(plain)


def to_tantivy(document: Document, version: int) -> tantivy.Document:
    """Raises ValueError (UnicodeEncodeError is one) for text that is not Unicode."""
    made = tantivy.Document()
    made.add_text("id", document.id)
    made.add_unsigned("version", version)
    streams = index_streams(document)
    made.add_bytes("stored", _packed(document, streams.values()))
    for name, runs in streams.items():
        _add_tokens(made, name, ((position, words) for position, _, words in runs))
    _add_tokens(made, "outlet", _placed([document.outlet] if document.outlet else []))
    _add_tokens(made, "author", _placed(document.authors))
    for name, value in exact_values(document):
        made.add_text("value", f"{name}:{fold(value)}")
    _add_columns(made, document)
    return made


def _placed(texts: Iterable[str]) -> Iterator[tuple[int, list[_Terms]]]:
    base = 0
    for text in texts:
        words = index_terms(text)
        yield base, words
        base += len(words) + PARAGRAPH_GAP


def _add_tokens(made: tantivy.Document, name: str, runs: Iterable[tuple[int, list[_Terms]]]) -> None:
    """`runs`: words side by side, and the position of the first."""
    token = tantivy.Token
    placed = [
        token(form, position, 0, 0)
        for first, words in runs
        for position, forms in enumerate(words, first)
        for form in forms
    ]
    if placed:
        made.add_pre_tokenized_text(name, tantivy.PreTokenizedString("", placed))


def _add_columns(made: tantivy.Document, document: Document) -> None:
    made.add_text("language", document.language)
    if document.source:
        made.add_text("source", document.source)
    for topic in document.topics:
        made.add_text("topic", topic)
    date = document.published_at or document.first_seen_at
    if date is None:
        return
    made.add_integer("date", microseconds(date))
    made.add_text("month", f"{date.astimezone(UTC):%Y-%m}")
    if document.published_at and document.published_precision == "day":
        made.add_integer("day", date.astimezone(UTC).toordinal())
    else:
        made.add_integer("moment", microseconds(date))
