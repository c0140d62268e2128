"""The translation memory, what people say of it, and the queue of texts that wait for a translator.

A translation is keyed by (hash of the text, pair, model): a syndicated copy costs nothing, and a document's
text is never rewritten, so that an edit which arrives meanwhile is safe. A person's correction is keyed by
the text and the target language alone: it reaches identical text everywhere and outranks every model.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.document import PERSON, SentencePair, Translation
from crawler.store.database import Database, stamp

REDO = 3
"""The priority of what another model has translated already: after everything that has no translation yet."""


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


CorrectionKind = Literal["rejected", "fixed", "undone"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of the translations of a text: that none is right (`reason` says why), which one is
    (`text`), or that what was said before no longer holds."""

    kind: CorrectionKind
    text: str | None = None
    reason: str | None = None

    def translation(self, target: str) -> Translation:
        """What stands in the place of a machine translation. Not for what is undone."""
        if self.kind == "fixed":
            return Translation("done", target, self.text, PERSON)
        return Translation("failed", target, engine=PERSON, reason=f"rejected by a person: {self.reason}")


@dataclass(frozen=True, slots=True)
class Saying:
    """What a model or a person gave for a text, and when."""

    at: datetime
    said: Translation | Correction


class Translations:
    """Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def look_up(self, keys: Iterable[tuple[str, str]], target: str) -> dict[tuple[str, str], Translation]:
        """What is to be shown of these texts: {(text hash, source language): translation}. A person's word
        comes first, then the newest model that succeeded; a failure shows only where none did."""
        wanted = set(keys)
        hashes = json.dumps(sorted({key for key, _ in wanted}))
        found = {
            (r["text_hash"], r["source"]): _translation(r)
            for r in self._db.rows(
                "SELECT * FROM translations WHERE text_hash IN (SELECT value FROM json_each(?))"
                " AND target = ? ORDER BY status = 'done', at",
                *(hashes, target),
            )
            if (r["text_hash"], r["source"]) in wanted
        }
        corrected = self._corrections(hashes, target)
        return found | {key: corrected[key[0]] for key in wanted if key[0] in corrected}

    def _corrections(self, hashes: str, target: str) -> dict[str, Translation]:
        """By text hash; `hashes` is a JSON list of those wanted."""
        rows = self._db.rows(
            "SELECT * FROM corrections WHERE text_hash IN (SELECT value FROM json_each(?)) AND target = ?"
            " ORDER BY id",
            *(hashes, target),
        )
        last = {r["text_hash"]: _correction(r) for r in rows}
        return {key: said.translation(target) for key, said in last.items() if said.kind != "undone"}

    def correct(self, key: str, target: str, correction: Correction) -> None:
        """Keeps what a person says of a text. A machine need no longer translate it; the documents that hold
        it are `retranslated`."""
        self._db.execute(
            "INSERT INTO corrections (text_hash, target, kind, text, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
            *(key, target, correction.kind, correction.text, correction.reason, stamp()),
        )
        self._db.execute("DELETE FROM translation_queue WHERE text_hash = ? AND target = ?", key, target)
        self._has_changed(key)

    def history(self, key: str, target: str) -> list[Saying]:
        """All that models and people have given for a text, oldest first."""
        by_models = self._db.rows(
            "SELECT * FROM translations WHERE text_hash = ? AND target = ?", *(key, target)
        )
        by_people = self._db.rows(
            "SELECT * FROM corrections WHERE text_hash = ? AND target = ? ORDER BY id", *(key, target)
        )
        sayings = [Saying(datetime.fromisoformat(r["at"]), _translation(r)) for r in by_models]
        sayings += [Saying(datetime.fromisoformat(r["at"]), _correction(r)) for r in by_people]
        return sorted(sayings, key=lambda saying: saying.at)

    def redoable(self, source: str, target: str, model: str) -> int:
        """How many texts of the stored documents another model has translated, and this one has not tried."""
        count: int = self._db.value(
            "SELECT count(DISTINCT text_hash) FROM translations t"
            " WHERE source = ? AND target = ? AND status = 'done' AND model != ?"
            " AND NOT EXISTS (SELECT 1 FROM translations n WHERE (n.text_hash, n.source, n.target, n.model)"
            " = (t.text_hash, t.source, t.target, ?))"
            " AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.kind != 'undone' AND c.id ="
            " (SELECT max(id) FROM corrections WHERE (text_hash, target) = (t.text_hash, t.target)))"
            " AND EXISTS (SELECT 1 FROM document_texts d WHERE d.text_hash = t.text_hash)",
            *(source, target, model, model),
        )
        return count

    def is_tried(self, text: QueuedText, model: str) -> bool:
        """Whether this model has translated the text, or failed to."""
        return bool(
            self._db.value(
                "SELECT 1 FROM translations WHERE text_hash = ? AND source = ? AND target = ? AND model = ?",
                *(text.text_hash, text.source, text.target, model),
            )
        )

    def translated_by(self, source: str, target: str, model: str) -> int:
        """How many texts this model has translated."""
        count: int = self._db.value(
            "SELECT count(*) FROM translations"
            " WHERE source = ? AND target = ? AND model = ? AND status = 'done'",
            *(source, target, model),
        )
        return count

    def finished(self, since: datetime) -> dict[str, int]:
        """How many texts were translated, or failed, since then, by language."""
        rows = self._db.rows(
            "SELECT source, count(*) FROM translations WHERE at >= ? GROUP BY 1 ORDER BY 1", stamp(since)
        )
        return {r[0]: r[1] for r in rows}

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

    def holder_count(self, key: str) -> int:
        """How many documents hold this text."""
        return int(self._db.value("SELECT count(*) FROM document_texts WHERE text_hash = ?", key))

    def _has_changed(self, key: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO retranslated SELECT document_id FROM document_texts WHERE text_hash = ?",
            key,
        )

    def retranslated(self, limit: int) -> list[str]:
        """Documents of which a translation has changed, until they are `settled`."""
        return [r[0] for r in self._db.rows("SELECT document_id FROM retranslated LIMIT ?", limit)]

    def settled(self, documents: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM retranslated WHERE document_id = ?", [(d,) for d in documents])

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
            " WHERE priority < ? GROUP BY 1 ORDER BY 1",
            REDO,
        )
        return {r[0]: r[1] for r in rows}

    def waiting_texts(self) -> dict[str, int]:
        """How many texts that a document holds wait, also for a newer model, by language."""
        rows = self._db.rows(
            "SELECT source, count(*) FROM translation_queue WHERE text_hash IN"
            " (SELECT text_hash FROM document_texts) GROUP BY 1 ORDER BY 1"
        )
        return {r[0]: r[1] for r in rows}

    def redoing(self) -> dict[str, int]:
        """How many texts that have a translation wait for that of a newer model, by language."""
        rows = self._db.rows(
            "SELECT source, count(*) FROM translation_queue WHERE priority = ? GROUP BY 1 ORDER BY 1", REDO
        )
        return {r[0]: r[1] for r in rows}

    def store(self, text: QueuedText, translation: Translation) -> None:
        """Puts an outcome (done or failed) into the memory and takes the text off the queue; the documents
        that hold it are `retranslated`."""
        self._db.execute(
            "INSERT OR REPLACE INTO translations"
            " (text_hash, source, target, model, engine, status, text, reason, at, sentences)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(text.text_hash, text.source, text.target, translation.model or "", translation.engine or ""),
            *(translation.status, translation.text, translation.reason, stamp()),
            json.dumps(translation.sentences) if translation.sentences else None,
        )
        self.drop(text)
        self._has_changed(text.text_hash)

    def forget(self, document_id: str) -> None:
        """Removes a document's texts, and the translations and queued texts that no other document holds."""
        own = self._db.value(
            "SELECT json_group_array(text_hash) FROM document_texts t WHERE document_id = ? AND NOT EXISTS"
            " (SELECT 1 FROM document_texts o WHERE o.text_hash = t.text_hash AND o.document_id != ?)",
            *(document_id, document_id),
        )
        self._db.execute("DELETE FROM document_texts WHERE document_id = ?", document_id)
        self.settled([document_id])
        for table in ("translations", "corrections", "translation_queue"):
            self._db.execute(
                f"DELETE FROM {table} WHERE text_hash IN (SELECT value FROM json_each(?))",  # noqa: S608 - own names
                own,
            )


def _translation(row: sqlite3.Row) -> Translation:
    sentences = tuple(SentencePair(*pair) for pair in json.loads(row["sentences"] or "[]"))
    return Translation(
        row["status"], row["target"], row["text"], row["engine"], row["model"], row["reason"], sentences
    )


def _correction(row: sqlite3.Row) -> Correction:
    return Correction(row["kind"], row["text"], row["reason"])
