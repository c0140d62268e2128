"""Is everything seen, is everything done: what is known of sources, outlets, consumers and translation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.drift import Sign, signs
from crawler.store import Store
from crawler.store.frontier import SourceState
from crawler.watch import Source, Watch

CONSUMERS = ("rematch", "index", "translate", "alert")
"""Those that read the change log."""
SILENT_AFTER = timedelta(days=3)
"""A source that brought nothing new for so long is called silent: a weekend passes unnoticed, a redesigned
feed does not. A guess, not measured."""
RATE_OVER = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    name: str
    outlet: str | None
    last_success: datetime | None
    last_new: datetime | None
    failures_in_a_row: int
    silent: bool
    next_due: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class ConsumerHealth:
    """`lag`: how many entries of the log it has yet to read; `dead`: what it could not accept."""

    name: str
    cursor: int
    lag: int
    dead: int


@dataclass(frozen=True, slots=True)
class Health:
    """Of one data folder. `head` is the number of the log's latest entry."""

    at: datetime
    documents: int
    head: int
    sources: tuple[SourceHealth, ...]
    consumers: tuple[ConsumerHealth, ...]


@dataclass(frozen=True, slots=True)
class OutletHealth:
    """`signs` that its template has changed, in its latest `pages`."""

    host: str
    pages: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class TranslationHealth:
    """By language: segments `pending`, texts `redoing`, texts `queued` for either, texts done per minute
    (`rate`)."""

    pending: Mapping[str, int]
    redoing: Mapping[str, int]
    queued: Mapping[str, int]
    rate: Mapping[str, float]

    def minutes_left(self, without_model: Collection[str]) -> float | None:
        """Until all is translated that can be, told by texts: one that stands in many places is translated
        once. None where it cannot be told."""
        to_do = sum(count for language, count in self.queued.items() if language not in without_model)
        pace = sum(self.rate.values())
        if not pace:
            return None if to_do else 0
        return round(to_do / pace, 1)


def read_health(watch: Watch, store: Store) -> Health:
    now = datetime.now(UTC)
    cursors = store.cursors.all()
    return Health(
        at=now,
        documents=store.documents.count(),
        head=store.documents.head(),
        sources=tuple(_source(source, store.frontier.source(source.name), now) for source in watch.sources),
        consumers=tuple(_consumer(name, cursors.get(name, 0), store) for name in CONSUMERS),
    )


def read_outlets(store: Store) -> list[OutletHealth]:
    return [
        OutletHealth(host, len(readings), tuple(signs(readings)))
        for host, readings in store.outlets.readings()
    ]


def read_translation(store: Store) -> TranslationHealth:
    finished = store.translations.finished(datetime.now(UTC) - RATE_OVER)
    return TranslationHealth(
        pending=store.translations.pending(),
        redoing=store.translations.redoing(),
        queued=store.translations.waiting_texts(),
        rate={language: round(count * MINUTE / RATE_OVER, 1) for language, count in finished.items()},
    )


def _source(source: Source, state: SourceState, now: datetime) -> SourceHealth:
    return SourceHealth(
        name=source.name,
        outlet=source.outlet,
        last_success=state.last_success,
        last_new=state.last_new,
        failures_in_a_row=state.failures_in_a_row,
        silent=state.passes > 0 and (state.last_new is None or now - state.last_new > SILENT_AFTER),
        next_due=state.next_due,
        last_error=state.last_error,
    )


def _consumer(name: str, cursor: int, store: Store) -> ConsumerHealth:
    return ConsumerHealth(name, cursor, store.documents.lag(cursor), store.dead.count(name))
