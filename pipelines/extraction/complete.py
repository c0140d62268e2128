"""Completes the chosen text from the page's structure: what stands among it, and its other half behind an ad.

An extractor that is careful about furniture drops paragraphs and headings inside the article. A block is
taken back when its parent element holds chosen text on both sides of it, when it is prose in a box of its own
among such text (whatever the box is called), when it is a cell of a table near such text, or when a sibling
of that parent, of the same class, is such an element.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, is_prose

_ENOUGH = 300
"""Size (`Block.size`) of chosen text that make an element a part of the article."""
_HALF = 0.25
"""Share of the chosen text that an element must hold for its like-named siblings to count as the
article's."""
_PARAGRAPH = 80
_LAYERS = 7
"""Around an element that is like another one of the article, up to what holds both."""
_MAX_LINKS, _MAX_LINKS_OF_HALF = 0.5, 0.3
# Measured together on the extraction dev half: F1 .9600 without, .9620 with; each alone gives .0014 to .0020;
# tables give .0003 more.


_LISTS = frozenset(("ul", "ol", "dl", "blockquote"))
_BOXES = frozenset(("div", "section", "aside"))
_ASKS = etree.XPath("boolean(descendant::input or descendant::button)")
_IS_OF_ITSELF = etree.XPath("boolean(self::aside and descendant::*[self::h2 or self::h3 or self::h4])")
_LINKS_OF_A_BOX = 0.1


def complete(blocks: Sequence[Block]) -> None:
    """Keeps the blocks described above, the other half first: it tells how far the article goes. Captions,
    and what stands in figures, are not taken back."""
    for find in (_other_half, _among):
        for block in list(find(blocks, _Chosen([b for b in blocks if b.kept and b.post is None]))):
            block.kept = True


def _other_half(blocks: Sequence[Block], chosen: _Chosen) -> Iterator[Block]:
    for block in blocks:
        if not block.kept and block.post is None and not _in_figure(block) and chosen.continues_in(block):
            yield block


def _among(blocks: Sequence[Block], chosen: _Chosen) -> Iterator[Block]:
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    if not kept:
        return
    first, last = kept[0], kept[-1]
    for table in _tables(blocks[first:], chosen):
        yield from table
    for index in range(first - 1, last):
        block = blocks[index]
        if index < 0 or block.kept or block.post is not None or block.link_share > _MAX_LINKS:
            continue
        if index < first:
            if block.kind == "heading" and chosen.has_a_row_with(block):
                yield block
        elif chosen.holds_box_of(block):
            yield from (*_heading_over(blocks, index), block)
        elif not _in_figure(block) and chosen.surrounds(block):
            yield block


_IS_DATA = etree.XPath("count(descendant::tr[count(td | th) > 1]) > 1 and not(descendant::table)")
_LAYERS_AROUND_A_TABLE = 3
_LAYERS_OF_AN_ENTRY = 3


def _tables(blocks: Sequence[Block], chosen: _Chosen) -> Iterator[Sequence[Block]]:
    """The cells of each table of data that hangs where chosen text hangs, in a wrapper or two."""
    cells: dict[HtmlElement, list[Block]] = {}
    for block in blocks:
        table = None if block.element is None else next(block.element.iterancestors("table"), None)
        if table is not None and block.post is None:
            cells.setdefault(table, []).append(block)
    for table, inside in cells.items():
        around = islice(table.iterancestors(), _LAYERS_AROUND_A_TABLE)
        linked = sum(block.links for block in inside) / sum(len(block.text) for block in inside)
        if linked <= _MAX_LINKS and _IS_DATA(table) and any(chosen.hangs_in(element) for element in around):
            yield inside


class _Chosen:
    """Where the chosen text hangs in the tree, and how the elements look that hold it."""

    def __init__(self, kept: Sequence[Block]) -> None:
        self.weights: dict[HtmlElement, int] = {}
        self.boxes: dict[HtmlElement, bool] = {}
        self.looks: Counter[tuple[Any, ...]] = Counter()
        self.rows: dict[tuple[Any, ...], Counter[HtmlElement]] = {}
        for block in kept:
            parent = _parent(block)
            if parent is not None:
                self.weights[parent] = self.weights.get(parent, 0) + block.size
                self.looks[_look(block)] += block.size
                for element in (parent, parent.getparent()):
                    self.rows.setdefault(_row(element), Counter())[element] += block.size
        total = sum(self.weights.values())
        self.halves = {
            like
            for parent, weight in self.weights.items()
            if weight >= _HALF * total
            for like in _likenesses(parent)
        }

    def hangs_in(self, element: HtmlElement) -> bool:
        """Whether an element itself holds chosen text enough to be a part of the article."""
        return self.weights.get(element, 0) >= _ENOUGH

    def surrounds(self, block: Block) -> bool:
        """Whether a block hangs where chosen text hangs: in the same element, or in one of a row of like
        elements."""
        parent = _parent(block)
        if parent is None:
            return False
        around = parent.getparent() if parent.tag in _LISTS else parent
        if block.kind in ("heading", "quote") and self.has_a_row_with(block):
            return True
        return self.hangs_in(around) or self.looks[_look(block)] >= _ENOUGH

    def has_a_row_with(self, block: Block) -> bool:
        """Whether a block stands in one of several like elements that hold text: a live blog's entries."""
        around = () if block.element is None else islice(block.element.iterancestors(), _LAYERS_OF_AN_ENTRY)
        rows = [self.rows.get(_row(element), Counter()) for element in around]
        return any(len(row) > 1 and row.total() >= _ENOUGH for row in rows)

    def holds_box_of(self, block: Block) -> bool:
        """Whether a paragraph of sentences stands in a box that stands among chosen text."""
        box = _parent(block)
        around = None if box is None else box.getparent()
        if box is None or around is None or box.tag not in _BOXES or not self.hangs_in(around):
            return False
        prose = block.kind != "caption" and is_prose(block, _PARAGRAPH, _LINKS_OF_A_BOX)
        return prose and not self._speaks_for_itself(box)

    def _speaks_for_itself(self, box: HtmlElement) -> bool:
        if box not in self.boxes:
            self.boxes[box] = bool(_ASKS(box) or _IS_OF_ITSELF(box))
        return self.boxes[box]

    def continues_in(self, block: Block) -> bool:
        """Whether a paragraph hangs in an element that looks like one holding much of the text, close to
        it."""
        parent = _parent(block)
        if parent is None or block.size < _PARAGRAPH or block.link_share >= _MAX_LINKS_OF_HALF:
            return False
        return not self.halves.isdisjoint(_likenesses(parent))


def _heading_over(blocks: Sequence[Block], index: int) -> Sequence[Block]:
    """The heading right above a block in the same element, if there is one."""
    above = blocks[max(0, index - 1) : index]
    return [block for block in above if block.kind == "heading" and _parent(block) is _parent(blocks[index])]


def _parent(block: Block) -> HtmlElement | None:
    parent = block.element.getparent() if block.element is not None else None
    return None if parent is None or parent.tag in ("body", "html") else parent


def _look(block: Block) -> tuple[Any, ...]:
    """A block's grandparent, and tag and class of what lies between."""
    parent = _parent(block)
    if parent is None or block.element is None:
        return ()
    return parent.getparent(), parent.tag, parent.get("class"), block.element.tag, block.element.get("class")


def _row(element: HtmlElement | None) -> tuple[Any, ...]:
    """What elements in a row have in common: parent, tag and class."""
    return () if element is None else (element.getparent(), element.tag, element.get("class"))


def _likenesses(element: HtmlElement) -> list[tuple[Any, ...]]:
    """An element's tag and class under each of the ancestors around it, with the way there; none without a
    class: bare elements are like everything."""
    name = (element.get("class") or "").split()[:1]
    ancestors = list(takewhile(_is_inside, islice(element.iterancestors(), _LAYERS))) if name else []
    way = [(ancestor.tag, ancestor.get("class")) for ancestor in ancestors]
    return [(ancestor, element.tag, *name, *way[:distance]) for distance, ancestor in enumerate(ancestors)]


def _is_inside(element: HtmlElement) -> bool:
    return element.tag not in ("body", "html")


def _in_figure(block: Block) -> bool:
    if block.kind == "caption":
        return True
    element = block.element
    for _ in range(4):
        if element is None:
            return False
        if element.tag in ("figure", "figcaption", "aside", "footer", "nav"):
            return True
        element = element.getparent()
    return False
