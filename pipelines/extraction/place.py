"""Which embedded posts belong to the article: those that stand among its text, or in its container."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block

_OUTSIDE = frozenset(("aside", "footer", "nav"))


def settle_posts(blocks: Sequence[Block]) -> None:
    """Marks the posts to keep: between the first and the last kept block, or inside the element that holds
    most of the kept text (its `<article>` or `<main>`, where it has one), but not in an aside, footer or
    navigation."""
    if all(block.post is None for block in blocks):
        return
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    if not kept:
        for block in blocks:
            block.kept = block.kept or block.post is not None
        return
    container = _container([blocks[i] for i in kept])
    for index, block in enumerate(blocks):
        if block.post is not None:
            block.kept = kept[0] < index < kept[-1] or _inside(block.element, container)


def _container(blocks: Sequence[Block]) -> HtmlElement | None:
    """The smallest element that holds four fifths of the text, widened to its article or main element."""
    weights: dict[HtmlElement, int] = {}
    for block in blocks:
        element = block.element
        while element is not None:
            weights[element] = weights.get(element, 0) + len(block.text)
            element = element.getparent()
    total = sum(len(block.text) for block in blocks)
    holding = [element for element, weight in weights.items() if weight >= 0.8 * total]
    smallest = max(holding, key=lambda e: sum(1 for _ in e.iterancestors()), default=None)
    element = smallest
    while element is not None:
        if element.tag in ("article", "main"):
            return element
        element = element.getparent()
    return smallest


def _inside(element: HtmlElement | None, container: HtmlElement | None) -> bool:
    while element is not None and element is not container:
        if element.tag in _OUTSIDE:
            return False
        element = element.getparent()
    return element is not None
