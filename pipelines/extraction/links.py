"""Lines that are a link and little else, and headings with nothing under them."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block
from pipelines.extraction.introduced import introduced

_LINK = 0.8
_LINK_PAGE = 0.4
"""Share of the text in lines that are links from which the links are the article: a round-up, a list of
sources."""

_LONG, _SENTENCE = 200, 40
"""Characters from which a linked paragraph is prose, and one that ends like a sentence. Measured on the
extraction dev half: sentences give .0004, from 40 characters as from 80."""


def drop_links(blocks: Sequence[Block]) -> None:
    """Un-keeps list items, headings and paragraphs that are a link and little else, but no sentences, and
    nothing that a sentence introduces; in a table's row of other cells a link is a cell."""
    places = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    listed = {blocks[i] for i in introduced(blocks, places)}
    kept = [blocks[i] for i in places]
    links = [block for block in kept if block.link_share >= _LINK]
    if sum(len(b.text) for b in links) >= _LINK_PAGE * sum(len(b.text) for b in kept):
        return
    rows = {_row(block) for block in kept if block.link_share < _LINK} - {None}
    for block in links:
        if block in listed or _row(block) in rows:
            continue
        block.kept = block.kind in ("paragraph", "quote") and _is_prose(block.text)


def _is_prose(text: str) -> bool:
    return len(text) >= _LONG or (len(text) >= _SENTENCE and text.endswith((".", "。", "۔")))


def _row(block: Block) -> HtmlElement | None:
    return None if block.element is None else next(block.element.iterancestors("tr"), None)


def drop_last_headings(blocks: Sequence[Block]) -> None:
    """Un-keeps the headings after the last text: they were over something that is not the article."""
    kept = [block for block in blocks if block.kept]
    while len(kept) > 1 and kept[-1].kind == "heading":
        kept.pop().kept = False
