"""The sentences of a document that say why it was found: what an alert shows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from crawler.document import Document, Segment, TextSide
from crawler.sentences import sentences
from crawler.translated import counterpart
from search.spans import Span, merged

MOST = 3
"""Excerpts of one document: as many as it takes to show every name of the topic, but not more."""
LONGEST = 400
"""Characters of one excerpt, and of what stands beside it; what is longer is cut around its first mark."""

_JOINED = regex.compile(r"[\p{Arabic}\p{Syriac}\p{NKo}\p{Mongolian}&&[\p{L}\p{M}]]", regex.V1)
"""Letters whose shape depends on their neighbours: a marker must not stand between two of them."""
_MARK = regex.compile(r"\p{M}")

Place = tuple[int, TextSide, Span]
"""A sentence: segment, original or translation, where it stands there."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text and what is marked in it, (start, end) each."""

    text: str
    language: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence of a segment beside its translation. `translated` is None where there is none; the segment's
    `translation` says why."""

    segment: Segment
    original: Passage
    translated: Passage | None


def excerpts(document: Document, topic: str, most: int = MOST) -> list[Excerpt]:
    """Sentences with the topic's words, up to `most`: together they show as many of its names as can be.
    Without a word to mark (`lang:ar`), the first sentence of the text."""
    names = _names_by_place(document, topic)
    places = _most_telling(document, names, most) if names else _first_sentence(document)
    return [_excerpt(document, topic, place) for place in places]


def _names_by_place(document: Document, topic: str) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = defaultdict(set)
    for mention in document.mentions:
        if mention.topic == topic and mention.segment < len(document.segments):
            spans = _sentences(document.segments[mention.segment], mention.text)
            sentence = next((span for span in spans if mention.start < span[1]), spans[0])
            found[mention.segment, mention.text, sentence].add(mention.name)
    return found


def _most_telling(document: Document, names: dict[Place, set[str]], most: int) -> list[Place]:
    """Greedy cover of the names: next comes the sentence with most names not shown yet; body before title
    (an alert shows that anyway), original before translation, early before late."""

    def worth(place: Place) -> tuple[int, bool, bool, int, int]:
        segment, side, (start, _) = place
        in_body = document.segments[segment].kind != "title"
        return len(names[place] & missing), in_body, side == "original", -segment, -start

    chosen: list[Place] = []
    missing = set().union(*names.values())
    while missing and len(chosen) < most:
        chosen.append(max(names, key=worth))
        missing -= names[chosen[-1]]
    return sorted(chosen)


def _first_sentence(document: Document) -> list[Place]:
    body = ((i, s) for i, s in enumerate(document.segments) if s.kind != "title")
    return [(i, "original", _sentences(segment, "original")[0]) for i, segment in body][:1]


def _excerpt(document: Document, topic: str, place: Place) -> Excerpt:
    """The sentence at `place`, beside what it is on the other side: the sentences that belong to it, or all
    there is where nobody knows which do."""
    index, side, sentence = place
    segment, other = document.segments[index], _other(side)
    marks = {shown: _marks(document, topic, index, shown) for shown in (side, other)}
    shown = _window(_text(segment, side), sentence, marks[side])
    passages = {side: _passage(segment, side, shown, marks[side], cut_from=sentence)}
    if text := _text(segment, other):
        beside = segment.translation and counterpart(segment.translation, shown, side)
        meant = beside or (0, len(text))
        cut = _window(text, meant, marks[other])
        passages[other] = _passage(segment, other, cut, marks[other], cut_from=meant)
    return Excerpt(segment, passages["original"], passages.get("translation"))


def _marks(document: Document, topic: str, index: int, side: TextSide) -> list[Span]:
    text = _text(document.segments[index], side)
    return merged(
        _widened(text, m.start, m.end)
        for m in document.mentions
        if m.topic == topic and m.segment == index and m.text == side
    )


def _other(side: TextSide) -> TextSide:
    return "translation" if side == "original" else "original"


def _text(segment: Segment, side: TextSide) -> str:
    if side == "original":
        return segment.text
    return (segment.translation.text or "") if segment.translation else ""


def _sentences(segment: Segment, side: TextSide) -> list[Span]:
    """(start, end) of each sentence of one side; at least one."""
    text = _text(segment, side)
    return sentences(text, _language(segment, side)) or [(0, len(text))]


def _language(segment: Segment, side: TextSide) -> str:
    if side == "translation" and segment.translation:
        return segment.translation.target
    return segment.language


def _passage(
    segment: Segment, side: TextSide, shown: Span, marks: Sequence[Span], *, cut_from: Span
) -> Passage:
    """What stands at `shown`, with an ellipsis where it was cut from more."""
    text = _text(segment, side)
    first, last = shown
    before, after = "…" if first > cut_from[0] else "", "…" if last < cut_from[1] else ""
    while first < last and text[first].isspace():
        first += 1
    shift = len(before) - first
    kept = tuple((s + shift, e + shift) for s, e in marks if first <= s and e <= last)
    return Passage(f"{before}{text[first:last].rstrip()}{after}", _language(segment, side), kept)


def _window(text: str, span: Span, marks: Sequence[Span]) -> Span:
    """At most LONGEST characters of a span, around its first mark or else its start, cut at a space where one
    is near, never between a letter and its combining marks."""
    start, end = span
    focus = min((first for first, last in marks if start <= first and last <= end), default=start)
    if end - start <= LONGEST:
        return start, end
    first = max(start, min(focus - LONGEST // 3, end - LONGEST))
    last = first + LONGEST
    if first > start:
        space = text.find(" ", first, min(first + LONGEST // 10, focus))
        first = space + 1 if space >= 0 else first
    if last < end:
        space = text.rfind(" ", max(last - LONGEST // 10, focus), last)
        last = space if space >= 0 else last
    while start < first and _MARK.match(text[first]):
        first -= 1
    while last < end and _MARK.match(text[last]):
        last += 1
    return first, last


def _widened(text: str, start: int, end: int) -> Span:
    """A mark's span with the letters that join on to it and the combining marks behind it."""
    while start > 0 and _JOINED.match(text[start - 1]) and _JOINED.match(text[start]):
        start -= 1
    while end < len(text) and (
        _MARK.match(text[end]) or (_JOINED.match(text[end]) and _JOINED.match(text[end - 1]))
    ):
        end += 1
    return start, end
