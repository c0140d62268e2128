"""The index built anew by a command, which waits through an outage as a crawl does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from consumers.index import IndexConsumer, ask_rebuild, rebuild_asked
from consumers.runner import Consumer, Runner, Timing
from crawler.cli.app import App
from crawler.cli.consuming import consumers
from crawler.cli.progress import counting
from crawler.errors import Forbidden, Unavailable
from crawler.store import Store
from crawler.watch import Watch

PATIENT = Timing(gather=0.0, patience=600.0)
"""A server that is restarted or upgraded is back by then; the next rebuild goes on where this one stopped."""


def rebuild_index(app: App, watch: Watch) -> int:
    """Builds a new generation of the index from the store; how many documents it holds. Raises Unavailable,
    Forbidden among it."""
    with Store(watch.data) as store, counting(app) as bar:
        ask_rebuild(store)
        total = store.documents.count()
        task = bar.add_task("rebuilding", total=total)
        with Runner(
            lambda: _rebuilding(watch, lambda done: bar.update(task, advance=done)), PATIENT
        ) as runner:
            runner.drain()
            if "index" in runner.failures:
                raise Unavailable(runner.failures["index"])
        return total


@contextmanager
def _rebuilding(watch: Watch, tell: Callable[[int], None]) -> Iterator[Sequence[Consumer]]:
    """The index's consumer, and who carries out what is asked meanwhile."""
    with consumers(watch) as everyone, Store(watch.data, readonly=True) as store:
        yield [
            _Rebuilding(consumer, store, tell) if isinstance(consumer, IndexConsumer) else consumer
            for consumer in everyone
            if consumer.name in ("index", "requests")
        ]


class _Rebuilding:
    """The index consumer; it tells of what it has done, and fails where it may not do it."""

    name = IndexConsumer.name

    def __init__(self, index: IndexConsumer, store: Store, tell: Callable[[int], None]) -> None:
        self._index, self._store, self._tell = index, store, tell

    def step(self) -> int:
        done = self._index.step()
        self._tell(done)
        if not done and self._index.refused and rebuild_asked(self._store):
            raise Forbidden(self._index.refused)
        return done
