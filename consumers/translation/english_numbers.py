"""Numbers in English words: `twenty-first`, `1.5 million`, `two hundred and ten`, `10:30 p.m.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ONES += " seventeen eighteen nineteen"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
_ORDINALS += " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {
    **{word: number for words in (_ONES, _ORDINALS) for number, word in enumerate(words.split(), 1)},
    **{word: number * 10 for number, word in enumerate(_TENS.split(), 2)},
    **{word[:-1] + "ieth": number * 10 for number, word in enumerate(_TENS.split(), 2)},
}
_TIMES = {
    name + ending: 10**zeros
    for name, zeros in (("hundred", 2), ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12))
    for ending in ("", "s", "th")
}
_MONTHS = "january february march april may june july august september october november december"
_IMPLIED: dict[Decimal | int, str] = {
    Decimal("0.5"): "half halves",
    1: "a an another single once sole only alone its",
    2: "both pair couple twice double doubled twin other half halves",
    3: "triple tripled trio thrice",
    4: "quarter quarters",
    25: "quarter quarters",
    50: "half halves",
    12: "dozen noon midday midnight",
    0: "zero no nil none nothing without midnight",
    24: "midnight",
}
"""Words that may stand for a number without being one: enough to say that it was not lost."""
_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*|[^\sa-z\d-]", re.IGNORECASE)
_AFTERNOON = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?\s?m\b", re.IGNORECASE)


@dataclass(slots=True)
class Said:
    """A number that has a word in it. `parts`: what stood before its scales; another language may count them
    by the same scale."""

    value: Decimal = Decimal(0)
    written: str = ""
    parts: set[Decimal] = field(default_factory=set)


def said(text: str) -> Iterator[Said]:
    """The numbers of a text that have a word in them."""
    run, whole, part = Said(), Decimal(0), Decimal(0)
    for token in (match[0] for match in _TOKEN.finditer(text)):
        word = token.casefold()
        if word in _TIMES and part < _TIMES[word] ** 2 and (whole or part or not word.endswith("s")):
            run.parts.add(part)
            if word.startswith("hundred"):
                part = (part or Decimal(1)) * 100
            else:
                whole, part = whole + (part or Decimal(1)) * _TIMES[word], Decimal(0)
        elif word in _WORDS and not run.written.isdecimal() and _goes_on(whole, part, _WORDS[word]):
            part += _WORDS[word]
        elif word == "and" and run.written:
            continue
        else:
            yield from _ended(run, whole + part)
            whole, part = Decimal(0), Decimal(_WORDS.get(word, 0)) or _in_digits(word)
            run = Said()
            if not part:
                continue
        run.written = f"{run.written} {token}".strip()
    yield from _ended(run, whole + part)


def _ended(run: Said, value: Decimal) -> Iterator[Said]:
    if value and any(word.isalpha() for word in run.written.split()):
        run.value = value
        yield run


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
    return Decimal(token) if re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,15})?", token) else Decimal(0)


def implied(text: str) -> set[Decimal]:
    """What words that are no numbers may stand for: `both`, `a`, `December`."""
    words = {match[0].casefold() for match in _TOKEN.finditer(text)}
    named = {number for number, said in _IMPLIED.items() if not words.isdisjoint(said.split())}
    months = {n for n, month in enumerate(_MONTHS.split(), 1) if not words.isdisjoint((month, month[:3]))}
    return {Decimal(number) for number in named | months}


def hours(text: str) -> set[tuple[int, int]]:
    """(hour of 0 to 23, minute) of the times that are counted from noon: `10:30 p.m.`"""
    return {
        (int(hour) % 12 + (12 if half.casefold() == "p" else 0), int(minute or 0))
        for hour, minute, half in _AFTERNOON.findall(text)
    }
