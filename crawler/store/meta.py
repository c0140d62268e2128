"""Single values under a name."""

from __future__ import annotations

from crawler.store.database import Database


class Meta:
    """Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, key: str) -> str | None:
        value: str | None = self._db.value("SELECT value FROM meta WHERE key = ?", key)
        return value

    def set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, value)

    def drop(self, key: str) -> None:
        self._db.execute("DELETE FROM meta WHERE key = ?", key)
