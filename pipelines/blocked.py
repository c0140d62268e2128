"""Pages with status 200 that stand where an article should be: challenges, consent and login walls, parked
domains, error pages that do not say so in their status.

Such a page has little text, a title or a phrase of its kind, and nothing that declares an article; articles
*about* captchas or missing pages have text, or declare themselves. Wording: en ar zh ru tr fr es de da fa ur,
and some more.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.document import Document, body_text
from crawler.errors import Discard
from pipelines.extraction import wording
from pipelines.extraction.blocks import build
from pipelines.extraction.tree import is_markup, parse
from pipelines.extraction.wording import fold

_LITTLE_TEXT = 1_000
"""Characters of article text (half of it for Chinese, Japanese and Korean) below which a page is looked at: 1
of the 306 gold articles of the extraction bench is shorter than 400, walls have 0 to 600."""
_ERROR_PAGE_TEXT = 4_000
"""An error page may show teasers that pass for text; its title decides up to this length."""


_LONGEST_PAGE, _LONGEST_WALL = 2_000_000, 500_000
"""Characters of a page that are searched, and that are parsed once more: a million that are nothing but tags
take 1.5 s. The longest of the 306 pages of the extraction bench has 1,491,389."""

_CHALLENGE_MARKUP = re.compile(
    r"_cf_chl_opt|cf-browser-verification|id=[\"']challenge-(?:form|running|stage|error)|cf-(?:turnstile"
    r"|error-details|challenge)|/cdn-cgi/challenge-platform/h/|px-captcha|_Incapsula_Resource|incap_ses|"
    r"captcha-delivery\.com|datadome|ddos-guard|sucuri_cloudproxy|distil_r_captcha|g-recaptcha|h-captcha"
    r"|hcaptcha\.com|geetest|aliyun_waf|_abck|bm-verify|sec-if-cpt|imperva|perimeterx|awswaf|aws-waf-token",
    re.IGNORECASE,
)
_PARKING_MARKUP = re.compile(
    r"sedoparking|parkingcrew|bodis\.com|parklogic|hugedomains\.com|afternic\.com|dan\.com/buy"
    r"|above\.com/marketplace|domainmarket\.com|window\.park\b|uniregistry|skenzo|voodoo\.com"
    r"|sav\.com/parking",
    re.IGNORECASE,
)
_DECLARES_ARTICLE = re.compile(
    r"property=[\"']?article:published_time|[\"']@type[\"']\s*:\s*\[?\s*[\"'](?:\w*NewsArticle|Article"
    r"|BlogPosting|Report|LiveBlogPosting|OpinionNewsArticle)[\"']"
    r"|property=[\"']og:type[\"']\s+content=[\"']article|content=[\"']article[\"']\s+property=[\"']og:type"
    r"|itemprop=[\"']articleBody",
    re.IGNORECASE,
)
_TITLE_PARTS = re.compile(r"\s*(?:[|–—·•»«]|\s-\s|\.\.\.|…)\s*")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def check(document: Document, html: str | bytes) -> None:
    """Says whether a document may be stored; silence means yes.

    `html` is the page that `pipelines.extract.extract` was given. Raises Discard: "too_deep" and
    "unsupported_type" as the document's warnings say, "blocked" for a page that stands in the article's
    place, "no_text" for one without text.
    """
    for warning in ("too_deep", "unsupported_type"):
        if warning in document.extraction.warnings:
            raise Discard(warning, "the page could not be read")
    text = body_text(document)
    length = len(text) + len(_WIDE.findall(text))
    if document.extraction.method != "text" and length < _ERROR_PAGE_TEXT:
        reason = _wall(document, html if isinstance(html, str) else html.decode("utf-8", "replace"), length)
        if reason is not None:
            raise Discard("blocked", reason)
    if not text.strip() and not document.posts:
        raise Discard("no_text", "no article text found")


def _wall(document: Document, html: str, length: int) -> str | None:
    """What kind of wall a page is, or None."""
    html = html[:_LONGEST_PAGE]
    title = _page_title(document, html)
    if _DECLARES_ARTICLE.search(html) is not None and length >= 200:
        return None
    if _is_title(wording.ERROR_TITLE, title):
        return "an error page with status 200"
    if length >= _LITTLE_TEXT:
        return None
    if _is_title(wording.CHALLENGE_TITLE, title):
        return "a challenge page"
    page = _visible(html)
    little = length < _LITTLE_TEXT // 2 + 100
    if _PARKING_MARKUP.search(html) is not None or (little and wording.PARKED.found_in(fold(page))):
        return "a parked domain"
    if len(page) >= 3 * _LITTLE_TEXT:
        return None
    if _is_title(wording.LOGIN_TITLE, title):
        return "a login or consent page"
    if little and wording.WALL.found_in(fold(page)):
        return "a challenge, login or error page"
    if _CHALLENGE_MARKUP.search(html) is not None and length < 200:
        return "a challenge page"
    return None


def _page_title(document: Document, html: str) -> tuple[str, ...]:
    match = re.search(r"<title[^<>]*>(.{0,300}?)</title", html[:200_000], re.IGNORECASE | re.DOTALL)
    page = " ".join(match.group(1).split()) if match is not None else ""
    return tuple(t for t in (document.title, page) if t)


def _is_title(section: wording.Section, titles: tuple[str, ...]) -> bool:
    """Whether a whole title, or one of the two ends that its separators part, says it."""
    for title in titles:
        parts = [part for part in _TITLE_PARTS.split(title) if part]
        if any(section.matches(fold(part)) for part in (title, *parts[:1], *parts[-1:])):
            return True
    return False


def _visible(html: str) -> str:
    html = html[:_LONGEST_WALL]
    root: HtmlElement | None = parse(html) if is_markup(html) else None
    page = root.find("body") if root is not None else None
    return "\n".join(block.text for block in build(page)) if page is not None else html[:10_000]
