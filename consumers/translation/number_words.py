"""How languages write numbers in words: as much of it as tells whether a number may have been written out.

What `number_values` does not read as a value (`english_numbers` does in English) is told by the
significant digits that they may stand for: `خمسة وعشرون` may be written with 5, 2 and 1, never with 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex
import yaml
from babel import Locale, UnknownLocaleError

from search.folding import fold

_WITHOUT_SPACES = frozenset({"zh", "ja", "ko"})


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    path = files(__package__).joinpath("number_words.yaml")
    words: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return words


def is_known(language: str) -> bool:
    """Whether it can be told here if a number was written in words."""
    return "digits" in _words().get(language, {})


def scale_pattern(language: str) -> str:
    """A group for each power of ten of a language: `(?P<e6>…)`; matches nothing where none are known."""
    whole = "" if language in _WITHOUT_SPACES else r"(?!\w)"
    groups = (
        f"(?P<e{power}>{words})" for power, words in _words().get(language, {}).get("scales", {}).items()
    )
    return f"(?:{'|'.join(groups) or '(?!)'}){whole}"


def value_words(language: str) -> dict[int, str]:
    """The words of a language by their value, spaces between; none where they are not known."""
    values: dict[int, str] = _words().get(language, {}).get("values", {})
    return values


def tenths_pattern(language: str) -> str:
    """What makes tenths of the digits before it; matches nothing where a language has none."""
    return str(_words().get(language, {}).get("tenths", "(?!)"))


def parts_said(text: str, language: str) -> set[str]:
    """Of `half`, `quarter` and `third` those that a text has words for."""
    folded = _folded(text)
    rows = _words().get(language, {}).get("parts", {}).items()
    return {str(part) for part, said in rows if any(fold(stem) in folded for stem in said.split())}


def counts_to_the_hour(language: str) -> bool:
    """Whether half of the eighth hour is half past seven there."""
    return bool(_words().get(language, {}).get("half_to", False))


@lru_cache(maxsize=64)
def _stems(language: str) -> dict[str, tuple[str, ...]]:
    rows = _words()[language]["digits"].items()
    return {str(digit): tuple(fold(stem) for stem in said.split()) for digit, said in rows}


@lru_cache(maxsize=64)
def _scale_words(language: str) -> regex.Pattern[str]:
    """The scales as words, in Arabic with what is written on to their front."""
    begins = "" if language in _WITHOUT_SPACES else r"(?<![\p{L}--[وبلكف]])(?:ال)?"
    return regex.compile(begins + scale_pattern(language), regex.IGNORECASE | regex.V1)


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """What numbers the words of a text may be: the digits and the powers of ten that it has words for."""

    language: str
    digits: frozenset[str]
    powers: frozenset[int]

    def may_be(self, number: Decimal) -> bool:
        """Whether there are words for each digit, and for the number's power of a thousand."""
        return self.digits.issuperset(_significant(number)) and self._has_power(number)

    def _has_power(self, number: Decimal) -> bool:
        """Years are said without a thousand; half a billion is 500 million."""
        if number < 10_000:
            return True
        if self.language in _WITHOUT_SPACES:
            return any(power <= number.adjusted() <= power + 2 for power in self.powers)
        power = number.adjusted() // 3 * 3
        return power in self.powers or (_significant(number)[0] == "5" and power + 3 in self.powers)


def written_out(text: str, language: str) -> WrittenOut | None:
    """None where the language's words for numbers are not known."""
    if not is_known(language):
        return None
    folded = _folded(text)
    digits = {d for d, stems in _stems(language).items() if any(stem in folded for stem in stems)}
    groups = (match.lastgroup or "e0" for match in _scale_words(language).finditer(text))
    powers = frozenset(int(group[1:]) for group in groups)
    return WrittenOut(language, frozenset(digits | ({"1"} if powers else set())), powers)


def _significant(number: Decimal) -> str:
    return str(number.normalize()).split("E")[0].replace(".", "").replace("0", "").replace("-", "")


def months(text: str, language: str) -> set[Decimal]:
    """The numbers of the months that are named in a text."""
    folded = _folded(text)
    return {Decimal(number) for name, number in _month_names(language).items() if name in folded}


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in text.split())


@lru_cache(maxsize=64)
def _month_names(language: str) -> dict[str, int]:
    try:
        forms = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    names = {
        fold(name).rstrip("."): number
        for context in forms.values()
        for width in ("wide", "abbreviated")
        for number, name in context[width].items()
    }
    return {name: number for name, number in names.items() if len(name) > 1 and not name[0].isdigit()}
