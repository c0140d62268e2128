"""What readers wrote below an article: comments that carry a name and a time, near the lines of a comment
form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction import wording
from pipelines.extraction.blocks import SENTENCE_END, Block, is_prose
from pipelines.extraction.dates import parse_day
from pipelines.extraction.wording import fold

_AGO = re.compile(
    r"\b(?:\d+|an?|one) (?:second|minute|hour|day|week|month|year)s? ago\b|\byesterday\b|\bjust now\b"
    r"|\bvor (?:\d+|eine[mr]) (?:sekunde|minute|stunde|tag|woche|monat|jahr)|\bgestern\b|\bil y a \d+"
    r"|\bhier a\b|\bhace (?:\d+|una?) |\bayer\b|\bfor \d+ \w+ siden\b|\bi gar\b"
    r"|\d+ (?:секунд|минут|час|дн|день|недел|месяц)\w* назад|вчера|сегодня в"
    r"|\b\d+ (?:saniye|dakika|saat|gun|hafta|ay) once\b|\bdun\b"
    r"|(?:منذ|قبل) (?:\d+ )?(?:ساع|دقي|يوم|ايام|اسبوع|شهر)|\bامس\b"
    r"|[\d۰-۹]+ (?:ثانيه|دقيقه|ساعت|روز|هفته|ماه) (?:پيش|قبل)|ديروز"
    r"|\d+ ?(?:秒|分钟|分鐘|小时|小時|天|周|个月|個月)前|昨天|刚刚|剛剛"
)
"""How long ago a comment was made, as `wording.fold` leaves it."""
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")
_SAYS = re.compile(
    r"^[^.!?:]{2,60}(?: (?:says|said|dit|sagt|schreibt|dice|siger|skrev|diyor ki|dedi ki|пишет|говорит|قال"
    r"|گفت) ?:| ?说道?：)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,4} ?[-–—.)] ?[^.!?]{2,40}? [^\W\d]*\s?\d")
_SIGNATURE = 60
"""Characters at a comment's beginning in which its writer and its time stand."""
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
    """The signed comments in a box, and what follows each closely; none while the article goes on below."""
    gone: set[int] = set()
    signed = -_CLOSELY
    for index in kept:
        if box.isdisjoint(_around(blocks[index])):
            if gone and is_prose(blocks[index], _PARAGRAPH, 0.3):
                return set()
            continue
        if _is_signed(blocks[index].text):
            signed = index
            gone |= {i for i in kept if i == index - 1 and _is_a_name(blocks[i].text)}
        if index - signed < _CLOSELY:
            gone.add(index)
    return gone


def _is_a_name(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and SENTENCE_END.search(text) is None


def _to_the_end(blocks: Sequence[Block], kept: Sequence[int], lines: Sequence[int]) -> set[int]:
    """All that is left from a signed comment right below a line of a form, or one that says who says it."""
    for place, index in enumerate(kept):
        above = kept[place - 1] if place else index - 1
        headed = any(above <= line < index for line in lines) and _is_signed(blocks[index].text)
        said = _SAYS.match(blocks[index].text) is not None
        if headed or (said and any(_is_signed(blocks[i].text) for i in kept[place + 1 : place + 2])):
            return set(kept[place:])
    return set()


def _is_signed(text: str) -> bool:
    """Whether a line is a time, with a name or without, or a comment begins with both."""
    if len(text) > _SIGNATURE:
        return _NUMBERED.match(text) is not None or _AGO.search(fold(text[:_SIGNATURE])) is not None
    told = _CLOCK.search(text) is not None or _AGO.search(fold(text)) is not None
    return told or parse_day(text) is not None


def _around(block: Block) -> set[HtmlElement]:
    return set() if block.element is None else {block.element, *block.element.iterancestors()}
