"""Raw pages: what was received, compressed, in a file of their own, for `keep_raw`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import zstandard

from crawler.store.database import Database, stamp


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as received, content encoding undone. `body` is uncompressed bytes."""

    url: str
    fetched_at: datetime
    headers: dict[str, str]
    body: bytes


class RawPages:
    """Written before the document that is made of them: a crash between leaves a page too many, never one
    too few."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(
        self,
        url: str,
        fetched_at: datetime,
        headers: Mapping[str, str],
        packed: bytes,
        document_id: str | None,
    ) -> None:
        """`packed` is the body, zstd-compressed (by the worker, off the main process)."""
        self._db.execute(
            "INSERT OR REPLACE INTO pages (url, fetched_at, document_id, headers, body)"
            " VALUES (?, ?, ?, ?, ?)",
            *(url, stamp(fetched_at), document_id, json.dumps(dict(headers)), packed),
        )

    def latest(self, document_id: str) -> RawPage | None:
        """The newest page of a document, if still kept."""
        row = self._db.row(
            "SELECT * FROM pages WHERE document_id = ? ORDER BY fetched_at DESC LIMIT 1", document_id
        )
        if row is None:
            return None
        body = zstandard.ZstdDecompressor().decompress(row["body"], allow_extra_data=False)
        return RawPage(
            row["url"], datetime.fromisoformat(row["fetched_at"]), json.loads(row["headers"]), body
        )

    def forget(self, document_id: str) -> None:
        self._db.execute("DELETE FROM pages WHERE document_id = ?", document_id)

    def expired(self, before: datetime, after: str, limit: int = 500) -> list[tuple[str, str, str | None]]:
        """Pages fetched before then, oldest first, from the stored time `after` on, as
        (url, fetched_at as stored, document id)."""
        rows = self._db.rows(
            "SELECT url, fetched_at, document_id FROM pages WHERE fetched_at < ? AND fetched_at > ?"
            " ORDER BY fetched_at LIMIT ?",
            *(stamp(before), after, limit),
        )
        return [(r["url"], r["fetched_at"], r["document_id"]) for r in rows]

    def drop(self, pages: Sequence[tuple[str, str]]) -> int:
        """Removes pages by (url, fetched_at as stored); how many."""
        self._db.executemany("DELETE FROM pages WHERE url = ? AND fetched_at = ?", pages)
        return len(pages)
