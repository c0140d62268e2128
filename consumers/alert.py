"""Alerts: from the change log to messages, once for each alert entry, topic and story.

`AlertConsumer` raises alerts and lets `consumers.delivery` send them. A key, its messages and the cursor are
written in one transaction; a message is marked as sent after it was, so that a crash between repeats that one
message and loses none.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

from consumers.alert_scope import bring_into_force
from consumers.delivery import Delivery, digest
from crawler.document import Document
from crawler.store import Store
from crawler.watch import AlertEntry, Watch

log = logging.getLogger(__name__)

BATCH = 200
"""Changes a step; a transaction of a few dozen milliseconds."""


class AlertConsumer:
    """Reads the change log. What was found by the first pass of a source, or by a new or changed topic among
    old documents, is held and told as one summary per receiver (unless the entry says `first_pass: each`)."""

    name = "alert"

    def __init__(
        self, store: Store, watch: Watch, translatable: Callable[[str], bool] = lambda language: False
    ) -> None:
        """`translatable` as in `Delivery`."""
        self._store = store
        self._watch = watch
        self._scope = bring_into_force(store, watch, datetime.now(UTC))
        self._delivery = Delivery(store, watch, translatable)
        store.outbox.wake()
        if store.outbox.unconfirmed_since():
            log.warning("alerts wait: after a restore none is sent before `rasid alerts confirm`")

    def step(self) -> int:
        """Reads a batch of the log, or, where it is read to its end, lets summaries go; then sends what is
        due. Returns changes read plus messages dealt with: 0 when there is nothing to do now.

        After a restore, before a person has confirmed what waits, it only reads."""
        if self._store.outbox.unconfirmed_since():
            return self._read_log()
        complete = self._complete()
        handled = self._read_log()
        if not handled and complete:
            self._let_go(complete)
        return handled + self._delivery.send_due()

    def _read_log(self) -> int:
        changes = self._store.documents.changes(self._store.cursors.get(self.name), BATCH)
        if not changes:
            return 0
        found = self._store.documents.mentioned(c.id for c in changes if not c.deleted)
        documents = self._store.documents.each([c.id for c in changes if c.id in found])
        with self._store.transaction():
            for document in documents:
                for entry in self._watch.alerts:
                    for topic in dict.fromkeys(entry.topics):
                        if topic in document.topics:
                            self._tell(entry, topic, document)
            self._store.cursors.move(self.name, changes[-1].seq)
        return len(changes)

    def _tell(self, entry: AlertEntry, topic: str, document: Document) -> None:
        """Puts a message to each receiver into the outbox, unless this story was told or is too old."""
        what = f"{entry.name}, topic {topic}"
        date = document.published_at or document.first_seen_at
        if entry.newer_than and date and date < datetime.now(UTC) - entry.newer_than:
            self._note_once(document, "too_old", what)
            return
        story_id = document.story_id or document.id
        if not self._store.outbox.raise_alert(entry.name, topic, story_id, document.id):
            return
        each = entry.first_pass == "each"  # noqa: S105 - a mode, not a password
        held = not each and self._is_backlog(topic, document)
        for receiver in dict.fromkeys(map(digest, entry.to)):
            self._store.outbox.address(
                entry.name, receiver, topic, story_id, document.id, "held" if held else "pending"
            )
        self._store.note(document.canonical_url, "alert", "held" if held else "raised", what)

    def _is_backlog(self, topic: str, document: Document) -> bool:
        in_first_pass = self._store.documents.found_in_first_pass(document.id)
        return in_first_pass or self._scope.precedes(topic, document.first_seen_at)

    def _note_once(self, document: Document, outcome: str, detail: str) -> None:
        noted = ((e.outcome, e.detail) for e in self._store.events(document.canonical_url))
        if (outcome, detail) not in noted:
            self._store.note(document.canonical_url, "alert", outcome, detail)

    def _complete(self) -> list[list[int]]:
        """Held messages that nothing more will be added to, one list per receiver: no pass over their source
        is under way, and no topic is still being looked for. Taken before the log is read: what was committed
        until now is then in it, or comes with the log's next batch."""
        held = self._store.outbox.held()
        if not held:
            return []
        looked_for = self._store.cursors.get("rematch", self._watch.match_fingerprint)
        if looked_for < self._scope.changed_at:
            return []
        sources = {h.source for h in held if h.source and h.first_pass and self._watch.source(h.source)}
        states = {name: self._store.frontier.source(name) for name in sources}
        by_receiver: dict[str, list[int]] = defaultdict(list)
        for message in held:
            state = states.get(message.source or "") if message.first_pass else None
            if state is None or state.next_due:
                by_receiver[message.receiver].append(message.id)
        return list(by_receiver.values())

    def _let_go(self, groups: list[list[int]]) -> None:
        with self._store.transaction():
            for ids in groups:
                self._store.outbox.release(ids)
