"""What a discovery page gives: articles to fetch, further pages to open, and what is wrong with it.

Each way of discovery is a pure function in a module of its own (feed, sitemap, urls, files); it runs in a
worker process, since parsing what a stranger sent costs time and memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.document import Precision
from crawler.entry import Entry
from crawler.errors import Discard, SkipKind
from crawler.urls import BadURL, resolve
from crawler.watch import Source
from spiders.elsewhere import advertisements

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_ENTRIES = 50_000
"""Of one page; the sitemap protocol's own limit. The rest is left out, and said so."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """A discovery page; `headers` have lower-case names. `limit` is how many bytes it may unpack to."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    source: Source
    now: datetime
    limit: int = 50 * 1024**2

    @property
    def oldest(self) -> datetime | None:
        """What is dated before this is not opened."""
        return self.now - self.source.max_age if self.source.max_age is not None else None


@dataclass(frozen=True, slots=True)
class Discovery:
    """`follow` are further discovery pages. `skipped` says of some entries that they are not to be fetched.
    `broken` says what is wrong with the page's syntax, `problems` what else is, for people; the entries that
    could be read are given all the same."""

    entries: tuple[Entry, ...] = ()
    follow: tuple[str, ...] = ()
    skipped: Mapping[str, SkipKind] = field(default_factory=dict)
    broken: str = ""
    problems: tuple[str, ...] = ()


def discovery(
    entries: Iterable[Entry],
    page: Announcement,
    *,
    homes: Iterable[str] = (),
    broken: str = "",
    problems: Iterable[str] = (),
) -> Discovery:
    """Each address once, no more than MAX_ENTRIES; entries that are too old, and advertisements off the
    domains of `homes`, marked as skipped."""
    unique: dict[str, Entry] = {}
    said = list(problems)
    for entry in entries:
        if len(unique) >= MAX_ENTRIES:
            said.append(f"more than {MAX_ENTRIES} entries: the rest is left out")
            break
        unique.setdefault(entry.url, _storable(entry))
    kept = tuple(unique.values())
    skipped: dict[str, SkipKind] = dict.fromkeys(advertisements(kept, homes), "off_domain")
    skipped |= dict.fromkeys(too_old(kept, page.oldest), "max_age")
    return Discovery(entries=kept, skipped=skipped, broken=broken, problems=tuple(said))


def _storable(entry: Entry) -> Entry:
    """Without the half characters (lone surrogates) that JSON can hold and no encoding can."""
    texts = {
        name: text.encode("utf-8", "replace").decode()
        for name in ("title", "author", "language", "text")
        if (text := getattr(entry, name)) and not text.isascii()
    }
    return replace(entry, **texts)


def too_old(entries: Sequence[Entry], oldest: datetime | None) -> list[str]:
    if oldest is None:
        return []
    return [e.url for e in entries if (date := e.published_at or e.updated_at) and date < oldest]


def link(base: str, reference: str) -> str | None:
    """The address of an announced article; None for what is no address of a page."""
    try:
        return resolve(base, reference) if reference else None
    except BadURL:
        return None


_ZONE_NAME = re.compile(r"\s(?!(?:UTC?|GMT)$)[A-Za-z]{2,5}$")


def moment(text: str, now: datetime) -> tuple[datetime, Precision] | None:
    """A W3C or RFC 5322 date as UTC, with its precision; without a zone it is taken as UTC, of a zone that is
    named and not known (MSK) the day alone counts. None for what is no date or not `believable`."""
    text = text.strip()
    parsed = _w3c(text) or _rfc5322(text)
    if parsed is None:
        return None
    if parsed.tzinfo is not None:
        return believable(parsed.astimezone(UTC), precision(text), now)
    named = _ZONE_NAME.search(text) is not None
    return believable(parsed.replace(tzinfo=UTC), "day" if named else precision(text), now)


def believable(at: datetime, precise: Precision, now: datetime) -> tuple[datetime, Precision] | None:
    """None for dates before 1990 or after tomorrow."""
    return (at, precise) if EARLIEST <= at <= now + timedelta(days=1) else None


def precision(text: str) -> Precision:
    """How exactly a written date says when: seconds, minutes, or the day alone."""
    if re.search(r"\d:\d\d:\d\d", text):
        return "second"
    return "minute" if re.search(r"\d:\d\d", text) else "day"


def _w3c(text: str) -> datetime | None:
    """ISO 8601 as sitemaps and Atom have it: a year, a month, a day, or a time too."""
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        text = f"{text}-01-01"[: len("2000-01-01")]
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc5322(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def refuse_html(page: Announcement, expected: str) -> None:
    """Raises Discard when the page is a web page: a login, an error, a feed that has moved."""
    start = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise Discard("feed_syntax", f"an HTML page where a {expected} should be")
