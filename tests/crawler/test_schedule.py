"""When sources are due: intervals, cron lines across clock changes, failures, crashes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.schedule import due, next_due, next_turn
from crawler.store import Store
from crawler.watch import Source, Watch, load

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(every: timedelta | str) -> Source:
    return Source(name="news", feed="https://news.example/", every=every)


@pytest.mark.parametrize(
    ("every", "failures", "after"),
    [
        ("auto", 0, HOUR),
        (timedelta(minutes=10), 0, timedelta(minutes=10)),
        (timedelta(0), 0, timedelta(0)),
        (timedelta(minutes=10), 1, timedelta(minutes=10)),
        (timedelta(minutes=10), 3, timedelta(minutes=40)),
        (timedelta(seconds=1), 1, timedelta(minutes=5)),
        (timedelta(minutes=10), 1000, DAY),
        (timedelta(days=7), 0, timedelta(days=7)),
        (timedelta(days=7), 1, DAY),
    ],
)
def test_intervals_and_failures(every: timedelta | str, failures: int, after: timedelta) -> None:
    assert next_due(source(every), NOON, UTC, failures=failures) == NOON + after


@pytest.mark.parametrize(
    ("line", "last_run", "expected"),
    [
        (
            "0 7 * * 1-5",
            "2026-03-27T12:00+00:00",
            "2026-03-30T05:00+00:00",
        ),  # Monday, summer time since Sunday
        ("30 2 * * *", "2026-03-28T12:00+00:00", "2026-03-29T01:00+00:00"),  # 2:30 does not exist that night
        ("30 2 * * *", "2026-10-25T00:30+00:00", "2026-10-26T01:30+00:00"),  # 2:30 comes twice: only once
    ],
)
def test_cron_lines_hold_in_the_watch_time_zone(line: str, last_run: str, expected: str) -> None:
    last = datetime.fromisoformat(last_run)
    assert next_due(source(line), last, BERLIN) == datetime.fromisoformat(expected)


def test_failures_skip_turns_of_a_cron_line() -> None:
    often = source("*/5 * * * *")
    assert next_due(often, NOON, UTC) == NOON + timedelta(minutes=5)
    assert next_due(often, NOON, UTC, failures=4) == NOON + timedelta(minutes=45)
    assert next_due(often, NOON, UTC, failures=99) == NOON + DAY + timedelta(minutes=5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data") as opened:
        yield opened


def watch_of(**every: Any) -> Watch:
    return load(
        {"sources": [{"name": n, "feed": f"https://{n}.example/", "every": e} for n, e in every.items()]}
    )


def finish(store: Store, watch: Watch, name: str, now: datetime, error: str | None = None) -> None:
    source = watch.source(name)
    assert source is not None
    failures = store.frontier.source(name).failures_in_a_row + 1 if error else 0
    at = next_due(source, now, watch.zone, failures=failures)
    store.frontier.begin_pass(name, now)
    store.frontier.finish_pass(name, error=error, new=0, next_due=at, now=now)


def names(watch: Watch, store: Store, now: datetime) -> list[str]:
    return [source.name for source in due(watch, store, now)]


def test_what_is_due_longest_overdue_first(store: Store) -> None:
    watch = watch_of(slow="6h", fast="10m", fresh="1h")
    finish(store, watch, "slow", NOON - timedelta(hours=7))
    finish(store, watch, "fast", NOON - timedelta(hours=2))
    assert names(watch, store, NOON) == ["fast", "slow", "fresh"]
    for name in ("slow", "fast", "fresh"):
        finish(store, watch, name, NOON)
    assert names(watch, store, NOON + timedelta(minutes=9)) == []
    assert next_turn(watch, store, NOON) == NOON + timedelta(minutes=10)
    assert names(watch, store, NOON + timedelta(minutes=10)) == ["fast"]


def test_a_pass_that_did_not_end_leaves_the_source_due(store: Store) -> None:
    watch = watch_of(news="6h")
    finish(store, watch, "news", NOON - timedelta(hours=7))
    store.frontier.begin_pass("news", NOON)
    assert names(watch, store, NOON + timedelta(seconds=1)) == ["news"]
    store.frontier.cut_pass("news")
    assert names(watch, store, NOON + timedelta(seconds=1)) == ["news"]


def test_a_changed_interval_holds_at_once(store: Store) -> None:
    finish(store, watch_of(news="6h"), "news", NOON)
    assert names(watch_of(news="5m"), store, NOON + timedelta(minutes=6)) == ["news"]


def test_failures_are_counted_and_forgotten(store: Store) -> None:
    watch = watch_of(news="10m")
    for _ in range(3):
        finish(store, watch, "news", NOON, error="timeout")
    assert names(watch, store, NOON + timedelta(minutes=39)) == []
    assert names(watch, store, NOON + timedelta(minutes=40)) == ["news"]
    finish(store, watch, "news", NOON)
    assert names(watch, store, NOON + timedelta(minutes=10)) == ["news"]


def test_no_sources(store: Store) -> None:
    assert next_turn(watch_of(), store, NOON) is None
