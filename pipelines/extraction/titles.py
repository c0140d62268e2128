"""The title of a plain text: its first line, when that reads like one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction import wording
from pipelines.extraction.blocks import Block
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
