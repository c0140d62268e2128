"""Are the numbers of a sentence those of its translation: in digits, with words for thousands, or, where the
language's words for them are known, in words?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain

import regex
from babel import Locale, UnknownLocaleError

from consumers.translation.english_numbers import hours, implied, said
from consumers.translation.number_words import is_known, may_be_written, months, scale_pattern
from consumers.translation.units import without_kept

_NUMERAL = r"\d{1,3}(?:[.,٫٬'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)|\d+(?:[.,٫]\d+)*"
_CLOCK = regex.compile(
    r"(?<![\d:.,])(\d{1,2})\s?[:.h]\s?(\d{2})(?![\d:])|(?<!\d)(\d{1,2})\s?(?:h\b|Uhr\b|[点點時时])"
)
_AND = regex.compile(r"\s*(?:و\s*|and |и |і |й |und |et |y |e |ve |و )?")
_MINUS = regex.compile(r"(?:(?<=\s|^|\()|(?<=\s[$€£]))[-−](?=[$€£]?\d)")
_MINUS_SAID = regex.compile(
    r"[-−–]\s?[$€£]?\d|\b(?:minus|below|negative|under|loss|lost|fell|dropp?e?d?|down|less)", regex.I
)
_LIST_NUMBER = regex.compile(r"^\d{1,2}[.)]\s")
_IN_A_NAME = regex.compile(r"\p{L}[-‑–]?$")
_DECADE = regex.compile(r"(?:19|20)?(\d0)['’]?s\b")
_FULL_HOUR = regex.compile("[0٠۰०]{2,}")
_LEAST_IN_WORDS = 3
"""One and two are also pronouns, articles and duals; such words are not held against a translation."""

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
        return self.beyond is not None and any(
            value % self.beyond == self.readings[0][0] for value in given if value > self.beyond
        )


def first_lost(original: str, text: str, source: str, target: str) -> str | None:
    """The first number of the original, as written, that its translation has neither in digits nor in words.

    In English `ten`, `tenth`, `one million`, `October` and, for 22:30, `10:30 p.m.` are numbers too; in other
    languages any words that may stand for it.
    """
    original, text = without_kept(original), without_kept(text)
    given = _given(text, target) | _hours_told(original, text)
    for number in numbers(original, source):
        if _FULL_HOUR.fullmatch(number.written) or number.is_among(given):
            continue
        in_words = target != "en" and is_known(target)
        if not in_words or not all(may_be_written(value, text, target) for value in number.readings[0]):
            return number.written
    return _sign_lost(original, text) if target == "en" else None


def first_invented(original: str, text: str, source: str, target: str) -> str | None:
    """The first number of a translation, as written, that can be none of the original's, in digits or words.
    Where the words for numbers of the source's language are not known, none is found."""
    if not is_known(source):
        return None
    original, text = without_kept(original), without_kept(text)
    given = _given(original, source) | months(original, source) | _hours_meant(original)
    own = numbers(original, source)
    for written, values in _claimed(text, target):
        spelled = [value for value in values if may_be_written(value, original, source)]
        if spelled or any(value in given or value == 1 for value in values):
            continue
        if not any(_ends_with(value, number, original, source) for value in values for number in own):
            return written
    return None


def _ends_with(value: Decimal, number: Number, original: str, source: str) -> bool:
    """Whether a value is a number with words of the original before it."""
    scale = number.beyond
    return bool(scale and number.is_among({value}) and may_be_written(value // scale, original, source))


def _given(text: str, language: str) -> set[Decimal]:
    """All values that a text may be said to hold."""
    given = {value for number in numbers(text, language) for value in number.values}
    if language == "en":
        for number in said(text):
            given |= {number.value, *number.parts}
        given |= implied(text)
    return given


def _claimed(text: str, language: str) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
    """(as written, what it may mean) of the numbers that a translation has to have from its original."""
    decades = {match.start(1) for match in _DECADE.finditer(text)}
    listed = _LIST_NUMBER.match(text)
    for number in numbers(text, language):
        if _IN_A_NAME.search(text, 0, number.start) or (listed and number.start == 0):
            continue
        decade = next((at for at in decades if number.start <= at < number.end), None)
        yield number.written, (Decimal(text[decade : decade + 2]),) if decade else tuple(number.values)
    if language == "en":
        for spoken in said(text):
            if spoken.value >= _LEAST_IN_WORDS:
                yield spoken.written, (spoken.value,)


@lru_cache(maxsize=64)
def _item(language: str) -> regex.Pattern[str]:
    """A numeral with or without a scale, or a scale alone."""
    scale = scale_pattern(language)
    alone = rf"(?<![\p{{L}}]){scale}"
    return regex.compile(rf"(?P<numeral>{_NUMERAL})(?:[\s-]*+{scale})?|{alone}", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    match: regex.Match[str]
    numeral: str
    scale: Decimal | None
    language: str


def numbers(text: str, language: str) -> list[Number]:
    """The numbers of a text that have digits: `3,500`, `15亿`, `3 bin 500`."""
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
    return _Item(match, match["numeral"] or "", Decimal(10) ** power if power is not None else None, language)


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
        yield Number(
            written, start, end, _scaled(_readings(first.numeral, first.language), first.scale, scales)
        )
        return
    parts = tuple(_readings(item.numeral, item.language)[0][0] * (item.scale or 1) for item in numerals)
    readings = ((sum(parts, Decimal(0)),), parts)
    yield Number(written, start, end, readings, None if first.numeral else first.scale)


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


def _clocks(text: str) -> Iterator[tuple[int, int]]:
    for hour, minute, full in _CLOCK.findall(text):
        if int(full or hour) <= 24 and int(minute or 0) < 60:
            yield int(full or hour), int(minute or 0)


def _hours_told(original: str, text: str) -> set[Decimal]:
    """What the original's times are made of, where the translation counts them from noon, or with a colon."""
    told = hours(text) | set(_clocks(text))
    meant = {clock for clock in _clocks(original) if clock in told}
    return {
        part
        for hour, minute in meant
        for part in (Decimal(hour), Decimal(f"{hour}.{minute:02}"), Decimal(minute))
    }


def _hours_meant(original: str) -> set[Decimal]:
    """The original's times counted from noon."""
    clocks = set(_clocks(original))
    return {Decimal(part) for hour, minute in clocks for part in (hour, hour % 12 or 12, minute)}


def _sign_lost(original: str, text: str) -> str | None:
    minus = _MINUS.search(original)
    numeral = regex.search(_NUMERAL, original, pos=minus.end()) if minus else None
    return f"-{numeral.group()}" if numeral and not _MINUS_SAID.search(text) else None
