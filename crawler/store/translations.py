"""The translation memory and the queue of texts that wait for a translator.

A translation is keyed by (hash of the text, pair, model): a syndicated copy costs nothing, and a document's
text is never rewritten, so that an edit which arrives meanwhile is safe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from crawler.document import Translation
from crawler.store.database import Database, stamp


def text_hash(text: str) -> str:
    """The key of a text in the memory: SHA-256 of its UTF-8, 32 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class QueuedText:
    """A text that waits. Low `priority` numbers come first."""

    text_hash: str
    source: str
    target: str
    text: str
    priority: int


class Translations:
    """Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def look_up(self, hashes: Iterable[str], target: str) -> dict[tuple[str, str], Translation]:
        """What the memory holds of these texts: {(text hash, source language): translation}; the newest model
        that succeeded wins, a failure shows only where none did."""
        found: dict[tuple[str, str], Translation] = {}
        for key in dict.fromkeys(hashes):
            for r in self._db.rows(
                "SELECT * FROM translations WHERE text_hash = ? AND target = ? ORDER BY status = 'done', at",
                *(key, target),
            ):
                found[key, r["source"]] = Translation(
                    r["status"], target, r["text"], r["engine"], r["model"], r["reason"]
                )
        return found

    def link(self, document_id: str, hashes: Iterable[str]) -> None:
        """Which texts a document holds now: a translation of one reaches it."""
        self._db.execute("DELETE FROM document_texts WHERE document_id = ?", document_id)
        self._db.executemany(
            "INSERT OR IGNORE INTO document_texts (text_hash, document_id) VALUES (?, ?)",
            [(key, document_id) for key in hashes],
        )

    def holders(self, key: str) -> list[str]:
        """Ids of the documents that hold this text."""
        return [
            r[0] for r in self._db.rows("SELECT document_id FROM document_texts WHERE text_hash = ?", key)
        ]

    def enqueue(self, texts: Sequence[QueuedText]) -> None:
        """Adds what is not waiting yet; a higher priority wins."""
        self._db.executemany(
            "INSERT INTO translation_queue (text_hash, source, target, text, priority, added_at)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET priority = min(priority, excluded.priority)",
            [(t.text_hash, t.source, t.target, t.text, t.priority, stamp()) for t in texts],
        )

    def waiting(self, source: str, target: str, limit: int) -> list[QueuedText]:
        """The next texts of a pair: by priority, then by age."""
        rows = self._db.rows(
            "SELECT text_hash, source, target, text, priority FROM translation_queue"
            " WHERE source = ? AND target = ? ORDER BY priority, added_at LIMIT ?",
            *(source, target, limit),
        )
        return [QueuedText(*r) for r in rows]

    def languages(self, target: str) -> list[str]:
        """Languages of which texts wait, the one with the most urgent text first."""
        rows = self._db.rows(
            "SELECT source FROM translation_queue WHERE target = ?"
            " GROUP BY source ORDER BY min(priority), min(added_at)",
            target,
        )
        return [r[0] for r in rows]

    def retain(self, sources: Collection[str], target: str) -> None:
        """Takes off the queue what is no longer to be translated."""
        self._db.execute("DELETE FROM translation_queue WHERE target != ?", target)
        for language in self.languages(target):
            if language not in sources:
                self._db.execute("DELETE FROM translation_queue WHERE source = ?", language)

    def drop(self, text: QueuedText) -> None:
        """Takes a text off the queue: no document holds it any more."""
        self._db.execute(
            "DELETE FROM translation_queue WHERE text_hash = ? AND source = ? AND target = ?",
            *(text.text_hash, text.source, text.target),
        )

    def pending(self) -> dict[str, int]:
        """How many segments wait, by language: a text counts once for each document that holds it."""
        rows = self._db.rows(
            "SELECT source, count(*) FROM translation_queue JOIN document_texts USING (text_hash)"
            " GROUP BY 1 ORDER BY 1"
        )
        return {r[0]: r[1] for r in rows}

    def store(self, text: QueuedText, translation: Translation) -> None:
        """Puts an outcome (done or failed) into the memory and takes the text off the queue."""
        self._db.execute(
            "INSERT OR REPLACE INTO translations"
            " (text_hash, source, target, model, engine, status, text, reason, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(text.text_hash, text.source, text.target, translation.model or "", translation.engine or ""),
            *(translation.status, translation.text, translation.reason, stamp()),
        )
        self.drop(text)

    def forget(self, document_id: str) -> None:
        """Removes a document's texts, and the translations and queued texts that no other document holds."""
        own = [
            r[0]
            for r in self._db.rows("SELECT text_hash FROM document_texts WHERE document_id = ?", document_id)
        ]
        self._db.execute("DELETE FROM document_texts WHERE document_id = ?", document_id)
        for key in own:
            if not self.holders(key):
                self._db.execute("DELETE FROM translations WHERE text_hash = ?", key)
                self._db.execute("DELETE FROM translation_queue WHERE text_hash = ?", key)
