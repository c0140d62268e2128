"""A second full article below the first, as pages that scroll without end append it: it has a headline of its
own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, squeeze

_NAMED = re.compile(r"article|post|story|infinite|scroll|next|entry", re.IGNORECASE)
_HEADLINE = 10


def drop_later_articles(blocks: Sequence[Block], title: str) -> None:
    """Un-keeps what stands in an article of its own after the first chosen text: an element that is or is
    named as an article, does not hold that text, and has an `<h1>` that is not the page's title."""
    first = next((block for block in blocks if block.kept and block.post is None), None)
    if first is None or first.element is None:
        return
    around_first = {first.element, *first.element.iterancestors()}
    wanted = squeeze(title).casefold()
    others: set[HtmlElement] = set()
    for block in blocks[blocks.index(first) + 1 :]:
        headline = block.element
        if headline is None or headline.tag != "h1" or len(block.text) < _HEADLINE:
            continue
        container = _outermost(headline, around_first)
        if container is not None and squeeze(block.text).casefold() != wanted:
            others.add(container)
    if others:
        for block in blocks:
            if (
                block.kept
                and block.element is not None
                and not others.isdisjoint(block.element.iterancestors())
            ):
                block.kept = False


def _outermost(headline: HtmlElement, around_first: set[HtmlElement]) -> HtmlElement | None:
    """The outermost article-like element around a headline that does not hold the first text."""
    found = None
    for element in headline.iterancestors():
        if element in around_first or element.tag in ("body", "html"):
            break
        if element.tag == "article" or _NAMED.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            found = element
    return found
