"""Reads a discovery page by the kind of its source; runs in a worker process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crawler.watch import SourceKind
from pipelines.decode import inflate
from spiders import feed, sitemap
from spiders.discovery import Announcement, Discovery

PARSERS: dict[SourceKind, Callable[[Announcement], Discovery]] = {
    "feed": feed.parse,
    "sitemap": sitemap.parse,
}
ACCEPT: dict[SourceKind, str] = {"feed": feed.ACCEPT, "sitemap": sitemap.ACCEPT}


def read(_worker: object, page: Announcement) -> Discovery:
    """What a page as received announces, its content encoding undone here. Raises Discard for a page that
    announces nothing and never will."""
    body, cut = inflate(page.body, page.headers.get("content-encoding"), page.limit)
    found = PARSERS[page.source.kind](replace(page, body=body))
    return replace(found, broken=found.broken or "the page broke off") if cut else found
