"""Addresses of social posts: which platform, whose, which one, and when it was made where the id tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.document import Platform
from pipelines.extraction.dates import plausible

_SCHEME = r"(?:https?:)?//(?:[\w-]+\.)*?"


@dataclass(frozen=True, slots=True)
class Address:
    """A post's address. `id` is the platform's; `url` is None when only the platform is known."""

    platform: Platform
    url: str | None
    handle: str | None = None
    id: str | None = None


_BLUESKY_EMBED = r"(?:at:|https?://embed\.bsky\.app/embed/|//embed\.bsky\.app/embed/)/{0,2}"
_FACEBOOK_ID = (
    r"(?:watch/?\?v=|reel/|photo(?:\.php)?/?\?fbid=|permalink\.php\?story_fbid="
    r"|story\.php\?story_fbid=|share/[pvr]/)"
)
_INSTANCE = r"(?:https?:)?//(?P<host>[\w-]+(?:\.[\w-]+)+)"
_YOUTUBE = "https://www.youtube.com/watch?v={id}"
_ADDRESSES: tuple[
    tuple[Platform, str, str], ...
] = (  # platform, what is matched, its own form ("": as matched)
    (
        "x",
        _SCHEME + r"(?:twitter|x)\.com/(?:#!/)?(?:i/web|i|(?P<handle>\w{1,30}))/status(?:es)?/(?P<id>\d+)",
        "",
    ),
    (
        "x",
        _SCHEME + r"platform\.(?:twitter|x)\.com/embed/\S*?[?&#]id=(?P<id>\d+)",
        "https://twitter.com/i/status/{id}",
    ),
    ("bluesky", _SCHEME + r"bsky\.app/profile/(?P<handle>[^/?#]+)/post/(?P<id>\w+)", ""),
    (
        "bluesky",
        _BLUESKY_EMBED + r"(?P<did>did:[\w:.%-]+)/app\.bsky\.feed\.post/(?P<id>\w+)",
        "https://bsky.app/profile/{did}/post/{id}",
    ),
    (
        "instagram",
        _SCHEME + r"instagram\.com/(?:(?P<handle>[\w.]+)/)?(?P<type>p|reel|reels|tv)/(?P<id>[\w-]{5,})",
        "https://www.instagram.com/{type}/{id}/",
    ),
    (
        "telegram",
        _SCHEME + r"(?:t|telegram)\.me/(?:s/)?(?P<handle>[a-z]\w{3,31})/(?P<id>\d+)",
        "https://t.me/{handle}/{id}",
    ),
    ("tiktok", _SCHEME + r"tiktok\.com/(?:@(?P<handle>[\w.]*)/)?(?:video|photo)/(?P<id>\d+)", ""),
    (
        "tiktok",
        _SCHEME + r"tiktok\.com/(?:embed(?:/v\d)?|player/v1)/(?P<id>\d+)",
        "https://www.tiktok.com/video/{id}",
    ),
    (
        "threads",
        _SCHEME + r"threads\.(?:net|com)/@(?P<handle>[\w.]+)/post/(?P<id>[\w-]+)",
        "https://www.threads.net/@{handle}/post/{id}",
    ),
    ("threads", _SCHEME + r"threads\.(?:net|com)/t/(?P<id>[\w-]+)", "https://www.threads.net/t/{id}"),
    (
        "youtube",
        _SCHEME + r"youtube(?:-nocookie)?\.com/(?:embed|shorts|live|v)/(?!videoseries)(?P<id>[\w-]{11})",
        _YOUTUBE,
    ),
    ("youtube", _SCHEME + r"youtube\.com/watch/?\?(?:[^\s#]*&)?v=(?P<id>[\w-]{11})", _YOUTUBE),
    ("youtube", _SCHEME + r"youtu\.be/(?P<id>[\w-]{11})", _YOUTUBE),
    ("facebook", _SCHEME + r"facebook\.com/" + _FACEBOOK_ID + r"(?P<id>[\w-]+)", ""),
    ("facebook", _SCHEME + r"facebook\.com/groups/[\w.-]+/(?:posts|permalink)/(?P<id>\d+)", ""),
    (
        "facebook",
        _SCHEME + r"facebook\.com/(?P<handle>[\w.-]+)/(?:posts|videos|photos|photos/[\w.-]+)/"
        r"(?:[\w.%-]+/)?(?P<id>[\w.-]+)",
        "",
    ),
    (
        "mastodon",
        _INSTANCE + r"/@(?P<handle>[\w.]+(?:@[\w.-]+)?)/(?P<id>\d{9,})",
        "https://{host}/@{handle}/{id}",
    ),
    ("mastodon", _INSTANCE + r"/users/(?P<handle>\w+)/statuses/(?P<id>\d{9,})", ""),
    (
        "other",
        _SCHEME + r"linkedin\.com/(?:embed/)?feed/update/(?P<id>urn:li:\w+:\d+)",
        "https://www.linkedin.com/feed/update/{id}",
    ),
    ("other", _SCHEME + r"reddit\.com/(?P<id>r/\w+/comments/\w+)", "https://www.reddit.com/{id}/"),
    ("other", _SCHEME + r"weibo\.(?:com|cn)/(?P<handle>\d+)/(?P<id>\w+)", ""),
    ("other", _SCHEME + r"vk\.com/wall(?P<id>-?\d+_\d+)", ""),
)
_PATTERNS = tuple(
    (platform, re.compile(pattern, re.IGNORECASE), url) for platform, pattern, url in _ADDRESSES
)
_HOSTS = re.compile(
    r"twitter|x\.com|bsky|instagram|t\.me|telegram|tiktok|threads|youtu|facebook|/@|/users/|linkedin|reddit"
    r"|weibo|vk\.com|twitframe|app\.bsky",
    re.IGNORECASE,
)
_NOT_A_HANDLE = frozenset(("i", "intent", "share", "embed", "watch", "p", "reel"))


def address_of(value: str, depth: int = 0) -> Address | None:
    """The post that an address (or the address inside a plugin's query) leads to, or None."""
    value = value.strip()
    if not 5 < len(value) < 2_000 or _HOSTS.search(value) is None:
        return None
    nested = _nested(value) if depth == 0 else None
    if nested is not None:
        return nested
    for platform, pattern, template in _PATTERNS:
        match = pattern.match(value)
        if match is not None:
            return _address(platform, match, template, value)
    return None


def _nested(value: str) -> Address | None:
    """facebook.com/plugins/post.php?href=…, twitframe.com/show?url=… and their like."""
    if "?" not in value or not ("href=" in value or "url=" in value):
        return None
    try:
        query = parse_qs(urlsplit(value).query)
    except ValueError:
        return None
    for name in ("href", "url"):
        for inner in query.get(name, ()):
            read = address_of(inner, depth=1)
            if read is not None:
                return read
    return None


def _address(platform: Platform, match: re.Match[str], template: str, value: str) -> Address:
    groups = {name: unquote(text) for name, text in match.groupdict().items() if text}
    url = template.format_map(groups) if template else match.group(0)
    if not template and platform == "facebook":
        url = value.split("#")[0]
    url = f"https:{url}" if url.startswith("//") else url
    handle = groups.get("handle")
    if handle and (handle.lower() in _NOT_A_HANDLE or handle.startswith("did:") or platform == "other"):
        handle = None
    return Address(platform, url, handle, groups.get("id"))


def posted_at(address: Address, shown: datetime | None) -> datetime | None:
    """When a post was made: to the second where its id tells (X, TikTok) and agrees with the day shown.

    X: 41 bits of milliseconds since 1288834974657 above 22 others; TikTok: seconds since 1970 above 32 bits.
    """
    told = _told_by_id(address)
    if told is None or not plausible(told):
        return shown
    if shown is None or told.date() == shown.date():
        return told
    return shown


def _told_by_id(address: Address) -> datetime | None:
    if address.id is None or not address.id.isdecimal() or not 16 <= len(address.id) <= 20:
        return None
    number = int(address.id)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    if address.platform == "x":
        return epoch + timedelta(milliseconds=((number >> 22) + 1288834974657) // 1000 * 1000)
    if address.platform == "tiktok":
        return epoch + timedelta(seconds=number >> 32)
    return None
