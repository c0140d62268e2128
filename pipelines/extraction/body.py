"""Which blocks are the article, by trafilatura's vote.

trafilatura rebuilds the text; here only its choice is used. Its text and the page's blocks are compared
without white space and invisible characters, so a block counts as chosen wherever its words were put.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Document as TrafilaturaDocument

from pipelines.extraction.blocks import Block, is_prose, squeeze

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is counted by us, once

LONG = 24
"""Characters (white space apart) from which a block is recognised anywhere in the chosen text. Shorter ones
must stand next to their neighbours: "Politics" is also in the navigation. Measured on the extraction dev
half, 12–40 give the same F1 within .0003."""


def choose(blocks: list[Block], root: HtmlElement) -> bool:
    """Marks the blocks that trafilatura takes for the article (`kept`); False when it finds none."""
    _mark(blocks, _chosen(blocks, root))
    return any(block.kept for block in blocks)


_NOT_PROSE = frozenset(("nav", "footer", "aside", "header", "form"))
_HAS_HEADLINE = etree.XPath("boolean(descendant::h1)")
_PROSE, _PROSE_TOGETHER = 60, 200
"""Sizes of one block and of all, from which a page in which trafilatura finds nothing has an article."""
_MOST = 0.7
"""Share of a page's prose that its article has at least; the rest stands in panels beside it. A guess."""


def keep_prose(blocks: list[Block]) -> None:
    """For a page in which no article was found: marks the blocks that end like sentences, outside navigation
    and forms, in the smallest element that holds most of them, when they amount to something."""
    outside: dict[HtmlElement, bool] = {}
    prose = [
        b for b in blocks if b.post is None and is_prose(b, _PROSE, 0.3) and not _stands_outside(b, outside)
    ]
    total = sum(block.size for block in prose)
    if total < _PROSE_TOGETHER:
        return
    around = _smallest_around(prose, _MOST * total)
    inside = set() if around is None else set(around.iter())
    for block in prose:
        block.kept = around is None or block.element in inside


def _smallest_around(blocks: Sequence[Block], size: float) -> HtmlElement | None:
    """The smallest element that holds so much of these blocks; None in a text without elements."""
    held: Counter[HtmlElement] = Counter()
    for block in blocks:
        if block.element is not None:
            held[block.element] += block.size
    if not held:
        return None
    inner_first = reversed(list(next(iter(held)).getroottree().iter()))
    for element in inner_first:
        parent = element.getparent()
        if parent is not None and element in held:
            held[parent] += held[element]
    return min((e for e, amount in held.items() if amount >= size), key=held.__getitem__, default=None)


def _stands_outside(block: Block, known: dict[HtmlElement, bool]) -> bool:
    """Whether a block is in navigation or a form; `known` has the answer for elements looked at before."""
    unknown: list[HtmlElement] = []
    element = block.element
    while element is not None and element not in known:
        unknown.append(element)
        element = element.getparent()
    outside = element is not None and known[element]
    for inner in reversed(unknown):
        outside = known[inner] = outside or _is_furniture(inner)
    return outside


def _is_furniture(element: HtmlElement) -> bool:
    """Whether its tag says so; ASP.NET wraps the whole page into one form, headline and all."""
    return element.tag in _NOT_PROSE and not (element.tag == "form" and _HAS_HEADLINE(element))


ALL_READ = 0.5
"""Share of a page's prose from which trafilatura's own choice stands, without its second opinions
(readability, justext; half of its time): it prefers readability where that has found more than twice as much.
On 300 of the 306 pages of the extraction dev half both choices are the same; on the other six the first one
has .15 of the prose or less. Measure again: the extraction bench with `fast=False` alone."""


def _chosen(blocks: list[Block], root: HtmlElement) -> list[str]:
    """The lines that trafilatura chooses, with second opinions where it has left out much of the page."""
    lines = _chosen_lines(root, fast=True)
    prose = sum(len(squeeze(block.text)) - block.links for block in blocks if len(block.text) >= LONG)
    return lines if sum(map(len, lines)) >= ALL_READ * prose else _chosen_lines(root, fast=False)


def _chosen_lines(root: HtmlElement, *, fast: bool) -> list[str]:
    """The lines that trafilatura chooses, squeezed; none when it finds no article."""
    chosen = trafilatura.bare_extraction(root, fast=fast, include_comments=False, favor_precision=True)
    if not isinstance(chosen, TrafilaturaDocument) or chosen.body is None:
        return []
    body: HtmlElement = chosen.body
    texts = [body.text or ""]
    for element in body:
        texts += ["".join(map(str, element.itertext())), element.tail or ""]
    return [line for text in texts if (line := squeeze(text))]


class _Alignment:
    """The chosen text, and how much of it the page's blocks have explained so far."""

    def __init__(self, lines: list[str]) -> None:
        self.text, self.lines = "".join(lines), set(lines)
        self.explained = bytearray(len(self.text))
        self.at = 0

    def take(self, key: str, linked: bool) -> bool:
        """Whether a block's text is in the part not explained yet; if so, that part is explained now.

        A short link that is no chosen line of its own only looks like the beginning of one.
        """
        if self.text.startswith(key, self.at) and (len(key) >= LONG or not linked or key in self.lines):
            found = self.at
        elif len(key) >= LONG:
            found = self._open(key, self.at)
            found = self._open(key, 0) if found < 0 else found
        elif key in self.lines:
            found = self.text.find(key, self.at, self.at + len(key) + LONG)
        else:
            found = -1
        if found < 0:
            return False
        self.at = found + len(key)
        self.explained[found : self.at] = b"\1" * len(key)
        return True

    def _open(self, key: str, start: int) -> int:
        found = self.text.find(key, start)
        while found >= 0 and self.explained[found]:
            found = self.text.find(key, found + len(key))
        return found

    def unexplained(self) -> str:
        parts = re.finditer(b"\0+", self.explained)
        return "\n".join(self.text[part.start() : part.end()] for part in parts)


def _mark(blocks: list[Block], lines: list[str]) -> None:
    """Aligns the blocks with the chosen text: whole ones first, then those of which words were dropped or
    moved."""
    chosen = _Alignment(lines)
    keys = [squeeze(block.text) for block in blocks]
    for block, key in zip(blocks, keys, strict=True):
        block.kept = bool(key) and chosen.take(key, block.link_share > 0.5)
    rest = chosen.unexplained()
    for block, key in zip(blocks, keys, strict=True):
        if not block.kept and len(key) >= LONG and len(rest) >= LONG:
            block.kept = _mostly_in(key, rest)


def _mostly_in(key: str, rest: str) -> bool:
    """Whether half of a block's pieces are in a text: trafilatura drops or moves words inside a paragraph."""
    pieces = [key[i : i + LONG] for i in range(0, len(key) - LONG + 1, LONG)]
    return 2 * sum(piece in rest for piece in pieces) >= len(pieces)
