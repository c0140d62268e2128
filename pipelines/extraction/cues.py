"""Lines that lead to other articles: a cue, and the titles or links that go with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction import wording
from pipelines.extraction.blocks import SENTENCE_END, Block
from pipelines.extraction.wording import fold

_SEPARATOR = re.compile(r"\s*(?:[:：>»›|→•▶►]+|\s[-–—]+\s)\s*")
_HANDLE = re.compile(r"@\w+")
_LONGEST_TITLE_WORDS = 20
_LONGEST_TITLE = 140
_MOST_POINTERS = 12
_SHORTEST_SHOUT = 3


def is_cue(folded: str) -> bool:
    """Whether a folded line is a cue and nothing else: "Related stories", "Read also"."""
    return wording.CUE.matches(folded) or wording.WEAK_CUE.matches(folded)


def cue_and_pointers(blocks: Sequence[Block], index: int, linked: bool) -> set[int]:
    """A cue alone on its line goes, with what it points at, unless prose follows it: then it is a heading.

    Pointers are links, kept or not; in text that lost its links (`linked` false), title-like lines after an
    unmistakable cue.
    """
    following = index + 1
    while following < len(blocks) and (blocks[following].post is not None or not blocks[following].text):
        following += 1
    if following == len(blocks):
        return {index}
    if linked:
        gone = _linked_pointers(blocks, following)
    else:
        gone = _title_lines(blocks, following) if wording.CUE.matches(fold(blocks[index].text)) else set()
    if gone or (linked and not blocks[index + 1].kept and blocks[index].link_share > 0.5):
        return {index} | {i for i in gone if blocks[i].kept}
    return set() if _is_prose(blocks, index + 1) else {index}


def _linked_pointers(blocks: Sequence[Block], start: int) -> set[int]:
    gone: set[int] = set()
    for index in range(start, len(blocks)):
        block = blocks[index]
        if block.post is not None or block.link_share < 0.6 or len(block.text) >= 300:
            break
        gone.add(index)
    return gone


def _title_lines(blocks: Sequence[Block], start: int) -> set[int]:
    """Lines without an end mark, up to the next prose."""
    gone: set[int] = set()
    for index in range(start, min(len(blocks), start + _MOST_POINTERS)):
        block = blocks[index]
        if block.post is not None or len(block.text) > _LONGEST_TITLE or SENTENCE_END.search(block.text):
            break
        gone.add(index)
    return gone


def _is_prose(blocks: Sequence[Block], start: int) -> bool:
    """Whether the next kept text is a paragraph of sentences."""
    for block in blocks[start:]:
        if block.kept and block.text:
            return block.link_share < 0.5 and (
                len(block.text) > 120 or SENTENCE_END.search(block.text) is not None
            )
    return False


def leads_elsewhere(block: Block) -> bool:
    """A cue and the title of another article: "Read also: …", "READ ALSO …", "Related @handle"."""
    text = block.text
    head, rest, strong = _split_cue(text)
    if not head:
        return False
    if block.link_share >= 0.4 or not _HANDLE.sub("", rest).strip(" ,|&"):
        return True
    if len(rest.split()) > _LONGEST_TITLE_WORDS or len(rest) > 200:
        return False
    separated = _SEPARATOR.match(text[len(head) :]) is not None
    shouted = head.isupper() and not SENTENCE_END.search(text)
    return (strong and (separated or shouted)) or (separated and shouted and len(head) > _SHORTEST_SHOUT)


def _split_cue(text: str) -> tuple[str, str, bool]:
    """The cue that begins a line, as written, what follows it, and whether it is an unmistakable one."""
    separator = _SEPARATOR.search(text, 0, 70)
    places = (
        [(separator.start(), separator.end())]
        if separator is not None and separator.end() < len(text)
        else []
    )
    places += [match.span() for match in reversed(list(re.finditer(r"\s+", text[:60]))[:4])]
    for start, end in places:
        head = fold(text[:start])
        if wording.CUE.matches(head):
            return text[:start], text[end:], True
        if wording.WEAK_CUE.matches(head):
            return text[:start], text[end:], False
    return "", "", False
