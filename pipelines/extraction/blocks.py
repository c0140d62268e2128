"""A tree as runs of text in document order: the unit that every later step works on.

A block is what a reader sees as one paragraph, heading, list item or caption: text between two boundaries of
block-level elements. Text held together by `<br>` alone is split at double breaks and after sentence ends.
Text comes straight from the page, so nothing that an extractor would strip (zero-width non-joiners) is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawler.document import SegmentKind

MARKER = "data-embedded-post"
"""Attribute of the `<hr>` that stands where an embedded post was; its value is the post's index."""

_UNREAD = frozenset((
    "script", "style", "noscript", "template", "textarea", "select", "option", "datalist", "button", "svg",
    "math", "iframe", "object", "embed", "head", "title", "canvas", "audio", "video", "map", "link",
    "meta",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source",
))  # fmt: skip
_KIND_OF_TAG: dict[str, SegmentKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
    "\ufe20-\ufe2f]"
)
_IGNORED_CHARACTERS = re.compile(
    f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff]|(?<={_MARK}{{30}}){_MARK}"
)
"""Marks are stacked on a letter up to 30 high, as Unicode's stream-safe text has it (UAX 15): the time that
it takes to normalise a stack grows with the square of its height."""
_NOT_COMPARED = re.compile(
    "[\\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
)
_BREAKS = re.compile(r"[^\S\n]*\n[\s]*\n\s*|(?<=[.!?…:;»”\"'。！？：」』؟۔।])[^\S\n]*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")
SENTENCE_END = re.compile(r"[.!?؟。！？۔…][”\"’'»)\]]*$")
"""What a text ends with that is a sentence, in any script."""
_BREAK = "\n"
_BOLD = frozenset(("b", "strong", "big"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
UNSPACED = "\u3040-\u30ff\u3400-\u9fff"
"""The characters of Chinese and Japanese, for a regular expression's class."""
_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(slots=True, eq=False)
class Block:
    """One run of text. `links` counts the characters that stand in links; `post` is set on a marker alone."""

    text: str
    kind: SegmentKind = "paragraph"
    links: int = 0
    element: HtmlElement | None = None
    post: int | None = None
    kept: bool = False

    @property
    def size(self) -> int:
        """Its length in letters of an alphabet; a Chinese or Japanese character counts as three, so much
        shorter is the same news in Chinese."""
        text = self.text
        return len(text) if text.isascii() else len(text) + 2 * len(_UNSPACED.findall(text))

    @property
    def link_share(self) -> float:
        return min(1.0, self.links / len(self.text)) if self.text else 0.0


def is_prose(block: Block, size: int, links: float) -> bool:
    """Whether a block ends like a sentence, has `size` at least and at most the share `links` in links."""
    return block.size >= size and block.link_share <= links and bool(SENTENCE_END.search(block.text))


def tidy(text: str) -> str:
    """One line of text: white space collapsed, control characters and soft hyphens gone."""
    text = _IGNORED_CHARACTERS.sub("", text) if not text.isascii() or not text.isprintable() else text
    return " ".join(text.split())


def squeeze(text: str) -> str:
    """The form in which texts of different extractors are compared: no white space, nothing invisible."""
    return _NOT_COMPARED.sub("", text)


class _Collector:
    """Gathers text while a tree is walked, and closes a block at every boundary."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.links = 0
        self.open_links = 0
        self.open_bold = 0
        self.plain_line = False
        self.owner: HtmlElement | None = None

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text.replace("\n", " ") if "\n" in text else text)
            if self.open_links:
                self.links += len(text.strip())
            if not self.open_bold and not text.isspace():
                self.plain_line = True

    def line_break(self) -> None:
        """A `<br>`; after a line that is bold from end to end, and so a heading, it parts paragraphs."""
        headed = not self.plain_line and not self.open_bold
        self.pieces.append(_BREAK * 2 if headed else _BREAK)
        self.plain_line = False

    def boundary(self, owner: HtmlElement | None) -> None:
        if self.pieces:
            raw, links = "".join(self.pieces).strip(), self.links
            self.pieces, self.links, self.plain_line = [], 0, False
            if raw:
                self._close(raw, links)
        self.owner = owner

    def _close(self, raw: str, links: int) -> None:
        kind = kind_of(self.owner)
        parts = _BREAKS.split(_SPACES.sub(" ", raw)) if _BREAK in raw else [raw]
        for part in parts:
            text = tidy(part)
            if text:
                share = min(links, len(text)) if len(parts) > 1 else links
                self.blocks.append(Block(text, kind, share, self.owner))


def kind_of(element: HtmlElement | None) -> SegmentKind:
    """The kind that the nearest telling ancestor gives; looks eight levels up at most."""
    for _ in range(8):
        if element is None or not isinstance(element.tag, str):
            break
        kind = _KIND_OF_TAG.get(element.tag)
        if kind is not None:
            return kind
        if "caption" in (element.get("class") or "") and element.tag in ("p", "div", "span"):
            return "caption"
        element = element.getparent()
    return "paragraph"


def build(root: HtmlElement) -> list[Block]:
    """All blocks of a tree in document order, markers of embedded posts among them; not recursive."""
    found = _Collector()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _UNREAD:
                walker.skip_subtree()
            else:
                _enter(found, element, tag)
        else:
            _leave(found, element, tag)
    found.boundary(None)
    return found.blocks


def _enter(found: _Collector, element: HtmlElement, tag: str) -> None:
    if tag == "br":
        found.line_break()
    elif tag == "a":
        found.open_links += not _leads_to_itself(element)
    elif tag in _BOLD:
        found.open_bold += 1
    elif tag not in _INLINE:
        found.boundary(element)
        if tag == "hr" and element.get(MARKER) is not None:
            found.blocks.append(Block("", "post", element=element, post=int(element.get(MARKER, "0"))))
    found.add(element.text)


def _leave(found: _Collector, element: HtmlElement, tag: str) -> None:
    if tag == "a":
        found.open_links = max(0, found.open_links - (not _leads_to_itself(element)))
    elif tag in _BOLD:
        found.open_bold = max(0, found.open_bold - 1)
    elif tag != "br" and tag not in _INLINE and tag not in _UNREAD:
        found.boundary(element.getparent())
    found.add(element.tail)


def _leads_to_itself(link: HtmlElement) -> bool:
    """Whether a link in a heading only names a place of its own page, as the entries of a live blog do."""
    parent = link.getparent()
    return parent is not None and parent.tag in _HEADINGS and (link.get("href") or "")[:1] == "#"
