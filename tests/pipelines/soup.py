# ruff: noqa: E501  (lists of odd things stay lists)
"""Pages that nobody would write: made of what news pages are made of, and real ones with damage done to them."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path

from hypothesis import strategies as st

from benchmarks import news_pages
from tests.pipelines.articles import ARABIC, CHINESE, ENGLISH, GERMAN, RUSSIAN, page

ROOT = Path(__file__).parents[2]
_ARTICLES = (ENGLISH, GERMAN, ARABIC, CHINESE, RUSSIAN)

_ODD = (
    "", " ", "\xa0", "\0", "\x1b[31m", "\ud800", "\udfff\ud83d", "\ufffe", "\u202e\u2066abc", "\u200c\u200d", "\ufeff",
    "a" + "\u0301\u0323" * 200, "👨‍👩‍👧", "x" * 3_000, "。", "…", "((((", "{{{", "<!--", "-->", "]]>", "<", "&", "&#0;",
    "&#xd800;", "&#x110000;", "&bogus;", "— Name (@handle) December 13, 2020", "https://twitter.com/a/status/1339",
    "Leave a reply", "Related stories", "Comments", "Name", "Share", "About the author", "Read also: ", "© 2020",
    "Posted on 31/31/9999", "2999-01-01", "0000-00-00T99:99", "99999-99-99", "Photo: AFP", "By Ann Other", "[caption id=",
    "googletag.cmd.push(function() { googletag.display('x'); });", "var a = b || {};", "%%AD%%", "function(",
)  # fmt: skip
_TAGS = (
    "p", "div", "span", "a", "b", "article", "main", "section", "aside", "header", "footer", "nav", "form", "h1", "h2",
    "ul", "li", "table", "tr", "td", "blockquote", "figure", "figcaption", "time", "script", "style", "noscript", "svg",
    "template", "iframe", "pre", "code", "textarea", "select", "frameset", "title", "html", "body", "head", "amp-twitter",
)  # fmt: skip
_VOID = ("br", "hr", "img", "input", "link", "meta", "wbr", "base")
_ATTRIBUTES = (
    "class=article-body", "class='comments comment-respond' id=comments", "class=twitter-tweet", "class=sharedaddy",
    "class=byline", "class=standfirst", "class='instagram-media' data-instgrm-permalink=https://www.instagram.com/p/Abcdef/",
    "hidden", "style='display:none'", "itemprop=author", "itemprop=datePublished content=2999-01-01", "lang=zxx",
    "datetime=2020-13-45", "datetime='2020-03-04T05:06:07+99:99'", "href='http://['", "href=https://t.me/gazette/5",
    "src=https://www.youtube.com/embed/abcdefghijk", "src='//x.com/i/status/9'", "data-tweet-id=1", "rel=author",
    "data-x='//facebook.com/a/posts/1'", "class=\"", "id='", "=", "content=''",
)  # fmt: skip
_CHARSETS = (
    "utf-8", "utf-16", "windows-1256", "windows-1251", "iso-8859-1", "gb18030", "shift_jis", "euc-kr", "iso-2022-jp",
)  # fmt: skip
_DECLARED = (*_CHARSETS, "utf-7", "unicode", "x-user-defined", "none", "\xff")

words = st.one_of(
    st.sampled_from([text for article in _ARTICLES for text in article.paragraphs]),
    st.sampled_from(_ODD),
    st.text(max_size=30),
)
_attributes = st.lists(st.sampled_from(_ATTRIBUTES), max_size=3).map(" ".join)


def _element(tag: str, attributes: str, inner: list[str], closed: bool, times: int) -> str:
    end = f"</{tag}>" if closed else ""
    return f"<{tag} {attributes}>" * times + "".join(inner) + end * times


_markup = st.recursive(
    st.one_of(words, st.builds("<{} {}>".format, st.sampled_from(_VOID), _attributes)),
    lambda inner: st.builds(
        _element,
        st.sampled_from(_TAGS),
        _attributes,
        st.lists(inner, max_size=6),
        st.booleans(),
        st.sampled_from((1, 1, 1, 1, 2, 60, 400)),
    ),
    max_leaves=25,
)
_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(("@type", "@graph", "headline", "author", "name", "datePublished", "mainEntity")),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=10,
)
_linked = st.builds(
    '<script type="application/ld+json">{}</script>'.format,
    st.one_of(
        _values.map(json.dumps),
        _values.map(lambda value: json.dumps({"@type": "NewsArticle", "headline": value, "author": value})),
        _values.map(lambda value: json.dumps([value])[:-3]),
    ),
)
_meta = st.builds(
    '<meta property="{}" content="{}">'.format,
    st.sampled_from(("og:title", "article:published_time", "author", "og:url", "keywords", "og:image")),
    words,
)


def _page(charset: str, declared: str, head: list[str], body: list[str], noise: bytes) -> bytes:
    markup = f"<html><head><meta charset={declared}>{''.join(head)}</head><body>{''.join(body)}</body></html>"
    encoded = (
        markup.encode("utf-8", "surrogatepass") if charset == "utf-8" else markup.encode(charset, "replace")
    )
    return encoded + noise


pages = st.builds(
    _page,
    st.sampled_from(_CHARSETS),
    st.sampled_from(_DECLARED),
    st.lists(st.one_of(_linked, _meta), max_size=4),
    st.lists(_markup, max_size=8),
    st.binary(max_size=20),
)


def real_pages() -> list[bytes]:
    """The project's own pages; with `$RASID_BENCH_DATA` also the gold pages of the extraction bench."""
    own = [page(article).encode() for article in _ARTICLES] + [page(ARABIC).encode("cp1256", "replace")]
    seeds = [path.read_bytes() for path in sorted((ROOT / "tests/fixtures/seeds").glob("*.txt"))]
    demo = [path.read_bytes() for path in sorted((ROOT / "demo/articles").glob("*.html"))]
    made = [news_pages.page(number).encode() for number in range(10)]
    data = os.environ.get("RASID_BENCH_DATA")
    gold = sorted(Path(data).glob("extraction/dev/html/**/*.gz")) if data else []
    return [*own, *seeds, *demo, *made, *(gzip.decompress(path.read_bytes()) for path in gold)]


def mutated(body: bytes, chance: random.Random) -> bytes:
    """A page with up to eight kinds of damage done to it."""
    for _ in range(chance.randint(1, 8)):
        body = chance.choice(_DAMAGE)(body, chance)[:2_000_000]
    return body


def _span(body: bytes, chance: random.Random, longest: int) -> tuple[int, int]:
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.randint(0, longest))


def _cut(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance, 20_000)
    return chance.choice((body[:start], body[end:], body[:start] + body[end:]))


def _repeat(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance, 2_000)
    return body[:start] + body[start:end] * chance.choice((2, 10, 100)) + body[end:]


def _shuffle(body: bytes, chance: random.Random) -> bytes:
    pieces = body.split(b"<")
    start = chance.randrange(len(pieces))
    some = pieces[start : start + 200]
    chance.shuffle(some)
    return b"<".join((*pieces[:start], *some, *pieces[start + 200 :]))


def _unclose(body: bytes, chance: random.Random) -> bytes:
    tag = chance.choice((b"</div>", b"</p>", b"</a>", b"</script>", b"</blockquote>", b"-->", b'"', b">"))
    return body.replace(tag, b"", chance.choice((1, 20, -1)))


def _insert(body: bytes, chance: random.Random) -> bytes:
    at, _ = _span(body, chance, 0)
    odd = chance.choice(
        (chance.randbytes(chance.choice((1, 5, 400))), chance.choice(_ODD).encode("utf-8", "replace"))
    )
    return body[:at] + odd + body[at:]


def _recode(body: bytes, chance: random.Random) -> bytes:
    return body.decode("utf-8", "replace").encode(chance.choice(_CHARSETS), "replace")


def _nest(body: bytes, chance: random.Random) -> bytes:
    at, _ = _span(body, chance, 0)
    tag = chance.choice(
        (b"<div>", b"<blockquote>", b"<table><tr><td>", b"<ul><li>", b"<b>", b"<article>", b"<span>")
    )
    return body[:at] + tag * chance.choice((3, 200, 1_000, 5_000)) + body[at:]


def _swap(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance, 4_000)
    return body[end:] + body[start:end] + body[:start]


_DAMAGE = (_cut, _repeat, _shuffle, _unclose, _insert, _recode, _nest, _swap)
