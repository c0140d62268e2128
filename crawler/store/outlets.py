"""What is learnt of each outlet, known by its host name: the lines that it repeats, and how its latest
articles read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from crawler.outlet import Line, Reading
from crawler.store.database import Database, stamp

ARTICLES, SHARE = 5, 0.5
"""A line on so many different articles of an outlet, and on this share of them since it was first seen (of
the last `MEMORY` at least), is furniture. On the dev half of the extraction bench (57 pages of 8 outlets with
six or more each) no line that is left stands on more than 2. Run `benchmarks/learnt.py` after a change."""
SENTENCE_ARTICLES, SENTENCE_SHARE = 8, 0.8
"""The same for a line that ends like a sentence. A guess, for safety: a sentence of background stands on the
articles about one story, one of the template on all."""
COPY = 0.5
"""An article of whose lines this share is known from the outlet's others is a copy, and no different one."""
MEMORY = 50
"""Articles without it after which a line is forgotten, at the next tenth one."""
FORGET_EVERY = 10
READINGS = 100
"""Latest readings kept of each outlet."""


class Outlets:
    """Every method that writes joins the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def record(self, host: str, reading: Reading, at: datetime) -> None:
        """Counts a page read for the first time."""
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO outlet_readings (host, at, text, furniture, title, authors, date)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(host, stamp(at), reading.text, reading.furniture),
                *(reading.title, reading.authors, reading.date),
            )
            self._db.execute(
                "DELETE FROM outlet_readings WHERE host = ? AND id <="
                " (SELECT id FROM outlet_readings WHERE host = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
                *(host, host, READINGS),
            )
            if reading.lines and not self._is_copy(host, reading.lines):
                self._count(host, reading.lines)

    def furniture(self, host: str) -> frozenset[int]:
        """The keys of the lines that are the outlet's furniture at present. The 5 is what the index covers:
        without it, every line that is remembered of the outlet is read, which takes 0.2 ms a page."""
        rows = self._db.rows(
            "SELECT line FROM outlet_lines INDEXED BY outlet_lines_repeated JOIN outlets USING (host)"
            " WHERE host = ? AND outlet_lines.articles >= 5 AND outlet_lines.articles >= iif(sentence, ?, ?)"
            " AND outlet_lines.articles >= iif(sentence, ?, ?)"
            " * max(outlets.articles - first + 1, min(outlets.articles, ?))",
            *(host, SENTENCE_ARTICLES, ARTICLES, SENTENCE_SHARE, SHARE, MEMORY),
        )
        return frozenset(row["line"] for row in rows)

    def standing(self, host: str, line: int) -> tuple[int, int]:
        """On how many of how many different articles a line stands, since it was first seen."""
        row = self._db.row(
            "SELECT outlet_lines.articles AS own, outlets.articles - first + 1 AS every"
            " FROM outlet_lines JOIN outlets USING (host) WHERE host = ? AND line = ?",
            *(host, line),
        )
        return (row["own"], row["every"]) if row else (0, 0)

    def readings(self) -> Iterator[tuple[str, list[Reading]]]:
        """Each outlet with its latest readings, oldest first."""
        rows = self._db.rows(
            "SELECT host, text, furniture, title, authors, date, at FROM outlet_readings ORDER BY host, id"
        )
        for host, of_host in groupby(rows, key=itemgetter(0)):
            yield host, [_reading(*row[1:]) for row in map(tuple, of_host)]

    def _is_copy(self, host: str, lines: Sequence[Line]) -> bool:
        """Whether most of these lines stand on the outlet's other articles: an article under another address,
        a page of a series, a new version."""
        known = self._db.value(
            "SELECT count(*) FROM outlet_lines WHERE host = ? AND line IN (SELECT value FROM json_each(?))",
            *(host, json.dumps([line.key for line in lines])),
        )
        return bool(known > COPY * len(lines))

    def _count(self, host: str, lines: Sequence[Line]) -> None:
        number = self._db.value(
            "INSERT INTO outlets (host, articles) VALUES (?, 1)"
            " ON CONFLICT DO UPDATE SET articles = articles + 1 RETURNING articles",
            host,
        )
        self._db.executemany(
            "INSERT INTO outlet_lines (host, line, sentence, articles, first, last) VALUES (?, ?, ?, 1, ?, ?)"
            " ON CONFLICT DO UPDATE SET articles = articles + 1, last = excluded.last",
            [(host, line.key, line.sentence, number, number) for line in lines],
        )
        if number % FORGET_EVERY == 0:
            self._db.execute("DELETE FROM outlet_lines WHERE host = ? AND last < ?", host, number - MEMORY)


def _reading(text: int, furniture: int, title: int, authors: int, date: int, at: str) -> Reading:
    return Reading(text, furniture, bool(title), bool(authors), bool(date), at=datetime.fromisoformat(at))
