"""Did a negation get lost on the way into English?

A sentence that says `not` is not to come out as one that does not. Only words that negate beyond doubt are
taken for a negation in the original, and idioms with such words are none; in English, what denies, lacks or
excludes is one. So hardly a good translation is refused, and plain negations alone are watched over.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex
import yaml

_WITHOUT_SPACES = frozenset({"zh", "ja", "ko"})
_LETTER = r"[\p{L}\p{M}\u200c]"
_SIGNS = {", ": "|", "*": f"{_LETTER}*", " … ": r"\b.{1,40}?\b", "…": ".{,40}?"}
"""How the regular expressions of negations.yaml are abbreviated."""


def is_lost(original: str, text: str, source: str, target: str) -> bool:
    """Whether the original negates plainly and its English translation in no way."""
    if target != "en" or source not in _words() or source == "en":
        return False
    negates, idioms = _pattern(source, "words"), _pattern(source, "idioms")
    return bool(negates.search(idioms.sub(" ", original))) and not _pattern("en", "").search(text)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("negations.yaml").read_text("utf-8"))
    return words


@lru_cache(maxsize=64)
def _pattern(language: str, kind: str) -> regex.Pattern[str]:
    said: str = _words()[language][kind] if kind else _words()[language]
    for sign, meant in _SIGNS.items():
        said = said.replace(sign, meant)
    if language not in _WITHOUT_SPACES:
        said = rf"(?<!{_LETTER})(?:{said})(?!{_LETTER})"
    return regex.compile(said, regex.IGNORECASE)
