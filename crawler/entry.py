"""An entry: one article as a feed or sitemap announces it, before its page is fetched."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from crawler.document import Precision

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a discovery page says of one article.

    `url` is normalised. `text` is the article's own text as the feed carries it (HTML or plain), kept so that
    an article whose page cannot be had is not lost. Times are UTC.
    """

    url: str
    title: str = ""
    published_at: datetime | None = None
    published_precision: Precision | None = None
    updated_at: datetime | None = None
    author: str | None = None
    language: str | None = None
    text: str | None = None

    @property
    def fingerprint(self) -> str:
        """Changes when a reader would see that the entry has: a known article is then fetched again. Markup
        is left out, since counters and numbers used once change in it with every look."""
        stamp = self.updated_at.isoformat() if self.updated_at else ""
        words = " ".join(_TAG.sub(" ", self.text or "").split())
        said = f"{self.title}\0{stamp}\0{words}"
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


_ADAPTER: TypeAdapter[Entry] = TypeAdapter(Entry)


def dump(entry: Entry) -> str:
    """The stored form, JSON."""
    return _ADAPTER.dump_json(entry).decode()


def parse(data: str) -> Entry:
    """An entry from its stored form."""
    return _ADAPTER.validate_json(data)
