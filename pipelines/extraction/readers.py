"""What readers wrote below an article: comments that carry a name and a time, near the lines of a comment
form."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction import wording
from pipelines.extraction.blocks import SENTENCE_END, Block, is_prose
from pipelines.extraction.dates import parse_day
from pipelines.extraction.wording import fold

_AGO = re.compile(
    r"\b(?:\d+|an?|one) (?:second|minute|hour|day|week|month|year)s? ago\b|\bjust now\b"
    r"|\bvor (?:\d+|eine[mr]) (?:sekunde|minute|stunde|tag|woche|monat|jahr)|\bil y a \d+"
    r"|\bhace (?:\d+|una?) |\bfor \d+ \w+ siden\b"
    r"|\d+ (?:секунд|минут|час|дн|день|недел|месяц)\w* назад"
    r"|\b\d+ (?:saniye|dakika|saat|gun|hafta|ay) once\b"
    r"|(?:منذ|قبل) (?:\d+ )?(?:ساع|دقي|يوم|ايام|اسبوع|شهر)"
    r"|[\d۰-۹]+ (?:ثانيه|دقيقه|ساعت|روز|هفته|ماه) (?:پيش|قبل)"
    r"|\d+ ?(?:秒|分钟|分鐘|小时|小時|天|周|个月|個月)前|刚刚|剛剛"
    r"|(?:\b(?:yesterday|gestern|hier|ayer|i gar|dun|امس)\b|вчера|сегодня|ديروز|昨天)"
    r"\W+(?:[^\W\d]+ )?\d{1,2}[:.h]\d\d"
)
"""How long ago a comment was made, as `wording.fold` leaves it; a day that is only named needs its time."""
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)(?=(?:\W+\w+){0,2}\W*$)")
"""A time of day near the end of a line: behind a time at its beginning stands what happened then."""
_SAYS = re.compile(
    r"^[^.!?:]{2,60}(?: (?:says|said|dit|sagt|schreibt|dice|siger|skrev|diyor ki|dedi ki|пишет|говорит|قال"
    r"|گفت) ?:| ?说道?：)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,4} ?[-–—.)] ?[^.!?]{2,40}? (?:\d{1,2}[:.]\d\d|[^\W\d]*\s?\d+[./-]\d+[./-]\d+)")
_SIGNATURE = 60
"""Characters at a comment's beginning in which its writer and its time stand."""
_NAME = re.compile(r"[^.!?؟。？！]{2,40}$")
_LONGEST_NAME = 40
_CLOSELY, _PARAGRAPH = 4, 100
_LONGEST_LINE = 330
_MOST_OF_IT = 0.5
"""Share of the text that readers' comments may have; above it they would be the article."""


def drop_readers(blocks: Sequence[Block]) -> None:
    """Un-keeps the comments of readers below the article's longest paragraph: in the box that also holds the
    lines of a comment form, and from the first one that is signed right below such a line to the end."""
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    prose = [i for i in kept if is_prose(blocks[i], _PARAGRAPH, 0.3)]
    if not prose:
        return
    longest = max(prose, key=lambda index: blocks[index].size)
    below = [i for i in kept if i > longest]
    lines = [i for i in range(longest + 1, len(blocks)) if _is_of_a_form(blocks[i])]
    box = _box_of(blocks, lines, blocks[longest])
    gone = _in_its_box(blocks, below, box) | _to_the_end(blocks, below, lines)
    if sum(blocks[i].size for i in gone) <= _MOST_OF_IT * sum(blocks[i].size for i in kept):
        for index in gone:
            blocks[index].kept = False


def _is_of_a_form(block: Block) -> bool:
    return 0 < len(block.text) <= _LONGEST_LINE and wording.COMMENT.matches(fold(block.text))


def _box_of(blocks: Sequence[Block], lines: Sequence[int], article: Block) -> set[HtmlElement]:
    """The elements around the last lines of a form that do not hold the article: two lines or more, or one
    and two signed comments."""
    outside = _around(article)
    box: set[HtmlElement] = set()
    inside = 0
    for index in reversed(lines):
        shared = (_around(blocks[index]) & box if box else _around(blocks[index])) - outside
        box, inside = (shared, inside + 1) if shared else (box, inside)
    signed = (b for b in blocks if b.kept and _is_signed(b.text) and not box.isdisjoint(_around(b)))
    return box if inside > 1 or (inside and len(list(islice(signed, 2))) > 1) else set()


def _in_its_box(blocks: Sequence[Block], kept: Sequence[int], box: set[HtmlElement]) -> set[int]:
    """The signed comments in a box, and what follows each closely; none while the article goes on below, or
    in the box before them."""
    gone: set[int] = set()
    signed = -_CLOSELY
    for place, index in enumerate(kept):
        inside = not box.isdisjoint(_around(blocks[index]))
        if inside and _is_signed(blocks[index].text):
            signed = index
            gone |= {i for i in kept[place - 1 : place] if i == index - 1 and _is_a_name(blocks[i].text)}
        if inside and index - signed < _CLOSELY:
            gone.add(index)
        elif inside != bool(gone) and _is_the_articles(blocks[index]):
            return set()
    return gone


def _is_the_articles(block: Block) -> bool:
    return is_prose(block, _PARAGRAPH, 0.3) and not _is_of_a_form(block)


def _is_a_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and SENTENCE_END.search(text) is None


def _to_the_end(blocks: Sequence[Block], kept: Sequence[int], lines: Sequence[int]) -> set[int]:
    """All that is left below the article from a signed comment right below a line of a form, with another
    comment or line of a form below, or from a line that says who says it over one that says when."""
    for place in range(_behind_the_article(blocks, kept), len(kept)):
        index, above = kept[place], kept[place - 1] if place else kept[place] - 1
        below = (blocks[i].text for i in islice(kept, place + 1, None))
        headed = bisect_left(lines, above) < bisect_left(lines, index) and _is_named(blocks[index].text)
        if headed:
            found = lines[-1] > index or any(map(_is_signed, below))
        else:
            said = _SAYS.match(blocks[index].text) is not None
            found = said and any(map(_is_a_moment, islice(below, 1)))
        if found:
            return set(kept[place:])
    return set()


def _behind_the_article(blocks: Sequence[Block], kept: Sequence[int]) -> int:
    """The place behind the last paragraph that neither begins with a signature nor stands closely below one
    in a line of its own."""
    behind, signed = 0, -_CLOSELY
    for place, index in enumerate(kept):
        if _is_signed(blocks[index].text):
            signed = place if len(blocks[index].text) <= _SIGNATURE else signed
        elif place - signed >= _CLOSELY and _is_the_articles(blocks[index]):
            behind = place + 1
    return behind


def _is_signed(text: str) -> bool:
    """Whether a line is a time, with a name or without, or a comment begins with both."""
    if len(text) > _SIGNATURE or SENTENCE_END.search(text):
        folded = fold(text[:_SIGNATURE])
        ago = _AGO.search(folded)
        named = ago is not None and _NAME.match(folded[: ago.start()]) is not None
        return named or _NUMBERED.match(text) is not None
    told = _CLOCK.search(text) is not None or _AGO.search(fold(text)) is not None
    return told or parse_day(text) is not None


def _is_named(text: str) -> bool:
    """Whether a signature is more than a time, or than a line about when the article was written."""
    folded = fold(text)
    when = wording.DATE_ONLY.fullmatch(folded) is not None or wording.BYLINE.matches(folded)
    return _is_signed(text) and not when and any(c.isalpha() for c in text)


def _is_a_moment(text: str) -> bool:
    return _CLOCK.search(text) is not None and wording.DATE_ONLY.fullmatch(fold(text)) is not None


def _around(block: Block) -> set[HtmlElement]:
    return set() if block.element is None else {block.element, *block.element.iterancestors()}
