"""URL identity: one spelling for each address, and which address an article is known by.

`normalise` follows the syntax- and scheme-based normalization of RFC 3986, section 6.2, and drops what only
says how a reader came to the page. `canonical` decides between the address fetched and the one that the page
declares; `document_id` is the hash of the result.
"""

from __future__ import annotations

import hashlib
import re
import socket
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 2048
"""Characters; longer addresses are refused. Servers and caches commonly stop at 2,000 to 8,000."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_QUERY_SAFE = _PATH_SAFE + "?"
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")

_TRACKING_PREFIXES = (
    "utm_",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "at_",
    "guce_",
    "vero_",
    "_hs",
    "oly_",
)
_TRACKING = frozenset({
    "fbclid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref",
    "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "srsltid", "_ga", "_gl",
    "msclkid", "yclid", "ysclid", "_openstat", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "epik",
    "mc_cid", "mc_eid", "mkt_tok", "hsctatracking", "ml_subscriber", "ml_subscriber_hash", "wickedid",
    "__twitter_impression", "ref_src", "ref_url", "guccounter", "ncid", "ocid", "cmpid", "intcmp", "icid",
    "s_cid", "xtor", "ito", "maca", "smid", "ftag", "wt_mc", "wt_zmc", "spm", "traffic_source", "rss_id",
})  # fmt: skip
"""Query names that tell how a reader came, never which page it is. Ambiguous ones (`ref`, `source`, `from`,
`id`) are kept: a name goes in only when pages are the same without it."""

_HOME = re.compile(r"/?(?:[a-z]{2,3}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|home|default)(?:\.\w{2,5})?/?)?", re.I)


class BadURL(ValueError):
    """Not an address of a page: wrong scheme, no host, too long, credentials, control characters."""


def normalise(url: str, *, keep_tracking: bool = False) -> str:
    """The one spelling of an http(s) address: lower-case scheme and IDNA host, no default port, no fragment,
    dot segments resolved, percent-encoding in normal form, tracking parameters gone, the others in their
    order. Raises BadURL (a ValueError) on anything that is not the address of a page."""
    text = url.strip(" \t\r\n\f\v\ufeff\u00a0")
    if len(text) > MAX_LENGTH:
        raise BadURL(f"URL longer than {MAX_LENGTH} characters")
    if _CONTROL.search(text):
        raise BadURL("URL with control characters")
    parts, port = _split(text)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise BadURL(f"not an http or https URL: {text[:100]}")
    if "@" in parts.netloc:
        raise BadURL("URL with a user name or password in it")
    netloc = _host(parts.hostname or "")
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    query = _query(parts.query, keep_tracking)
    normal = f"{scheme}://{netloc}{_path(parts.path)}{'?' if query else ''}{query}"
    if len(normal) > 3 * MAX_LENGTH:
        raise BadURL(f"URL longer than {3 * MAX_LENGTH} characters once encoded")
    return normal


def resolve(base: str, reference: str, *, keep_tracking: bool = False) -> str:
    """The normalised address of a link on the page at `base`. Raises BadURL."""
    try:
        return normalise(urljoin(base, reference.strip()), keep_tracking=keep_tracking)
    except BadURL:
        raise
    except ValueError as error:
        raise BadURL(f"not a URL: {error}") from None


def canonical(url: str, declared: str | None) -> str:
    """The address an article is known by: what the page declares (`rel=canonical`, relative to `url`) when it
    lies on the same registered domain and is not a front page declared by an article; else its own. A
    file's URI stays as it is."""
    if url.startswith("file:"):
        return url
    own = normalise(url)
    if not declared:
        return own
    try:
        claimed = resolve(url, declared)
    except BadURL:
        return own
    if registered_domain(claimed) != registered_domain(own):
        return own
    return own if is_front_page(claimed) and not is_front_page(own) else claimed


def is_front_page(url: str) -> bool:
    """Whether an address is a site's front page, or that of one of its languages."""
    parts = urlsplit(url)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def document_id(canonical_url: str) -> str:
    """32 hex digits of the SHA-256 of a canonical URL."""
    return hashlib.sha256(canonical_url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def registered_domain(url: str) -> str:
    """`bbc.co.uk` for any address under it; the host itself for IP addresses and single names."""
    return _registered_domain(urlsplit(url).hostname or "")


def domain_label(url: str) -> str:
    """The registered domain without its suffix: `bbc` for bbc.co.uk and bbc.com alike."""
    host = urlsplit(url).hostname or ""
    label, domain = _extract(host)
    return label if domain else host


def outlet_host(url: str) -> str:
    """The host name without `www.`: what an outlet is known by. Empty for a file."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def host_port(url: str) -> str:
    """`host:port`, the port always written: what politeness is counted by."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return f"{f'[{host}]' if ':' in host else host}:{parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)}"


@cache
def _suffixes() -> TLDExtract:
    """The public suffix list that ships with tldextract; never fetched, nothing written to a cache. Private
    suffixes count: two blogs of one host are two owners. Imported late: it brings an HTTP client with it."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=10_000)
def _extract(host: str) -> tuple[str, str]:
    found = _suffixes()(host)
    return found.domain, found.top_domain_under_public_suffix


def _registered_domain(host: str) -> str:
    return _extract(host)[1] or host


def _split(text: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadURL(f"not a URL: {error}") from None
    if port == 0:
        raise BadURL("port 0 cannot be connected to")
    return parts, port


def _host(host: str) -> str:
    if not host:
        raise BadURL("URL without a host")
    if ":" in host:
        return f"[{_ipv6(host)}]"
    if not host.isascii() or "%" in host:
        host = _idna(host)
    host = host.lower().rstrip(".")
    if _NUMERIC_HOST.fullmatch(host):
        return _ipv4(host)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise BadURL(f"not a host name: {host[:100]}")
    return host


def _idna(host: str) -> str:
    try:
        plain = _PERCENT.sub(lambda m: bytes.fromhex(m[1]).decode("latin-1"), host)
        decoded = plain.encode("latin-1").decode("utf-8") if plain != host else host
        return idna.encode(decoded, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise BadURL(f"not a host name: {host[:100]} ({error})") from None


def _ipv4(host: str) -> str:
    """Dotted decimal for every spelling that a socket would take (`2130706433`, `0x7f.1`, `0177.0.0.1`)."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        raise BadURL(f"not an IPv4 address: {host[:100]}") from None


def _ipv6(host: str) -> str:
    try:
        return str(IPv6Address(host.partition("%")[0]))
    except AddressValueError:
        raise BadURL(f"not an IPv6 address: {host[:100]}") from None


def _path(path: str) -> str:
    normal = _percent(path.replace("\\", "/"), _PATH_SAFE)
    kept: list[str] = []
    segments = normal.split("/")[1:] if normal.startswith("/") else normal.split("/")
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str, keep_tracking: bool) -> str:
    kept = (field for field in query.split("&") if field and (keep_tracking or not _tracks(field)))
    return "&".join(_percent(field, _QUERY_SAFE) for field in kept)


def _tracks(field: str) -> bool:
    name = field.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _percent(text: str, safe: str) -> str:
    """Upper-case escapes; unreserved characters plain, everything unsafe escaped, a lone % too."""
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return _PERCENT.sub(_unescape, quote(text, safe=safe))


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else f"%{match[1].upper()}"
