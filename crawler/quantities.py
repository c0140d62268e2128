"""Durations, sizes, rhythms and time zones as people write them, and as types of a model's fields."""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BeforeValidator, Field

_LONGEST = timedelta(days=36500)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
MIB = 1024**2
"""Bytes."""
_SIZES = {"B": 1, "KiB": 1024, "MiB": MIB, "GiB": 1024**3}


def parse_duration(text: str) -> timedelta:
    """`1.5h` → 1 h 30 min. A number, fractions too, and one of ms, s, m, h, d. Raises ValueError."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*", text)
    if not match:
        raise ValueError("a duration is a number and a unit: 500ms, 30s, 15m, 1.5h, 14d")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"a duration is at most {_LONGEST.days}d")
    return timedelta(seconds=seconds)


def _duration(value: object) -> object:
    if isinstance(value, timedelta) or value is None:
        return value
    return parse_duration(str(value))


def _duration_or_all(value: object) -> object:
    return None if value == "all" else _duration(value)


def _size(value: object) -> object:
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d+)?)\s*(B|KiB|MiB|GiB|)\s*", str(value))
    if not match:
        raise ValueError("a size is a number and a unit: 500KiB, 10MiB")
    return int(float(match[1]) * _SIZES[match[2] or "B"])


def _every(value: object) -> object:
    """`auto`, a duration, or a cron line of five fields."""
    if isinstance(value, timedelta) or value == "auto":
        return value
    text = str(value)
    if len(text.split()) == 5:
        try:
            CronSim(text, _EPOCH)
        except CronSimError as error:
            raise ValueError(f"not a cron line: {error}") from None
        return text
    try:
        return parse_duration(text)
    except ValueError:
        raise ValueError("'auto', a duration (30m, 6h) or a cron line ('0 7 * * 1-5')") from None


def _zone(name: str) -> str:
    if name not in available_timezones():
        near = difflib.get_close_matches(name, available_timezones(), 1)
        raise ValueError(f"unknown time zone{f'; did you mean {near[0]}?' if near else ''}")
    return name


Duration = Annotated[timedelta, BeforeValidator(_duration)]
AgeLimit = Annotated[timedelta | None, BeforeValidator(_duration_or_all)]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0)]
Every = Annotated[timedelta | str, BeforeValidator(_every)]
Zone = Annotated[str, AfterValidator(_zone)]
