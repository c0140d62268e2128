"""The consumer that shows on a cluster how the sources and consumers of this machine are doing."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta

from consumers.index import NAME as INDEX
from crawler.errors import Unavailable, Unreached
from crawler.health import Health, read_health
from crawler.store import Store
from crawler.watch import Watch
from search.backend import HealthBoard

INTERVAL = timedelta(minutes=1)
_SHOWN = "state sources"

log = logging.getLogger(__name__)


class StateConsumer:
    """Once a minute, and a last time when it is closed, after all the others: so a `crawl` shows what came of
    it. What cannot be shown stops nothing and is shown the next time."""

    name = "state"

    def __init__(self, store: Store, watch: Watch, board: HealthBoard) -> None:
        self._store = store
        self._watch = watch
        self._board = board
        self._next = datetime.now(UTC) + INTERVAL
        self._failing = False

    def step(self) -> int:
        now = datetime.now(UTC)
        if now >= self._next:
            self._next = now + INTERVAL
            self._show()
        return 0

    def close(self) -> None:
        self._show()

    def _show(self) -> None:
        health = read_health(self._watch, self._store)
        before = set(json.loads(self._store.get_meta(_SHOWN) or "[]"))
        names = {source.name for source in health.sources}
        try:
            self._board.show(health, gone=before - names)
        except Unavailable as error:
            self._failed(error, health)
        else:
            self._failing = False
            if names != before:
                self._store.set_meta(_SHOWN, json.dumps(sorted(names)))

    def _failed(self, error: Unavailable, health: Health) -> None:
        """Logged once, and only where the index, on the same server, is well: else that says so."""
        lag = next(consumer.lag for consumer in health.consumers if consumer.name == INDEX)
        if not (lag or self._failing or isinstance(error, Unreached)):
            log.warning("%s: %s", self.name, error)
            self._failing = True
