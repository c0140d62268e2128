"""Title, authors, outlet, dates, canonical URL, image, section and tags, as the page declares and shows them.

Order of trust: JSON-LD of the article, then OpenGraph and other meta elements, then the visible page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.blocks import tidy
from pipelines.extraction.dates import fullest, parse_timestamp
from pipelines.extraction.jsonld import Declared, LinkedData, read_linked_data
from pipelines.extraction.paywall import is_paywalled
from pipelines.extraction.published import Published, find_published
from pipelines.extraction.tree import select

_TITLE_SEPARATOR = re.compile(r"\s+[|–—·•»«:\-‹›~]+\s+|\s*[|｜]\s*|_(?=[^_]*$)")
_WORD = re.compile(r"\w+")
_MAX_TITLE = 400
_LONGEST_READ, _MOST_READ = 1_000, 100
"""Characters of a title or of a line of authors, and how many of each, that are looked at."""
_PUBLISHED = (
    "article:published_time", "datepublished", "og:article:published_time", "og:published_time",
    "publishdate", "pubdate", "publish-date", "publish_date", "published_time", "date.published",
    "article.published",
    "sailthru.date", "parsely-pub-date", "article_date_original", "dc.date.issued", "dcterms.created",
    "dcterms.issued", "dcterms.date", "dc.date", "citation_publication_date", "citation_date",
    "cxenseparse:recs:publishtime", "weibo:article:create_at", "date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "datemodified", "og:updated_time", "og:article:modified_time", "lastmod",
    "last-modified", "dcterms.modified", "dc.date.modified", "article.updated", "weibo:article:update_at",
)  # fmt: skip
_AUTHOR_META = (
    "author", "article:author", "authors", "parsely-author", "sailthru.author", "dc.creator", "byl",
    "citation_author", "dcterms.creator", "article:author_name",
)  # fmt: skip
_OUTLET_META = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "publisher",
    "citation_journal_title",
    "apple-mobile-web-app-title",
)
_TAG_META = ("article:tag", "news_keywords", "parsely-tags", "keywords")
_AUTHOR_MARKED = etree.XPath(
    "//*[@itemprop='author']//*[@itemprop='name'] | //*[@itemprop='author'][not(.//*[@itemprop])]"
    " | //a[contains(concat(' ', @rel, ' '), ' author ')]"
)
_AUTHOR_NAMED = etree.XPath(
    "//*[self::a or self::span or self::div or self::p or self::address or self::li]"
    "[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'Author')"
    " or contains(@class, 'Byline')][not(contains(@class, 'comment'))]"
    "[not(ancestor::*[contains(@class, 'comment') or contains(@id, 'comment')])]"
)
_BY = re.compile(
    r"^(?:by|von|par|por|da|door|av|af|от|автор(?:ы)?|بقلم|کتب|کتبه|كتب|كتبت|نویسنده|تحریر|written by"
    r"|reported by|text|foto|作者|记者|記者)\s*[:：]?\s+|^(?:作者|记者|記者|文)[:：/]\s*",
    re.IGNORECASE,
)
_AUTHOR_SPLIT = re.compile(
    r"\s*(?:;|\||\s/\s|、|،|,(?!\s*(?:jr|sr|md|phd)\b)|\s(?:and|und|et|y|e|og|och|ve|и|و|&)\s)\s*",
    re.IGNORECASE,
)
_NOT_AN_AUTHOR = re.compile(
    r"https?:|www\.|@|^\W*$|^(?:admin|administrator|author|editor|null|undefined|none|unknown|n/?a|staff"
    r"|webmaster|redaktion|redacción)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """`lengths` are those that the page declares, of its article and of others."""

    title: str = ""
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    published: Published | None = None
    modified_at: datetime | None = None
    canonical_url: str = ""
    image: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    description: str = ""
    paywalled: bool = False
    lengths: tuple[Declared, ...] = ()


def read_metadata(root: HtmlElement, url: str) -> Metadata:
    """What the page says about its article; missing fields stay empty. `url` resolves relative links."""
    meta = _meta(root)
    linked = read_linked_data(root)
    outlet = _outlet(meta, linked)
    title = _title(root, meta, linked, outlet, url)
    canonical_url = _canonical(root, meta, url)
    address, declared = url or canonical_url, _values(meta, _PUBLISHED)
    modified = fullest(
        [m for text in (*linked.modified, *_values(meta, _MODIFIED)) if (m := parse_timestamp(text))]
    )
    return Metadata(
        title=title,
        authors=_authors(root, meta, linked, outlet),
        outlet=outlet,
        published=find_published(root, address, title, linked.published, declared),
        modified_at=modified.at if modified else None,
        canonical_url=canonical_url,
        image=_web_address(
            next(
                iter(_values(meta, ("og:image", "og:image:url", "twitter:image", "twitter:image:src"))),
                linked.image,
            ),
            url,
        ),
        section=next(iter(_values(meta, ("article:section",))), None) or linked.section,
        tags=_tags(meta),
        description=next(iter(_values(meta, ("og:description", "description", "twitter:description"))), "")
        or linked.description,
        paywalled=is_paywalled(root, meta, linked),
        lengths=tuple(linked.lengths),
    )


def _meta(root: HtmlElement) -> dict[str, list[str]]:
    """All meta elements: lower-case name, property or itemprop → contents in order."""
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = element.get("content")
        if not content or not (content := tidy(content)):
            continue
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name:
                found.setdefault(name.strip().lower(), []).append(content)
                break
    return found


def _values(meta: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [value for name in names for value in meta.get(name, ())]


def _outlet(meta: dict[str, list[str]], linked: LinkedData) -> str | None:
    names = [*_values(meta, _OUTLET_META[:1]), *linked.publishers, *_values(meta, _OUTLET_META[1:])]
    return next((name for name in names if 1 < len(name) <= 80 and not name.startswith("http")), None)


def _title(
    root: HtmlElement, meta: dict[str, list[str]], linked: LinkedData, outlet: str | None, url: str
) -> str:
    """The headline as shown: the `<h1>` that the declared titles confirm, else a declared title."""
    declared = [
        t[:_LONGEST_READ]
        for t in (
            *_values(meta, ("og:title",)),
            *linked.headlines,
            *_values(meta, ("twitter:title", "title", "dc.title", "headline", "citation_title")),
        )
        if t
    ][:_MOST_READ]
    element = root.find(".//head/title")
    page = tidy(element.text_content())[:_LONGEST_READ] if element is not None else ""
    texts = (tidy(" ".join(h1.itertext()))[:_LONGEST_READ] for h1 in islice(root.iter("h1"), _MOST_READ))
    shown = [text for text in texts if text][:10]
    for text in shown:
        if any(confirms(text, other) for other in (*declared, page)):
            return text[:_MAX_TITLE]
    for text in declared:
        return _without_outlet(text, outlet, url)[:_MAX_TITLE]
    if page:
        return _without_outlet(page, outlet, url)[:_MAX_TITLE]
    return shown[0][:_MAX_TITLE] if shown else ""


def confirms(text: str, other: str) -> bool:
    """Whether two titles share three of five words of the shorter one."""
    ours, theirs = set(_WORD.findall(text.casefold())), set(_WORD.findall(other.casefold()))
    if not ours or not theirs:
        return False
    return len(ours & theirs) >= 0.6 * len(ours) and (len(ours) > 2 or 2 * len(ours & theirs) >= len(theirs))


def _without_outlet(title: str, outlet: str | None, url: str) -> str:
    """A page title without the outlet's name at its end or beginning."""
    names = {_key(name) for name in (outlet or "", (urlsplit(url).hostname or "").removeprefix("www."))} - {
        ""
    }
    names |= {name.split(".")[0] for name in names}
    parts = [(m.start(), m.end()) for m in _TITLE_SEPARATOR.finditer(title)]
    if not parts:
        return title
    last, first = title[parts[-1][1] :], title[: parts[0][0]]
    if _names_outlet(last, names):
        return _without_outlet(title[: parts[-1][0]], outlet, url)
    if _names_outlet(first, names):
        return title[parts[0][1] :]
    if not outlet and len(_WORD.findall(last)) <= 3 and len(_WORD.findall(title[: parts[-1][0]])) >= 4:
        return title[: parts[-1][0]]
    return title


def _names_outlet(part: str, names: set[str]) -> bool:
    key = _key(part)
    return any(
        name and (key == name or (len(name) > 3 and (name in key or key in name) and len(key) > 2))
        for name in names
    )


def _key(text: str) -> str:
    return "".join(_WORD.findall(text.casefold().replace("_", "")))


def _authors(
    root: HtmlElement, meta: dict[str, list[str]], linked: LinkedData, outlet: str | None
) -> tuple[str, ...]:
    finders: tuple[Callable[[], list[str]], ...] = (
        lambda: linked.authors,
        lambda: _values(meta, _AUTHOR_META),
        lambda: _shown_authors(root),
    )
    for find in finders:
        names = [name[:_LONGEST_READ] for name in find()[:_MOST_READ]]
        authors = tuple(dict.fromkeys(author for name in names for author in _people(name, outlet)))
        if authors:
            return authors[:20]
    return ()


def _shown_authors(root: HtmlElement) -> list[str]:
    """What the page marks up as its author: schema.org and rel first, then class names outside comments."""
    for found in (select(_AUTHOR_MARKED, root), select(_AUTHOR_NAMED, root)):
        texts = [tidy(element.text_content()) for element in found[:20]]
        short = [text for text in texts if 1 < len(text) <= 100]
        if short:
            return short[:5]
    return []


def _people(name: str, outlet: str | None) -> Iterator[str]:
    for part in _AUTHOR_SPLIT.split(_BY.sub("", tidy(name))):
        person = _BY.sub("", part.strip(" .,:-–—")).strip()
        if (
            1 < len(person) <= 80
            and not _NOT_AN_AUTHOR.search(person)
            and person.casefold() != (outlet or "").casefold()
        ):
            yield person


def _canonical(root: HtmlElement, meta: dict[str, list[str]], url: str) -> str:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and (
            address := _web_address(link.get("href"), url)
        ):
            return address
    return _web_address(next(iter(_values(meta, ("og:url",))), None), url) or ""


def _web_address(href: str | None, url: str) -> str | None:
    """A link made absolute; None unless it is a sound http(s) address."""
    try:
        address = urljoin(url, (href or "").strip())
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", address)
    except ValueError:
        return None
    return address if sound and href and len(address) <= 2_000 else None


def _tags(meta: dict[str, list[str]]) -> tuple[str, ...]:
    for name in _TAG_META:
        values = meta.get(name, [])
        tags = [
            tidy(tag) for value in values for tag in (value.split(",") if name != "article:tag" else [value])
        ]
        if tags:
            return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= 80))[:30]
    return ()
