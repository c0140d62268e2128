"""Dates as pages and embeds write them, in UTC with their precision; none after tomorrow or before 1990."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from babel import Locale

from crawler.document import Precision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_LOCALES = (
    "en", "ar", "ar_LB", "ar_DZ", "zh", "ru", "tr", "fr", "es", "de", "da", "fa", "ur", "it", "pt",
    "nl", "sv", "nb", "pl", "cs", "uk", "el", "ro", "hu", "fi", "id", "he", "hi", "ug", "ckb", "ko", "ja",
)  # fmt: skip
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]+(?P<time>\d{2}:\d{2})(?P<seconds>:\d{2})?(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_NAMED_ZONE = re.compile(r"\d:\d{2}(?:[.,]\d+)?\s+[A-Za-z]{2,5}\b")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMERIC = re.compile(r"\b(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})\b")
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\b\.?|Uhr\b|h\b)?(?!\d)|\d{1,2}\s*[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*|\d+")
_DAY = timedelta(days=1)


class Moment(NamedTuple):
    """A point in time (UTC), how much of it was written, and the offset from UTC that was written with it
    (`+03:00`)."""

    at: datetime
    precision: Precision
    zone: str | None = None

    @property
    def local(self) -> datetime:
        """Date and clock as they were written."""
        offset = datetime.fromisoformat(f"2000-01-01T00:00{self.zone or '+00:00'}").utcoffset()
        return self.at + (offset or timedelta())


def plausible(at: datetime) -> bool:
    """Whether a page's own date is believed: from 1990 on, not after tomorrow."""
    return EARLIEST <= at <= datetime.now(UTC) + _DAY


def parse_timestamp(text: str | None) -> Moment | None:
    """A machine-readable date (ISO 8601 in its variants, RFC 2822, seconds or milliseconds since 1970).

    A time without a zone is taken as UTC, of a zone that is named and not known (CEST) the day alone counts;
    midnight sharp is how systems write a day without a time.
    """
    text = (text or "").strip()
    if not text or len(text) > 80:
        return None
    moment = _iso(text) or _compact(text) or _epoch(text) or _rfc2822(text)
    if moment is not None and moment.zone is None and _NAMED_ZONE.search(text):
        moment = Moment(moment.at.replace(hour=0, minute=0, second=0), "day")
    return moment if moment is not None and plausible(moment.at) else None


def fullest(moments: Sequence[Moment]) -> Moment | None:
    """The first of the moments, as those after it that are the same write it more fully."""
    if not moments:
        return None
    told = moments[0]
    for moment in moments[1:]:
        if _tells_more(moment, told):
            told = moment
    return told


def _tells_more(moment: Moment, told: Moment) -> bool:
    """Whether a moment has the time where the known one has the day alone, or the zone where that has none:
    the day, or the clock, that is written must be the same."""
    if moment.precision == "day":
        return False
    if told.precision == "day":
        return moment.local.date() == told.local.date()
    clock = moment.local if told.precision == "second" else moment.local.replace(second=0)
    return told.zone is None and moment.zone is not None and clock == told.local


def is_timestamp(text: str) -> bool:
    """Whether a text is written as an ISO 8601 date, believable or not."""
    return _ISO.match(text.strip()) is not None


def _iso(text: str) -> Moment | None:
    match = _ISO.match(text)
    if match is None:
        return None
    day, time, seconds, zone = match.group("day", "time", "seconds", "zone")
    try:
        if time is None or (time == "00:00" and (seconds or ":00") == ":00"):
            return Moment(datetime.fromisoformat(day).replace(tzinfo=UTC), "day")
        local = datetime.fromisoformat(f"{day}T{time}{seconds or ':00'}")
        return _zoned(local, "second" if seconds else "minute", zone)
    except (ValueError, OverflowError):
        return None


def _zoned(local: datetime, precision: Precision, zone: str | None) -> Moment:
    """Raises ValueError or OverflowError for an offset that no zone has."""
    if zone is None:
        return Moment(local.replace(tzinfo=UTC), precision)
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = f"{zone[0]}{digits[:2]}:{digits[2:]}" if zone[0] in "+-" else "+00:00"
    return Moment(datetime.fromisoformat(f"{local.isoformat()}{offset}").astimezone(UTC), precision, offset)


def _compact(text: str) -> Moment | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (its zone follows)
        if match.group(4) is None:
            return Moment(local.replace(tzinfo=UTC), "day")
        return _zoned(local, "second" if match.group(6) else "minute", match.group("zone"))
    except (ValueError, OverflowError):
        return None


def _epoch(text: str) -> Moment | None:
    if not re.fullmatch(r"\d{9,10}|\d{13}", text):
        return None
    seconds = int(text) / (1000 if len(text) == 13 else 1)
    return Moment(datetime.fromtimestamp(seconds, UTC).replace(microsecond=0), "second")


def _rfc2822(text: str) -> Moment | None:
    try:
        at = parsedate_to_datetime(text)
        zone = None if at.tzinfo is None else at.isoformat()[-6:]
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(at, "second" if text.count(":") > 1 else "minute" if ":" in text else "day", zone)


def parse_day(text: str) -> datetime | None:
    """The day (midnight UTC) that a displayed date names, its month as a word of any of 30 languages (CLDR),
    or year first in digits; None when there is none or it cannot be believed."""
    for pattern in (_CJK, _NUMERIC):
        match = pattern.search(text)
        if match is not None:
            return _day(*(int(part) for part in match.groups()))
    words = _WORDS.findall(_CLOCK.sub(" ", text))
    numbers = [int(word) for word in words if word.isdecimal() and len(word) <= 4]
    month = _month(words)
    years = [n for n in numbers if n >= 1000]
    days = [n for n in numbers if 1 <= n <= 31]
    if month is None or not years or not days:
        return None
    return _day(years[0], month, days[0])


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        at = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return at if plausible(at) else None


def _month(words: list[str]) -> int | None:
    """The month that a word, or two words in a row (كانون الأول), name."""
    folded = [_folded(word) for word in words]
    for name in [" ".join(pair) for pair in pairwise(folded)] + folded:
        number = _months().get(name)
        if number is not None:
            return number
    return None


def _folded(word: str) -> str:
    return word.casefold().strip(".").replace("’", "'")


@cache
def _months() -> dict[str, int]:
    """Month names, wide and abbreviated, of all the locales; a name that means two months is left out."""
    found: dict[str, int] = {}
    ambiguous = set()
    for code in _LOCALES:
        for context in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context.get(width, {}).items():
                    word = _folded(name)
                    if not word.isdigit() and found.setdefault(word, number) != number:
                        ambiguous.add(word)
    return {word: number for word, number in found.items() if word not in ambiguous}
