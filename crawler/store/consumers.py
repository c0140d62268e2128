"""Where each consumer of the change log stands, and what it could not accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.store.database import Database, stamp


class Cursors:
    """One cursor a consumer. It belongs to an epoch (an index's UUID, a fingerprint of names): another epoch
    starts at 0."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, consumer: str, epoch: str = "") -> int:
        row = self._db.row("SELECT epoch, seq FROM cursors WHERE consumer = ?", consumer)
        return int(row["seq"]) if row and row["epoch"] == epoch else 0

    def at(self, consumer: str) -> int:
        """Where a consumer stands, whatever its epoch."""
        return int(self._db.value("SELECT seq FROM cursors WHERE consumer = ?", consumer) or 0)

    def known(self, consumer: str) -> bool:
        return self._db.row("SELECT 1 FROM cursors WHERE consumer = ?", consumer) is not None

    def move(self, consumer: str, seq: int, epoch: str = "") -> None:
        self._db.execute(
            "INSERT INTO cursors (consumer, epoch, seq) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
            *(consumer, epoch, seq),
        )

    def forget(self, consumer: str) -> None:
        """It starts at 0, whatever its epoch."""
        self._db.execute("DELETE FROM cursors WHERE consumer = ?", consumer)

    def all(self) -> dict[str, int]:
        return {r["consumer"]: r["seq"] for r in self._db.rows("SELECT * FROM cursors ORDER BY consumer")}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A document that a consumer could not accept, and why."""

    consumer: str
    document_id: str
    seq: int
    reason: str
    at: datetime


class DeadLetters:
    """Set aside, listed and retried by command; they never block the rest."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, consumer: str, document_id: str, seq: int, reason: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO dead (consumer, document_id, seq, reason, at) VALUES (?, ?, ?, ?, ?)",
            *(consumer, document_id, seq, reason, stamp()),
        )

    def accepted(self, consumer: str, ids: Sequence[str]) -> None:
        """These went through after all."""
        self._db.executemany(
            "DELETE FROM dead WHERE consumer = ? AND document_id = ?", [(consumer, i) for i in ids]
        )

    def all(self) -> list[DeadLetter]:
        return [
            DeadLetter(
                r["consumer"], r["document_id"], r["seq"], r["reason"], datetime.fromisoformat(r["at"])
            )
            for r in self._db.rows("SELECT * FROM dead ORDER BY at")
        ]

    def count(self, consumer: str) -> int:
        return int(self._db.value("SELECT count(*) FROM dead WHERE consumer = ?", consumer))
