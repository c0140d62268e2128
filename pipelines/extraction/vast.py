"""Pages far larger than any article's: told apart before anything dear is done, and bounded.

What the dear steps take grows with elements, blocks, depth and text. Pages are measured when what their
markup calls furniture is gone: comments may be larger than any article. Real pages are far below the bounds:
of the 306 pages of the extraction bench none has more than 3,319 elements, 49 levels, 833 blocks and 57,000
characters of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml import etree, html
from lxml.html import HtmlElement

from crawler.document import SegmentKind
from pipelines.extraction.blocks import Block

_ELEMENTS, _STEPS, _BLOCKS = 20_000, 400_000, 10_000
"""Elements, steps from each of them up to the root, and blocks. As large, the slowest of the shapes in
tests/pipelines/test_fuzz.py (hidden labels between words) takes `extract` 5.8 s of CPU, a live blog 3.4 s."""
MOST_TEXT, MOST_BLOCKS = 500_000, 5_000
"""Size and number of the blocks that are kept of any text: language and mentions of as many take 3.5 s."""
_LINES: frozenset[SegmentKind] = frozenset(("heading", "list", "quote"))
_MAX_LINKS = 0.3
_DECLARING = ("title", "meta", "link", "script", "h1", "time")
_MOST_DECLARATIONS, _MOST_TEXTS = 2_000, 100


def is_vast(root: HtmlElement) -> bool:
    """Whether a page is too large, or too deep, for the steps whose time is not simply that of its size."""
    elements = steps = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        steps += depth
        if elements > _ELEMENTS or steps > _STEPS:
            return True
    return False


def are_vast(blocks: Sequence[Block]) -> bool:
    """The same of a page's or a plain text's blocks."""
    return len(blocks) > _BLOCKS or sum(block.size for block in blocks) > MOST_TEXT


def declarations(root: HtmlElement) -> HtmlElement:
    """A small page of what a page says about itself: the elements of its head, linked data, headlines,
    times."""
    page: HtmlElement = html.document_fromstring("<title></title><p>", ensure_head_body=True)
    head, body = page
    head.clear()
    told = (e for e in root.iter(*_DECLARING) if e.tag != "script" or "ld+json" in (e.get("type") or ""))
    for element in islice(told, _MOST_DECLARATIONS):
        place = body if element.tag in ("h1", "time") else head
        copied = etree.SubElement(place, element.tag, dict(element.attrib))
        copied.text = "".join(islice(element.itertext(), _MOST_TEXTS))
    return page


def keep_among(blocks: Sequence[Block]) -> None:
    """Keeps the embedded posts that stand between the first and the last kept text, and the headings, items
    and quotes between kept text of the same element or of boxes in it."""
    kept = [i for i, block in enumerate(blocks) if block.kept]
    first: dict[HtmlElement, int] = {}
    last: dict[HtmlElement, int] = {}
    for index in kept:
        for element in _around(blocks[index], 3):
            first.setdefault(element, index)
            last[element] = index
    for index in range(kept[0], kept[-1]) if kept else range(len(blocks)):
        block = blocks[index]
        if block.kind in _LINES and block.link_share <= _MAX_LINKS:
            around = _around(block, 2)
            block.kept |= any(first.get(e, index) < index < last.get(e, index) for e in around)
        block.kept |= block.post is not None


def _around(block: Block, layers: int) -> list[HtmlElement]:
    """The elements right around a block, the page itself apart."""
    around = () if block.element is None else islice(block.element.iterancestors(), layers)
    return [element for element in around if element.tag not in ("body", "html")]


def cut_short(blocks: Sequence[Block]) -> bool:
    """Un-keeps what comes after the first `MOST_BLOCKS` kept blocks or `MOST_TEXT` of them; says whether
    anything does."""
    kept = [block for block in blocks if block.kept]
    left = MOST_TEXT
    for number, block in enumerate(kept):
        size = block.size
        if left <= 0 or number >= MOST_BLOCKS:
            block.kept = False
        elif size > left:
            block.text = block.text[: len(block.text) * left // size].rstrip()
        left -= size
    return left < 0 or len(kept) > MOST_BLOCKS
