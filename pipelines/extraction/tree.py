"""Markup into one lxml tree, and the test whether a text is markup at all."""

from __future__ import annotations

import re

from lxml import etree, html
from lxml.html import HtmlElement

from crawler.errors import Discard

_MARKUP = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|p|div|span|article|section|main|table|tr|td|ul|ol|li|h[1-6]"
    r"|blockquote|figure|img|iframe|script|style|meta|link|a|br|hr|em|strong|b|i)(?:\s[^<>]*)?/?)>",
    re.IGNORECASE,
)


def is_markup(text: str) -> bool:
    """Whether a text holds HTML: a doctype or any common tag, complete with its closing bracket."""
    return _MARKUP.search(text) is not None


def parse(markup: str) -> HtmlElement | None:
    """One tree of the page, comments and processing instructions left out; None when nothing can be made of it.

    Raises Discard("too_deep") for a page nested beyond 2,048 elements, where libxml2 (2.14) stops reading:
    its recursive parts (copying, XPath) are safe up to there, and no article is that deep.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    data = markup.replace("\0", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise Discard("too_deep", "elements nested more than 2,048 deep")
    return root
