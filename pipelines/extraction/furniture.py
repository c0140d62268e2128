"""Takes out of the tree what its markup says is not the article: hidden labels, comment areas and forms,
widgets of well-known makers. Names decide, with a guard: an element that holds much of the page's text is
left alone.
"""

from __future__ import annotations

import re
from importlib import resources
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.tree import select

_NAMED = etree.XPath("descendant::*[@class or @id or @hidden]")
_NAMES = [
    line
    for line in resources.files("pipelines.extraction")
    .joinpath("widgets.txt")
    .read_text("utf-8")
    .splitlines()
    if line and not line.startswith("#")
]
_WIDGETS = re.compile(rf"(?:^|\s)(?:{'|'.join(_NAMES)})(?=\s|$)", re.IGNORECASE)
_FORMS = etree.XPath(
    "descendant::form[descendant::textarea or descendant::input[@type='email' or @type='password']]"
)
_FIELDS = etree.XPath(
    "descendant::*[self::textarea or self::input[not(@type) or @type='text' or @type='email' or @type='tel'"
    " or @type='radio']]"
)
_STYLED = etree.XPath("descendant::*[@style]")
_UNSEEN = re.compile(r"rect\(0|display *: *none")
_NEVER = frozenset(("body", "html", "main", "article", "a", "h1", "h2", "h3", "h4", "h5", "h6"))
_TITLES = re.compile(r"\b(?:comments?-title|comment-reply-title|reply-title)\b")
_LARGE = 0.3
"""Share of the page's text from which an element is never taken out by its name alone: themes put such names
on whole pages (`has-newsletter`, `comments-open`)."""
_LARGEST_FORM = 600
"""Characters; some systems (ASP.NET) wrap the whole page into one form."""
_LAYERS_AROUND_A_FIELD, _MOST_FIELDS = 3, 60
_FIELD_BOX, _OF_A_FIELD_BOX = 300, 0.15
"""Characters, and share of the page's text, that a box around a text field or a choice may have."""
_MOST_INSIDE = 20_000
"""Elements from which one is large whatever its text; the 306 pages of the extraction bench have 3,319 in all
at most."""
_LONGEST_NAMES = 2_000
_GONE, _MOST_GONE = "gone", 5_000


def remove_furniture(body: HtmlElement) -> None:
    """Removes the elements described above; the text after them stays."""
    whole = len("".join(body.itertext()))
    limit = max(400, int(_LARGE * whole))
    known: dict[str, bool] = {}
    for element in select(_NAMED, body):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAMES]
        if names not in known:
            known[names] = _WIDGETS.search(names) is not None
        if _is_widget(element, names, known[names]):
            _remove(element, limit)
    _clear(body)
    for element in select(_STYLED, body):
        if _UNSEEN.search(element.get("style", "")):
            _remove(element, limit)
    _clear(body)
    for form in select(_FORMS, body):
        _remove(form, _LARGEST_FORM)
    for field in select(_FIELDS, body)[:_MOST_FIELDS]:
        _remove(_box_around(field, min(_FIELD_BOX, int(_OF_A_FIELD_BOX * whole))), _FIELD_BOX)
    _clear(body)


def _is_widget(element: HtmlElement, names: str, named: bool) -> bool:
    if element.tag in _NEVER:
        return _TITLES.search(names) is not None
    return named or element.get("hidden") is not None


def _box_around(field: HtmlElement, limit: int) -> HtmlElement:
    """The largest of the elements right around a field of a form that has less text than `limit` and no
    headline."""
    box = field
    for element in islice(field.iterancestors(), _LAYERS_AROUND_A_FIELD):
        if element.tag in _NEVER or _size(element, limit) >= limit or element.find(".//h1") is not None:
            break
        box = element
    return box


def _remove(element: HtmlElement, limit: int) -> None:
    if element.getparent() is not None and _size(element, limit) < limit:
        element.tag = _GONE


def _clear(body: HtmlElement) -> None:
    """Takes out what `_remove` marked, all in one go: `drop_tree` copies the text before an element each
    time. Of very many, most are emptied alone: lxml joins texts that came to stand side by side as slowly."""
    for element in list(body.iter(_GONE))[_MOST_GONE:]:
        element.clear(keep_tail=True)
        element.tag = "wbr"
    etree.strip_elements(body, _GONE, with_tail=False)


def _size(element: HtmlElement, limit: int) -> int:
    """The length of an element's text, `limit` at most; scripts and styles left out."""
    total = 0
    for number, part in enumerate(element.iter()):
        if part.tag not in ("script", "style", "noscript") and part.text:
            total += len(part.text.strip())
        if total > limit or number > _MOST_INSIDE:
            return limit
    return total
