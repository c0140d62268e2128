"""The consumer that throws away what is kept for a time only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.store import Store

INTERVAL = timedelta(hours=1)


class PruneConsumer:
    """Once when it starts and then once an hour: raw pages past `keep_raw`, old events, finished requests."""

    name = "prune"

    def __init__(self, store: Store, keep_raw: timedelta) -> None:
        self._store = store
        self._keep_raw = keep_raw
        self._next = datetime.now(UTC)

    def step(self) -> int:
        now = datetime.now(UTC)
        if now >= self._next:
            self._store.prune(now, self._keep_raw)
            self._next = now + INTERVAL
        return 0
