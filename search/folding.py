"""One spelling for the many ways a word is written: case, diacritics, letter variants, digits.

`fold` works on single words, not on running text: a token keeps the offsets of what was written, so a
folded word may be longer or shorter than its source.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        # Latin letters that carry their stroke or ligature in themselves
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t",
        # Cyrillic
        "ё": "е",
        # Arabic script: hamza carriers, ta marbuta, alef maqsura, Persian and Urdu forms, wasla, tatweel
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ؤ": "و", "ئ": "ي", "ة": "ه", "ى": "ي",
        "ی": "ي", "ۍ": "ي", "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ۂ": "ه", "ۃ": "ه", "ە": "ه",
        "ـ": None,
        # Devanagari nukta and candrabindu, as Lucene's HindiNormalizer does
        "\u093c": None, "ँ": "ं",
        # the apostrophe of n't; invisible: soft hyphen, joiners, byte order mark
        "'": None, "’": None, "\u00ad": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip

_ARABIC_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
_HEBREW_MARKS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_MARKS = re.compile(f"[{_ARABIC_MARKS}{_HEBREW_MARKS}]")
_ACCENT = re.compile("(.)([\u0300-\u036f]+)", re.DOTALL)
_OWN_LETTERS = frozenset({"и\u0306", "у\u0306", "і\u0308", "г\u0301", "к\u0301"})
"""Base and mark that make a Cyrillic letter of its own (й ў ї ѓ ќ), not an accent on another."""

_HAS_ACCENT = re.compile("[\u00c0-\u024f\u0300-\u052f\u1e00-\u1fff]")


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """The word as it is compared: casefolded, without diacritics, letter variants and digits unified.

    й, ў and ї stay letters of their own; ё is е; German ß is ss and ä is a; Turkish ı and İ are i.
    Idempotent, and empty for a word that is nothing but marks or tatweel.
    """
    if word.isascii():
        return word.lower().replace("'", "")
    folded = unicodedata.normalize("NFKC", word).casefold()
    if _HAS_ACCENT.search(folded):
        folded = _without_accents(folded)
    folded = _MARKS.sub("", unicodedata.normalize("NFKC", folded).translate(_LETTERS))
    return folded if folded.isascii() else _western_digits(folded)


def _without_accents(word: str) -> str:
    def base(match: re.Match[str]) -> str:
        letter, marks = match[1], match[2]
        return letter + marks[0] if letter + marks[0] in _OWN_LETTERS else letter

    return unicodedata.normalize("NFC", _ACCENT.sub(base, unicodedata.normalize("NFD", word)))


def _western_digits(word: str) -> str:
    return "".join(str(unicodedata.decimal(c, c)) if not c.isascii() and c.isdecimal() else c for c in word)
