"""Lists that a sentence of the article introduces ("These apps stay open:"): their lines are the article's,
whatever they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, is_prose

_COLONS = (":", "：")
_SENTENCE, _PARAGRAPH = 40, 100
"""Letters from which a line is a sentence, and from which one is a paragraph that is not introduced."""
_MOST_LINES = 12
"""How many lines that are no list's a sentence introduces."""


def introduced(blocks: Sequence[Block], kept: Sequence[int]) -> dict[int, int]:
    """The lines, of the kept ones, that a sentence ending in a colon introduces, each with that sentence."""
    found: dict[int, int] = {}
    for place, index in enumerate(kept):
        if index not in found and _introduces(blocks[index]):
            found |= dict.fromkeys(_below(blocks, kept, place), index)
    return found


def keep_introduced(blocks: Sequence[Block]) -> None:
    """Keeps the list right below a kept sentence that introduces it, where the choice of the text has left it
    out."""
    every = [i for i, block in enumerate(blocks) if block.text]
    for index, sentence in introduced(blocks, every).items():
        if blocks[sentence].kept and _list_around(blocks[index]) is not None:
            blocks[index].kept = True


def _introduces(block: Block) -> bool:
    return (
        block.text.endswith(_COLONS)
        and block.size >= _SENTENCE
        and block.link_share < 0.5
        and block.kind not in ("heading", "caption")
    )


def _below(blocks: Sequence[Block], kept: Sequence[int], place: int) -> Iterator[int]:
    """The items of the list right below a sentence and in the same box, or else the lines beside it up to the
    next paragraph, or an embedded post."""
    sentence = blocks[kept[place]]
    first = blocks[kept[place + 1]] if place + 1 < len(kept) else sentence
    items = _list_around(first)
    if items is not None and items is not _list_around(sentence):
        if _stand_together(items, sentence.element):
            yield from _while_in(items, blocks, kept, place + 1)
        return
    above = kept[place]
    for index in islice(kept, place + 1, place + 1 + _MOST_LINES):
        block = blocks[index]
        ends = block.kind == "heading" or block.text.endswith(_COLONS) or is_prose(block, _PARAGRAPH, 1.0)
        if ends or any(between.post is not None for between in blocks[above:index]):
            return
        if not _stand_together(block.element, sentence.element):
            return
        yield index
        above = index


def _while_in(items: HtmlElement, blocks: Sequence[Block], kept: Sequence[int], place: int) -> Iterator[int]:
    for index in islice(kept, place, None):
        if _list_around(blocks[index]) is not items:
            return
        yield index


def _list_around(block: Block) -> HtmlElement | None:
    if block.kind != "list" or block.element is None:
        return None
    return next(block.element.iterancestors("ul", "ol"), None)


def _stand_together(one: HtmlElement | None, other: HtmlElement | None) -> bool:
    """Whether two elements stand in one box, or in boxes that are alike; so do the lines of a plain text."""
    if one is None or other is None:
        return one is other
    return are_alike(one.getparent(), other.getparent())


def are_alike(one: HtmlElement | None, other: HtmlElement | None) -> bool:
    """Whether two elements are one, or boxes of one class in one element: there are systems that box every
    paragraph."""
    if one is other or one is None or other is None:
        return one is other
    name = one.get("class")
    return name is not None and name == other.get("class") and one.getparent() is other.getparent()
