"""The title inside the text: repeated in a page, the first line of a plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pipelines.extraction import wording
from pipelines.extraction.blocks import SENTENCE_END, Block
from pipelines.extraction.wording import fold

_MAX_TITLE = 200
_MAX_TRAIL = 5
_SENTENCE_END = re.compile(r"[.!?؟。！？۔…:;][”\"’'»)\]]*$")


def plain_title(blocks: Sequence[Block]) -> str:
    """The title, taken off the blocks; empty when the text begins with a paragraph.

    A first line that ends with the second one is the trail of a breadcrumb ("Home Sport Title" before
    "Title").
    """
    kept = [block for block in blocks if block.kept and block.post is None][:2]
    if len(kept) == 2 and _is_trail(kept[0].text, kept[1].text):
        kept[0].kept = False
        kept = kept[1:]
        kept[0].kept = False
        return kept[0].text
    if not kept or len(blocks) < 2 or len(kept[0].text) > _MAX_TITLE:
        return ""
    if _SENTENCE_END.search(kept[0].text) and not kept[0].text.endswith(("?", "!", "؟", "？", "！")):
        return ""
    kept[0].kept = False
    return kept[0].text


def _is_trail(first: str, second: str) -> bool:
    """Whether the first line is a few words of navigation and then the second line."""
    if (
        not 10 <= len(second) <= _MAX_TITLE
        or not first.casefold().endswith(second.casefold())
        or len(first) == len(second)
    ):
        return False
    trail = first[: len(first) - len(second)]
    words = fold(re.split(r"[>›»/|]", trail)[0]).split()
    return len(trail.split()) <= _MAX_TRAIL and bool(words) and wording.HOME.matches(words[0])


_TOP = 8
_WORDS = re.compile(r"\w+")
_KICKER = 8
"""Words that may stand before the title on its own line."""


def drop_title(blocks: Sequence[Block], title: str) -> None:
    """Un-keeps the repeated title: the same words anywhere, and one line near the top that is nearly the same
    or a beginning of it."""
    wanted = _WORDS.findall(title.casefold())
    key = "".join(wanted)
    if not key:
        return
    _drop_above(blocks, title)
    near = True
    for place, block in enumerate([b for b in blocks if b.kept and b.post is None]):
        if len(block.text) > 2 * len(title) + 40:
            continue
        words = _WORDS.findall(block.text.casefold())
        joined = "".join(words)
        if joined == key:
            block.kept = False
        elif near and place < _TOP and joined and _same_title(words, wanted):
            block.kept = near = False


_LONGEST_LINE_ABOVE = 100


def _drop_above(blocks: Sequence[Block], title: str) -> None:
    """Un-keeps short lines above the headline when there is nothing else: the site's motto, its sections, the
    day."""
    above = takewhile(lambda block: not is_title(block.text, title), blocks)
    kept = [block for block in above if block.kept and block.post is None]
    if all(block.size <= _LONGEST_LINE_ABOVE and not SENTENCE_END.search(block.text) for block in kept):
        for block in kept:
            block.kept = False


def is_title(text: str, title: str) -> bool:
    """Whether a heading is the title, or nearly."""
    words, wanted = _WORDS.findall(text.casefold()), _WORDS.findall(title.casefold())
    return bool(words and wanted) and ("".join(words) == "".join(wanted) or _same_title(words, wanted))


def _same_title(words: list[str], wanted: list[str]) -> bool:
    """Nearly the title: four of five words shared both ways, or a beginning or end of it of four words and
    more."""
    if [w for w in words if w.isdigit()] != [w for w in wanted if w.isdigit()] and len(words) >= len(wanted):
        return False
    shared = len(set(words) & set(wanted))
    if len(wanted) >= 4 and shared >= 0.8 * len(set(words)) and shared >= 0.8 * len(set(wanted)):
        return True
    if len(wanted) >= 4 and len(words) <= len(wanted) + _KICKER and words[-len(wanted) :] == wanted:
        return True
    return len(words) >= 4 and (wanted[: len(words)] == words or wanted[-len(words) :] == words)
