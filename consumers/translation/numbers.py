"""Are the numbers of a sentence those of its translation: in digits, with words for thousands, or, where the
language's words for them are known, in words?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from consumers.translation.english_numbers import hours, implied, said
from consumers.translation.number_values import read
from consumers.translation.number_words import counts_to_the_hour, months, parts_said, written_out
from consumers.translation.numerals import NUMERAL, numbers
from consumers.translation.units import without_kept

_CLOCK = regex.compile(
    r"(?<![\d:.,])(\d{1,2})\s?[:.h]\s?(\d{2})(?![\d:])|(?<!\d)(\d{1,2})\s?(?:h\b|Uhr\b|[点點時时])"
)
_MINUS = regex.compile(r"(?:(?<=\s|^|\()|(?<=\s[$€£]))[-−](?=[$€£]?\d)")
_MINUS_SAID = regex.compile(
    r"[-−–]\s?[$€£]?\d|\b(?:minus|below|negative|under|loss|lost|fell|dropp?e?d?|down|less)", regex.I
)
_LIST_NUMBER = regex.compile(r"^\d{1,2}[.)]\s")
_IN_A_NAME = regex.compile(r"\p{L}[-‑–]?$")
_DECADE = regex.compile(r"(?:19|20)?(\d0)['’]?s\b")
_FULL_HOUR = regex.compile("[0٠۰०]{2,}")
_FRACTION = regex.compile(r"(?<![\d/])(\d)\s?[/⁄]\s?(\d)(?![\d/])")
_PARTS = {"half": "0.5 50 30", "quarter": "4 25 75 15 45", "third": "3 33 66 67"}
"""As percent, and as minutes of an hour."""
_LEAST_IN_WORDS = 3
"""One and two are also pronouns, articles and duals; such words are not held against a translation."""


def first_lost(original: str, text: str, source: str, target: str) -> str | None:
    """The first number of the original, as written, that its translation has neither in digits nor in words.

    In English `ten`, `tenth`, `one million`, `October` and, for 22:30, `10:30 p.m.` are numbers too; in other
    languages any words that may stand for it.
    """
    original, text = without_kept(original), without_kept(text)
    given = _given(text, target)
    given |= _hours_told(original, text) | _percents_told(original, given)
    words = written_out(text, target) if target != "en" else None
    for number in numbers(original, source):
        if _FULL_HOUR.fullmatch(number.written) or number.is_among(given):
            continue
        if words is None or not all(words.may_be(value) for value in number.readings[0]):
            return number.written
    return _sign_lost(original, text) if target == "en" else None


def first_invented(original: str, text: str, source: str, target: str) -> str | None:
    """The first number of a translation, as written, that can be none of the original's, in digits or words.
    Where the words for numbers of the source's language are not known, none is found."""
    original, text = without_kept(original), without_kept(text)
    spoken, unread = read(original, source)
    words = written_out(unread, source)
    if words is None:
        return None
    given = spoken | {value - 12 for value in spoken if 12 < value <= 24}
    given |= _given(original, source) | months(original, source) | _hours_meant(original) | {Decimal(1)}
    given |= _parts_meant(original, source)
    half_to = counts_to_the_hour(source) and "half" in parts_said(original, source)
    ends = [number for number in numbers(original, source) if number.beyond]
    for written, values in _claimed(text, target):
        if not given.isdisjoint(values) or any(words.may_be(value) for value in values):
            continue
        if half_to and any(words.may_be(value % 12 + 1) for value in values if value <= 12):
            continue
        counts = (number.counted(value) for number in ends for value in values)
        if not any(count is not None and words.may_be(count) for count in counts):
            return written
    return None


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
        if _IN_A_NAME.search(text[max(0, number.start - 2) : number.start]) or (listed and number.start == 0):
            continue
        decade = next((at for at in decades if number.start <= at < number.end), None)
        yield number.written, (Decimal(text[decade : decade + 2]),) if decade else tuple(number.values)
    if language == "en":
        for spoken in said(text):
            if spoken.value >= _LEAST_IN_WORDS:
                yield spoken.written, (spoken.value,)


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
    from_noon = {(hour, minute) for h, minute in clocks for hour in (h, h % 12 or 12)}
    return {
        part
        for hour, minute in from_noon
        for part in (Decimal(hour), Decimal(f"{hour}.{minute:02}"), Decimal(minute))
    }


def _fractions(text: str) -> Iterator[tuple[set[Decimal], set[Decimal]]]:
    """(numerator and denominator, percent cut and rounded) of what is written like `3/4`."""
    for above, below in ((int(a), int(b)) for a, b in _FRACTION.findall(text)):
        if 0 < above < below:
            percents = {Decimal(100 * above // below), Decimal(round(100 * above / below))}
            yield {Decimal(above), Decimal(below)}, percents


def _percents_told(original: str, given: set[Decimal]) -> set[Decimal]:
    """What the original's fractions are made of, where the translation has them as percent."""
    told = (parts for parts, percents in _fractions(original) if not percents.isdisjoint(given))
    return {part for parts in told for part in parts}


def _parts_meant(original: str, source: str) -> set[Decimal]:
    """The original's halves, quarters and thirds as percent and as minutes."""
    said = (_PARTS[part] for part in parts_said(original, source))
    meant = {Decimal(value) for values in said for value in values.split()}
    return meant.union(*(percents for _, percents in _fractions(original)))


def _sign_lost(original: str, text: str) -> str | None:
    minus = _MINUS.search(original)
    numeral = regex.search(NUMERAL, original, pos=minus.end()) if minus else None
    return f"-{numeral.group()}" if numeral and not _MINUS_SAID.search(text) else None
