"""Articles, feeds and sitemaps for the test site, written for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path


@dataclass(frozen=True)
class Story:
    language: str
    title: str
    paragraphs: tuple[str, ...]


def story(language: str) -> Story:
    """From stories/LANGUAGE.txt: the title, then paragraphs, apart by blank lines."""
    text = Path(__file__).with_name("stories").joinpath(f"{language}.txt").read_text("utf-8")
    title, *paragraphs = text.strip().split("\n\n")
    return Story(language, title, tuple(paragraphs))


ENGLISH, ARABIC, CHINESE, RUSSIAN, JAPANESE = STORIES = tuple(map(story, ("en", "ar", "zh", "ru", "ja")))


_WORDS = sorted({word for text in ENGLISH.paragraphs for word in text.split() if word.isalpha()})


def distinct(number: int, *more: str) -> Story:
    """Four paragraphs of random words that no other number has, then these."""
    choose = random.Random(number)
    paragraphs = (
        " ".join(f"{' '.join(choose.choices(_WORDS, k=14)).capitalize()}." for _ in range(3))
        for _ in range(4)
    )
    return Story("en", f"Headline number {number}", (*paragraphs, *more))


def article(story: Story = ENGLISH, *, number: int = 0, head: str = "", charset: str = "utf-8") -> str:
    """A whole page around a story; `number` makes it distinct."""
    paragraphs = [*story.paragraphs]
    if number:
        paragraphs[0] = f"{paragraphs[0]} ({number})"
    body = "\n".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    title = escape(f"{story.title} {number}" if number else story.title)
    return (
        f'<!DOCTYPE html><html lang="{story.language}"><head><meta charset="{charset}">'
        f"<title>{title}</title>{head}</head><body>"
        '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
        f"<article><h1>{title}</h1>\n{body}\n</article>"
        "<footer>Contact and imprint</footer></body></html>"
    )


@dataclass(frozen=True)
class Item:
    """An entry of a feed. `text` becomes content:encoded."""

    url: str
    title: str = "A title"
    published: datetime | None = None
    text: str | None = None


def rss(items: Sequence[Item], *, home: str = "") -> str:
    now = datetime.now(UTC)
    entries = "".join(
        f"<item><title>{escape(i.title)}</title><link>{escape(i.url)}</link>"
        f"<pubDate>{format_datetime(i.published or now.replace(microsecond=0, second=0, minute=0))}</pubDate>"
        + (f"<content:encoded><![CDATA[{i.text}]]></content:encoded>" if i.text else "")
        + "</item>\n"
        for i in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>The Test Courier</title><link>{escape(home)}</link>{entries}</channel></rss>"
    )


def news_sitemap(urls: Sequence[str], *, title: str = "A title", published: datetime | None = None) -> str:
    at = (published or datetime.now(UTC)).strftime("%Y-%m-%dT%H:00:00Z")
    entries = "".join(
        f"<url><loc>{escape(u)}</loc><news:news><news:publication><news:name>Courier</news:name>"
        f"<news:language>en</news:language></news:publication><news:publication_date>{at}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news></url>"
        for u in urls
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'
    )
