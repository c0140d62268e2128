"""When an article was published, and what says so: what the page declares, else htmldate's guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from htmldate import find_date
from lxml import html
from lxml.html import HtmlElement

from crawler.document import DateSource
from pipelines.extraction.dates import Moment, fullest, is_timestamp, parse_day, parse_timestamp

_GUESSED = frozenset(("address", "text"))
_LONGEST_DATE = 80


class Published(NamedTuple):
    """A date, and where it stood."""

    moment: Moment
    source: DateSource

    @property
    def guessed(self) -> bool:
        """Whether it was declared nowhere."""
        return self.source in _GUESSED


def find_published(
    root: HtmlElement, address: str, linked: Iterable[str], meta: Iterable[str]
) -> Published | None:
    """The first believable date of JSON-LD, meta elements and `<time>`, as a timestamp or else in words; else
    a guess from the page's address or its text. `linked` and `meta` are the dates as they write them."""
    said: list[tuple[DateSource, str]] = [
        *(("json-ld", text) for text in linked),
        *(("meta", text) for text in meta),
        *(("time", text) for text in _time_elements(root)),
    ]
    return _declared(said) or _in_words(said) or _guessed(root, address, said)


def _declared(said: list[tuple[DateSource, str]]) -> Published | None:
    found = [Published(m, source) for source, text in said if (m := parse_timestamp(text))]
    moment = fullest([one.moment for one in found])
    return next((one for one in found if one.moment == moment), None)


def _in_words(said: list[tuple[DateSource, str]]) -> Published | None:
    days = ((parse_day(text), source) for source, text in said if len(text) <= _LONGEST_DATE)
    return next((Published(Moment(day, "day"), source) for day, source in days if day), None)


def _guessed(root: HtmlElement, address: str, said: list[tuple[DateSource, str]]) -> Published | None:
    places: tuple[tuple[DateSource, HtmlElement], ...] = (("address", html.Element("html")), ("text", root))
    for source, page in places:
        found = _by_htmldate(page, address)
        if found and any(is_timestamp(text) and text.strip().startswith(found[:4]) for _, text in said):
            return None  # a declared date that is not believed, rounded
        moment = parse_timestamp(found)
        if moment is not None:
            return Published(moment, source)
    return None


def _by_htmldate(page: HtmlElement, address: str) -> str | None:
    try:
        return find_date(page, url=address, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):  # on odd markup
        return None


def _time_elements(root: HtmlElement) -> Iterator[str]:
    """Dates of elements that say they are the article's; of no `<time>` that does, the first one."""
    times = [t for t in root.iter("time") if t.get("datetime")][:40]
    marked = [
        t
        for t in times
        if t.get("pubdate") is not None
        or "datePublished" in (t.get("itemprop") or "")
        or re.search(r"publish|entry-date|post-date|article", t.get("class") or "")
    ]
    for element in root.iter("abbr", "span", "meta", "div"):
        if element.get("itemprop") == "datePublished":
            yield element.get("content") or element.get("datetime") or element.get("title") or ""
    for element in [t for t in marked if "updated" not in (t.get("class") or "").split()[:1]] or times[:1]:
        yield element.get("datetime") or ""
