"""Cutting a text into sentences for a model, and what of it never goes through one.

Links, @handles, hashtag runs and emoji at the edges of a line stay as written; models drop, translate or
stop at them. A hashtag inside a sentence is translated as words, and stands behind the sentence as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
import sentencex

MAX_UNIT = 400
"""Letters of one unit: longer "sentences" (no full stop for a paragraph) are cut at clauses. Models are
trained on sentences and lose the end of longer text."""

_URL = r"(?:https?://|www\.)[^\s<>\"”»]+[^\s<>\"”».,;:!?،؛)\]]|\bpic\.\w+\.com/\w+"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
_HANDLE = r"(?<![\w@])@\w+"
_HASHTAG = r"#[\p{L}\p{M}\p{N}_]+"
_EMOJI = regex.compile(
    r"(?:[\p{Extended_Pictographic}\p{Regional_Indicator}]"
    r"[\ufe0e\ufe0f\u200d\u20e3\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\s]*)+"
)
_KEPT = regex.compile(f"{_URL}|{_EMAIL}|{_HANDLE}")
_HASHTAGS = regex.compile(_HASHTAG)
_LEADING = regex.compile(
    rf"(?:\s|(?:RT\s+)?{_HANDLE}:?|{_URL}|{_EMAIL}|{_HASHTAG}(?:\s*[:|]+|(?=\s+#|\s+https?:|\s*$)))+"
)
_TRAILING = regex.compile(rf"(?r)(?:\s|{_HANDLE}|{_URL}|{_EMAIL}|{_HASHTAG})+")
_LETTER = regex.compile(r"\p{L}")
_CLAUSE = regex.compile(r"(?<=[,،;؛:：，；、—–])\s*+(?=\S)|(?<!\s)\s++(?=[-–—]\s)")
_UNSPACED = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text: kept as written, or (`unit`) one for the model, `text` then being what it sees.

    `tags` are the hashtags that stood in it; `tail` is white space that followed.
    """

    text: str
    unit: bool = False
    tags: tuple[str, ...] = ()
    tail: str = ""


def cut(text: str, language: str) -> list[Part]:
    """The parts of a text, in order."""
    parts: list[Part] = []
    for line in text.splitlines(keepends=True):
        position = 0
        for emoji in _EMOJI.finditer(line):
            parts += _chunk(line[position : emoji.start()], language)
            parts.append(Part(emoji.group()))
            position = emoji.end()
        parts += _chunk(line[position:], language)
    return parts


def join(parts: Sequence[Part], target: str) -> str:
    """The parts, units now holding their translation, as one text."""
    text = ""
    for part in parts:
        if not part.unit:
            text += part.text
            continue
        text += " ".join((part.text, *(tag for tag in part.tags if tag not in part.text)))
        text += "" if target in _UNSPACED and part.tail == " " else part.tail
    return text.strip()


def kept_items(text: str) -> list[str]:
    """Links, addresses and @handles: what a translation must hold as written."""
    return [item.group() for item in _KEPT.finditer(text)]


def smaller(text: str) -> list[str]:
    """The text cut at its links and handles, else at its clauses; itself alone where it cannot be cut.
    Joined by spaces the pieces give the text."""
    pieces: list[str] = []
    position = 0
    for item in _KEPT.finditer(text):
        pieces += [text[position : item.start()].strip(), item.group()]
        position = item.end()
    pieces = [piece for piece in (*pieces, text[position:].strip()) if piece]
    if len(pieces) > 1:
        return pieces
    return [piece.strip() for piece in _CLAUSE.split(text) if piece and piece.strip()] or [text]


def has_letters(text: str) -> bool:
    return _LETTER.search(text) is not None


def _chunk(text: str, language: str) -> Iterator[Part]:
    """A line without emoji: its edges kept, the middle cut into sentences."""
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    trailing = _TRAILING.match(text, start)
    end = trailing.start() if trailing else len(text)
    if not has_letters(text[start:end]):
        if text:
            yield Part(text)
        return
    if start:
        yield Part(text[:start])
    for sentence in sentencex.segment(language, text[start:end]):
        yield from _units(sentence)
    if end < len(text):
        yield Part(text[end:])


def _units(sentence: str) -> Iterator[Part]:
    stripped = sentence.rstrip()
    tail = sentence[len(stripped) :]
    if not has_letters(stripped):
        yield Part(sentence)
        return
    pieces = list(_short(stripped))
    for index, piece in enumerate(pieces):
        tags = tuple(dict.fromkeys(_HASHTAGS.findall(piece)))
        seen = _HASHTAGS.sub(lambda tag: tag.group()[1:].replace("_", " "), piece)
        yield Part(seen.strip(), True, tags, tail if index == len(pieces) - 1 else " ")


def _short(text: str) -> Iterator[str]:
    """The text in pieces of at most MAX_UNIT characters: cut at clauses, else at spaces, else anywhere."""
    piece = ""
    for clause in _CLAUSE.split(text) if len(text) > MAX_UNIT else [text]:
        for words in _fitting(clause or ""):
            if piece and len(piece) + len(words) >= MAX_UNIT:
                yield piece
                piece = words
            else:
                piece = f"{piece} {words}".strip()
    if piece:
        yield piece


def _fitting(clause: str) -> Iterator[str]:
    while len(clause) > MAX_UNIT:
        space = clause.rfind(" ", MAX_UNIT // 2, MAX_UNIT)
        at = space if space > 0 else MAX_UNIT
        yield clause[:at].strip()
        clause = clause[at:].strip()
    if clause:
        yield clause
