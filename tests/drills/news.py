"""A site of many distinct articles, each found by a word of its own: its number."""

from __future__ import annotations

from tests.site.pages import STORIES, Item, article, rss
from tests.site.server import Site


def publish(site: Site, count: int) -> list[str]:
    """Puts articles 1 to `count` on the site, in five languages in turn, and into its feed; their URLs."""
    urls = [
        site.add(f"/news/{number}.html", article(STORIES[number % len(STORIES)], number=number))
        for number in range(1, count + 1)
    ]
    announce(site, urls)
    return urls


def announce(site: Site, urls: list[str]) -> str:
    """The feed /feed.xml with these entries, nothing else; its URL."""
    return site.add("/feed.xml", rss([Item(url) for url in urls], home=site.url("/")), "application/rss+xml")
