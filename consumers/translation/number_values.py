"""Numbers of several words read as values: `مئة وخمسين`, `vingt-trois`, `vierundfünfzig`, `百分之十三`.

Only what is sure is read: a run of words that make one number. All else stays with `number_words`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import regex

from consumers.translation.number_words import parts_said, value_words
from search.folding import fold

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_FRONT = regex.compile(r"(?:(و)|[فبلك])?(?:ال|لل)?")
_GOES_ON = regex.compile(r"\s*(?:\p{L}{1,3}\s?)?\d")
_WENT_BEFORE = regex.compile(r"\d\s*(?:\p{L}{1,3})?\s*$")
"""A run beside digits is part of a number that is not read here: `ثلاثة ملايين و200 ألف`."""
_HAN = regex.compile(
    r"(?<![\d.多余餘几幾数數])[零〇一二两兩三四五六七八九十百千万萬亿億]{2,}(?![\d多余餘几幾数數来來])"
)
_HAN_VALUES = dict(zip("一二三四五六七八九两兩", (*range(1, 10), 2, 2), strict=True))
_HAN_TIMES = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_JOINED, _INVERTED = frozenset({"ar", "fa"}), frozenset({"ar", "de"})
_TEN_AND_ONE = frozenset({"tr", "fr"})
_AND = {"ar": ("و",), "fa": ("و",), "fr": ("et",), "de": ("und",)}


def read(text: str, language: str) -> tuple[set[Decimal], str]:
    """The values of the runs that were read, and the text without those."""
    if language in ("zh", "ja"):
        runs = [(m.start(), m.end(), _han(m.group())) for m in _HAN.finditer(text)]
    elif value_words(language) and "half" not in parts_said(text, language):
        runs = list(_runs(text, language))
    else:
        runs = []
    sure = [(start, end, value) for start, end, value in runs if value]
    for start, end, _ in sure:
        text = text[:start] + " " * (end - start) + text[end:]
    return {Decimal(value) for _, _, value in sure}, text


def _han(run: str) -> int:
    """0: not sure of it."""
    if regex.fullmatch("[一二][零〇一二三四五六七八九]{3}", run):
        return int("".join(str(_HAN_VALUES.get(c, 0)) for c in run))
    whole = part = digit = 0
    last = 10**9
    for place, char in enumerate(run):
        if char in _HAN_VALUES:
            if digit or (place and place == len(run) - 1 and run[-2] in "百千万萬亿億"):
                return 0
            digit = _HAN_VALUES[char]
        elif char in _HAN_TIMES:
            if _HAN_TIMES[char] >= last:
                return 0
            last = _HAN_TIMES[char]
            part, digit = part + (digit or 1) * last, 0
        elif char in _HAN_SCALES:
            whole, part, digit, last = (whole + part + digit) * _HAN_SCALES[char], 0, 0, 10**9
    return whole + part + digit if whole or part else 0


Token = tuple[int, int, int, bool]


@lru_cache(maxsize=32)
def _values(language: str) -> dict[str, int]:
    return {fold(form): value for value, forms in value_words(language).items() for form in forms.split()}


@lru_cache(maxsize=32)
def _compound(language: str) -> regex.Pattern[str]:
    forms = "|".join(sorted(map(regex.escape, _values(language)), key=len, reverse=True))
    return regex.compile(rf"(?:({forms})(?:und)?)+(?:s?te[nrsm]?)?")


def _tokens(text: str, language: str) -> Iterator[Token | None]:
    """(start, end, value, whether `and` stands before it); None: a word or a mark that ends a run."""
    joined, before = False, 0
    for match in _WORD.finditer(text):
        if not regex.fullmatch(r"[\s-]*", text[before : match.start()]):
            yield None
        before, word = match.end(), fold(match.group())
        if word in _AND.get(language, ()):
            joined = True
            continue
        for value, with_and in _of_word(word, language) or [(None, False)]:
            yield (match.start(), match.end(), value, joined or with_and) if value else None
            joined = False


def _of_word(word: str, language: str) -> list[tuple[int | None, bool]]:
    values = _values(language)
    if word in values:
        return [(values[word], False)]
    if language == "ar":
        fronts = (word[: m.end()] for m in [_FRONT.match(word)] if m)
        front = next(fronts, "")
        for cut in {len(front), 1}:
            if word[cut:] in values:
                return [(values[word[cut:]], word.startswith("و"))]
    if language == "de" and (match := _compound(language).fullmatch(word)):
        return [(values[form], False) for form in match.captures(1)]
    return []


def _runs(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    whole = part = count = start = end = 0
    for token in [*_tokens(text, language), None]:
        grown = _grown(whole, part, token, language) if token and count else None
        if grown and token:
            (whole, part), end, count = grown, token[1], count + 1
            continue
        if count > 1 and not _GOES_ON.match(text, end) and not _WENT_BEFORE.search(text[:start]):
            yield start, end, whole + part
        whole, part, count = 0, 0, 0
        if token:
            start, end, value, _ = token
            whole, part, count = (value, 0, 1) if value >= 1000 else (0, value, 1)


def _grown(whole: int, part: int, token: Token, language: str) -> tuple[int, int] | None:
    """The sum and its open part with one word more; None where that is another number."""
    _, _, value, joined = token
    if value >= 1000:
        fits = part and not joined and (not whole or whole >= value * 1000)
        return (whole + part * value, 0) if fits else (whole + value, 0) if whole > value else None
    if value == 100 and 1 < part < 20 and not joined:
        return whole, part * 100
    if language == "fr" and value == 20 and part % 100 == 4:
        return whole, part + 76
    if language == "fr" and part % 100 in (60, 80) and value < 20:
        return whole, part + value
    if language in _JOINED and not joined and not (value == 10 and 0 < part % 100 < 10):
        return None
    if language == "ar" and joined and value == 10 and part % 10:
        return None
    units, tens, hundreds = part % 10, part // 10 % 10, part // 100
    free = (
        (value >= 100 and not part)
        or (10 <= value < 100 and not tens and (not units or language in _INVERTED))
        or (value < 10 and not units and (tens != 1 or language in _TEN_AND_ONE))
    )
    return (whole, part + value) if free and (hundreds or tens or units or whole) else None
