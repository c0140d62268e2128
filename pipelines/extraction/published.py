"""When an article was published, and what says so: what the page declares, else htmldate's guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal, NamedTuple

from htmldate import find_date
from lxml import html
from lxml.html import HtmlElement

from crawler.document import DateSource
from pipelines.extraction.dates import Moment, fullest, is_timestamp, parse_day, parse_timestamp
from pipelines.extraction.titles import is_title

_GUESSED = frozenset(("address", "text"))
_LONGEST_DATE = 80
_MOST_READ = 40
"""Elements of a kind that are looked at."""
_LONGEST_NAME = 1_000
_WITH_ITEMPROP = ("abbr", "span", "meta", "div")
_LAYERS = 2
"""Elements around a `<time>` whose names tell of it."""
_PUBLISHED = re.compile(r"(?<!status-)publish|publication|pubdate", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif", re.IGNORECASE)
_ARTICLES = re.compile(r"(?:entry|post|article)[\w-]{0,20}(?:date|time)", re.IGNORECASE)
_BOX = re.compile(r"related|recommend|comment|sidebar|(?<![a-z])cards?(?![a-z])|teaser", re.IGNORECASE)
_ASIDE, _PAGE = ("aside", "blockquote"), ("html", "body", "main")


class Published(NamedTuple):
    """A date, and where it stood."""

    moment: Moment
    source: DateSource

    @property
    def guessed(self) -> bool:
        """Whether it was declared nowhere."""
        return self.source in _GUESSED


def find_published(
    root: HtmlElement, address: str, title: str, linked: Iterable[str], meta: Iterable[str]
) -> Published | None:
    """The first believable date of JSON-LD, meta elements and marked elements, as a timestamp or else in
    words; else that of the first `<time>`; else a guess from the page's address or its text. `linked` and
    `meta` are the dates as they write them; a box that holds the `title` is the article."""
    around = _around_headline(root, title)
    said: list[tuple[DateSource, str]] = [
        *(("json-ld", text) for text in linked),
        *(("meta", text) for text in meta),
        *(("time", text) for text in _marked(root, around)),
    ]
    first: list[tuple[DateSource, str]] = [("time", text) for text in _unmarked(root, around)]
    return (
        _declared(said)
        or _in_words(said)
        or _declared(first)
        or _in_words(first)
        or _guessed(root, address, [*said, *first])
    )


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


def _marked(root: HtmlElement, around: set[HtmlElement]) -> Iterator[str]:
    """Dates of the first elements that say they are the article's, and stand in no box beside it."""
    elements = (e for e in root.iter(*_WITH_ITEMPROP) if e.get("itemprop") == "datePublished")
    dates = (
        e.get("content") or e.get("datetime") or e.get("title")
        for e in islice(elements, _MOST_READ)
        if not _in_box(e, around)
    )
    yield from islice((date for date in dates if date), 1)
    yield from islice((t.get("datetime", "") for t in _times(root, around) if _said_of(t) == "published"), 1)


def _unmarked(root: HtmlElement, around: set[HtmlElement]) -> Iterator[str]:
    """The first `<time>` that stands in no box beside the article and is not said to be that of a change."""
    return islice((t.get("datetime", "") for t in _times(root, around) if _said_of(t) != "updated"), 1)


def _times(root: HtmlElement, around: set[HtmlElement]) -> Iterator[HtmlElement]:
    times = (element for element in root.iter("time") if element.get("datetime"))
    return (element for element in islice(times, _MOST_READ) if not _in_box(element, around))


def _said_of(time: HtmlElement) -> Literal["published", "updated"] | None:
    """What it is the time of, as it is named, or else what is right around it."""
    around = [_names(element) for element in (time, *islice(time.iterancestors(), _LAYERS))]
    for names in around:
        if _PUBLISHED.search(names):
            return "published"  # by some themes also updated
        if _UPDATED.search(names):
            return "updated"
    return "published" if any(_ARTICLES.search(names) for names in around) else None


def _around_headline(root: HtmlElement, title: str) -> set[HtmlElement]:
    """The elements that hold the headline: no boxes, whatever their names."""
    headings = islice(root.iter("h1", "h2", "h3"), _MOST_READ)
    headline = next(
        (h for h in headings if is_title(h.text_content()[:_LONGEST_NAME], title)), root.find(".//h1")
    )
    return set() if headline is None else set(headline.iterancestors())


def _in_box(element: HtmlElement, around: set[HtmlElement]) -> bool:
    """Whether an element stands in a box beside the article (related ones, comments, a card, a sidebar) or in
    a quotation."""
    boxes = (box for box in element.iterancestors() if box not in around and box.tag not in _PAGE)
    return any(box.tag in _ASIDE or _BOX.search(_names(box)) for box in boxes)


def _names(element: HtmlElement) -> str:
    """What an element calls itself."""
    pubdate = "pubdate" if element.get("pubdate") is not None else ""
    said = (element.get("class"), element.get("itemprop"), element.get("id"), pubdate)
    return " ".join(name[:_LONGEST_NAME] for name in said if name)
