"""The consumers of the change log, put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from consumers.alert import AlertConsumer
from consumers.argos.loaded import LoadedModels
from consumers.index import IndexConsumer
from consumers.prune import PruneConsumer
from consumers.rematch import RematchConsumer
from consumers.requests import RequestConsumer
from consumers.runner import Consumer, Runner, Timing
from consumers.state import StateConsumer
from consumers.translate import TranslateConsumer
from consumers.translation.names import WatchedNames
from crawler.cli.indexes import board, written
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.watch import Watch
from pipelines.match import Matcher

UNTRANSLATED = ("requests", "rematch", "index", "alert")
"""The consumers that a command waits for whatever it takes; translation has a bound."""
TRANSLATION_SECONDS = 300.0
COMMAND_SECONDS = 10.0
"""For translations after a command that brought no new text: enough to match anew what it changed."""
INTERRUPTED_SECONDS = 20.0
"""What is left then is done by the next run: the cursors wait."""


@contextmanager
def consumers(watch: Watch) -> Iterator[Sequence[Consumer]]:
    """All of them over one store connection; for the thread that steps them."""
    matcher = Matcher(watch)
    models = LoadedModels(engine=watch.translate.engine, names=WatchedNames(watch.names))

    def translatable(language: str) -> bool:
        return models.label(language, watch.translate.to) is not None

    with (
        Store(watch.data) as store,
        closing(IndexConsumer(store, written(watch, store.machine()), watch)) as index,
        _state(store, watch) as state,
    ):
        yield [
            RequestConsumer(store),
            RematchConsumer(store, watch, matcher.examine),
            index,
            AlertConsumer(store, watch, translatable),
            TranslateConsumer(store, watch.translate, matcher.examine, models),
            PruneConsumer(store, watch.keep_raw),
            *state,
        ]


@contextmanager
def _state(store: Store, watch: Watch) -> Iterator[Sequence[Consumer]]:
    """The consumer that shows how all is going, where there is a cluster to show it on."""
    shown_on = board(watch, store.machine())
    if shown_on is None:
        yield []
        return
    with closing(StateConsumer(store, watch, shown_on)) as consumer:
        yield [consumer]


@contextmanager
def running(watch: Watch, timing: Timing | None = None) -> Iterator[Runner]:
    """The consumers in a thread beside what the caller does."""
    with Runner(lambda: consumers(watch), timing) as runner:
        yield runner


def settle(
    runner: Runner, *, interrupted: bool = False, translation_seconds: float = TRANSLATION_SECONDS
) -> None:
    """Index and alerts until drained, translation until drained or for so long, then what came of it; where
    somebody waits for the end, index and alerts alone, and not for long. Raises Unavailable when the index
    could not be written."""
    if interrupted:
        runner.drain(timeout=INTERRUPTED_SECONDS, of=UNTRANSLATED)
    else:
        runner.drain(of=UNTRANSLATED)
        runner.drain(timeout=translation_seconds)
        runner.drain(of=UNTRANSLATED)
    if "index" in runner.failures:
        raise Unavailable(runner.failures["index"])


def consume(watch: Watch) -> None:
    """What the consumers have to do after a command that changed what is stored."""
    with running(watch) as runner:
        settle(runner, translation_seconds=COMMAND_SECONDS)
