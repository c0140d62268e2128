"""Cutting a text into sentences for a model, and what of it never goes through one.

Links, @handles, hashtag runs and emoji at the edges of a line stay as written; models drop, translate or
stop at them. A hashtag inside a sentence is translated as words, and stands behind the sentence as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from crawler.document import SentencePair
from crawler.sentences import sentences

MAX_UNIT = 400
"""Letters of one unit: longer "sentences" (no full stop for a paragraph) are cut at clauses. Models are
trained on sentences and lose the end of longer text."""

_URL = r"(?:https?://|www\.)[^\s<>\"”»]+[^\s<>\"”».,;:!?،؛)\]]|\bpic\.\w+\.com/\w+"
_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
_HANDLE = r"(?<![\w@])@\w+"
_HASHTAG = r"#[\p{L}\p{M}\p{N}_]+"
_EMOJI = regex.compile(
    r"(?:(?:[\p{Extended_Pictographic}\p{Regional_Indicator}]|[0-9#*]\ufe0f?\u20e3)"
    r"[\ufe0e\ufe0f\u200d\u20e3\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\s]*)+"
)
_KEPT = regex.compile(f"{_URL}|{_EMAIL}|{_HANDLE}")
_HASHTAGS = regex.compile(_HASHTAG)
_MARKS = regex.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of text; models know none of it."""
_LEADING = regex.compile(
    rf"(?:\s|{_MARKS.pattern}|(?:RT\s+)?{_HANDLE}[:,،]?|{_URL}|{_EMAIL}"
    rf"|{_HASHTAG}(?:\s*[:|]+|(?=\s+#|\s+https?:|\s*$)))+"
)
_TRAILING = regex.compile(rf"(?r)(?:\s|{_MARKS.pattern}|{_HANDLE}|{_URL}|{_EMAIL}|{_HASHTAG})+")
_TAG_IN_PLACE = regex.compile(rf"(?<=(?<![\p{{L}}\p{{M}}])\p{{L}}{{1,3}})\s+{_HASHTAG}(?!.*#)")
"""A last hashtag behind a short word, most often a preposition: `protests in #Beirut`."""
_LETTER = regex.compile(r"\p{L}")
_CLAUSE = regex.compile(r"(?<=[,،;؛:：，；、—–])(?!(?<=\p{N}.)\p{N})\s*+(?=\S)|(?<!\s)\s++(?=[-–—]\s)")
_UNSPACED = frozenset({"zh", "ja"})


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text: kept as written, or (`unit`) one for the model, `text` then being what it sees.

    `start` is where it stands in the whole text, `begins` whether a sentence begins with it. `tags` are the
    hashtags that stood in it; `tail` is white space that followed.
    """

    text: str
    start: int
    unit: bool = False
    begins: bool = False
    tags: tuple[str, ...] = ()
    tail: str = ""


def cut(text: str, language: str) -> list[Part]:
    """The parts of a text, in order."""
    parts: list[Part] = []
    at = 0
    for line in text.splitlines(keepends=True):
        parts += _first_begins(list(_line(line, at, language)))
        at += len(line)
    return parts


def _line(line: str, at: int, language: str) -> Iterator[Part]:
    position = 0
    for emoji in _EMOJI.finditer(line):
        yield from _chunk(line[position : emoji.start()], at + position, language)
        yield Part(emoji.group(), at + emoji.start())
        position = emoji.end()
    yield from _chunk(line[position:], at + position, language)


def _first_begins(parts: list[Part]) -> list[Part]:
    """What stands before the first sentence of a line (handles, emoji) is of that sentence."""
    first = next((index for index, part in enumerate(parts) if part.begins), None)
    if first:
        parts[0], parts[first] = replace(parts[0], begins=True), replace(parts[first], begins=False)
    return parts


def join(original: str, parts: Sequence[Part], target: str) -> tuple[str, tuple[SentencePair, ...]]:
    """The parts of `original`, units now holding their translation, as one text; and which sentence of it is
    which of the original."""
    text = ""
    begins: list[tuple[int, int]] = []
    for part in parts:
        if part.begins:
            begins.append((part.start, len(text)))
        if not part.unit:
            text += part.text
            continue
        text += " ".join((part.text, *(tag for tag in part.tags if tag not in part.text)))
        text += "" if target in _UNSPACED and part.tail == " " else part.tail
    bounds = [*begins, (len(original), len(text))]
    before = len(text) - len(text.lstrip())
    pairs = []
    for (start, translated_start), (end, translated_end) in pairwise(bounds):
        first, last = _trimmed(original, start, end)
        translated_first, translated_last = _trimmed(text, translated_start, translated_end)
        pairs.append(SentencePair(first, last, translated_first - before, translated_last - before))
    return text.strip(), tuple(pairs)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    inner = text[start:end]
    return end - len(inner.lstrip()), start + len(inner.rstrip())


def kept_items(text: str) -> list[str]:
    """Links, addresses and @handles: what a translation must hold as written."""
    return [item.group() for item in _KEPT.finditer(text)]


def without_kept(text: str) -> str:
    """The text less its `kept_items`, whose digits are no numbers."""
    return _KEPT.sub(" ", text)


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


def _chunk(text: str, at: int, language: str) -> Iterator[Part]:
    """A line, or a piece of one, without emoji: its edges kept, the middle cut into sentences."""
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    trailing = _TRAILING.match(text, start)
    end = trailing.start() if trailing else len(text)
    if tag := _TAG_IN_PLACE.match(text, end):
        end = tag.end()
    if not has_letters(text[start:end]):
        if text:
            yield Part(text, at)
        return
    if start:
        yield Part(text[:start], at)
    for first, last in sentences(text[start:end], language):
        yield from _units(text[start + first : start + last], at + start + first)
    if end < len(text):
        yield Part(text[end:], at + end)


def _units(sentence: str, at: int) -> Iterator[Part]:
    stripped = sentence.rstrip()
    tail = sentence[len(stripped) :]
    if not has_letters(stripped):
        yield Part(sentence, at)
        return
    pieces = list(_short(stripped))
    for index, (start, end) in enumerate(pieces):
        piece = stripped[start:end]
        yield Part(
            text=_seen(piece),
            start=at + start,
            unit=True,
            begins=index == 0,
            tags=tuple(dict.fromkeys(_HASHTAGS.findall(piece))),
            tail=tail if index == len(pieces) - 1 else " ",
        )


def _seen(piece: str) -> str:
    """What the model sees: words in place of hashtags, no marks of direction."""
    worded = _HASHTAGS.sub(lambda tag: tag.group()[1:].replace("_", " "), piece)
    return _MARKS.sub("", worded).strip()


def _short(text: str) -> Iterator[tuple[int, int]]:
    """The text in pieces of at most MAX_UNIT characters: cut at clauses, else at spaces, else anywhere."""
    start = end = 0
    for place in (*_places(text), len(text)):
        if place - start > MAX_UNIT and end > start:
            yield start, end
            start = end
        end = place
    if end > start:
        yield start, end


def _places(text: str) -> Iterator[int]:
    """Where a text longer than MAX_UNIT may be cut, so that no two neighbours are further apart than that."""
    if len(text) <= MAX_UNIT:
        return
    at = 0
    for clause in (*(match.end() for match in _CLAUSE.finditer(text)), len(text)):
        while clause - at > MAX_UNIT:
            space = text.rfind(" ", at + MAX_UNIT // 2, at + MAX_UNIT)
            at = space + 1 if space > 0 else at + MAX_UNIT
            yield at
        at = clause
        if clause < len(text):
            yield at
