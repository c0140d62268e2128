"""From running text to index terms: the one analysis behind index, search, matching and highlighting.

How a backend uses it
---------------------
Index side: take `search.fields.index_streams(document)`: the terms of every word, placed with the paragraph
gap. Index all terms of a word at its one position (tantivy: several pre-tokenised tokens with the same
`position`).

Query side: `query_terms(words)` gives one set of terms for each of the consecutive positions; a position is
a hit when its token carries any term of its set. One set: a term query (or a union of them). Several sets: a
phrase with slop 0. No language is needed there. `search.names.Names.units` does this for whole AST leaves.

Prefix: a token holds for `prefix*` when its `word` starts with the folded prefix. Terms that begin with
STEM are not written words, and no folded prefix begins with STEM: a prefix or range query over the terms
never meets them.

Terms
-----
- the word as written, folded: `countries`
- in place of that BEGIN and the character, where one of a script without spaces begins a clause: `|为`
- STEM and a citation form that the word may be an inflection of: `=country`; for Arabic the word without
  proclitics: `=هواوي` of `بهواوي`; for Korean without particle; a part of a #TagOfWords: `=tag`; a Chinese
  character that is a word by itself: `=茶`

Words
-----
A word is a run of letters, marks and digits of one script; Arabic, Hebrew, Hangul and Katakana part from
Latin next to them (`5G는`, `لـHuawei`). Chinese characters, Hiragana, and the letters of Thai, Lao, Khmer
and Burmese with their marks are tokens each; a word of several is found as their phrase. Apostrophe,
hyphen, underscore and zero-width non-joiner end a word; only English `n't` and French `aujourd'hui` are
kept whole, or `don` and `hui` would be found in them. The path of an address is no text: of
`pic.twitter.com/x1` the host's words are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from search.chinese import HAN, lone_characters
from search.folding import fold
from search.inflection import citations, readings

STEM = "="
"""First character of the terms that are not written words; no written word can begin with it."""

BEGIN = "|"
"""First character of the term, in place of the word, of a character that begins a clause in a script without
spaces: 华为 is not in 才华。为了."""

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


class _Piece(NamedTuple):
    """A word inside a chunk: as `Token`, with offsets of the chunk."""

    start: int
    end: int
    word: str
    forms: tuple[str, ...]
    trims: tuple[tuple[int, int], ...]


def _marks(*blocks: tuple[int, int]) -> str:
    """The combining marks of some blocks, as the inside of a character class: `\\w` leaves them out."""
    letters = (chr(c) for low, high in blocks for c in range(low, high + 1))
    return "".join(c for c in letters if unicodedata.category(c) in ("Mn", "Mc"))


_HIRAGANA = r"\u3041-\u3096\u309d-\u309f"
_KATAKANA = r"\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = r"\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc"
_ARABIC = (
    r"\u0620-\u064a\u066e-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08c9"
    r"\ufb50-\ufdff\ufe70-\ufefc"
)
_HEBREW = r"\u05d0-\u05f2\ufb1d-\ufb4f"
_SOUTH_EAST_ASIAN = (
    r"\u0e01-\u0e4e\u0e80-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
    r"\ua9e0-\ua9ef\uaa60-\uaa7f"
)
_NOT_GENERAL = HAN + _HIRAGANA + _KATAKANA + _HANGUL + _ARABIC + _HEBREW + _SOUTH_EAST_ASIAN
_APOSTROPHES = "'’‘ʼ＇`´"
_TAG_SIGNS = "#@＃＠"
_JOINTS = frozenset(_APOSTROPHES + _TAG_SIGNS)
_MODIFIERS = r"\u02b0-\u02ff"  # letters to Unicode, but apostrophes in print: ʼ ʻ ʿ
_INVISIBLE = r"\u00ad\u200d\u2060\ufeff"  # may stand inside a word; zero-width space and non-joiner end it
_MARKS = _INVISIBLE + _marks(
    (0x300, 0x1DFF), (0x20D0, 0x20F0), (0x302A, 0x309A), (0xA66F, 0xABED), (0xFE00, 0xFE2F)
)

_LETTER = rf"[^\W_{_MODIFIERS}]"
_WHOLE = rf"(?:(?<=[nN])['’]t|(?<=ujourd)['’]hui)(?!{_LETTER})"
_PATH = r"(?:(?<=\.[a-z]{2})|(?<=\.[a-z]{3}))/\S*"
_CHUNK = re.compile(rf"{_LETTER}++(?:[{_MARKS}]++{_LETTER}*+)*+(?:(?=['’/])(?:{_WHOLE}|{_PATH}))?+")

_GENERAL = rf"[^\W_{_NOT_GENERAL}]"
_WORD = re.compile(
    rf"(?P<general>{_GENERAL}(?:{_GENERAL}|[{_MARKS}'’])*)"
    rf"|(?P<arabic>[{_ARABIC}][{_ARABIC}{_MARKS}]*)"
    rf"|(?P<single>[{HAN}{_HIRAGANA}][{_MARKS}]*|[{_SOUTH_EAST_ASIAN}][{_MARKS}]*)"
    rf"|(?P<hangul>[{_HANGUL}]+)"
    rf"|(?P<katakana>[{_KATAKANA}][{_KATAKANA}{_MARKS}]*)"
    rf"|(?P<hebrew>[{_HEBREW}][{_HEBREW}{_MARKS}]*)"
)
_LONE_HAN = re.compile(f"[{HAN}]")
_SINGLE = re.compile(f"[{HAN}{_HIRAGANA}{_SOUTH_EAST_ASIAN}]")
_FIRST_SINGLE = "\u0e01"
"""Before all letters of scripts without spaces."""
_CLAUSE_MARK = re.compile("[，。、；：！？…—,.;:!?､｡|｜]")
_ENGLISH_CLITICS = frozenset({"s", "S", "ll", "re", "ve"})
_TURKISH_CASE = re.compile(
    r"(\w{3,})['’](?:[ny]?[ıiuüİ]n|[ny][ae]|[ny][ıiuü]|n?[dt][ae]n?|y?l[ae]|lar|ler|[dt][ıiuü]r)",
    re.IGNORECASE,
)
_UNTRIMMED = ((0, 0), (0, 0))
_TAG_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_MOST_TAG_PARTS = 40
"""Words in a tag; what has more was not written to be read, and is one word."""
_LONGEST_KEPT = 40
_QUERY = "query"
"""Stands for the language of a query's words, which have no inflections looked up."""


def analyse(text: str, language: str = "und") -> list[Token]:
    """The words of a text in order, as tokens whose positions count from 0. Never raises.

    `language` (ISO 639) adds the inflections that only hold in that language; all others are found whatever
    it is. What English joins on with an apostrophe (`'s`, `'ll`, `'re`, `'ve`) is no word and takes no
    position.
    """
    tokens: list[Token] = []
    add, new = tokens.append, tuple.__new__
    position = 0
    for start, pieces in _chunks(text, language):
        for low, high, word, forms, trims in pieces:
            add(new(Token, (start + low, start + high, position, word, forms, trims)))
            position += 1
    return tokens


def index_terms(text: str, language: str = "und") -> list[tuple[str, ...]]:
    """The `forms` alone of what `analyse` gives: all that an index needs of each word."""
    return [piece.forms for _, pieces in _chunks(text, language) for piece in pieces]


def _chunks(text: str, language: str) -> Iterator[tuple[int, tuple[_Piece, ...]]]:
    """Where each chunk begins in the text, and its words."""
    end = 0
    for match in _CHUNK.finditer(text):
        chunk, gap, (start, end) = match[0], end, match.span()
        if start and text[start - 1] in _JOINTS:
            pieces = _joined_pieces(text, chunk, start, language)
        elif len(chunk) > _LONGEST_KEPT:
            pieces = tuple(_pieces(chunk, language))
        else:
            pieces = _kept_pieces(chunk, language)
        if chunk > _FIRST_SINGLE and _CLAUSE_MARK.search(text, gap, start):
            pieces = _begun(pieces)
        yield start, pieces


def _begun(pieces: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    """The first character behind a clause's end continues no word that was begun before it."""
    if not pieces or not _SINGLE.match(pieces[0].word):
        return pieces
    first = pieces[0]
    return first._replace(forms=(BEGIN + first.word, *first.forms[1:])), *pieces[1:]


def query_terms(words: str) -> tuple[frozenset[str], ...]:
    """What to look for where a query says `words`: for each consecutive position the terms that are a hit.

    `华为` gives two positions, `anti-Huawei` two, `countries` one: {countries, =countries, country,
    =country}. Empty when there is no word in it.
    """
    return terms_of(query_tokens(words), words)


def query_tokens(words: str) -> list[Token]:
    """The words of a query's leaf, as written only: their `forms` are not those of a text.

    A Turkish case ending behind an apostrophe is left off (`Huawei'nin`).
    """
    turkish = _TURKISH_CASE.fullmatch(words)
    return analyse(turkish[1] if turkish else words, _QUERY)


def terms_of(tokens: list[Token], words: str) -> tuple[frozenset[str], ...]:
    """As `query_terms`, for the `query_tokens` of `words`."""
    if len(tokens) == 1 and len(tokens[0].word) == 1 and _LONE_HAN.match(tokens[0].word):
        return (frozenset({STEM + tokens[0].word}),)
    ends = (-1, *(token.end for token in tokens))
    return tuple(
        _position_terms(words[token.start : token.end], token.word, token.start == end)
        for token, end in zip(tokens, ends, strict=False)
    )


def beginnings(prefix: str) -> tuple[str, ...]:
    """What the terms of the words that begin with a folded prefix begin with."""
    return (prefix, BEGIN + prefix) if _SINGLE.match(prefix) else (prefix,)


def is_unspaced(words: str) -> bool:
    """Is it all in scripts whose words stand side by side without spaces? There any word goes on."""
    return all(_SINGLE.match(c) or not c.isalnum() for c in words)


@lru_cache(maxsize=16_384)
def _position_terms(raw: str, word: str, goes_on: bool) -> frozenset[str]:
    if _SINGLE.match(word):
        return frozenset({word}) if goes_on else frozenset({word, BEGIN + word})
    written = {word, *citations(raw, word)}
    return frozenset(written | {STEM + form for form in written})


def _joined_pieces(text: str, chunk: str, start: int, language: str) -> tuple[_Piece, ...]:
    """A chunk behind an apostrophe or a tag's sign: an English clitic, a tag, or a word like others."""
    sign = text[start - 1]
    if chunk in _ENGLISH_CLITICS and sign in _APOSTROPHES and text[start - 2 : start - 1].isalnum():
        return ()
    if sign in _TAG_SIGNS and not chunk.islower():
        return _tag_pieces(chunk, language)
    return tuple(_pieces(chunk, language)) if len(chunk) > _LONGEST_KEPT else _kept_pieces(chunk, language)


@lru_cache(maxsize=65_536)
def _kept_pieces(chunk: str, language: str) -> tuple[_Piece, ...]:
    return tuple(_pieces(chunk, language))


def _pieces(chunk: str, language: str) -> Iterator[_Piece]:
    lone = lone_characters(chunk) if language != _QUERY and _LONE_HAN.search(chunk) else ()
    for match in _WORD.finditer(chunk.partition("/")[0]):
        raw, (start, end) = match[0], match.span()
        word = fold(raw)
        if not word:
            continue
        forms = (word, STEM + word) if start in lone else (word,)
        kind = match.lastgroup or ""
        if kind == "single" or language == _QUERY:
            yield _Piece(start, end, word, forms, _UNTRIMMED[: len(forms)])
            continue
        found = dict.fromkeys(forms, _UNTRIMMED[0])
        for reading in readings(raw, word, kind, language):
            found.setdefault(STEM + reading.citation, (reading.lead, reading.trail))
        yield _Piece(start, end, word, tuple(found), tuple(found.values()))


def _tag_pieces(chunk: str, language: str) -> tuple[_Piece, ...]:
    """#FreeUyghurs is one word, found by `FreeUyghurs`, `free`, `uyghurs` and `uyghur`."""
    pieces = []
    for piece in _pieces(chunk, language):
        found = dict(zip(piece.forms, piece.trims, strict=True))
        parts = list(islice(_TAG_PART.finditer(chunk, piece.start, piece.end), _MOST_TAG_PARTS + 1))
        for part in parts if 1 < len(parts) <= _MOST_TAG_PARTS else ():
            trims = part.start() - piece.start, piece.end - part.end()
            word = fold(part[0])
            for form in (word, *(r.citation for r in readings(part[0], word, "general", language))):
                found.setdefault(STEM + form, trims)
        pieces.append(piece._replace(forms=tuple(found), trims=tuple(found.values())))
    return tuple(pieces)
