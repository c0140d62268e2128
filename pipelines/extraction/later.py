"""A second full article below the first, as pages that scroll without end append it: it has a headline of its
own. Taken out before the article is chosen, or the wrong one might be. Sections and entries may begin with an
`<h1>` too, so that alone makes no article: in doubt the text stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, is_prose
from pipelines.extraction.titles import is_title

_NAMED = re.compile(r"article|post|story|infinite|scroll|next|entry", re.IGNORECASE)
_HEADLINE = 10
_PROSE, _FULL = 60, 250
"""Sizes of a paragraph, and of the paragraphs between the title and the next headline that are an article."""
_ADDRESSES = etree.XPath(
    "descendant-or-self::*[descendant::h1]/@*[contains('data-url data-href data-permalink href', name())]"
    " | descendant::h1//a/@href"
)
_DESCRIBED = etree.XPath("boolean(descendant::script[contains(@type, 'ld+json') and contains(., 'Article')])")
_DATED = etree.XPath("boolean(descendant::time or descendant::*[@itemprop = 'datePublished'])")
_SIGNED = etree.XPath(
    "boolean(descendant::*[contains(@rel, 'author') or contains(@itemprop, 'author')"
    " or contains(@class, 'author') or contains(@class, 'byline')])"
)


def without_later_articles(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks without those of later articles, whose elements leave the tree.

    A later article is an element that is or is named as an article, begins with a headline that is not the
    page's title, comes after a full article under that title, and is one of its own (`_is_of_its_own`).
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
            found = _outermost(block.element, around)
            others |= {element for element in found if _is_of_its_own(element, blocks[start], around)}
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


def _is_of_its_own(element: HtmlElement, title: Block, around: set[HtmlElement]) -> bool:
    """Whether an article-like element is an article, and no section or entry of the one before.

    What has an address or linked data of its own is one. What stands inside the article, or in a row of like
    elements, needs a date and an author: entries of a live blog have these as well, so inside the article a
    row of them stays. Outside of it an `<article>` that is not in one row with it needs nothing more.
    """
    if _has_address(element) or _DESCRIBED(element):
        return True
    titled = set() if title.element is None else {title.element, *title.element.iterancestors()}
    row = _row_of(element)
    dated = bool(_DATED(element) and _SIGNED(element))
    if not titled.isdisjoint(row):
        return dated
    if not _inside(element, titled & around):
        return dated or element.tag == "article" or element.find(".//article") is not None
    return dated and not row


def _has_address(element: HtmlElement) -> bool:
    """Whether it names a page as its own: by an attribute, or by where its headline leads. What has a `#` in
    it is a place in a page."""
    addresses = cast("list[str]", _ADDRESSES(element))
    return any(address.strip() and "#" not in address for address in addresses)


def _row_of(element: HtmlElement) -> list[HtmlElement]:
    """The siblings of an element that have its tag, and one of its classes or none like it."""
    parent = element.getparent()
    names = set((element.get("class") or "").split())
    siblings = [] if parent is None else [s for s in parent.iterchildren(element.tag) if s is not element]
    others = ((s, set((s.get("class") or "").split())) for s in siblings)
    return [s for s, theirs in others if names & theirs or names == theirs]


def _inside(element: HtmlElement, shared: set[HtmlElement]) -> bool:
    """Whether it stands in an element, smaller than the page, of which the title and the text are parts."""
    return any(e in shared and e.tag not in ("body", "html") for e in element.iterancestors())
