"""The consumer that keeps the search index up to the change log.

Each step sends a batch, and moves the cursor once the index has committed it: killed in between, it sends the
batch again, and a document replaces itself. The cursor belongs to the generation's uuid, so a new generation
starts at the beginning of the log by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.documents import Change
from crawler.watch import Watch
from search.backend import Generations, IndexWriter, Versioned

NAME = "index"
BATCH = 500
"""Changes a commit; a commit of tantivy costs some 20 ms beside half a millisecond a document
(`benchmarks/index.py`)."""
_REBUILD_ASKED = "index rebuild asked"
_TRANSLATIONS = "index translations"


def ask_rebuild(store: Store) -> None:
    """Has the index built anew from the log: by the consumer's next steps, in this process or another. What
    there is stays searchable and current until the new generation is complete."""
    store.set_meta(_REBUILD_ASKED, "yes")


def rebuild_asked(store: Store) -> bool:
    """Whether a rebuild is asked for or under way."""
    return store.get_meta(_REBUILD_ASKED) == "yes"


class IndexConsumer:
    """Holds the index's one writer until it is closed: `with closing(IndexConsumer(…)) as consumer`."""

    name = NAME

    def __init__(self, store: Store, generations: Generations, watch: Watch) -> None:
        """Opens the index, or makes a new one. Raises Unavailable."""
        self._store = store
        self._generations = generations
        self._translate = watch.translate
        self._writer: IndexWriter | None = None
        self._next: IndexWriter | None = None
        self._next_cursor = 0
        self._current()
        self._forget_unwanted_translations()

    def step(self) -> int:
        """Indexes a batch of changes, or, where there are none, of a rebuild; how many were dealt with.

        Raises Unavailable when the index could not be written. What was in hand is sent again by the next
        step, to the index as it then is: one that was damaged is replaced."""
        try:
            return self._follow(self._current()) or self._build()
        except Unavailable:
            self.close()
            raise

    def close(self) -> None:
        writers = [writer for writer in (self._writer, self._next) if writer is not None]
        self._writer = self._next = None
        for writer in writers:
            writer.close()

    def _forget_unwanted_translations(self) -> None:
        """Has the index built anew where it holds translations that the watch file no longer asks for."""
        wanted = [self._translate.to, *sorted(self._translate.from_)]
        known = self._store.get_meta(_TRANSLATIONS)
        before = json.loads(known) if known else wanted
        if before[0] != wanted[0] or not set(before) <= set(wanted):
            ask_rebuild(self._store)
        self._store.set_meta(_TRANSLATIONS, json.dumps(wanted))

    def _current(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._generations.open()
            cursor = self._store.cursors.get(NAME, self._writer.uuid)
            self._store.cursors.move(NAME, cursor, self._writer.uuid)
        return self._writer

    def _follow(self, writer: IndexWriter) -> int:
        changes = self._store.documents.changes(self._store.cursors.get(NAME, writer.uuid), BATCH)
        if changes:
            rejected = self._send(writer, changes)
            with self._store.transaction():
                self._settle(changes, rejected)
                self._store.cursors.move(NAME, changes[-1].seq, writer.uuid)
        return len(changes)

    def _build(self) -> int:
        """A batch into the next generation; once that has all of the log it takes over."""
        if not rebuild_asked(self._store):
            return 0
        if self._next is None:
            self._next, self._next_cursor = self._generations.create(), 0
        changes = self._store.documents.changes(self._next_cursor, BATCH)
        if not changes:
            self._take_over(self._next)
            return 1
        rejected = self._send(self._next, changes)
        self._settle(changes, rejected)
        self._next_cursor = changes[-1].seq
        return len(changes)

    def _take_over(self, writer: IndexWriter) -> None:
        if self._writer is not None:
            self._writer.close()
        writer.publish()
        self._writer, self._next = writer, None
        with self._store.transaction():
            self._store.cursors.move(NAME, self._next_cursor, writer.uuid)
            self._store.set_meta(_REBUILD_ASKED, "no")

    def _send(self, writer: IndexWriter, changes: Sequence[Change]) -> dict[str, str]:
        """The index's new state of these documents; returns what could not be indexed, and why."""
        documents: list[Versioned] = []
        unreadable: dict[str, str] = {}
        for change in changes:
            if change.deleted:
                continue
            try:
                document = self._store.documents.get(change.id)
            except ValueError as error:
                unreadable[change.id] = f"not readable in the store: {error}"
                continue
            if document is not None:
                joined = self._store.translated(document, self._translate.to, self._translate.from_)
                documents.append(Versioned(joined, change.version))
        rejected = writer.update(documents, [change.id for change in changes if change.deleted])
        return {**unreadable, **rejected}

    def _settle(self, changes: Sequence[Change], rejected: Mapping[str, str]) -> None:
        """Dead letters: the rejected are written down, those that went through are crossed out."""
        with self._store.transaction():
            if self._store.dead.count(NAME):
                self._store.dead.accepted(NAME, [c.id for c in changes if c.id not in rejected])
            for change in changes:
                if change.id in rejected:
                    self._store.dead.add(NAME, change.id, change.seq, rejected[change.id])
