"""What has been told to whom: alert keys, and one message per receiver."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.store.database import Database, read_stamp, stamp
from crawler.store.meta import Meta

MessageState = Literal["held", "pending", "sent", "failed"]
RETRY_AFTER = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
MAX_ATTEMPTS = 80
"""With delays that double from RETRY_AFTER up to LONGEST_DELAY, a receiver that is down for three days still
gets its message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One alert to one receiver. `held` waits to be summed up: for the end of a first pass, or until a new
    topic has been looked for everywhere. Messages with the same `summary` are sent as one."""

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
    summary: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A held message and where its document comes from; no source where the document was forgotten."""

    id: int
    alert: str
    receiver: str
    source: str | None
    first_pass: bool


_UNCONFIRMED, _CONFIRMED = "alerts unconfirmed since", "alerts confirmed"
_WAITING = "state IN ('held', 'pending')"


class Outbox:
    """Every method that writes joins the open transaction.

    After a restore nothing is sent until a person confirms it: what waits may have been sent since the backup
    was made, or be found a second time."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._meta = Meta(database)

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
        """Messages to send now, those never tried first; of a summary only the first (see `together`)."""
        return self._messages(
            "state = 'pending' AND next_at <= ? AND (summary IS NULL OR id = (SELECT min(o.id) FROM outbox o"
            " WHERE o.summary = outbox.summary AND o.state = 'pending')) ORDER BY attempts, id LIMIT ?",
            *(stamp(now), limit),
        )

    def together(self, message: Message) -> list[Message]:
        """The messages that are sent as one with this one, itself included."""
        if message.summary is None:
            return [message]
        return self._messages("summary = ? AND state = 'pending' ORDER BY id", message.summary)

    def held(self) -> list[Held]:
        rows = self._db.rows(
            "SELECT o.id, o.alert, o.receiver, d.source, coalesce(d.first_pass, 0) AS first_pass"
            " FROM outbox o LEFT JOIN documents d ON d.id = o.document_id"
            " WHERE o.state = 'held' ORDER BY o.id"
        )
        return [Held(r["id"], r["alert"], r["receiver"], r["source"], bool(r["first_pass"])) for r in rows]

    def release(self, ids: Sequence[int]) -> None:
        """Lets held messages go as one: a summary, or a message of its own where it is only one."""
        summary = ids[0] if len(ids) > 1 else None
        self._db.executemany(
            "UPDATE outbox SET state = 'pending', summary = ?, next_at = ? WHERE id = ? AND state = 'held'",
            [(summary, stamp(), i) for i in ids],
        )

    def await_confirmation(self) -> None:
        """From now on messages gather, and none is to be sent before `confirm` or `discard`."""
        self._meta.set(_UNCONFIRMED, stamp())

    def unconfirmed_since(self) -> datetime | None:
        """Since when nothing is to be sent; None where all may be."""
        return read_stamp(self._meta.get(_UNCONFIRMED))

    def waiting(self) -> int:
        """How many messages are neither sent nor given up."""
        return int(self._db.value(f"SELECT count(*) FROM outbox WHERE {_WAITING}"))  # noqa: S608 - own clause

    def confirm(self) -> int:
        """Lets what waits go, as one summary for each receiver, and what comes later as ever; how many.
        `held` messages still come with the summary that they are held for."""
        by_receiver: dict[str, list[int]] = defaultdict(list)
        for row in self._db.rows("SELECT id, receiver FROM outbox WHERE state = 'pending' ORDER BY id"):
            by_receiver[row["receiver"]].append(row["id"])
        groups = [ids for ids in by_receiver.values() if len(ids) > 1]
        self._db.executemany(
            "UPDATE outbox SET summary = ?, next_at = ? WHERE id = ?",
            [(ids[0], stamp(), i) for ids in groups for i in ids],
        )
        self._meta.set(_CONFIRMED, json.dumps([ids[0] for ids in groups]))
        return self._end_waiting()

    def discard(self) -> list[Message]:
        """Throws away what waits; what it was about stays told. Returns it."""
        dropped = self._messages(f"{_WAITING} ORDER BY id")
        self._db.execute(f"DELETE FROM outbox WHERE {_WAITING}")  # noqa: S608 - own clause
        self._end_waiting()
        return dropped

    def is_confirmed(self, summary: int | None) -> bool:
        """Whether a summary is of what waited for confirmation."""
        return summary is not None and summary in json.loads(self._meta.get(_CONFIRMED) or "[]")

    def _end_waiting(self) -> int:
        self._meta.drop(_UNCONFIRMED)
        return self.waiting()

    def all(self, limit: int = 1000) -> list[Message]:
        """Newest first."""
        return self._messages("1 ORDER BY id DESC LIMIT ?", limit)

    def of(self, document_id: str) -> list[Message]:
        """Messages about one document."""
        return self._messages("document_id = ? ORDER BY id", document_id)

    def sent(self, ids: Sequence[int]) -> None:
        self._db.executemany(
            "UPDATE outbox SET state = 'sent', sent_at = ?, error = NULL WHERE id = ?",
            [(stamp(), i) for i in ids],
        )

    def not_sent(self, messages: Sequence[Message], error: str, now: datetime) -> datetime:
        """What is sent as one was not taken: tried again later, each time after twice the delay, failed after
        MAX_ATTEMPTS. Returns when it is due again."""
        attempts = max(m.attempts for m in messages) + 1
        state: MessageState = "pending" if attempts < MAX_ATTEMPTS else "failed"
        next_at = now + _delay(attempts)
        self._db.executemany(
            "UPDATE outbox SET state = ?, attempts = ?, next_at = ?, error = ? WHERE id = ?",
            [(state, attempts, stamp(next_at), error, m.id) for m in messages],
        )
        return next_at

    def put_off(self, receiver: str, until: datetime) -> None:
        """The receiver does not answer: its other messages wait too, without this counting against them."""
        self._db.execute(
            "UPDATE outbox SET next_at = ? WHERE receiver = ? AND state = 'pending' AND next_at < ?",
            *(stamp(until), receiver, stamp(until)),
        )

    def give_up(self, ids: Sequence[int], reason: str) -> None:
        """These can never be sent."""
        self._db.executemany(
            "UPDATE outbox SET state = 'failed', error = ? WHERE id = ?", [(reason, i) for i in ids]
        )

    def wake(self) -> int:
        """Makes what waits for another try due at once; how many."""
        return self._db.execute(
            "UPDATE outbox SET next_at = ? WHERE state = 'pending' AND next_at > ?", stamp(), stamp()
        ).rowcount

    def retry(self) -> int:
        """Makes everything that is not sent due at once, what was given up too; how many."""
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
                summary=r["summary"],
            )
            for r in rows
        ]


def _delay(attempts: int) -> timedelta:
    """Before the try after this many failed ones."""
    return min(RETRY_AFTER * (1 << min(attempts - 1, 20)), LONGEST_DELAY)
