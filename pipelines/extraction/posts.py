"""Embedded social posts: taken out of the tree before extraction, a marker left where each stood.

News systems embed a post as a blockquote with the platform's class, inside any wrapper; as an iframe whose
address holds the id; as a script, an AMP or oEmbed element; or as a bare address in a paragraph of its own.
All become a `Found`: who, when, where, and the post's own words without its credit line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from crawler.document import Post
from pipelines.extraction.blocks import MARKER, Block, build, squeeze, tidy
from pipelines.extraction.credits import Credit, credit_line, is_prompt, shared_by
from pipelines.extraction.dates import parse_day, parse_timestamp
from pipelines.extraction.platforms import Address, address_of, posted_at

_CLASSES = re.compile(
    r"\b(?:twitter-tweet|twitter-video|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed"
    r"|text-post-media"
    r"|fb-post|fb-video|fb-xfbml-parse-ignore|telegram-post|tgme_widget_message|reddit-embed-bq|reddit-card"
    r"|truthsocial-embed|vk_post|lyte-wrapper|lyMe)\b|\bTweet h-entry\b"
)
_PARTS = {  # the markup of a post as its platform renders it: classes of the author's name, handle and words
    "author": "tgme_widget_message_owner_name TweetAuthor-name",
    "handle": "TweetAuthor-screenName",
    "words": "tgme_widget_message_text Tweet-text",
}
_SCRIPTED = (  # calls that draw a post, and the address made of their arguments
    (re.compile(r"createTweet(?:Embed)?\(\s*[\"'](\d{10,20})[\"']"), "https://twitter.com/i/status/{}"),
    (re.compile(r"VK\.Widgets\.Post\([^,]{0,80},\s*(-?\d+),\s*(\d+)"), "https://vk.com/wall{}_{}"),
)
_ADDRESS_ATTRIBUTES = (
    "data-instgrm-permalink", "data-text-post-permalink", "data-embed-url", "data-bluesky-uri", "cite",
    "data-href", "data-oembed-url", "data-url", "data-src", "src", "data-lazy-src", "data-litespeed-src",
    "data-iframe-src", "data-embed", "data-post-link", "data-telegram-post", "url", "href",
)  # fmt: skip
_IDS = {  # attribute → address made of its value; embeds that carry no address of their own
    "data-tweetid": "https://twitter.com/i/status/{}",
    "data-tweet-id": "https://twitter.com/i/status/{}",
    "data-shortcode": "https://www.instagram.com/p/{}/",
    "data-videoid": "https://www.youtube.com/watch?v={}",
    "data-youtube-id": "https://www.youtube.com/watch?v={}",
    "videoid": "https://www.youtube.com/watch?v={}",
    "data-telegram-post": "https://t.me/{}",
    "data-video-id": "https://www.tiktok.com/video/{}",
}
_DISPLAYED_LINK = re.compile(r"(?:https?://|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,}/)[^\s<>\"]+", re.IGNORECASE)
_LAST_LINKS = re.compile(r"(?:\s*(?:https?://t\.co/\S+|pic\.(?:twitter|x)\.com/\S+|\[image or embed\]))+\s*$")
_TELLING = ("data-oembed-url", "data-telegram-post", "data-tweet-id")
_EMBEDDING = frozenset(("iframe", "blockquote", "oembed", "lite-youtube", "youtube-video"))
_WRAPPERS = frozenset(("div", "figure", "section", "p", "center", "span", "aside", "b"))
_FALLBACKS = frozenset(("noscript", "template"))
_LEGACY_CODES = {"in": "id", "iw": "he", "ji": "yi", "no": "nb", "tl": "fil"}
_SHARED_BY_PLATFORMS = ("instagram", "facebook", "threads", "tiktok", "mastodon")
_MAX_WORDS = 8_000
MOST_POSTS = 200
_MOST_READ = 1_000
"""Elements of a page that are looked at more closely; the 306 pages of the extraction bench have 49 at
most."""
_MOST_INSIDE = 300
"""Elements within one that is an embed; on those pages 8 at most."""
_MOST_BESIDE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A harvested post and its words, one string per line."""

    post: Post
    words: tuple[str, ...] = field(default=())


def harvest(body: HtmlElement) -> list[Found]:
    """Takes every embedded post out of the tree and leaves `<hr data-embedded-post="index">` in its place.

    The same post embedded twice (a script beside its fallback) is one, with the fuller words, at its first
    place.
    """
    found: list[Found] = []
    by_url: dict[str, int] = {}
    for element in _candidates(body)[:_MOST_READ]:
        if len(found) >= MOST_POSTS:
            break
        if not _still_in(element, body):
            continue
        post = _read(element)
        if post is None:
            continue
        known = by_url.get(post.post.url or "")
        if known is not None:
            found[known] = _fuller(found[known], post)
            _replace_by_marker(element, None)
            continue
        if post.post.url:
            by_url[post.post.url] = len(found)
        _replace_by_marker(element, len(found))
        found.append(post)
    return found


def words_of(lines: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A post's words without the links that end them, and all the links as displayed."""
    links = tuple(
        dict.fromkeys(link.rstrip(".,;)") for line in lines for link in _DISPLAYED_LINK.findall(line))
    )
    words = [tidy(_LAST_LINKS.sub("", line)) for line in lines]
    return tuple(word for word in words if word), links


def _still_in(element: HtmlElement, body: HtmlElement) -> bool:
    parent = element.getparent()
    while parent is not None:
        if parent is body:
            return True
        parent = parent.getparent()
    return False


def _fuller(first: Found, second: Found) -> Found:
    return second if len("".join(second.words)) > len("".join(first.words)) else first


def _candidates(body: HtmlElement) -> list[HtmlElement]:
    """Elements that may be an embed, outer ones first."""
    return [element for element in body.iterdescendants(etree.Element) if _may_embed(element)]


def _may_embed(element: HtmlElement) -> bool:
    tag = element.tag
    if tag in _EMBEDDING or tag.startswith("amp-"):
        return True
    if tag == "script" and _scripted_address(element) is not None:
        return True
    if not element.attrib:
        return False
    named = element.get("class")
    return (
        (named is not None and _CLASSES.search(named) is not None)
        or any(element.get(name) is not None for name in _TELLING)
        or (element.tag in _WRAPPERS and _is_empty(element) and _data_address(element) is not None)
    )


def _is_empty(element: HtmlElement) -> bool:
    return len(element) == 0 and not (element.text or "").strip()


def _read(element: HtmlElement) -> Found | None:
    """The post that an element embeds, or None when it is no embed."""
    if _is_more_than_a_post(element):
        return None
    address = _address(element)
    text_bearing = element.tag not in ("iframe", "script", "oembed", "a")
    blocks = build(element) if text_bearing else []
    if len("".join(block.text for block in blocks)) > _MAX_WORDS:
        return None
    known = _CLASSES.search(element.get("class") or "") is not None
    social = (
        re.search("instagram|fb-|text-post|tiktok|facebook|threads", element.get("class") or "") is not None
    )
    credit, lines = _rendered(element) or _split(
        blocks, social or (address is not None and address.platform in _SHARED_BY_PLATFORMS)
    )
    if element.tag == "blockquote" and not known and (credit is None or not credit.handle):
        return None
    if address is None:
        address = _linked_address(element)
    if address is None and credit is None:
        return None
    if address is not None and address.platform == "youtube":
        lines = []
    if address is None:
        address = Address("x" if "twitter" in (element.get("class") or "") or credit else "other", None)
    return _found(element, address, credit, lines)


def _is_more_than_a_post(element: HtmlElement) -> bool:
    return next(islice(element.iter(), _MOST_INSIDE, None), None) is not None


def _rendered(element: HtmlElement) -> tuple[Credit, list[str]] | None:
    """Credit and words of a post whose markup names its parts; None when it does not."""
    parts: dict[str, HtmlElement] = {}
    for inner in element.iterdescendants("a", "b", "div", "p", "span"):
        names = set((inner.get("class") or "").split())
        for part, classes in _PARTS.items():
            if not names.isdisjoint(classes.split()):
                parts.setdefault(part, inner)
    if "words" not in parts:
        return None
    author, handle = (tidy(parts[p].text_content()) if p in parts else None for p in ("author", "handle"))
    return Credit(author, handle and handle.lstrip("@")), [block.text for block in build(parts["words"])]


def _found(element: HtmlElement, address: Address, credit: Credit | None, lines: list[str]) -> Found:
    words, links = words_of(lines)
    shown = _shown_time(element, credit)
    post = Post(
        platform=address.platform,
        author=credit.author if credit and credit.author else None,
        handle=(credit.handle if credit and credit.handle else None) or address.handle,
        posted_at=posted_at(address, shown),
        url=address.url,
        language=_language(element),
        links=links,
    )
    return Found(post, words)


def _shown_time(element: HtmlElement, credit: Credit | None) -> datetime | None:
    for time in element.iter("time"):
        moment = parse_timestamp(time.get("datetime"))
        if moment is not None:
            return moment.at
    if credit is not None and credit.date:
        moment = parse_timestamp(credit.date)
        return parse_day(credit.date) if moment is None else moment.at
    return None


def _split(blocks: list[Block], shared: bool) -> tuple[Credit | None, list[str]]:
    """The credit line of an embed and, before it, its words."""
    lines = [line for block in blocks if block.text for line in [block.text]]
    credit: Credit | None = None
    words: list[str] = []
    for line in lines:
        before, read = credit_line(line)
        if read is None and shared:
            read = shared_by(line)
            before = "" if read is not None else before
        if read is not None:
            credit = read if credit is None else replace(credit, date=credit.date or read.date)
            if before and not is_prompt(before):
                words.append(before)
        elif not is_prompt(line) and not (credit is not None and parse_day(line) and len(line) < 60):
            words.append(line)
        elif credit is not None and not credit.date and parse_day(line):
            credit = replace(credit, date=line)
    return credit, words


def _address(element: HtmlElement) -> Address | None:
    for name, template in _IDS.items():
        value = element.get(name)
        if value and re.fullmatch(r"[\w/-]{5,64}", value):
            read = address_of(template.format(value))
            if read is not None:
                return read
    for name in _ADDRESS_ATTRIBUTES:
        value = element.get(name)
        if value and (read := address_of(value)) is not None:
            return read
    if element.tag == "script" and (read := _scripted_address(element)) is not None:
        return read
    if len(element) == 0 and element.tag != "a":
        return address_of((element.text or "").strip()) or _data_address(element)
    return None


def _scripted_address(script: HtmlElement) -> Address | None:
    code = script.text or ""
    calls = ((call.search(code), template) for call, template in _SCRIPTED)
    return next((address_of(template.format(*call.groups())) for call, template in calls if call), None)


def _data_address(element: HtmlElement) -> Address | None:
    """The address in an attribute of the page's own making, where lazy loaders and consent tools put it."""
    values = (value for name, value in element.attrib.items() if name.startswith("data-") and "//" in value)
    return next((read for value in values if (read := address_of(value)) is not None), None)


def _linked_address(element: HtmlElement) -> Address | None:
    """The address that an embed's own links give: its last one, as the date's."""
    links = [read for link in element.iter("a") if (read := address_of(link.get("href") or "")) is not None]
    if links:
        return links[-1]
    for inner in element.iter("iframe", "blockquote", "script"):
        if inner is not element and (read := _address(inner)) is not None:
            return read
    return None


def _language(element: HtmlElement) -> str:
    """The language that the embed declares for its words (`<p lang>`), else `und`."""
    for inner in element.iter("p", "blockquote", "div", "section"):
        code = (inner.get("lang") or "").lower().split("-")[0].split("_")[0]
        if 2 <= len(code) <= 3 and code.isalpha() and code not in ("und", "zxx", "qme", "qst", "qht", "art"):
            return _LEGACY_CODES.get(code, code)
    return "und"


def _replace_by_marker(element: HtmlElement, index: int | None) -> None:
    """Puts the marker in the place of the outermost wrapper that holds nothing but the embed."""
    target = element
    parent = target.getparent()
    for _ in range(8):
        if parent is None or parent.tag not in _WRAPPERS | _FALLBACKS:
            break
        if parent.tag in _WRAPPERS and not _holds_only(parent, target):
            break
        target, parent = parent, parent.getparent()
    if parent is None:
        return
    if index is not None:
        marker = target.makeelement("hr", {MARKER: str(index)})
        target.addprevious(marker)
        marker.tail = None
    target.drop_tree()


def _holds_only(parent: HtmlElement, child: HtmlElement) -> bool:
    """Whether an element has no text and no media beside one child; scripts and line breaks do not count."""
    if len(parent) > _MOST_BESIDE or squeeze(parent.text or ""):
        return False
    for sibling in parent:
        if squeeze(sibling.tail or ""):
            return False
        if sibling is child or sibling.tag in ("script", "style", "br", "noscript", "link", "meta"):
            continue
        if sibling.tag in ("hr", "iframe", "img", "video") or squeeze("".join(sibling.itertext())):
            return False
    return True
