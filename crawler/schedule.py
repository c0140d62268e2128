"""When a source is due: `every:` as a duration, a cron line or `auto`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from crawler.watch import Source

AUTO = timedelta(hours=1)
"""`every: auto`, for want of a learnt rhythm."""


def next_due(source: Source, after: datetime, zone: ZoneInfo) -> datetime:
    """The next time (UTC) for a pass over a source whose last one began at `after`. Cron lines are read in
    `zone`."""
    if isinstance(source.every, timedelta):
        return after + source.every
    if source.every == "auto":
        return after + AUTO
    return next(CronSim(source.every, after.astimezone(zone))).astimezone(UTC)
