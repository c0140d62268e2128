"""A second full article below the first, as pages that scroll without end append it: it has a headline of its
own. Taken out before the article is chosen, or the wrong one might be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, is_prose
from pipelines.extraction.titles import is_title

_NAMED = re.compile(r"article|post|story|infinite|scroll|next|entry", re.IGNORECASE)
_HEADLINE = 10
_PROSE, _FULL = 60, 250
"""Sizes of a paragraph, and of the paragraphs between the title and the next headline that are an article."""


def without_later_articles(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks without those of later articles, whose elements leave the tree.

    A later article is an element that is or is named as an article, begins with a headline that is not the
    page's title, and comes after a full article under that title.
    """
    start = next((i for i, b in enumerate(blocks) if b.kind == "heading" and is_title(b.text, title)), None)
    if start is None:
        return list(blocks)
    around: set[HtmlElement] = set()
    others: set[HtmlElement] = set()
    size = 0
    for block in blocks[start:]:
        if block.element is None or not others.isdisjoint(block.element.iterancestors()):
            continue
        if is_prose(block, _PROSE, 0.3):
            size += block.size
            around |= {block.element, *block.element.iterancestors()}
        elif size >= _FULL and _is_headline(block, title):
            others |= _outermost(block.element, around)
    for element in others:
        element.drop_tree()
    return [
        b for b in blocks if b.element is None or others.isdisjoint((b.element, *b.element.iterancestors()))
    ]


def _is_headline(block: Block, title: str) -> bool:
    """Whether a block is an `<h1>` that is not the page's title."""
    named = block.element is not None and block.element.tag == "h1" and block.size >= _HEADLINE
    return named and not is_title(block.text, title)


def _outermost(headline: HtmlElement, around: set[HtmlElement]) -> set[HtmlElement]:
    """The outermost article-like element around a headline that does not hold the text before it, if any."""
    found: set[HtmlElement] = set()
    for element in headline.iterancestors():
        if element in around or element.tag in ("body", "html"):
            break
        if element.tag == "article" or _NAMED.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ):
            found = {element}
    return found
