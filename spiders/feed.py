"""Feeds: RSS 0.9 to 2, Atom and JSON Feed, as they are found in the wild."""

from __future__ import annotations

import calendar
import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser  # type: ignore[import-untyped] # it ships no types

from crawler.document import Precision
from crawler.entry import Entry
from crawler.errors import Discard
from pipelines.decode import decode
from pipelines.extraction.dates import parse_day
from spiders.discovery import (
    Announcement,
    Discovery,
    believable,
    discovery,
    link,
    moment,
    precision,
    refuse_html,
)

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
MAX_TITLE = 1000
MIN_SUMMARY = 250
"""Visible characters from which a `description` is taken for the article itself and not for a teaser: feeds
without a content element often carry the whole text there, and teasers are commonly cut at 100 to 250."""

_TAG = re.compile(r"<[^>]*>")


def parse(page: Announcement) -> Discovery:
    """The entries of a feed, in its order. A broken feed gives what can be read of it, and a
    problem. Raises Discard (feed_syntax) for what is no feed at all."""
    if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(page)
    refuse_html(page, "feed")
    parsed = feedparser.parse(
        _as_utf8(page),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise Discard("feed_syntax", f"not a feed{_reason(parsed)}")
    entries = [entry for item in parsed.entries if (entry := _entry(item, page))]
    broken = f"broken feed, {len(entries)} entries could be read{_reason(parsed)}" if _broken(parsed) else ""
    problems = _unlinked(len(parsed.entries) - len(entries))
    homes = (page.url, _home(parsed.feed, page.url))
    return discovery(entries, page, homes=homes, broken=broken, problems=problems)


def _unlinked(count: int) -> list[str]:
    return [f"{count} entries without the address of a page"] if count else []


def _as_utf8(page: Announcement) -> bytes:
    """In the charset that makes sense, whatever is declared, as a page is read."""
    try:
        return decode(page.body, page.headers.get("content-type"), page.url).encode("utf-8", "replace")
    except Discard as error:
        raise Discard("feed_syntax", f"not a feed: {error.detail}") from None


def _broken(parsed: Any) -> bool:
    return bool(parsed.bozo) and not isinstance(parsed.bozo_exception, feedparser.CharacterEncodingOverride)


def _reason(parsed: Any) -> str:
    return f": {parsed.bozo_exception}" if parsed.bozo else ""


def _home(channel: Mapping[str, Any], url: str) -> str:
    return link(url, str(channel.get("link") or "")) or ""


def _entry(item: dict[str, Any], page: Announcement) -> Entry | None:
    url = _address(item, page.url)
    if url is None:
        return None
    updated = _time(item, "updated", page.now)
    published = _time(item, "published", page.now) or updated  # RSS 1 and much Atom have the one date alone
    return Entry(
        url=url,
        title=plain(str(item.get("title") or ""))[:MAX_TITLE],
        published_at=published[0] if published else None,
        published_precision=published[1] if published else None,
        updated_at=updated[0] if updated else None,
        author=plain(str(item.get("author") or "")) or None,
        language=str(item.get("language") or "") or None,
        text=_text(item),
    )


def _address(item: dict[str, Any], base: str) -> str | None:
    """The article's own address: what a redirecting service kept of it, the link, a permalink as id."""
    for candidate in (item.get("feedburner_origlink"), item.get("link"), item.get("id")):
        url = link(base, str(candidate)) if candidate else None
        if url and (candidate is not item.get("id") or str(candidate).startswith("http")):
            return url
    return None


def _time(item: dict[str, Any], name: str, now: datetime) -> tuple[datetime, Precision] | None:
    """As the standards have it; else as feedparser reads it; else the day as it is written in words."""
    parsed = dict.get(item, f"{name}_parsed")  # the item's own get() would give one date for the other
    written = str(dict.get(item, name) or "")
    found = moment(written, now)
    if found is None and isinstance(parsed, struct_time):
        found = _parsed(parsed, written, now)
    day = parse_day(written) if found is None else None
    return believable(day, "day", now) if day else found


def _parsed(parsed: struct_time, written: str, now: datetime) -> tuple[datetime, Precision] | None:
    """None for a day that is not written: feedparser makes the 1st of 2026年11月25日."""
    if parsed.tm_mday not in {int(digits) for digits in re.findall(r"\d{1,4}", written)}:
        return None
    try:
        at = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return believable(at, precision(written), now)


def _text(item: dict[str, Any]) -> str | None:
    """The article's text as the feed carries it, HTML or plain; None when there is but a teaser."""
    bodies = [c.get("value") or "" for c in item.get("content") or ()]
    body: str = max(bodies, key=len, default="")
    if body.strip():
        return body
    summary = str(item.get("summary") or "")
    return summary if len(plain(summary)) >= MIN_SUMMARY else None


def plain(markup: str) -> str:
    """Text without tags and entities, white space collapsed."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split()) if markup else ""


def _json_feed(page: Announcement) -> Discovery:
    """JSON Feed 1 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(page.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Discard("feed_syntax", f"not a JSON feed: {error}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Discard("feed_syntax", "JSON without the items of a feed")
    home = link(page.url, str(feed.get("home_page_url") or "")) or ""
    entries = list(_json_entries(items, page))
    return discovery(entries, page, homes=(page.url, home), problems=_unlinked(len(items) - len(entries)))


def _json_address(item: dict[str, Any], base: str) -> str | None:
    """Its address; an id may be one too, and should (jsonfeed.org)."""
    said = item.get("url") or item.get("external_url")
    if not said and str(item.get("id")).startswith("http"):
        said = item["id"]
    return link(base, str(said)) if said else None


def _json_entries(items: list[Any], page: Announcement) -> Iterator[Entry]:
    for item in items:
        url = _json_address(item, page.url) if isinstance(item, dict) else None
        if url is None:
            continue
        published = moment(str(item.get("date_published") or ""), page.now)
        updated = moment(str(item.get("date_modified") or ""), page.now)
        yield Entry(
            url=url,
            title=plain(str(item.get("title") or ""))[:MAX_TITLE],
            published_at=published[0] if published else None,
            published_precision=published[1] if published else None,
            updated_at=updated[0] if updated else None,
            author=_json_author(item),
            language=str(item.get("language") or "") or None,
            text=_json_text(item),
        )


def _json_author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors") or [item.get("author")]
    names = [a.get("name") for a in authors if isinstance(a, dict)] if isinstance(authors, list) else []
    return ", ".join(str(n) for n in names if n) or None


def _json_text(item: dict[str, Any]) -> str | None:
    if item.get("content_html"):
        return str(item["content_html"])
    if item.get("content_text"):
        paragraphs = re.split(r"\n\s*\n", html.escape(str(item["content_text"]), quote=False))
        return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return None
