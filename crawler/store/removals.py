"""Documents that are removed: forgotten by a person or pruned for their age; and what keeps them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.store.database import Database, stamp
from crawler.store.log import next_seq, next_version


@dataclass(frozen=True, slots=True)
class Tombstone:
    """When and why a document was removed: forgotten by a person, or pruned for its age."""

    at: datetime
    reason: str
    pruned: bool = False

    @property
    def kind(self) -> str:
        return "pruned" if self.pruned else "forgotten"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A document that is to stay away, as another record of the same pages has it."""

    id: str
    canonical_url: str
    reason: str
    addresses: tuple[str, ...]


class Removals:
    """The tombstones table. Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def forget(self, identity: str, reason: str) -> bool:
        """Removes a document, its revisions and addresses' text; a tombstone keeps it from coming back.
        False when there is no such document. Raw pages and translations: `Store.forget`."""
        return self._bury(identity, reason, pruned=False)

    def all_forgotten(self) -> list[Forgotten]:
        rows = self._db.rows("SELECT id, canonical_url, reason FROM tombstones WHERE NOT pruned")
        return [
            Forgotten(r["id"], r["canonical_url"], r["reason"], tuple(self._addresses(r["id"]))) for r in rows
        ]

    def all_pruned(self) -> list[str]:
        return [r[0] for r in self._db.rows("SELECT id FROM tombstones WHERE pruned")]

    def forget_too(self, forgotten: Forgotten) -> None:
        """Keeps away what another record has forgotten, whether or not it was ever stored in this one. A
        document that is here: `Store.forget` first."""
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO tombstones (id, seq, version, canonical_url, reason, at)"
                " VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, pruned = 0",
                *(forgotten.id, next_seq(self._db), next_version(0), forgotten.canonical_url),
                *(forgotten.reason, stamp()),
            )
            for url in forgotten.addresses:
                self.keep_away(forgotten.id, url)

    def prune(self, identity: str, reason: str) -> None:
        """Removes a document for its age. It stays seen: the same page is not stored again, but what lies
        there later, with a date of its own, is."""
        self._bury(identity, reason, pruned=True)

    def older(self, before: datetime, *, keep_mentions: bool, limit: int) -> list[str]:
        """Ids of documents published (first seen, where there is no date) before then, oldest first;
        `keep_mentions`: only those without one."""
        rows = self._db.rows(
            "SELECT id FROM documents WHERE coalesce(published_at, first_seen_at) < ?"
            " AND NOT (? AND mentioned) ORDER BY coalesce(published_at, first_seen_at) LIMIT ?",
            *(stamp(before), keep_mentions, limit),
        )
        return [r[0] for r in rows]

    def count_older(self, before: datetime) -> tuple[int, int]:
        """How many documents are as old as that, and how many of them hold a mention."""
        row = self._db.row(
            "SELECT count(*), coalesce(sum(mentioned), 0) FROM documents"
            " WHERE coalesce(published_at, first_seen_at) < ?",
            stamp(before),
        )
        return (row[0], row[1]) if row else (0, 0)

    def _bury(self, identity: str, reason: str, *, pruned: bool) -> bool:
        with self._db.transaction():
            row = self._db.row("SELECT canonical_url, version FROM documents WHERE id = ?", identity)
            if row is None:
                return False
            self._db.execute(
                "INSERT INTO tombstones (id, seq, version, canonical_url, reason, at, pruned)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(
                    identity,
                    next_seq(self._db),
                    next_version(row["version"]),
                    row["canonical_url"],
                    reason,
                    stamp(),
                    pruned,
                ),
            )
            for table in ("documents", "revisions"):
                column = "id" if table == "documents" else "document_id"
                self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", identity)  # noqa: S608 - own names
            return True

    def tombstone(self, identity: str) -> Tombstone | None:
        row = self._db.row("SELECT at, reason, pruned FROM tombstones WHERE id = ?", identity)
        if row is None:
            return None
        return Tombstone(datetime.fromisoformat(row["at"]), row["reason"], bool(row["pruned"]))

    def keep_away(self, forgotten: str, url: str) -> None:
        """Remembers one more address of a forgotten document, unless another article lies there."""
        self._db.execute("INSERT OR IGNORE INTO addresses (url, document_id) VALUES (?, ?)", url, forgotten)

    def _addresses(self, identity: str) -> list[str]:
        return [r[0] for r in self._db.rows("SELECT url FROM addresses WHERE document_id = ?", identity)]
