"""From running text to index terms: the one analysis behind index, search, matching and highlighting.

How a backend uses it
---------------------
Index side: take the field streams of `search.fields.field_streams(document)`; they hold the tokens of this
module, placed with the paragraph gap. Index every term of a token's `forms` at the token's one position
(tantivy: several pre-tokenised tokens with the same `position`).

Query side: `query_terms(words)` gives one set of terms for each of the consecutive positions; a position is
a hit when its token carries any term of its set. One set: a term query (or a union of them). Several sets: a
phrase with slop 0. No language is needed there. `search.names.Names.units` does this for whole AST leaves.

Prefix: a token holds for `prefix*` when its `word` starts with the folded prefix. Terms that begin with
STEM are not written words, and no folded prefix begins with STEM: a prefix or range query over the terms
never meets them.

Terms
-----
- the word as written, folded: `countries`
- STEM and a citation form that the word may be an inflection of: `=country`; for Arabic the word without
  proclitics: `=هواوي` of `بهواوي`; for a Chinese character that is a word by itself: `=茶`
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from search.folding import fold
from search.inflection import Reading, citations, readings

STEM = "="
"""First character of the terms that are not written words; no written word can begin with it."""

PARAGRAPH_GAP = 1_000
"""Positions left free between two paragraphs of a field: more than any distance a query may ask for (500)."""


class Token(NamedTuple):
    """A word of a text.

    `start`/`end`: code points of the text. `position`: number of the word, rising by one. `word`: folded, as
    written. `forms`: the index terms, `word` first. `trims`: for each form how many characters to leave off
    at the start and at the end to show the written word without clitic or particle.
    """

    start: int
    end: int
    position: int
    word: str
    forms: tuple[str, ...]
    trims: tuple[tuple[int, int], ...]

    def span(self, terms: frozenset[str]) -> tuple[int, int] | None:
        """Where the first of the forms that is among `terms` is written, or None when none is."""
        for form, (lead, trail) in zip(self.forms, self.trims, strict=True):
            if form in terms:
                return self.start + lead, self.end - trail
        return None


def _marks(*ranges: tuple[int, int]) -> str:
    """Combining marks of the ranges, as the inside of a character class: `\\w` leaves them out."""
    return "".join(
        chr(c)
        for low, high in ranges
        for c in range(low, high + 1)
        if unicodedata.category(chr(c)) in ("Mn", "Mc")
    )


_HAN = r"\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HIRAGANA = r"\u3041-\u3096\u309d-\u309f"
_SOUTH_EAST_ASIAN = r"\u0e01-\u0e4e\u0e80-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3\ua9e0-\ua9ef\uaa60-\uaa7f"
_KATAKANA = r"\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = r"\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc"
_ARABIC = r"\u0620-\u064a\u066e-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08c9\ufb50-\ufdff\ufe70-\ufefc"
_HEBREW = r"\u05d0-\u05f2\ufb1d-\ufb4f"
_APOSTROPHES = "'’‘ʼ＇`´"  # noqa: RUF001 — the characters that stand for an apostrophe in print
_NOT_GENERAL = (
    _HAN + _HIRAGANA + _SOUTH_EAST_ASIAN + _KATAKANA + _HANGUL + _ARABIC + _HEBREW + r"\u02b0-\u02ff"
)
_INNER = r"\u00ad\u200d\u2060\ufeff"
"""Invisible characters that may stand inside a word; zero-width non-joiner and space end it."""
_MARKS = _INNER + _marks(
    (0x300, 0x1DFF), (0x20D0, 0x20F0), (0x302A, 0x309A), (0xA66F, 0xABED), (0xFB1E, 0xFB1E), (0xFE20, 0xFE2F)
)

_WORD = re.compile(
    rf"(?P<general>[^\W_{_NOT_GENERAL}](?:[^\W_{_NOT_GENERAL}]|[{_MARKS}])*)"
    rf"|(?P<arabic>[{_ARABIC}][{_ARABIC}{_MARKS}]*)"
    rf"|(?P<single>[{_HAN}{_HIRAGANA}][\u3099\u309a\ufe00-\ufe0f]*|[{_SOUTH_EAST_ASIAN}][{_MARKS}]*)"
    rf"|(?P<hangul>[{_HANGUL}]+)"
    rf"|(?P<katakana>[{_KATAKANA}][{_KATAKANA}\u3099\u309a]*)"
    rf"|(?P<hebrew>[{_HEBREW}][{_HEBREW}{_MARKS}]*)"
)


def analyse(text: str, language: str = "und") -> list[Token]:
    """The words of a text in order, as tokens whose positions count from 0.

    `language` (ISO 639) adds the inflections that only hold in that language; all others are found whatever
    it is. An English possessive `'s` is no word of its own and takes no position. Never raises.
    """
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        raw = match[0]
        start = match.start()
        if raw in ("s", "S") and _is_possessive(text, start):
            continue
        word, forms, trims = _forms(raw, match.lastgroup or "", language)
        if word:
            tokens.append(Token(start, match.end(), len(tokens), word, forms, trims))
    return tokens


def _is_possessive(text: str, start: int) -> bool:
    return start >= 2 and text[start - 1] in _APOSTROPHES and text[start - 2].isalnum()


@lru_cache(maxsize=65_536)
def _forms(raw: str, kind: str, language: str) -> tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]]:
    word = fold(raw)
    found: dict[str, tuple[int, int]] = {word: (0, 0)}
    for reading in readings(raw, word, kind, language):
        found.setdefault(STEM + reading.citation, (reading.lead, reading.trail))
    return word, tuple(found), tuple(found.values())


def query_terms(words: str) -> tuple[frozenset[str], ...]:
    """What to look for where a query says `words`: for each consecutive position the terms that are a hit.

    `华为` gives two positions, `anti-Huawei` two, `countries` one: {countries, =countries, country, =country}.
    Empty when there is no word in it.
    """
    tokens = analyse(words)
    if len(tokens) == 1 and len(tokens[0].word) == 1 and re.match(f"[{_HAN}]", tokens[0].word):
        return (frozenset({STEM + tokens[0].word}),)
    return tuple(_position_terms(words[t.start : t.end], t.word) for t in tokens)


@lru_cache(maxsize=16_384)
def _position_terms(raw: str, word: str) -> frozenset[str]:
    written = {word, *citations(raw, word)}
    return frozenset(written | {STEM + form for form in written})


__all__ = ["PARAGRAPH_GAP", "STEM", "Reading", "Token", "analyse", "query_terms"]
