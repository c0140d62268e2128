"""Sitemaps: URL sets, news sitemaps, indexes, plain lists, gzipped or not (sitemaps.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain

from lxml import etree

from crawler.entry import Entry
from crawler.errors import Discard
from pipelines.decode import decompress
from spiders import feed
from spiders.discovery import MAX_ENTRIES, Announcement, Discovery, discovery, link, moment, refuse_html

ACCEPT = "application/xml, text/xml;q=0.9, */*;q=0.5"
MAX_FOLLOWED = 100
"""Sub-sitemaps opened in one pass over a source, of each index those changed last first."""
MAX_DEPTH = 3
"""An index may name indexes; deeper ones than this are not opened."""

_PARENTS = ("url", "sitemap", "news", "publication")
"""Elements whose children are read: images and videos have a `loc` and a `title` of their own."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Listed:
    """One `<url>` or `<sitemap>`, its children's texts by local name."""

    texts: dict[str, str] = field(default_factory=dict)
    alternates: list[str] = field(default_factory=list)


def parse(page: Announcement) -> Discovery:
    """The pages of a URL set, or the sitemaps to open from an index: those whose `lastmod` is not older than
    the source's `max_age`. A broken sitemap gives what can be read of it, and a problem. Raises Discard
    (feed_syntax) for what is no sitemap at all."""
    body = _unpacked(page)
    refuse_html(page, "sitemap")
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _plain_list(body, page)
    reader = _Reader(body)
    listed = list(reader.read())
    if listed and not body.rstrip().endswith(b">"):
        listed.pop()  # the sitemap breaks off inside it, maybe inside its address
    if reader.root in ("rss", "feed", "RDF"):
        return feed.parse(replace(page, body=body))
    if reader.root not in ("urlset", "sitemapindex"):
        said = f"its root is <{reader.root}>" if reader.root else reader.error or "it is empty"
        raise Discard("feed_syntax", f"not a sitemap: {said}")
    broken = f"broken sitemap, {len(listed)} entries could be read: {reader.error}" if reader.error else ""
    if reader.root == "sitemapindex":
        return Discovery(follow=_to_open(listed, page), broken=broken)
    named = (entry for one in listed if (entry := _entry(one, page)))
    alternates = (entry for one in listed for entry in _alternates(one, page))
    return discovery(chain(named, alternates), page, homes=(page.url,), broken=broken)


def _unpacked(page: Announcement) -> bytes:
    """A `.xml.gz` is gzipped in itself, whatever the transfer did."""
    if not page.body.startswith(b"\x1f\x8b"):
        return page.body
    return decompress(page.body, "gzip", page.limit)


class _Reader:
    """Reads a sitemap element by element, holding one at a time; no entity is resolved, no DTD loaded."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.root = ""
        self.error = ""

    def read(self) -> Iterator[_Listed]:
        parser = etree.iterparse(
            BytesIO(self._body),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=True,
            remove_comments=True,
            remove_pis=True,
        )
        current = _Listed()
        count = 0
        try:
            for event, element in parser:
                name = _local_name(element)
                if event == "start":
                    self.root = self.root or name
                    continue
                if name in ("url", "sitemap"):
                    yield current
                    current = _Listed()
                    element.clear()
                    _drop_before(element)
                    count += 1
                    if count > MAX_ENTRIES:
                        break
                else:
                    _take(current, name, element)
        except etree.XMLSyntaxError as error:
            self.error = str(error)
        log = parser.error_log
        if not self.error and len(log):
            self.error = log[0].message


def _take(current: _Listed, name: str, element: etree._Element) -> None:
    if name == "link" and element.get("hreflang") and element.get("href"):
        current.alternates.append(element.get("href", ""))
    elif element.text and name not in current.texts and _local_name(element.getparent()) in _PARENTS:
        current.texts[name] = element.text.strip()


def _local_name(element: etree._Element | None) -> str:
    return etree.QName(element).localname if element is not None and isinstance(element.tag, str) else ""


def _drop_before(element: etree._Element) -> None:
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _to_open(listed: list[_Listed], page: Announcement) -> tuple[str, ...]:
    found: list[tuple[datetime, str]] = []
    for one in listed:
        url = link(page.url, one.texts.get("loc", ""))
        changed = moment(one.texts.get("lastmod", ""), page.now)
        if url is None or (changed and page.oldest and changed[0] < page.oldest):
            continue
        found.append((changed[0] if changed else _NEVER, url))
    found.sort(key=lambda item: item[0], reverse=True)
    return tuple(dict.fromkeys(url for _, url in found))


def _entry(one: _Listed, page: Announcement) -> Entry | None:
    url = link(page.url, one.texts.get("loc", ""))
    if url is None:
        return None
    changed = moment(one.texts.get("lastmod", ""), page.now)
    published = moment(one.texts.get("publication_date", ""), page.now)
    return Entry(
        url=url,
        title=feed.plain(one.texts.get("title", "")),
        published_at=published[0] if published else None,
        published_precision=published[1] if published else None,
        updated_at=changed[0] if changed else None,
        language=one.texts.get("language") or None,
    )


def _alternates(one: _Listed, page: Announcement) -> Iterator[Entry]:
    """Versions in other languages; each is mostly listed itself too, and says more of itself there."""
    changed = moment(one.texts.get("lastmod", ""), page.now)
    for alternate in one.alternates:
        other = link(page.url, alternate)
        if other is not None:
            yield Entry(url=other, updated_at=changed[0] if changed else None)


def _plain_list(body: bytes, page: Announcement) -> Discovery:
    """One address per line."""
    lines = [line for line in re.split(r"[\r\n]+", body.decode("utf-8-sig", "replace")) if line.strip()]
    entries = [Entry(url=url) for line in lines if (url := link(page.url, line)) and "://" in line]
    if not entries:
        raise Discard("feed_syntax", "not a sitemap: neither XML nor a list of addresses")
    return discovery(entries, page, homes=(page.url,))
