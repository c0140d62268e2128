"""The stage that gives every piece of a document its language.

Text is cut where languages change: at lines, at the credit line of an embedded post
("— Name (@handle) December 13, 2020"), at runs of another script, at long quotations. Pieces of one
paragraph that turn out to be in one language are joined again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import regex

from crawler.document import Document, Post, Segment
from pipelines.language import DENSITY, UNDECIDED, Evidence, decide, evidence, script_runs

_DATE = (
    r"(?:\p{L}+\.?\s{1,3}\d{1,2},?\s{1,3}\d{4}"
    r"|\d{1,2}\.?\s{1,3}(?:de\s{1,3})?\p{L}+\.?,?\s{1,3}(?:de\s{1,3})?\d{4}"
    r"|\d{4}\s{0,2}[-/.年]\s{0,2}\d{1,2}\s{0,2}[-/.月]\s{0,2}\d{1,2}日?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})"
)
_CREDIT = regex.compile(
    r"(?:\s{0,3}\bpic\.\w{1,20}\.com/\w{1,40})?\s{0,3}[—–―]\s{0,3}[^\n()]{1,100}"
    rf"\(@\w{{1,40}}\)\s{{0,3}}{_DATE}"
)
_LINE = regex.compile(r"[^\n\r\u2028\u2029]*[\n\r\u2028\u2029]*")
_QUOTATION = regex.compile(r"“[^“”]{20,}”|„[^„“”]{20,}[“”]|«[^«»]{20,}»|「[^「」]{8,}」|\"[^\"]{20,}\"")

FOREIGN_RUN = 15
"""Letters from which a run of another script is a piece of its own; below, it is a name or a loan word."""
FOREIGN_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cut of text; `credit` marks a post's credit line, which has no language."""

    text: str
    credit: bool = False
    language: str = UNDECIDED
    confidence: float = 0.0
    letters: float = 0.0


def detect(text: str) -> str:
    """The language of a text: ISO 639-1, else 639-3; `und` when it cannot be told. Never raises."""
    return decide([evidence(_CREDIT.sub(" ", text))])[0][0]


def segments(text: str) -> list[tuple[str, str]]:
    """(language, piece) in order; the pieces joined are the text. A post's credit line is `und`."""
    return [(piece.language, piece.text) for piece in _joined(_labelled(list(_cut(text)), "py3langid"))]


def segment(document: Document, engine: str = "py3langid") -> Document:
    """The stage: each segment cut into pieces of one language, and the languages of posts and document.

    `engine` is a key of `pipelines.language.ENGINES`. All pieces of the document are judged together, so
    that short ones lean on the rest.
    """
    cuts = [(index, piece) for index, whole in enumerate(document.segments) for piece in _cut(whole.text)]
    labelled = zip((index for index, _ in cuts), _labelled([piece for _, piece in cuts], engine), strict=True)
    pieces: list[tuple[Segment, float]] = []
    for index, group in groupby(labelled, key=lambda pair: pair[0]):
        pieces += [
            (
                replace(
                    document.segments[index],
                    text=p.text,
                    language=p.language,
                    confidence=round(p.confidence, 3),
                ),
                p.letters,
            )
            for p in _joined(piece for _, piece in group)
        ]
    ranked = _ranked(pieces)
    main = _ranked([(piece, letters) for piece, letters in pieces if piece.post is None]) or ranked
    return replace(
        document,
        segments=tuple(piece for piece, _ in pieces),
        posts=tuple(_with_language(post, index, pieces) for index, post in enumerate(document.posts)),
        languages=tuple(ranked),
        language=main[0] if main else UNDECIDED,
    )


def _ranked(pieces: Iterable[tuple[Segment, float]]) -> list[str]:
    """Languages by amount of text, most first."""
    amounts: dict[str, float] = {}
    for piece, letters in pieces:
        if piece.language != UNDECIDED:
            amounts[piece.language] = amounts.get(piece.language, 0.0) + letters
    return sorted(amounts, key=lambda language: -amounts[language])


def _with_language(post: Post, index: int, pieces: Iterable[tuple[Segment, float]]) -> Post:
    ranked = _ranked((piece, letters) for piece, letters in pieces if piece.post == index)
    return replace(post, language=ranked[0] if ranked else UNDECIDED)


def _labelled(pieces: list[_Piece], engine: str) -> list[_Piece]:
    found: list[Evidence | None] = [
        None if piece.credit else evidence(piece.text, engine) for piece in pieces
    ]
    return [
        replace(piece, language=language, confidence=confidence, letters=own.letters if own else 0.0)
        for piece, own, (language, confidence) in zip(pieces, found, decide(found), strict=True)
    ]


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Neighbours of one language made one; what has no letters goes with the piece before it."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is None or not _belong_together(last, piece):
            joined.append(piece)
            continue
        letters = last.letters + piece.letters
        named = last if last.letters or last.credit else piece
        weighted = last.confidence * last.letters + piece.confidence * piece.letters
        joined[-1] = replace(
            named,
            text=last.text + piece.text,
            confidence=weighted / letters if letters else 0.0,
            letters=letters,
        )
    return joined


def _belong_together(last: _Piece, piece: _Piece) -> bool:
    if not piece.credit and not piece.letters:
        return True
    return last.credit == piece.credit and (not last.letters or last.language == piece.language)


def _cut(text: str) -> Iterator[_Piece]:
    for line in _LINE.findall(text):
        position = 0
        for credit in _CREDIT.finditer(line):
            yield from _runs(line[position : credit.start()])
            yield _Piece(credit.group(), credit=True)
            position = credit.end()
        yield from _runs(line[position:])


def _runs(text: str) -> Iterator[_Piece]:
    """Runs of one script, then the long quotations within each."""
    position = 0
    for boundary in [*_script_boundaries(text), len(text)]:
        yield from _quotations(text[position:boundary])
        position = boundary


def _script_boundaries(text: str) -> list[int]:
    """Where another script takes over for more than a name."""
    boundaries: list[int] = []
    current = ""
    for script, start, letters, words in _script_groups(text):
        small = letters < FOREIGN_RUN or (words < FOREIGN_WORDS and script not in DENSITY)
        if script == current or (small and current):
            continue
        if current and not small:
            boundaries.append(_before_opening(text, start))
        if not small:
            current = script
    return boundaries


def _before_opening(text: str, start: int) -> int:
    """The place before the brackets and quotation marks that open what begins at `start`."""
    while start and (text[start - 1] in "\"'#@¿¡" or unicodedata.category(text[start - 1]) in ("Ps", "Pi")):
        start -= 1
    return start


def _script_groups(text: str) -> list[tuple[str, int, float, int]]:
    """(script, start, letters, words) of each stretch of words in one script."""
    groups: list[tuple[str, int, float, int]] = []
    for script, start, letters in script_runs(text):
        if groups and groups[-1][0] == script:
            _, first, so_far, words = groups[-1]
            groups[-1] = (script, first, so_far + letters, words + 1)
        else:
            groups.append((script, start, letters, 1))
    return groups


def _quotations(text: str) -> Iterator[_Piece]:
    position = 0
    for quotation in _QUOTATION.finditer(text):
        if position < quotation.start():
            yield _Piece(text[position : quotation.start()])
        yield _Piece(quotation.group())
        position = quotation.end()
    if position < len(text):
        yield _Piece(text[position:])
