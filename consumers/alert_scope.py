"""Since when each topic and each alert entry has been in force.

Alerts compare the watch file with what they saw of it last. A new or changed topic finds old documents too:
what was stored before the topic is told in one summary. A new alert entry, or one that takes up another
topic, starts with what comes from now on: what its topics hold already is noted as told, without a message.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import TypeAdapter

from crawler.store import Store
from crawler.watch import AlertEntry, Watch

_META = "alert.scope"
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TopicInForce:
    """`fingerprint` changes with the topic's query and with the names it may use."""

    fingerprint: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """What the alerts go by. `changed_at` is the log's head when a topic last came or changed."""

    topics: dict[str, TopicInForce] = field(default_factory=dict)
    entries: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changed_at: int = 0

    def precedes(self, topic: str, first_seen_at: datetime | None) -> bool:
        """Whether a document was stored before this topic was in force."""
        return first_seen_at is not None and first_seen_at < self.topics[topic].since


_ADAPTER: TypeAdapter[Scope] = TypeAdapter(Scope)


def bring_into_force(store: Store, watch: Watch, now: datetime) -> Scope:
    """Compares the watch file with the last one and notes what is new. Does nothing where nothing is.

    In the very first run every topic counts as in force since ever: what is stored already came with it."""
    noted = store.get_meta(_META)
    old = _ADAPTER.validate_json(noted) if noted else Scope()
    since = now if noted else _EVER
    topics = {t.name: TopicInForce(_fingerprint(watch, t.query), since) for t in watch.topics}
    unchanged = {
        n for n, t in topics.items() if n in old.topics and old.topics[n].fingerprint == t.fingerprint
    }
    topics |= {name: old.topics[name] for name in unchanged}
    entries = {entry.name: tuple(dict.fromkeys(entry.topics)) for entry in watch.alerts}
    if topics == old.topics and entries == old.entries:
        return old
    told = [
        (entry.name, *key)
        for entry in watch.alerts
        for key in _already_held(
            store, entry, unchanged.intersection(entry.topics) - set(old.entries.get(entry.name, ())), now
        )
    ]
    with store.transaction():
        changed = noted is not None and unchanged != set(topics)
        scope = Scope(topics, entries, store.documents.head() if changed else old.changed_at)
        for alert, topic, story_id, document_id in told:
            store.outbox.raise_alert(alert, topic, story_id, document_id)
        store.set_meta(_META, _ADAPTER.dump_json(scope).decode())
    return scope


def _already_held(
    store: Store, entry: AlertEntry, topics: set[str], now: datetime
) -> Iterator[tuple[str, str, str]]:
    """(topic, story, document) of what these topics hold already, as far back as the entry looks."""
    if not topics:
        return
    for document in store.documents.since(now - entry.newer_than if entry.newer_than else None):
        if document.first_seen_at is None or document.first_seen_at < now:
            for topic in topics.intersection(document.topics):
                yield topic, document.story_id or document.id, document.id


def _fingerprint(watch: Watch, query: str) -> str:
    """Of all that decides whether a topic holds; the other topics count where the query names one."""
    others = sorted((t.name, t.query) for t in watch.topics) if "topic:" in query.casefold() else []
    said = json.dumps([query, sorted(watch.names.items()), others], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
