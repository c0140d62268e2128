"""The system of record: one SQLite log of documents, beside it the raw pages.

    data/rasid.sqlite    documents, revisions, change log, frontier, cursors, translations, outbox
    data/raw.sqlite      pages as received, for `keep_raw`; written first
    data/holder.lock     who crawls or runs on this directory

A document is safe once its transaction commits; everything after that can be done again.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self, TextIO

from crawler.document import Document, Segment, Translation
from crawler.errors import Busy, Unavailable
from crawler.store.consumers import Cursors, DeadLetters
from crawler.store.database import Database, stamp
from crawler.store.documents import Documents
from crawler.store.frontier import Frontier
from crawler.store.meta import Meta
from crawler.store.outbox import Outbox
from crawler.store.outlets import Outlets
from crawler.store.raw import RawPages
from crawler.store.removals import Removals
from crawler.store.requests import Requests
from crawler.store.translations import Translations, text_hash

MIGRATIONS = ("0001.sql", "0002.sql", "0003.sql", "0004.sql")
RAW_MIGRATIONS = ("raw_0001.sql",)

_MACHINE = "machine"
KEEP_EVENTS = timedelta(days=90)
"""How far back `why` tells each decision: three times the default `max_age`. What is known of a URL itself
(found where, stored as what) is kept for good."""
KEEP_REQUESTS = timedelta(days=1)
"""The result of a request that was carried out: who asked waits for minutes at most."""


@dataclass(frozen=True, slots=True)
class Event:
    """One decision about a URL."""

    at: datetime
    stage: str
    outcome: str
    detail: str


class Store:
    """One connection to the store, for one thread; its parts share the open transaction."""

    def __init__(self, data: Path, *, readonly: bool = False) -> None:
        """Opens, and creates or upgrades unless `readonly`. Raises Unavailable."""
        self.data = data
        if not readonly:
            _make_folder(data)
        self._db = Database(data / "rasid.sqlite", MIGRATIONS, readonly=readonly)
        try:
            self._raw_db = Database(data / "raw.sqlite", RAW_MIGRATIONS, readonly=readonly)
        except Unavailable:
            self._db.close()
            raise
        self._meta = Meta(self._db)
        self.removals = Removals(self._db)
        self.documents = Documents(self._db, self.removals)
        self.frontier = Frontier(self._db)
        self.raw = RawPages(self._raw_db)
        self.cursors = Cursors(self._db)
        self.dead = DeadLetters(self._db)
        self.translations = Translations(self._db)
        self.outbox = Outbox(self._db)
        self.outlets = Outlets(self._db)
        self.requests = Requests(self._db)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()
        self._raw_db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written inside is committed together, or not at all."""
        return self._db.transaction()

    def raw_transaction(self) -> AbstractContextManager[None]:
        """The same for raw pages; committed before the documents made of them."""
        return self._raw_db.transaction()

    def note(self, url: str, stage: str, outcome: str, detail: str = "") -> None:
        """Records a decision about a URL, for `why`."""
        self._db.execute(
            "INSERT INTO events (url, at, stage, outcome, detail) VALUES (?, ?, ?, ?, ?)",
            *(url, stamp(), stage, outcome, detail[:500]),
        )

    def note_holders(self, key: str, stage: str, outcome: str, detail: str) -> None:
        """The same of each document that holds a text, by the text's hash."""
        self._db.execute(
            "INSERT INTO events (url, at, stage, outcome, detail) SELECT canonical_url, ?, ?, ?, ?"
            " FROM document_texts JOIN documents ON documents.id = document_id WHERE text_hash = ?",
            *(stamp(), stage, outcome, detail[:500], key),
        )

    def events(self, url: str) -> list[Event]:
        rows = self._db.rows("SELECT at, stage, outcome, detail FROM events WHERE url = ? ORDER BY id", url)
        return [Event(datetime.fromisoformat(r["at"]), r["stage"], r["outcome"], r["detail"]) for r in rows]

    def translated(self, document: Document, target: str, languages: tuple[str, ...]) -> Document:
        """The document with a translation on each segment that is to have one: what the memory holds, else
        `pending`. `languages` are those translated from."""
        wanted = [
            i for i, s in enumerate(document.segments) if s.language in languages and s.language != target
        ]
        if not wanted:
            return document
        keys = {i: (text_hash(document.segments[i].text), document.segments[i].language) for i in wanted}
        memory = self.translations.look_up(keys.values(), target)

        def joined(index: int, segment: Segment) -> Segment:
            if index not in keys:
                return segment
            return replace(segment, translation=memory.get(keys[index]) or Translation("pending", target))

        return replace(document, segments=tuple(joined(i, s) for i, s in enumerate(document.segments)))

    def forget(self, identity: str, reason: str) -> bool:
        """Removes a document and all that is its own; a tombstone keeps it from coming back."""
        self.raw.forget(identity)
        with self.transaction():
            self._strip(identity)
            forgotten = self.removals.forget(identity, reason)
        self.raw.forget(identity)  # a crawl may have written a page of it meanwhile
        return forgotten

    def prune_documents(self, before: datetime, *, keep_mentions: bool, limit: int) -> int:
        """Removes the oldest documents from before then, and all that is their own, in one transaction; how
        many. Their pages stay seen, and their alerts told."""
        with self.transaction():
            old = self.removals.older(before, keep_mentions=keep_mentions, limit=limit)
            for identity in old:
                self._strip(identity)
                self.removals.prune(identity, f"from before {before:%Y-%m-%d}")
        with self.raw_transaction():
            for identity in old:
                self.raw.forget(identity)
        return len(old)

    def _strip(self, identity: str) -> None:
        """What hangs on a document that is being removed."""
        self.frontier.forget(self.documents.addresses(identity))
        self.translations.forget(identity)

    def compact(self) -> int:
        """Gives the space of what was removed back to the disk, file by file, where that is worth writing
        the file anew; how many bytes. Needs room for a copy of the file, and keeps other writers waiting."""
        return sum(database.compact() for database in (self._db, self._raw_db))

    def prune(self, now: datetime, keep_raw: timedelta) -> None:
        """Throws away what is kept for a time only: raw pages, events, requests that were carried out."""
        self.prune_raw(now - keep_raw)
        with self.transaction():
            self._db.execute("DELETE FROM events WHERE at < ?", stamp(now - KEEP_EVENTS))
            self._db.execute("DELETE FROM requests WHERE finished_at < ?", stamp(now - KEEP_REQUESTS))

    def prune_raw(self, before: datetime) -> int:
        """Throws away raw pages fetched before then, except those of documents with mentions; how many."""
        dropped = 0
        kept_until = ""
        while batch := self.raw.expired(before, after=kept_until):
            mentioned = self.documents.mentioned({d for _, _, d in batch if d})
            dropped += self.raw.drop([(u, at) for u, at, d in batch if d not in mentioned])
            kept_until = batch[-1][1]
        return dropped

    def machine(self) -> str:
        """Names this record among those that write to one cluster; given at the first call."""
        return self.get_meta(_MACHINE) or self.rename_machine()

    def rename_machine(self) -> str:
        """A copy of a record is another machine: what the first one wrote since is not its own."""
        name = uuid.uuid4().hex[:12]
        self.set_meta(_MACHINE, name)
        return name

    def get_meta(self, key: str) -> str | None:
        return self._meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        self._meta.set(key, value)


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"{data}: cannot be made: {error.strerror}; set `data:` to a folder you can write"
        ) from None


@contextmanager
def hold(data: Path, command: str) -> Iterator[None]:
    """Holds the data directory for this process. Raises Busy, naming who holds it, and Unavailable."""
    _make_folder(data)
    with (data / "holder.lock").open("a+") as file:
        if not _lock(file):
            raise Busy(f"{data} is held by {holder(data) or 'another process'}")
        file.truncate(0)
        said = json.dumps({"pid": os.getpid(), "command": command, "since": stamp()}).encode()
        try:
            while said:  # past the file's buffer, which would be written once more when it is closed
                said = said[os.write(file.fileno(), said) :]
        except OSError as error:
            raise Unavailable(f"{data}: {error.strerror}; nothing is changed") from error
        try:
            yield
        finally:
            file.truncate(0)


def _lock(file: TextIO) -> bool:
    """Tried for a moment: a process that asks who holds the directory (`holder`) locks it for an instant."""
    for _ in range(10):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False


def holder(data: Path) -> str | None:
    """Who holds the directory, in words; None where nobody does."""
    try:
        with (data / "holder.lock").open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                said = json.loads(file.read() or "{}")
                command, pid, since = (said.get(key, "?") for key in ("command", "pid", "since"))
                return f"`rasid {command}` (process {pid}, since {since})"
    except (OSError, ValueError):
        return None
    return None
