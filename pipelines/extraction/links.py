"""Lines that are a link and little else, and headings with nothing under them."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.blocks import Block

_LINK = 0.8
_LINK_PAGE = 0.4
"""Share of the text in lines that are links from which the links are the article: a round-up, a list of
sources."""


def drop_links(blocks: Sequence[Block]) -> None:
    """Un-keeps list items, headings and short paragraphs that are a link and little else."""
    kept = [block for block in blocks if block.kept and block.post is None]
    links = [block for block in kept if block.link_share >= _LINK]
    if sum(len(b.text) for b in links) >= _LINK_PAGE * sum(len(b.text) for b in kept):
        return
    for block in links:
        block.kept = block.kind in ("paragraph", "quote") and len(block.text) >= 200


def drop_last_headings(blocks: Sequence[Block]) -> None:
    """Un-keeps the headings after the last text: they were over something that is not the article."""
    kept = [block for block in blocks if block.kept]
    while len(kept) > 1 and kept[-1].kind == "heading":
        kept.pop().kept = False
