"""Dates as pages and embeds write them, in UTC with their precision; none after tomorrow or before 1990."""

from __future__ import annotations

import re
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
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?Z?")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_NUMERIC = re.compile(r"\b(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})\b")
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\b\.?|Uhr\b|h\b)?(?!\d)|\d{1,2}\s*[ap]\.?m\b\.?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*|\d+")


class Moment(NamedTuple):
    """A point in time (UTC) and how much of it was written."""

    at: datetime
    precision: Precision


def plausible(at: datetime) -> bool:
    """Whether a page's own date is believed: from 1990 on, not after tomorrow."""
    return EARLIEST <= at <= datetime.now(UTC) + timedelta(days=1)


def parse_timestamp(text: str | None) -> Moment | None:
    """A machine-readable date (ISO 8601 in its variants, RFC 2822, seconds or milliseconds since 1970).

    A time without a zone is taken as UTC; midnight sharp is how systems write a day without a time.
    """
    text = (text or "").strip()
    if not text or len(text) > 80:
        return None
    moment = _iso(text) or _compact(text) or _epoch(text) or _rfc2822(text)
    return moment if moment is not None and plausible(moment.at) else None


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
        offset = "+00:00" if zone is None or zone[0] not in "+-" else _offset(zone)
        at = datetime.fromisoformat(f"{day}T{time}{seconds or ':00'}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Moment(at, "second" if seconds else "minute")


def _offset(zone: str) -> str:
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _compact(text: str) -> Moment | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    try:
        at = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    return Moment(at, "second" if second else "minute" if hour else "day")


def _epoch(text: str) -> Moment | None:
    if not re.fullmatch(r"\d{9,10}|\d{13}", text):
        return None
    seconds = int(text) / (1000 if len(text) == 13 else 1)
    return Moment(datetime.fromtimestamp(seconds, UTC).replace(microsecond=0), "second")


def _rfc2822(text: str) -> Moment | None:
    try:
        at = parsedate_to_datetime(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return Moment(at, "second" if text.count(":") > 1 else "minute" if ":" in text else "day")


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
