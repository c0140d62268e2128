"""The forms in which documents and mentions leave: JSON lines, CSV, Atom."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Protocol

from lxml import etree

from crawler.document import PERSON, Document, Mention, as_json, body_text
from crawler.translated import counterpart, label

BOM = "\ufeff"
"""Without it spreadsheets read UTF-8 as the machine's own 8-bit set."""

DOCUMENT_COLUMNS = (
    *("id", "url", "title", "outlet", "source", "country", "authors", "published_at", "language"),
    *("topics", "text", "machine_translation", "translation_by_a_person", "translated_by"),
)
MENTION_COLUMNS = (
    *("document", "url", "title", "outlet", "published_at", "topic", "name", "term", "field", "text"),
    *("segment", "start", "end", "sentence", "original_sentences", "translated_by"),
)


class Writer(Protocol):
    """Writes documents, or their mentions, to stdout as they come."""

    def __call__(self, documents: Iterable[Document], *, mentions: bool) -> None: ...


def write_jsonl(documents: Iterable[Document], *, mentions: bool) -> None:
    """One JSON object a line."""
    shapes = (s for d in documents for s in (mention_rows(d) if mentions else [as_json(d)]))
    for shape in shapes:
        sys.stdout.write(json.dumps(shape, ensure_ascii=False) + "\n")


def write_json_array(documents: Iterable[Document], *, mentions: bool) -> None:
    """All of them as one JSON value."""
    separator = "["
    for document in documents:
        for shape in mention_rows(document) if mentions else [as_json(document)]:
            sys.stdout.write(separator + json.dumps(shape, ensure_ascii=False))
            separator = ",\n"
    sys.stdout.write("[]\n" if separator == "[" else "]\n")


def write_csv(documents: Iterable[Document], *, mentions: bool) -> None:
    """For spreadsheets: UTF-8 with BOM, one row a document or mention."""
    columns = MENTION_COLUMNS if mentions else DOCUMENT_COLUMNS
    rows = (r for d in documents for r in (mention_rows(d) if mentions else [_document_row(d)]))
    print_csv(columns, ([row[c] for c in columns] for row in rows))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """CSV on stdout. Cells that a spreadsheet would take for a formula are neutralised (OWASP, CSV
    injection)."""
    sys.stdout.write(BOM)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in chain([columns], rows):
        writer.writerow([neutral(cell) for cell in row])
        sys.stdout.write(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()


def neutral(cell: Any) -> str:
    """A cell as text that no spreadsheet evaluates."""
    text = "" if cell is None else str(cell)
    return (
        f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else text
    )


def write_atom(documents: Iterable[Document], *, mentions: bool) -> None:
    """An Atom feed (RFC 4287), newest last; with `mentions`, of those documents that hold one."""
    feed = _element("feed")
    _child(feed, "title", "Rasid")
    _child(feed, "id", "urn:rasid:export")
    _child(feed, "updated", _iso(datetime.now(UTC)))
    for document in documents:
        if document.mentions or not mentions:
            feed.append(_atom_entry(document))
    sys.stdout.write(etree.tostring(feed, encoding="unicode", pretty_print=True))


ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = dict.fromkeys(
    [*(c for c in range(32) if c not in (9, 10, 13)), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def _atom_entry(document: Document) -> etree._Element:
    entry = _element("entry")
    _child(entry, "title", document.title)
    _child(entry, "id", f"urn:rasid:{document.id}")
    _child(entry, "link", "", href=document.url)
    moment = document.modified_at or document.published_at or document.first_seen_at
    _child(entry, "updated", _iso(moment or datetime.now(UTC)))
    if document.published_at:
        _child(entry, "published", _iso(document.published_at))
    for name in document.authors or (document.outlet or document.source,):
        author = etree.SubElement(entry, f"{{{ATOM}}}author")
        _child(author, "name", name)
    for topic in document.topics:
        _child(entry, "category", "", term=topic)
    _child(entry, "content", body_text(document), type="text")
    return entry


def _element(tag: str) -> etree._Element:
    return etree.fromstring(f'<{tag} xmlns="{ATOM}"/>')


def _child(parent: etree._Element, tag: str, text: str, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attrib=attributes)
    if text:
        child.text = text.translate(_NOT_XML)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _document_row(document: Document) -> dict[str, Any]:
    shape = as_json(document)
    done = [s.translation for s in document.segments if s.translation and s.translation.text]
    return shape | {
        "authors": "; ".join(document.authors),
        "topics": "; ".join(document.topics),
        "machine_translation": "\n".join(t.text or "" for t in done if t.engine != PERSON),
        "translation_by_a_person": "\n".join(t.text or "" for t in done if t.engine == PERSON),
        "translated_by": "; ".join(dict.fromkeys(map(label, done))),
    }


def mention_rows(document: Document) -> list[dict[str, Any]]:
    """Each mention of a document with what tells where it stands: the text around it, and for one found in a
    translation the sentences of the original that it comes from."""
    shape = as_json(document)
    about = {"document": document.id, **{k: shape[k] for k in ("url", "title", "outlet", "published_at")}}
    return [
        {**about, **said, "sentence": _context(document, mention), **_origin(document, mention)}
        for mention, said in zip(document.mentions, shape["mentions"], strict=True)
    ]


def _origin(document: Document, mention: Mention) -> dict[str, str | None]:
    segment = document.segments[mention.segment]
    if mention.text == "original" or not segment.translation:
        return {"original_sentences": None, "translated_by": None}
    place = counterpart(segment.translation, (mention.start, mention.end), "translation")
    start, end = place or (0, len(segment.text))
    return {"original_sentences": segment.text[start:end], "translated_by": label(segment.translation)}


def _context(document: Document, mention: Mention, around: int = 120) -> str:
    """The text around a mention, on the side (original or translation) it was found in."""
    segment = document.segments[mention.segment]
    side = segment.text
    if mention.text == "translation" and segment.translation:
        side = segment.translation.text or ""
    return side[max(0, mention.start - around) : mention.end + around]


WRITERS: dict[str, Writer] = {"jsonl": write_jsonl, "csv": write_csv, "atom": write_atom}
FORMATS: tuple[str, ...] = tuple(WRITERS)
