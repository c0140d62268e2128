"""The consumer that keeps the search index up to the change log.

Each step sends a batch, and moves the cursor once the index has committed it: killed in between, it sends the
batch again, and a document replaces itself. The cursor belongs to the generation's uuid, so a new generation
starts at the beginning of the log by itself.

A rebuild fills the next generation beside that, notes how far, and goes on from there after an outage or in
another process.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from crawler.document import Document
from crawler.errors import Forbidden, Outdated, Unavailable, Unreached
from crawler.store import Store
from crawler.store.documents import Change
from crawler.watch import Watch
from search.backend import Generations, IndexWriter, Phase, Removed, Versioned

NAME = "index"
_REBUILD_ASKED = "index rebuild asked"
_BEGUN = "index rebuild begun"
"""Of which machine, which generation was filled how far."""
_TRANSLATIONS, _NAMES = "index translations", "index names"

log = logging.getLogger(__name__)


def ask_rebuild(store: Store) -> None:
    """Has the index built anew from the log: by the consumer's next steps, in this process or another. What
    there is stays searchable and current until the new generation is complete. A rebuild that is under way
    goes on."""
    store.set_meta(_REBUILD_ASKED, "yes")


def rebuild_asked(store: Store) -> bool:
    """Whether a rebuild is asked for or under way."""
    return store.get_meta(_REBUILD_ASKED) == "yes"


class IndexConsumer:
    """Holds the index's one writer until it is closed: `with closing(IndexConsumer(…)) as consumer`."""

    name = NAME

    def __init__(self, store: Store, generations: Generations, watch: Watch) -> None:
        """Opens the index, or makes a new one; where its server is not reached or refuses, or the index is of
        another format, each step tries again, and a crawl goes on meanwhile. Raises Unavailable for what is
        wrong on this machine."""
        self._store = store
        self._watch = watch
        self._generations = generations
        self._translate = watch.translate
        self._writer: IndexWriter | None = None
        self._next: IndexWriter | None = None
        self._taking_over: Generator[Phase] | None = None
        self._phase: Phase = "filling"
        self._refused: str | None = None
        self._is_started = False
        with suppress(Unreached, Forbidden, Outdated):
            self._start()

    def step(self) -> int:
        """Indexes a batch of changes, or, where there are none, of a rebuild; how many were dealt with.

        Raises Unavailable when the index could not be written. What was in hand is sent again by the next
        step, to the index as it then is: one that was damaged is replaced."""
        try:
            self._start()
            self._resume()
            followed = self._follow()
            return self._build() or followed
        except Unavailable:
            self.close()
            raise

    @property
    def refused(self) -> str | None:
        """Why this process may not build the generation that is asked for, if so."""
        return self._refused

    def close(self) -> None:
        taking_over, self._taking_over = self._taking_over, None
        self._phase = "filling"
        if taking_over is not None:
            taking_over.close()
        writers = [writer for writer in (self._writer, self._next) if writer is not None]
        self._writer = self._next = None
        for writer in writers:
            writer.close()

    def _start(self) -> None:
        if self._is_started:
            return
        try:
            self._current()
        except Outdated:
            if not rebuild_asked(self._store):
                raise
        self._follow_watch_file()
        self._is_started = True

    def _follow_watch_file(self) -> None:
        """Has the index built anew where it holds translations that the watch file no longer asks for, or
        where its names have changed and cannot be changed in place."""
        languages = [self._translate.to, *sorted(self._translate.from_)]
        before = self._remembered(_TRANSLATIONS, languages)
        unwanted = before[0] != languages[0] or not set(before) <= set(languages)
        names = sorted([key, *variants] for key, variants in self._watch.names.items())
        other_names = self._remembered(_NAMES, names) != names and not self._adopted_names()
        with self._store.transaction():
            if unwanted or other_names:
                ask_rebuild(self._store)
                self._store.set_meta(_BEGUN, "")
            self._store.set_meta(_TRANSLATIONS, json.dumps(languages))
            self._store.set_meta(_NAMES, json.dumps(names))

    def _remembered(self, key: str, now: list[Any]) -> list[Any]:
        """What `key` was at the last start; `now` at the first one."""
        known = self._store.get_meta(key)
        before: list[Any] = json.loads(known) if known else now
        return before

    def _adopted_names(self) -> bool:
        try:
            return self._generations.adopt_names()
        except Forbidden as error:
            self._refuse(error)
            return False

    def _current(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._generations.open()
            self._stand(self._writer.uuid)
        return self._writer

    def _stand(self, uuid: str) -> None:
        """Notes where this generation stands; one that was being filled has taken over."""
        begun, filled = self._begun()
        cursor = self._store.cursors.get(NAME, uuid)
        with self._store.transaction():
            if begun == uuid:
                cursor = filled
                self._store.set_meta(_BEGUN, "")
                self._store.set_meta(_REBUILD_ASKED, "no")
            self._store.cursors.move(NAME, cursor, uuid)

    def _begun(self) -> tuple[str, int]:
        """The generation that is being filled from this record, and up to where: a record that was restored
        is another machine, with other numbers."""
        machine, uuid, filled = json.loads(self._store.get_meta(_BEGUN) or '["", "", 0]')
        return (uuid, filled) if machine == self._store.machine() else ("", 0)

    def _follow(self) -> int:
        if self._phase == "held":
            return 0
        try:
            writer = self._current()
        except Outdated:
            if rebuild_asked(self._store):
                return 0
            raise
        cursor = self._store.cursors.get(NAME, writer.uuid)
        changes = self._store.documents.changes(cursor, self._generations.batch)
        if changes:
            rejected = self._send(writer, changes)
            with self._store.transaction():
                self._settle(changes, rejected)
                self._store.cursors.move(NAME, changes[-1].seq, writer.uuid)
        else:
            writer.verify()
        return len(changes)

    def _resume(self) -> None:
        """Before all else, since a take-over that was cut off may hold the index, and ends so; where it was
        done and only the answer was lost, the index that is written to is the new one."""
        if self._phase != "held" and self._begun()[0]:
            with suppress(Outdated):
                self._current()
            with suppress(Outdated):
                self._begin()

    def _begin(self) -> None:
        """Makes the next generation, or goes on with the one that was begun."""
        if self._next is not None or not rebuild_asked(self._store):
            return
        begun, filled = self._begun()
        try:
            self._next = self._generations.create(begun)
        except Forbidden as error:
            self._refuse(error)
        else:
            self._fill_up_to(filled if self._next.uuid == begun else 0, self._next)

    def _fill_up_to(self, seq: int, writer: IndexWriter) -> None:
        self._store.set_meta(_BEGUN, json.dumps([self._store.machine(), writer.uuid, seq]))

    def _build(self) -> int:
        """A batch into the next generation; once that has all of the log, a part of taking over."""
        self._begin()
        if self._next is not None:
            changes = self._store.documents.changes(self._begun()[1], self._generations.batch)
            if changes:
                rejected = self._send(self._next, changes)
                with self._store.transaction():
                    self._settle(changes, rejected)
                    self._fill_up_to(changes[-1].seq, self._next)
                if len(changes) == self._generations.batch:
                    return len(changes)
            if self._taking_over is None:
                self._taking_over = self._next.take_over()
        return self._take_over()

    def _refuse(self, error: Forbidden) -> None:
        """The rebuild waits for a process that may do it; the index as it is goes on."""
        if self._refused is None:
            log.warning("the search index waits to be built anew, by `rasid index rebuild`: %s", error)
        self._refused = str(error)

    def _take_over(self) -> int:
        """A part of it; 0 where there is none."""
        if self._taking_over is None:
            return 0
        phase = next(self._taking_over, None)
        if phase is None:
            self._taking_over = None
            self._phase = "filling"
            return 1
        if phase != self._phase and self._writer is not None:
            self._writer.close()
            self._writer = None
        if phase == "published" and self._next is not None:
            self._writer, self._next = self._next, None
            self._stand(self._writer.uuid)
        self._phase = phase
        return 1

    def _send(self, writer: IndexWriter, changes: Sequence[Change]) -> dict[str, str]:
        """The index's new state of these documents; returns what could not be indexed, and why."""
        unreadable: dict[str, str] = {}
        removed = [Removed(change.id, change.version) for change in changes if change.deleted]
        rejected = writer.update(self._states(changes, unreadable), removed)
        return {**unreadable, **rejected}

    def _states(self, changes: Sequence[Change], unreadable: dict[str, str]) -> Iterator[Versioned]:
        """Read one by one as the writer takes them: a server is at work meanwhile."""
        for change in changes:
            if change.deleted:
                continue
            try:
                document = self._store.documents.get(change.id)
            except ValueError as error:
                unreadable[change.id] = f"not readable in the store: {error}"
                continue
            if document is not None:
                yield self._versioned(document, change.version)

    def _versioned(self, document: Document, version: int) -> Versioned:
        joined = self._store.translated(document, self._translate.to, self._translate.from_)
        edited = self._store.documents.edited_at(document.id) if document.revision > 1 else None
        gone = self._store.documents.gone(document.id)
        return Versioned(joined, version, edited, gone.at if gone else None)

    def _settle(self, changes: Sequence[Change], rejected: Mapping[str, str]) -> None:
        """Dead letters: the rejected are written down, those that went through are crossed out."""
        with self._store.transaction():
            if self._store.dead.count(NAME):
                self._store.dead.accepted(NAME, [c.id for c in changes if c.id not in rejected])
            for change in changes:
                if change.id in rejected:
                    self._store.dead.add(NAME, change.id, change.seq, rejected[change.id])
