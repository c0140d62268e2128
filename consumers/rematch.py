"""The consumer that matches stored documents again after the names or topics of watch.yaml have changed."""

from __future__ import annotations

from collections.abc import Callable

from crawler.document import Document, Match
from crawler.store import Store
from crawler.watch import Watch

NAME = "rematch"
BATCH = 50
"""Documents a step: they are matched inside one writing transaction, some 0.2 s of it."""


class RematchConsumer:
    """Its cursor belongs to the fingerprint of names and topics: with another one the log is read from its
    beginning up to where it ended when this consumer was made. What is stored later is matched already."""

    name = NAME

    def __init__(self, store: Store, watch: Watch, examine: Callable[[Document], Match]) -> None:
        """`examine` says what a document's texts and translations mention, by `watch`."""
        self._store = store
        self._epoch = watch.match_fingerprint
        self._translate = watch.translate
        self._examine = examine
        self._until = store.documents.head()

    def step(self) -> int:
        """Matches a batch; documents of which names or topics now say something else go to the log's head.
        Returns how many were looked at."""
        after = self._store.cursors.get(NAME, self._epoch)
        if after >= self._until:
            self._stay_at_head(after)
            return 0
        with self._store.transaction():
            changes = self._store.documents.changes(after, BATCH)
            for change in changes:
                if not change.deleted:
                    self._rematch(change.id)
            self._store.cursors.move(NAME, changes[-1].seq if changes else self._until, self._epoch)
        return len(changes)

    def _stay_at_head(self, cursor: int) -> None:
        head = self._store.documents.head()
        if head > cursor or not self._store.cursors.known(NAME):
            self._store.cursors.move(NAME, head, self._epoch)

    def _rematch(self, identity: str) -> None:
        document = self._store.documents.readable(identity)
        if document is None:
            return
        joined = self._store.translated(document, self._translate.to, self._translate.from_)
        try:
            match = self._examine(joined)
        except Exception as error:  # whatever is wrong with one document must not stop the others
            self._store.note(document.url, "match", "failed", f"{type(error).__name__}: {error}")
            return
        if (match.topics, match.mentions) != (document.topics, document.mentions):
            self._store.documents.touch(identity, match)
