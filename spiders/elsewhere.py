"""Which links of an outlet's feed are advertisements, or lead to what is no article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from crawler.entry import Entry
from crawler.urls import domain_label

_WORD = (
    r"ad|ads|adv|advert\w*|adserver|adservice|adclick|adform|adnxs|adsystem|pubads|feedads|doubleclick|googlead\w*|"
    r"sponsor\w*|promo\w*|affiliates?|aclk|clk|click|clicks|taboola|outbrain|mgid|revcontent"
)
_HOST = re.compile(rf"(?:^|[.-])(?:{_WORD}|track|tracker|tracking)(?:[.-]|$)")
_PATH = re.compile(rf"/(?:{_WORD})(?:[/.]|$)")
_TITLE = re.compile(
    r"\W*(?:ad|ads|advert(?:isement|orial)?|sponsored|anzeige|werbung|publicit[ée]|publi-?r[ée]dactionnel|"
    r"pubblicità|publicidad|patrocinado|advertentie|annons|реклама|на правах рекламы|reklam|广告|廣告|広告|"
    r"إعلان|اعلان|آگهی|תוכן ממומן)(?:\W|$)",
    re.I,
)
_NO_ARTICLES = frozenset({
    "amazon", "amzn", "apple", "ebay", "etsy", "facebook", "instagram", "pinterest", "spotify", "t",
    "telegram", "tiktok", "twitter", "vimeo", "whatsapp", "x", "youtu", "youtube",
})  # fmt: skip
"""Shops and platforms, by the label of their registered domain."""


def advertisements(entries: Sequence[Entry], homes: Iterable[str]) -> list[str]:
    """The addresses off the outlet's own domain (that of its feed or of the site that it names, whatever the
    suffix: bbc.co.uk and bbc.com) that are evidently advertising, a shop or a platform: by host, path or
    title.

    Only where at least half of the entries are the outlet's own. A feed of which most lie elsewhere collects
    what others wrote, or sends its readers through a counting service.
    """
    own = {domain_label(home) for home in homes if home}
    off = [entry for entry in entries if domain_label(entry.url) not in own]
    if 2 * len(off) > len(entries):
        return []
    return [entry.url for entry in off if _evident(entry)]


def _evident(entry: Entry) -> bool:
    parts = urlsplit(entry.url)
    return bool(
        _HOST.search(parts.hostname or "")
        or _PATH.search(parts.path.lower())
        or _TITLE.match(entry.title)
        or domain_label(entry.url) in _NO_ARTICLES
    )
