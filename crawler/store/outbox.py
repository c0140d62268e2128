"""What has been told to whom: alert keys, and one message per receiver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.store.database import Database, read_stamp, stamp

MessageState = Literal["held", "pending", "sent", "failed"]
RETRY_AFTER = timedelta(minutes=1)
MAX_ATTEMPTS = 12
"""With doubling delays from a minute, a receiver that is down for two days still gets its message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One alert to one receiver. `held` waits for the end of a first pass, to be summed up."""

    id: int
    alert: str
    receiver: str
    topic: str
    story_id: str
    document_id: str
    state: MessageState
    created_at: datetime
    attempts: int
    next_at: datetime | None
    sent_at: datetime | None
    error: str | None


class Outbox:
    """Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def raise_alert(self, alert: str, topic: str, story_id: str, document_id: str) -> bool:
        """Notes that this story is told under this alert entry and topic; False when it was already."""
        cursor = self._db.execute(
            "INSERT INTO alerts (alert, topic, story_id, document_id, created_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            *(alert, topic, story_id, document_id, stamp()),
        )
        return cursor.rowcount > 0

    def address(
        self, alert: str, receiver: str, topic: str, story_id: str, document_id: str, state: MessageState
    ) -> None:
        """Puts a message to one receiver into the outbox."""
        self._db.execute(
            "INSERT INTO outbox (alert, receiver, topic, story_id, document_id, state, created_at, next_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(alert, receiver, topic, story_id, document_id, state, stamp(), stamp()),
        )

    def due(self, now: datetime, limit: int = 100) -> list[Message]:
        return self._messages("state = 'pending' AND next_at <= ? ORDER BY id LIMIT ?", stamp(now), limit)

    def held(self) -> list[Message]:
        return self._messages("state = 'held' ORDER BY id")

    def all(self, limit: int = 1000) -> list[Message]:
        """Newest first."""
        return self._messages("1 ORDER BY id DESC LIMIT ?", limit)

    def of(self, document_id: str) -> list[Message]:
        """Messages about one document."""
        return self._messages("document_id = ? ORDER BY id", document_id)

    def sent(self, ids: list[int]) -> None:
        self._db.executemany(
            "UPDATE outbox SET state = 'sent', sent_at = ?, error = NULL WHERE id = ?",
            [(stamp(), i) for i in ids],
        )

    def not_sent(self, ids: list[int], error: str, now: datetime) -> None:
        """Tried again later, each time after twice the delay; failed after MAX_ATTEMPTS."""
        for message in (m for i in ids for m in self._messages("id = ?", i)):
            attempts = message.attempts + 1
            state: MessageState = "pending" if attempts < MAX_ATTEMPTS else "failed"
            next_at = stamp(now + RETRY_AFTER * 2 ** (attempts - 1))
            self._db.execute(
                "UPDATE outbox SET state = ?, attempts = ?, next_at = ?, error = ? WHERE id = ?",
                *(state, attempts, next_at, error, message.id),
            )

    def retry(self) -> int:
        """Makes everything that is not sent due at once; how many."""
        return self._db.execute(
            "UPDATE outbox SET state = 'pending', attempts = 0, next_at = ?"
            " WHERE state IN ('pending', 'failed')",
            stamp(),
        ).rowcount

    def _messages(self, where: str, *values: object) -> list[Message]:
        rows = self._db.rows(f"SELECT * FROM outbox WHERE {where}", *values)  # noqa: S608 - own clauses
        return [
            Message(
                **{k: r[k] for k in ("id", "alert", "receiver", "topic", "story_id", "document_id", "state")},
                created_at=datetime.fromisoformat(r["created_at"]),
                attempts=r["attempts"],
                next_at=read_stamp(r["next_at"]),
                sent_at=read_stamp(r["sent_at"]),
                error=r["error"],
            )
            for r in rows
        ]
