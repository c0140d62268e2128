"""The numbers of the change log's entries."""

from __future__ import annotations

import time

from crawler.store.database import Database


def next_seq(database: Database) -> int:
    seq = database.execute("INSERT INTO sequence DEFAULT VALUES").lastrowid
    database.execute("DELETE FROM sequence WHERE seq < ?", seq)
    return int(seq or 0)


def next_version(previous: int) -> int:
    return max(previous + 1, time.time_ns() // 1000)
