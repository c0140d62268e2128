"""Are the numbers of a sentence still there in its translation: in digits or, in English, in words?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

import regex

_NUMBERS = regex.compile(r"\d{1,3}(?:[.,٫٬\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,٫]\d+)*")
_SCALES = regex.compile(r"\s*[十百千万萬亿億兆만억조천]")
_CLOCK = regex.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")
_AFTERNOON = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*p\.?\s?m\b", re.IGNORECASE)

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ONES += " seventeen eighteen nineteen"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
_ORDINALS += " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SAID = {
    **{word: number for words in (_ONES, _ORDINALS) for number, word in enumerate(words.split(), 1)},
    **{word: number * 10 for number, word in enumerate(_TENS.split(), 2)},
    **{word[:-1] + "ieth": number * 10 for number, word in enumerate(_TENS.split(), 2)},
    "dozen": 12,
}
_TIMES = {
    name + ending: 10**zeros
    for name, zeros in (("hundred", 2), ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12))
    for ending in ("", "s", "th")
}
_MONTHS = {"october": 10, "november": 11, "december": 12}
_ENGLISH = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|[^\sa-z\d-]", re.IGNORECASE)


def first_lost(original: str, text: str, target: str) -> str | None:
    """The first number of the original, as written, that its translation does not have; numbers below 10 are
    not looked for, nor those with 万 and the like, which count in other units.

    In English `ten`, `tenth`, `one million`, `October` and, for 22:30, `10:30 p.m.` are numbers too.
    """
    given = {number for number, _ in _numbers(text)}
    if target == "en":
        given.update(_said(text))
        given.update(_afternoon_hours(original, text))
    return next((written for number, written in _numbers(original) if number not in given), None)


def _numbers(text: str) -> Iterator[tuple[Decimal, str]]:
    """(its digits as one number, as written) of each number of two digits or more."""
    for match in _NUMBERS.finditer(text):
        number = Decimal("".join(str(unicodedata.digit(c)) for c in match.group() if c.isdigit()))
        if number >= 10 and not _SCALES.match(text, match.end()):
            yield number, match.group()


def _said(text: str) -> Iterator[Decimal]:
    """The values of numbers that have a word in them: `twenty-first`, `1.5 million`, `two hundred and ten`.
    What stands before a scale is a value of its own too: another language may have the same scale."""
    whole, part = Decimal(0), Decimal(0)
    for word in (match[0].casefold() for match in _ENGLISH.finditer(text)):
        if word in _TIMES:
            yield part
            if word.startswith("hundred"):
                part = (part or Decimal(1)) * 100
            else:
                whole, part = whole + (part or Decimal(1)) * _TIMES[word], Decimal(0)
        elif word in _SAID and _goes_on(whole, part, _SAID[word]):
            part += _SAID[word]
        elif word != "and":
            yield whole + part
            yield Decimal(_MONTHS.get(word, 0))
            whole, part = Decimal(0), Decimal(_SAID.get(word, 0)) or _in_digits(word)
    yield whole + part


def _goes_on(whole: Decimal, part: Decimal, number: int) -> bool:
    """Twenty goes on with one, two hundred with ten, a million with three; ten does not go on with twenty."""
    if part % 100 == 0:
        return bool(whole or part)
    return part % 10 == 0 and part % 100 >= 20 and number < 10


def _in_digits(token: str) -> Decimal:
    if not token[0].isdigit():
        return Decimal(0)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", token):
        token = token.replace(",", "")
    return Decimal(token) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", token) else Decimal(0)


def _afternoon_hours(original: str, text: str) -> Iterator[Decimal]:
    """The hours from 13 on of the original that the translation counts from noon, with the same minutes."""
    told = {(int(hour), int(minutes or 0)) for hour, minutes in _AFTERNOON.findall(text)}
    for hour, minutes in _CLOCK.findall(original):
        if (int(hour) - 12, int(minutes)) in told:
            yield Decimal(hour)
