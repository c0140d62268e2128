"""What other processes ask of the one that holds the data directory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from crawler.store.database import Database, stamp


@dataclass(frozen=True, slots=True)
class Request:
    id: int
    command: str
    args: dict[str, Any]


class Requests:
    """Left by `add`, carried out by the holder, its result read by who asked."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, command: str, args: dict[str, Any]) -> int:
        cursor = self._db.execute(
            "INSERT INTO requests (command, args, at) VALUES (?, ?, ?)", command, json.dumps(args), stamp()
        )
        return int(cursor.lastrowid or 0)

    def open(self) -> list[Request]:
        rows = self._db.rows("SELECT id, command, args FROM requests WHERE finished_at IS NULL ORDER BY id")
        return [Request(r["id"], r["command"], json.loads(r["args"])) for r in rows]

    def finish(self, identity: int, result: dict[str, Any]) -> None:
        self._db.execute(
            "UPDATE requests SET finished_at = ?, result = ? WHERE id = ?",
            stamp(),
            json.dumps(result),
            identity,
        )

    def result(self, identity: int) -> dict[str, Any] | None:
        """None while it is not carried out."""
        text = self._db.value("SELECT result FROM requests WHERE id = ?", identity)
        return json.loads(text) if text else None
