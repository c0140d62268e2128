# ruff: noqa: E501 -- markup and code keep their lines
"""What a layout is given, and what every layout is built with."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from html import escape

from gold.embeds import Family
from gold.texts import RIGHT_TO_LEFT, Article, Item, Wording


@dataclass(frozen=True)
class Marks:
    """How a site marks the pieces of a body: `{text}` is filled in, `{items}` in a list, `{n}` and `{credit}`
    of a picture."""

    p: str = "<p>{text}</p>"
    h: str = "<h2>{text}</h2>"
    quote: str = "<blockquote><p>{text}</p></blockquote>"
    list: str = "<ul>{items}</ul>"
    item: str = "<li>{text}</li>"
    caption: str = '<figure><img src="/uploads/{n}.jpg" alt="" width="800" height="450"><figcaption>{text}</figcaption></figure>'
    post: str = "{text}"


@dataclass(frozen=True)
class Story:
    """An article on its way into a page. `following` is another one of the same site; `embeds` are the
    markup of its posts, in order."""

    article: Article
    following: Article
    words: Wording
    language: str
    number: int
    embeds: list[str]

    @property
    def url(self) -> str:
        return f"https://{self.host}/{self.article.date:%Y/%m/%d}/{self.token(8)}-{self.number}"

    @property
    def host(self) -> str:
        return f"www.akhbar-{self.language}.example"

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def author(self) -> str:
        return self.article.author or self.words.site_name

    @property
    def title(self) -> str:
        return escape(self.article.title, quote=False)

    @property
    def standfirst(self) -> str:
        return escape(self.article.standfirst or "", quote=False)

    @property
    def stamp(self) -> str:
        return f"{self.article.date:%Y-%m-%dT%H:%M}:00+03:00"

    @property
    def published(self) -> str:
        return self.words.published.format(date=self.words.day(self.article.date))

    @property
    def updated(self) -> str:
        return self.words.updated.format(date=self.words.day(self.article.date + timedelta(days=1)))

    @property
    def by(self) -> str:
        return self.words.by.format(author=self.author)

    @property
    def chance(self) -> int:
        """What differs from page to page: the advertisement, the teaser in the middle."""
        return int(self.token(6), 16)

    def token(self, length: int) -> str:
        return sha256(f"{self.number} {self.article.title}".encode()).hexdigest()[:length]

    def pick(self, choices: list[str], offset: int = 0) -> str:
        return escape(choices[(self.chance + offset) % len(choices)], quote=False)

    def blocks(self, marks: Marks) -> list[str]:
        """The body's pieces in order, marked."""
        return self._marked(self.article.body, marks)

    def following_blocks(self, marks: Marks) -> list[str]:
        """The same of the following article, its posts left out."""
        return self._marked([item for item in self.following.body if not item.post], marks)

    def _marked(self, body: list[Item], marks: Marks) -> list[str]:
        made, embeds = [], list(self.embeds)
        for n, item in enumerate(body):
            if item.post:
                made.append(marks.post.format(text=embeds.pop(0)))
            elif item.list:
                items = "".join(marks.item.format(text=escape(text, quote=False)) for text in item.list)
                made.append(marks.list.format(items=items))
            else:
                kind, text = next((k, t) for k, t in item.model_dump().items() if t)
                credit = self.pick(self.words.photo_credit)
                made.append(getattr(marks, kind).format(text=escape(text, quote=False), n=n, credit=credit))
        return made


@dataclass(frozen=True)
class Layout:
    name: str
    render: Callable[[Story], str]
    family: Family = "any"
    legacy_charset: bool = False


def between(blocks: list[str], inserted: Mapping[int, str]) -> str:
    """The blocks, what is inserted standing before the block of that number."""
    return "\n".join(inserted.get(n, "") + block for n, block in enumerate(blocks))


def each(pattern: str, texts: Iterable[str]) -> str:
    """The pattern for each text; `{n}` counts from 1, `{token}` is the same for the same text."""
    return "\n".join(
        pattern.format(text=escape(text, quote=False), n=n, token=sha256(text.encode()).hexdigest()[:12])
        for n, text in enumerate(texts, 1)
    )


def comments(story: Story, pattern: str, count: int) -> str:
    """Readers' comments, each in the pattern of `{name}`, `{when}`, `{text}` and its number `{n}`."""
    return "\n".join(
        pattern.format(n=n, name=c.name, when=c.when, text=escape(c.text, quote=False))
        for n, c in enumerate(story.words.comments[:count], 1)
    )


def meta(story: Story) -> str:
    """What most sites put into their heads."""
    title, summary = escape(story.article.title), escape(story.article.standfirst or story.words.tagline)
    return f"""<title>{title} - {story.words.site_name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{summary}">
<link rel="canonical" href="{story.url}">
<meta property="og:type" content="article"><meta property="og:site_name" content="{story.words.site_name}">
<meta property="og:title" content="{title}"><meta property="og:description" content="{summary}">
<meta property="og:url" content="{story.url}"><meta property="og:locale" content="{story.language}">
<meta property="og:image" content="https://{story.host}/uploads/{story.token(16)}.jpg">
<meta property="article:published_time" content="{story.stamp}">
<meta property="article:section" content="{escape(story.article.section)}">
{each('<meta property="article:tag" content="{text}">', story.article.tags)}
<meta name="twitter:card" content="summary_large_image">"""


def json_ld(story: Story, **more: str) -> str:
    """The article's JSON-LD script, `more` keys added to it."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.article.title,
        "datePublished": story.stamp,
        "dateModified": story.stamp,
        "mainEntityOfPage": {"@type": "WebPage", "@id": story.url},
        "image": [f"https://{story.host}/uploads/{story.token(16)}.jpg"],
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "NewsMediaOrganization", "name": story.words.site_name},
        **more,
    }
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def styles(prefix: str, size: int) -> str:
    """Inlined CSS, about `size` characters, the same on every page of a layout."""
    stream = random.Random(prefix)
    rules = ""
    while len(rules) < size:
        part = stream.choice(("item", "link", "media", "title", "wrap", "meta"))
        rules += (
            f".{prefix}-{stream.randrange(16**5):05x} .{prefix}-{part}{{margin:{stream.randrange(40)}px 0;"
            f"padding:{stream.randrange(20)}px;color:#{stream.randrange(16**6):06x};line-height:1.{stream.randrange(9)}}}"
        )
    return f"<style>{rules}</style>"


def state(story: Story, count: int) -> str:
    """The teasers of a front end's store as JSON, `count` of them."""
    stream = random.Random(story.number)
    teasers = [
        {
            "id": f"{stream.randrange(16**12):012x}",
            "type": "teaser",
            "headline": stream.choice(story.words.related),
            "image": {"src": f"https://img.example/{stream.randrange(16**10):x}.jpg", "width": 640},
            "slug": f"/news/{stream.randrange(10**7)}",
        }
        for _ in range(count)
    ]
    return json.dumps({"items": teasers, "build": story.token(20)}, ensure_ascii=False)
