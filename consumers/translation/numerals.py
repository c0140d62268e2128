"""Numbers in digits, as languages write them: `3,500`, `12.03.2020`, `15亿`, `3 bin 500`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain

import regex
from babel import Locale, UnknownLocaleError

from consumers.translation.number_words import scale_pattern, tenths_pattern

NUMERAL = r"\d{1,3}(?:[.,٫٬'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)|\d+(?:[.,٫]\d+)*"
LONGEST = 15
"""Digits of what is counted with; what has more is no amount."""
_BY_LAKHS = regex.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_AND = regex.compile(r"\s*(?:و\s*|and |и |і |й |und |et |y |e |ve |و )?")

Reading = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits. Any of its `readings` may be meant, all parts of it then: `1.500`, `12.03.2020`.

    `beyond`: it comes after a scale whose count stands in words (`ثلاثة ملايين و200 ألف`); the number is what
    is left of the whole when divided by that.
    """

    written: str
    start: int
    end: int
    readings: tuple[Reading, ...]
    beyond: Decimal | None = None

    @property
    def values(self) -> set[Decimal]:
        return set(chain.from_iterable(self.readings))

    def is_among(self, given: set[Decimal]) -> bool:
        if any(all(part in given for part in reading) for reading in self.readings):
            return True
        return self.beyond is not None and any(self.counted(value) for value in given)

    def counted(self, value: Decimal) -> Decimal | None:
        """How many of `beyond` there are in a value that ends with this number; None where it does not."""
        if self.beyond is None or not self.beyond < value < 10**LONGEST:
            return None
        count, rest = divmod(value, self.beyond)
        return count if rest == self.readings[0][0] else None


@lru_cache(maxsize=64)
def _item(language: str) -> regex.Pattern[str]:
    """A numeral with or without a scale, or a scale alone."""
    scale = scale_pattern(language)
    tenths = f"(?P<tenths>{tenths_pattern(language)})"
    alone = rf"(?<![\p{{L}}]){scale}"
    return regex.compile(rf"(?P<numeral>{NUMERAL})(?:[\s-]*+{scale}|{tenths})?|{alone}", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    match: regex.Match[str]
    numeral: str
    scale: Decimal | None
    language: str
    tenths: bool


def numbers(text: str, language: str) -> list[Number]:
    """The numbers of a text that have digits."""
    items = [_read(match, language) for match in _item(language).finditer(text)]
    scales = {item.scale for item in items if item.scale}
    found: list[Number] = []
    at = 0
    while at < len(items):
        taken = _chained(items, at, text)
        found += _numbers_of(items[at : at + taken], scales)
        at += taken
    return found


def _read(match: regex.Match[str], language: str) -> _Item:
    power = next((int(k[1:]) for k, v in match.groupdict().items() if k.startswith("e") and v), None)
    scale = Decimal(10) ** power if power is not None else None
    return _Item(match, match["numeral"] or "", scale, language, bool(match["tenths"]))


def _chained(items: list[_Item], at: int, text: str) -> int:
    """How many items from this one on are one number: scales that fall, nothing between but `and`."""
    taken = 1
    while at + taken < len(items):
        before, after = items[at + taken - 1], items[at + taken]
        between = text[before.match.end() : after.match.start()]
        falls = before.scale is not None and (after.scale or Decimal(1)) < before.scale
        if not falls or not after.numeral or not _AND.fullmatch(between):
            break
        taken += 1
    return taken


def _numbers_of(items: list[_Item], scales: set[Decimal]) -> Iterator[Number]:
    """One number of a chain, none of a scale alone."""
    first, last = items[0], items[-1]
    numerals = [item for item in items if item.numeral]
    if not numerals:
        return
    written = " ".join(item.numeral for item in numerals)
    start, end = numerals[0].match.start("numeral"), last.match.end()
    if len(items) == 1:
        readings = _readings(first.numeral, first.language)
        if first.tenths:
            yield Number(written, start, end, tuple(_as_tenths(readings)))
        else:
            yield Number(written, start, end, _scaled(readings, first.scale, scales))
        return
    parts = tuple(_readings(item.numeral, item.language)[0][0] * (item.scale or 1) for item in numerals)
    readings = ((sum(parts, Decimal(0)),), parts)
    yield Number(written, start, end, readings, None if first.numeral else first.scale)


def _as_tenths(readings: tuple[Reading, ...]) -> Iterator[Reading]:
    """`3割`: thirty percent, or three in ten."""
    for reading in readings:
        yield tuple(part * 10 for part in reading)
        yield (*reading, Decimal(10))


def _scaled(
    readings: tuple[Reading, ...], scale: Decimal | None, others: set[Decimal]
) -> tuple[Reading, ...]:
    """With its scale; one without may share that of another: `10 to 15 thousand`."""
    if scale:
        return tuple(tuple(part * scale for part in reading) for reading in readings)
    shared = (tuple(part * other for part in reading) for other in sorted(others) for reading in readings)
    return (*readings, *shared)


def _readings(numeral: str, language: str) -> tuple[Reading, ...]:
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in numeral)
    parts = regex.split(r"\D", digits)
    marks = regex.findall(r"\D", digits)
    if not marks:
        return ((Decimal(digits),),)
    joined, each = Decimal("".join(parts)), tuple(Decimal(part) for part in parts)
    broken = Decimal("".join(parts[:-1]) + "." + parts[-1])
    if len(set(marks)) == 2 and marks[-1] not in marks[:-1]:
        return ((broken,),)
    if _BY_LAKHS.fullmatch(digits):
        return ((joined,),)
    by_thousands = all(len(part) == 3 for part in parts[1:]) and marks[0] != "٫"
    if len(marks) > 1:
        return ((joined,), each) if by_thousands else (each,)
    if marks[0] == "." and by_thousands and _groups_by_points(language):
        return ((joined,),)
    if marks[0] in ".,٫":
        return ((joined,), (broken,)) if by_thousands else ((broken,),)
    return ((joined,), each)


@lru_cache(maxsize=64)
def _groups_by_points(language: str) -> bool:
    """Whether 1.500 is one and a half thousand there, and nothing else."""
    try:
        return bool(Locale.parse(language).number_symbols["latn"]["group"] == ".")
    except (UnknownLocaleError, ValueError, KeyError):
        return False
