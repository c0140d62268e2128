"""Days and durations as people type them: `2026-03-01`, `7d`; moments as numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crawler.errors import UsageError
from crawler.quantities import parse_duration

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Since 1970, exactly: tantivy's own dates end in 2262, Elasticsearch's are milliseconds."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(since_1970: int) -> datetime:
    """What `microseconds` was given (UTC)."""
    return _EPOCH + timedelta(microseconds=since_1970)


def first_day(text: str, zone: ZoneInfo) -> datetime:
    """The moment from which `--since` holds: the day's first in `zone`, or a duration back from now (UTC)."""
    return _moment(text, zone, timedelta(0))


def last_day(text: str, zone: ZoneInfo) -> datetime:
    """The first moment after which `--until` no longer holds: the end of that day in `zone`, which it
    includes, or a duration back from now (UTC)."""
    return _moment(text, zone, timedelta(days=1))


def _moment(text: str, zone: ZoneInfo, later: timedelta) -> datetime:
    day = _day(text)
    try:
        if day is None:
            return datetime.now(UTC) - _span(text)
        return datetime.combine(day + later, time.min, zone).astimezone(UTC)
    except OverflowError:
        raise UsageError(f"{text!r}: outside the calendar") from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _span(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError:
        raise UsageError(f"{text!r}: neither a day (2026-03-01) nor a duration (7d, 12h)") from None
