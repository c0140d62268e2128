"""When each source is due.

`every:` is a duration, a cron line in the watch's time zone, or `auto`. A source that fails is left alone for
longer each time, but never for more than a day.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from cronsim import CronSim

from crawler.store import Store
from crawler.store.frontier import SourceState
from crawler.watch import Source, Watch

AUTO = timedelta(hours=1)
"""`every: auto`, for want of a learnt rhythm."""
LEAST_BACKOFF = timedelta(minutes=5)
MOST_BACKOFF = timedelta(days=1)


def next_due(source: Source, after: datetime, zone: tzinfo, *, failures: int = 0) -> datetime:
    """The next time (UTC) for a pass over a source whose last one was at `after`. Cron lines are read in
    `zone`. `failures` in a row, the last pass included, double the interval, from LEAST_BACKOFF up to
    MOST_BACKOFF; turns of a cron line that fall into that time are left out."""
    if isinstance(source.every, timedelta):
        return after + _backoff(source.every, failures)
    if source.every == "auto":
        return after + _backoff(AUTO, failures)
    return _at_cron_line(source.every, after + _backoff(timedelta(0), failures), zone)


def source_due(source: Source, state: SourceState, now: datetime, zone: tzinfo) -> datetime:
    """When a source is due by its present `every:`; now where it never ran or its last pass did not come to
    its end (a crash, a limit)."""
    if state.last_run is None or state.next_due is None or state.next_due <= state.last_run:
        return now
    return next_due(source, state.last_run, zone, failures=state.failures_in_a_row)


def due(watch: Watch, store: Store, now: datetime) -> list[Source]:
    """The sources that are due, longest overdue first."""
    times = {s.name: source_due(s, store.frontier.source(s.name), now, watch.zone) for s in watch.sources}
    ready = [source for source in watch.sources if times[source.name] <= now]
    return sorted(ready, key=lambda source: times[source.name])


def next_turn(watch: Watch, store: Store, now: datetime) -> datetime | None:
    """When the next source is due, None without sources: until then a scheduler has nothing to start."""
    return min(
        (source_due(s, store.frontier.source(s.name), now, watch.zone) for s in watch.sources), default=None
    )


def _backoff(interval: timedelta, failures: int) -> timedelta:
    """The interval after so many failures in a row."""
    if not failures:
        return interval
    doubled: timedelta = max(interval, LEAST_BACKOFF) * (1 << min(failures - 1, 10))
    return min(doubled, MOST_BACKOFF)


def _at_cron_line(line: str, after: datetime, zone: tzinfo) -> datetime:
    """Its first time after a moment. A time that a clock change leaves out runs when the clock has moved on,
    and none runs twice (cronsim, after Debian's cron)."""
    return next(CronSim(line, after.astimezone(zone))).astimezone(UTC)
