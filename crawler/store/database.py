"""One SQLite file: opening, migrations, transactions.

WAL with synchronous=FULL (a committed document survives a power cut: so batch the commits); every writing
transaction begins IMMEDIATE, because a deferred one that turns writer fails at once with BUSY_SNAPSHOT.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from crawler.errors import Unavailable

BUSY_TIMEOUT_SECONDS = 60
"""How long a writer waits for another: longer than the longest transaction, a batch of documents."""
WORTH_COMPACTING = 0.2
"""The part of a file that is free from which it is written anew: what a daily `prune` frees, new documents
fill again, without a rewrite of gigabytes each day. A guess, not measured."""


_PAGES = "PRAGMA page_count"
_BUGS = (sqlite3.IntegrityError, sqlite3.ProgrammingError)
_ROOM = "run the command again once there is room: what was stored is safe, the rest is still pending"
_REMEDIES = {
    sqlite3.SQLITE_FULL: f"; {_ROOM}",
    sqlite3.SQLITE_IOERR: f" (a full or broken disk); {_ROOM}",
}
"""By primary result code."""


class Database:
    """A connection used by one thread. Raises Unavailable when the disk is full or the file is not usable."""

    def __init__(self, path: Path, migrations: Sequence[str], *, readonly: bool = False) -> None:
        self.path = path
        self._depth = 0
        try:
            self._connection = _connect(path, readonly)
        except sqlite3.DatabaseError as error:
            raise self._unavailable(error) from error
        try:
            self._migrate(migrations, readonly)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query; nothing stays open behind it."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except _BUGS:
            raise
        except sqlite3.DatabaseError as error:
            raise self._unavailable(error) from error

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query, None without one."""
        rows = self.rows(sql, *values)
        return rows[0] if rows else None

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, None without a row."""
        row = self.row(sql, *values)
        return row[0] if row else None

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        with self.transaction():
            return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        with self.transaction():
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A writing transaction; inside another one it joins that one."""
        if self._depth:
            yield
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._rollback()
                raise
            self._commit()
        except _BUGS:
            raise
        except sqlite3.DatabaseError as error:
            raise self._unavailable(error) from error
        finally:
            self._depth = 0

    def compact(self) -> int:
        """Writes the file anew where enough of it is free; by how many bytes it has shrunk."""
        size, free, pages = map(self.value, ("PRAGMA page_size", "PRAGMA freelist_count", _PAGES))
        if free < WORTH_COMPACTING * pages:
            return 0
        self.rows("VACUUM")
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(size * (pages - self.value(_PAGES)))

    def _unavailable(self, error: sqlite3.Error) -> Unavailable:
        remedy = _REMEDIES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
        return Unavailable(f"{self.path}: {error}{remedy}")

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError:
            self._rollback()
            raise

    def _rollback(self) -> None:
        if self._connection.in_transaction:  # a full disk may have rolled back already
            self._connection.execute("ROLLBACK")

    def _migrate(self, migrations: Sequence[str], readonly: bool) -> None:
        """Runs the scripts that this file has not seen, each in one transaction."""
        version = self.value("PRAGMA user_version")
        if version > len(migrations):
            raise Unavailable(
                f"{self.path}: written by a newer Rasid (schema {version}, this one knows {len(migrations)})"
            )
        if version == 0 and readonly:  # it is being made at this moment
            raise _nothing_yet(self.path)
        if version < len(migrations) and readonly:
            raise Unavailable(
                f"{self.path}: needs an upgrade (schema {version}); run `rasid crawl` or `rasid run`"
            )
        while version < len(migrations):
            version = self._upgrade(migrations)

    def _upgrade(self, migrations: Sequence[str]) -> int:
        """One script in one transaction. Another process may have been faster: the version is read inside."""
        with self.transaction():
            version: int = self.value("PRAGMA user_version")
            if version < len(migrations):
                script = resources.files("crawler.store").joinpath(migrations[version]).read_text("utf-8")
                for statement in _statements(script):
                    self._connection.execute(statement)
                version += 1
                self._connection.execute(f"PRAGMA user_version = {version}")
            return version


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit the transaction around it."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _connect(path: Path, readonly: bool) -> sqlite3.Connection:
    if readonly and not path.exists():
        raise _nothing_yet(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_SECONDS,
    )
    connection.row_factory = sqlite3.Row
    if not readonly:
        try:
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.DatabaseError:
            connection.close()
            raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Puts a file into WAL mode. While another connection does the same to a new file, SQLite answers
    `locked` at once, whatever the busy timeout (https://sqlite.org/wal.html, "Sometimes Queries Return
    SQLITE_BUSY In WAL Mode")."""
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _nothing_yet(path: Path) -> Unavailable:
    return Unavailable(f"{path}: nothing stored yet; run `rasid crawl` first")


def stamp(at: datetime | None = None) -> str:
    """A time as it is stored: UTC, microseconds, so that text order is time order. Now without one."""
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds")


def read_stamp(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
