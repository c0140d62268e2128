"""Documents, their revisions, and the change log over them and what was removed.

The log is `documents.seq` plus `tombstones.seq`: the latest entry of each document, deletions included.
Sequence numbers are local cursors and never leave the machine; `version` (microseconds, rising) does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from pydantic import TypeAdapter

from crawler.document import Document, Match, body_text, dump, parse
from crawler.store.database import Database, read_stamp, stamp
from crawler.store.likeness import are_alike, furnished, is_again, is_variant, succeeding
from crawler.store.log import next_seq, next_version
from crawler.store.removals import Removals
from crawler.urls import document_id, normalise

Outcome = Literal["new", "changed", "unchanged", "duplicate", "forgotten"]
Cause = Literal["outlet", "extractor"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a revision was obtained; kept for good. `sha256` is of the body as received."""

    sha256: str
    final_url: str
    redirects: tuple[str, ...] = ()
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    rasid_version: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    revision: int
    cause: Cause
    fetched_at: datetime
    title: str
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log. `deleted` is a tombstone."""

    seq: int
    id: str
    version: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """The page answered 404 or 410 after it had been stored; its text is kept."""

    at: datetime
    status: int


@dataclass(frozen=True, slots=True)
class PutResult:
    outcome: Outcome
    id: str


_PROVENANCE: TypeAdapter[Provenance] = TypeAdapter(Provenance)


class Documents:
    """The documents table and what hangs on it. Every method that writes joins the open transaction."""

    def __init__(self, database: Database, removals: Removals) -> None:
        self._db, self._removals = database, removals

    def put(
        self,
        document: Document,
        provenance: Provenance,
        *,
        addresses: Iterable[str] = (),
        first_pass: bool = False,
        first_fetch: bool = False,
        cause: Cause = "outlet",
    ) -> PutResult:
        """Stores a page's document under the hash of its canonical URL; a known article keeps its id when its
        outlet names another canonical URL.

        `addresses` are the URLs under which it was reached, the one asked for first. A known article asked
        for under a new address is a `duplicate` and changes nothing but the list of addresses. `first_pass`:
        found by the first pass of its source (alerts sum those up). `first_fetch`: the address asked for was
        never fetched before, though a page may have named it as its canonical one.
        """
        with self._db.transaction():
            document = self._told_apart(document)
            reached = _reached(document, addresses)
            identity, forgotten = self._identify(document, reached)
            if forgotten:
                self._removals.keep_away(identity, reached[0])
                return PutResult("forgotten", identity)
            before = self.get(identity)
            asked_before = not first_fetch and self._is_address(reached[0], identity)
            at_known_place = self._is_address(document.url, identity)
            self._add_addresses(identity, reached)
            if before is None:
                self._insert(replace(document, id=identity, story_id=identity), provenance, first_pass)
                return PutResult("new", identity)
            again = is_again(before, document, reached[0], asked_before)
            changed = before.content_hash != document.content_hash
            variant = at_known_place and is_variant(before, document, reached[0])
            if again and changed and not variant:
                self._revise(before, document, provenance, cause)
                return PutResult("changed", identity)
            self._is_back(identity)
            self._moved(before, document)
            if again and not variant and furnished(before) != furnished(document):
                self._save(succeeding(before, document, before.revision))
            return PutResult("unchanged" if again else "duplicate", identity)

    def identify(self, document: Document, addresses: Iterable[str] = ()) -> tuple[str, bool]:
        """The id under which `put` would store a document reached so, and whether it is forgotten."""
        document = self._told_apart(document)
        return self._identify(document, _reached(document, addresses))

    def _told_apart(self, document: Document) -> Document:
        """A site's template may name one canonical URL for many articles: one that has nothing in common
        with what is known by that URL is known by its own."""
        if document.canonical_url == document.url:
            return document
        there = self.readable(document_id(document.canonical_url))
        if there is None or document.url in (there.url, there.canonical_url) or are_alike(there, document):
            return document
        return replace(document, canonical_url=document.url)

    def _identify(self, document: Document, reached: Sequence[str]) -> tuple[str, bool]:
        """The hash of the canonical URL; but where no article is known by it, the article that is known to
        lie at one of these addresses: its outlet has named another canonical URL since, or the page could
        not be had and the text of its feed was stored under its link."""
        identity = document_id(document.canonical_url)
        forgotten = self._forgotten_at(document, identity, reached)
        if forgotten:
            return forgotten, True
        if self._db.value("SELECT 1 FROM documents WHERE id = ?", identity):
            return identity, False
        for url in (reached[0], document.url, document.canonical_url):
            body = self._db.value(
                "SELECT body FROM addresses JOIN documents ON id = document_id WHERE url = ?", url
            )
            # an address that only leads there (a redirect, /latest) may lead elsewhere tomorrow
            if body and url in ((there := parse(body)).url, there.canonical_url):
                return there.id, False
        return identity, False

    def get(self, identity: str) -> Document | None:
        """A stored document, without translations (`Store.translated` joins them on)."""
        body = self._db.value("SELECT body FROM documents WHERE id = ?", identity)
        return parse(body) if body else None

    def readable(self, identity: str) -> Document | None:
        """`get`, but None too for what cannot be read, so that it holds up nobody else: the index has it
        among its dead letters."""
        body = self._db.value("SELECT body FROM documents WHERE id = ?", identity)
        return _read(body) if body is not None else None

    def find(self, id_or_url: str) -> str | None:
        """The id of a document by its id or by any address it is known under."""
        if self._db.value("SELECT 1 FROM documents WHERE id = ?", id_or_url):
            return id_or_url
        found = self._at(id_or_url)
        if found:
            return found
        try:
            return self._at(normalise(id_or_url))
        except ValueError:
            return None

    def _at(self, url: str) -> str | None:
        found: str | None = self._db.value("SELECT document_id FROM addresses WHERE url = ?", url)
        return found

    def seq(self, identity: str) -> int:
        """The document's place in the log; 0 where there is no such document."""
        return int(self._db.value("SELECT seq FROM documents WHERE id = ?", identity) or 0)

    def touched_at(self, identity: str) -> datetime | None:
        """When the document came to its place in the log: its version is that time."""
        version = self._db.value("SELECT version FROM documents WHERE id = ?", identity)
        return datetime.fromtimestamp(version / 1e6, UTC) if version else None

    def addresses(self, identity: str) -> list[str]:
        return [r[0] for r in self._db.rows("SELECT url FROM addresses WHERE document_id = ?", identity)]

    def each(self, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids, in this order, those that are gone from the store or cannot be read
        left out."""
        return [d for i in ids if (d := self.readable(i)) is not None]

    def since(self, since: datetime | None = None) -> Iterator[Document]:
        """Documents published (first seen, where there is no date) since then, oldest first."""
        after: tuple[str, str] = (stamp(since) if since else "", "")
        while rows := self._db.rows(
            "SELECT coalesce(published_at, first_seen_at) AS date, id, body FROM documents"
            " WHERE (coalesce(published_at, first_seen_at), id) > (?, ?) ORDER BY 1, 2 LIMIT 200",
            *after,
        ):
            yield from (d for r in rows if (d := _read(r["body"])) is not None)
            after = (rows[-1]["date"], rows[-1]["id"])

    def count(self) -> int:
        return int(self._db.value("SELECT count(*) FROM documents"))

    def languages(self, latest: int) -> dict[str, int]:
        """How many of the latest documents are in a language or have a post in it; most frequent first."""
        rows = self._db.rows(
            "WITH latest AS (SELECT id, body FROM documents WHERE json_valid(body) ORDER BY seq DESC LIMIT ?)"
            " SELECT language, count(*) FROM ("
            "  SELECT id, json_extract(body, '$.language') AS language FROM latest UNION"
            "  SELECT latest.id, json_extract(post.value, '$.language')"
            "  FROM latest, json_each(latest.body, '$.posts') AS post"
            " ) GROUP BY 1 ORDER BY 2 DESC, 1",
            latest,
        )
        return {r[0]: r[1] for r in rows}

    def revisions(self, identity: str) -> list[Revision]:
        """Oldest first; the last one is what the document says now."""
        rows = self._db.rows("SELECT * FROM revisions WHERE document_id = ? ORDER BY revision", identity)
        current = self.get(identity)
        return [
            Revision(
                revision=r["revision"],
                cause=r["cause"],
                fetched_at=datetime.fromisoformat(r["fetched_at"]),
                title=r["title"] if r["title"] is not None else (current.title if current else ""),
                text=r["text"] if r["text"] is not None else (body_text(current) if current else ""),
                provenance=_PROVENANCE.validate_json(r["provenance"]),
            )
            for r in rows
        ]

    def edited_at(self, identity: str) -> datetime | None:
        """When its outlet was last seen to have changed it; what Rasid changed is no edit."""
        return read_stamp(
            self._db.value(
                "SELECT max(fetched_at) FROM revisions"
                " WHERE document_id = ? AND revision > 1 AND cause = 'outlet'",
                identity,
            )
        )

    def found_in_first_pass(self, identity: str) -> bool:
        return bool(self._db.value("SELECT first_pass FROM documents WHERE id = ?", identity))

    def mentioned(self, ids: Iterable[str]) -> set[str]:
        """Those of these documents that hold a mention."""
        return {i for i in ids if self._db.value("SELECT 1 FROM documents WHERE id = ? AND mentioned = 1", i)}

    def mark_gone(self, identity: str, status: int, at: datetime) -> bool:
        """The page is no longer there: kept, marked, a new entry in the log. False when known already."""
        with self._db.transaction():
            if self._db.value("SELECT gone_at FROM documents WHERE id = ?", identity):
                return False
            self._db.execute(
                "UPDATE documents SET gone_at = ?, gone_status = ? WHERE id = ?", stamp(at), status, identity
            )
            self.touch(identity)
            return True

    def gone(self, identity: str) -> Gone | None:
        row = self._db.row("SELECT gone_at, gone_status FROM documents WHERE id = ?", identity)
        at = read_stamp(row["gone_at"]) if row else None
        return Gone(at, row["gone_status"]) if row and at else None

    def touch(self, identity: str, match: Match | None = None) -> None:
        """Puts a document at the head of the log, so that every consumer reads it again; with a new match
        where names, topics or translations changed. Its text and revision stay."""
        with self._db.transaction():
            document = self.readable(identity)
            if document is None:
                return
            if match is not None:
                document = replace(document, topics=match.topics, mentions=match.mentions)
            self._save(document)

    def head(self) -> int:
        """The highest sequence number given."""
        return int(
            self._db.value(
                "SELECT max(coalesce((SELECT max(seq) FROM documents), 0),"
                " coalesce((SELECT max(seq) FROM tombstones), 0))"
            )
        )

    def changes(self, after: int, limit: int = 200) -> list[Change]:
        """The log's entries above a cursor, in order."""
        rows = self._db.rows(
            "SELECT seq, id, version, 0 AS deleted FROM documents WHERE seq > ?"
            " UNION ALL SELECT seq, id, version, 1 FROM tombstones WHERE seq > ? ORDER BY seq LIMIT ?",
            *(after, after, limit),
        )
        return [Change(r["seq"], r["id"], r["version"], bool(r["deleted"])) for r in rows]

    def lag(self, after: int) -> int:
        """How many entries of the log lie above a cursor."""
        return int(
            self._db.value(
                "SELECT (SELECT count(*) FROM documents WHERE seq > ?)"
                " + (SELECT count(*) FROM tombstones WHERE seq > ?)",
                *(after, after),
            )
        )

    def _insert(self, document: Document, provenance: Provenance, first_pass: bool) -> None:
        buried = self._db.value("DELETE FROM tombstones WHERE id = ? RETURNING version", document.id)
        self._db.execute(
            "INSERT INTO documents (id, seq, version, source, canonical_url, content_hash, first_seen_at,"
            " first_pass, mentioned, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '')",
            *(document.id, next_seq(self._db), buried or 0, document.source, document.canonical_url),
            *(document.content_hash, stamp(document.first_seen_at), first_pass),
        )
        self._save(document)
        self._add_revision(document, provenance, "outlet")

    def _revise(self, old: Document, new: Document, provenance: Provenance, cause: Cause) -> None:
        self._db.execute(
            "UPDATE revisions SET title = ?, text = ? WHERE document_id = ? AND revision = ?",
            *(old.title, body_text(old), old.id, old.revision),
        )
        revised = succeeding(old, new, old.revision + 1)
        self._save(revised)
        self._is_back(old.id)
        self._add_revision(revised, provenance, cause)

    def _moved(self, old: Document, new: Document) -> None:
        """The same text at the same address, which names another canonical URL now."""
        if new.url == old.url and new.canonical_url != old.canonical_url:
            self._save(replace(old, canonical_url=new.canonical_url))

    def _is_back(self, identity: str) -> None:
        """A page that was gone answers again."""
        back = self._db.execute(
            "UPDATE documents SET gone_at = NULL, gone_status = NULL WHERE id = ? AND gone_at IS NOT NULL",
            identity,
        )
        if back.rowcount:
            self.touch(identity)

    def _save(self, document: Document) -> None:
        """Writes the document's present state as the log's newest entry."""
        before = self._db.value("SELECT version FROM documents WHERE id = ?", document.id)
        self._db.execute(
            "UPDATE documents SET seq = ?, version = ?, canonical_url = ?, content_hash = ?,"
            " published_at = ?, mentioned = ?, body = ? WHERE id = ?",
            *(next_seq(self._db), next_version(before), document.canonical_url, document.content_hash),
            *(
                stamp(document.published_at) if document.published_at else None,
                bool(document.mentions or document.topics),
            ),
            *(dump(document).decode(), document.id),
        )

    def _add_revision(self, document: Document, provenance: Provenance, cause: Cause) -> None:
        self._db.execute(
            "INSERT INTO revisions (document_id, revision, cause, fetched_at, provenance)"
            " VALUES (?, ?, ?, ?, ?)",
            *(document.id, document.revision, cause, stamp(provenance.fetched_at)),
            _PROVENANCE.dump_json(provenance).decode(),
        )

    def _is_address(self, url: str, identity: str) -> bool:
        return bool(
            self._db.value("SELECT 1 FROM addresses WHERE url = ? AND document_id = ?", url, identity)
        )

    def _add_addresses(self, identity: str, urls: Iterable[str]) -> None:
        self._db.executemany(
            "INSERT INTO addresses (url, document_id) VALUES (?, ?)"
            " ON CONFLICT (url) DO UPDATE SET document_id = excluded.document_id",
            [(url, identity) for url in urls],
        )

    def _forgotten_at(self, document: Document, identity: str, urls: Iterable[str]) -> str | None:
        """The removed document of this id, or that any of these was an address of, if it keeps this one
        away. One that was pruned does so under addresses of this page itself (another may lead elsewhere by
        now), and only what is not dated after its removal."""
        own = (document.url, document.canonical_url)
        places = [(identity, True), *((found, url in own) for url in urls if (found := self._at(url)))]
        for removed, is_own in places:
            tombstone = self._removals.tombstone(removed)
            if tombstone is None:
                continue
            later = document.published_at is not None and document.published_at > tombstone.at
            if not tombstone.pruned or (is_own and not later):
                return removed
        return None


def _read(body: str) -> Document | None:
    try:
        return parse(body)
    except ValueError:
        return None


def _reached(document: Document, addresses: Iterable[str]) -> tuple[str, ...]:
    """The addresses under which a document was reached, each once, the one asked for first."""
    return tuple(dict.fromkeys((*addresses, document.url, document.canonical_url)))
