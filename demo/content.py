"""The demonstration site's pages: articles and layouts from this package, rendered with dates of today.

An article is a file of `articles/`: a YAML head, a line `---`, and its HTML. A layout of `layouts/` holds
the page around it. Both may hold placeholders:

    {{key}}             a value of the head, or url, base, dir, number, body, related
    {{phrase key}}      the site's own word in the article's language, from phrases.yaml
    {{published FORMAT}} the article's time, {{ago HOURS FORMAT}} that many hours before now (strftime)

An article was published `hours` hours before the site started, so that it is always this week's news.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.resources import files
from xml.sax.saxutils import escape

import yaml

_PACKAGE = files("demo")
_PLACEHOLDER = re.compile(r"\{\{(\w+)(?: ([^}]+))?\}\}")
_OUTLET = "The Harbour Courier"


@dataclass(frozen=True)
class Article:
    """One article. `path` is where the site serves it; `head` the values its layout asks for."""

    path: str
    layout: str
    head: dict[str, str]
    body: str
    published: datetime

    @property
    def title(self) -> str:
        return self.head["title"]


def articles(now: datetime) -> list[Article]:
    """Every article, in the order of the files' numbers: the Courier's are in English, in the feed; the
    others stand in the news sitemap."""
    found = sorted((p for p in _PACKAGE.joinpath("articles").iterdir()), key=lambda p: p.name)
    return [_article(p.name, p.read_text("utf-8"), now) for p in found if p.name.endswith(".html")]


def _article(name: str, text: str, now: datetime) -> Article:
    head_text, body = text.split("\n---\n", 1)
    head = {key: str(value) for key, value in yaml.safe_load(head_text).items()}
    number, slug = name.split("-", 1)
    courier = "outlet" not in head
    return Article(
        path=f"/{'courier' if courier else 'world'}/{slug}",
        layout="wordpress" if courier else "broadsheet",
        head={"outlet": _OUTLET, "number": number, "dir": "rtl" if head["lang"] == "ar" else "ltr"} | head,
        body=body,
        published=now - timedelta(hours=float(head["hours"])),
    )


def pages(base: str, now: datetime) -> dict[str, tuple[str, str]]:
    """The whole site at `base`: path → (content type, text)."""
    all_articles = articles(now)
    site = {a.path: ("text/html", _page(a, all_articles, base, now)) for a in all_articles}
    site["/"] = ("text/html", _front_page(all_articles))
    site["/feed.xml"] = ("application/rss+xml", _feed([a for a in all_articles if "courier" in a.path], base))
    site["/news-sitemap.xml"] = (
        "application/xml",
        _news_sitemap([a for a in all_articles if "world" in a.path], base),
    )
    site["/robots.txt"] = (
        "text/plain",
        f"User-agent: *\nDisallow: /members/\nSitemap: {base}/news-sitemap.xml\n",
    )
    return site


def _page(article: Article, others: list[Article], base: str, now: datetime) -> str:
    phrases = yaml.safe_load(_PACKAGE.joinpath("phrases.yaml").read_text("utf-8"))[article.head["lang"]]
    same = [a for a in others if a.head["outlet"] == article.head["outlet"] and a is not article]
    values = article.head | {
        "base": base,
        "url": base + article.path,
        "related": "".join(f'<p><a href="{a.path}">{escape(a.title)}</a></p>' for a in same[:3]),
    }

    def filled(text: str) -> str:
        return _fill(text, values, phrases, article.published, now)

    layout = _PACKAGE.joinpath("layouts", f"{article.layout}.html").read_text("utf-8")
    values["body"] = filled(article.body)
    return filled(layout)


def _fill(
    text: str, values: dict[str, str], phrases: dict[str, str], published: datetime, now: datetime
) -> str:
    kinds: dict[str, Callable[[str], str]] = {
        "phrase": lambda key: phrases[key],
        "published": published.strftime,
        "ago": lambda words: _ago(words, now),
    }

    def value(match: re.Match[str]) -> str:
        kind, argument = match.groups()
        return kinds[kind](argument) if argument else values[kind]

    return _PLACEHOLDER.sub(value, text)


def _ago(words: str, now: datetime) -> str:
    hours, form = words.split(" ", 1)
    return (now - timedelta(hours=float(hours))).strftime(form)


def _front_page(all_articles: list[Article]) -> str:
    links = "\n".join(f'<li><a href="{a.path}">{escape(a.title)}</a></li>' for a in all_articles)
    return (
        f"<!DOCTYPE html><html><head><title>{_OUTLET}</title></head><body><ul>\n{links}\n</ul></body></html>"
    )


def _feed(entries: list[Article], base: str) -> str:
    """RSS 2.0, as feeds are: tracking parameters on the links, an article that has since been withdrawn
    (404) and one for members only (robots.txt forbids it)."""
    items = [
        (f"{a.path}?utm_source=rss&utm_medium=feed", a.title, a.head["description"], a.published)
        for a in entries
    ]
    newest = entries[0].published
    items.append(("/courier/withdrawn.html", "Correction to yesterday's tide table", "", newest))
    items.append(("/members/archive.html", "From the members' archive", "", newest))
    written = "\n".join(
        f"<item><title>{escape(title)}</title><link>{escape(base + path)}</link>"
        f"<description>{escape(description)}</description><pubDate>{format_datetime(published)}</pubDate></item>"
        for path, title, description, published in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>{_OUTLET}</title><link>{base}/</link><description>News from the harbour</description>\n"
        f"{written}\n</channel></rss>\n"
    )


def _news_sitemap(entries: list[Article], base: str) -> str:
    written = "\n".join(
        f"<url><loc>{escape(base + a.path)}</loc><news:news><news:publication>"
        f"<news:name>{escape(a.head['outlet'])}</news:name><news:language>{a.head['lang']}</news:language>"
        f"</news:publication><news:publication_date>{a.published.isoformat(timespec='seconds')}</news:publication_date>"
        f"<news:title>{escape(a.title)}</news:title></news:news></url>"
        for a in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
        f"{written}\n</urlset>\n"
    )


def site_started() -> datetime:
    """Now, to the second: every date of the site is counted back from it."""
    return datetime.now(UTC).replace(microsecond=0)
