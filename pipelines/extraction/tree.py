"""Markup into one lxml tree, and the test whether a text is markup at all."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree, html
from lxml.html import HtmlElement

from crawler.errors import Discard

_MARKUP = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|p|div|article|section|main|table|tr|td|ul|ol|li|h[1-6]"
    r"|blockquote|figure|img|iframe|script|style|meta|link|br|hr)(?:\s[^<>]*)?/?)>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)(?:\s[^<>]*)?>", re.IGNORECASE)
_LINES_TO_A_TAG = 3
"""Where more lines are without a structural tag to each that has one, tags leaked into a text: with code, or
with what a comment form allows. Markup that begins and ends with tags may be wrapped anywhere."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 does not know: one of them in a page makes trafilatura give up on all of it."""
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)

_LONG_TAG = re.compile(r"<([a-z][\w:-]*)(\s[^<>]{2000,})", re.IGNORECASE)
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 100
"""In one long tag. libxml2 compares each attribute with all before it: 100,000 of them take it 90 s."""

_MOST_TAGS = 400_000
"""What stands behind as many is left out: to walk over them takes 2 s; 10 MB of line breaks have 2.5
million."""

_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for every element: lxml.html's own lookup asks Python for the class of each, at a tenth of an
extraction's time, and tells forms and inputs apart, which nobody here needs."""


def is_markup(text: str) -> bool:
    """Whether a text is HTML: a page, or a piece of one that tags give its structure, not line ends. A plain
    text may hold a tag or two."""
    if _PAGE.search(text):
        return True
    if not _MARKUP.search(text):
        return False
    trimmed = text.strip()
    if _MARKUP.match(trimmed) and trimmed.endswith(">"):
        return True
    tagged = [_MARKUP.search(line) is not None for line in trimmed.splitlines() if line.strip()]
    return tagged.count(False) <= _LINES_TO_A_TAG * tagged.count(True)


def select(path: etree.XPath, root: HtmlElement) -> list[HtmlElement]:
    """The elements that a compiled path finds under `root`; the path selects nothing else."""
    return cast("list[HtmlElement]", path(root))


def parse(markup: str) -> HtmlElement | None:
    """One tree of the page, comments and processing instructions left out; None when nothing can be made of
    it.

    Raises Discard("too_deep") for a page nested beyond 2,048 elements, where libxml2 (2.14) stops reading:
    its recursive parts (copying, XPath) are safe up to there, and no article is that deep.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    parser.set_element_class_lookup(_ELEMENTS)
    if markup.count("<") > _MOST_TAGS:
        markup = "<".join(markup.split("<", _MOST_TAGS)[:-1])
    clean = _LONG_TAG.sub(_uncrowded, _FORBIDDEN.sub(" ", markup.replace("\0", "")))
    data = _REFERENCE.sub(_allowed, clean).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise Discard("too_deep", "elements nested more than 2,048 deep")
    return root


def _uncrowded(tag: re.Match[str]) -> str:
    """A tag as it stands; without its attributes when there are more than any page has."""
    names = _VALUE.sub(" ", tag[2])
    crowded = len(names.split()) > _MOST_ATTRIBUTES and not ('"' in names or "'" in names)
    return f"<{tag[1]}" if crowded else tag[0]


def _allowed(reference: re.Match[str]) -> str:
    """A numeric character reference as it stands; a space for one that names a forbidden character."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return " " if code > 0x10FFFF or _FORBIDDEN.match(chr(code)) else reference[0]
