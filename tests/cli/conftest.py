"""A newsroom that has crawled: for tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import demo
from tests.cli.command import Rasid
from tests.site.pages import ENGLISH, Story, article
from tests.site.server import Site

FORMULA = Story("en", '=HYPERLINK("http://evil.example","Harbour accounts")', ENGLISH.paragraphs)
MARKUP = Story(
    "en",
    "How <b>bold</b> & brave [red]editors[/red] write",
    ("The editors were told that <script>alert(1)</script> & [bold]markup[/bold] is no news. " * 3,),
)
NAMES = {
    "huawei": ["Huawei", "Hiawei", "هواوي", "华为", "華為", "Хуавэй"],
    "uyghur": ["Uyghur", "Uighur", "Uygur", "الإيغور", "الأويغور", "维吾尔", "уйгур"],
}
DEMO_DOCUMENTS = 13


@dataclass(frozen=True)
class Newsroom:
    """The command in its folder, and what it watched: the demonstration's site at `base` and two pages of
    `site`. `alerts` went to `receiver`."""

    rasid: Rasid
    base: str
    site: Site
    receiver: demo.Receiver

    @property
    def arabic(self) -> str:
        """The address of an article in Arabic that mentions both names, with a post."""
        return f"{self.base}/world/ar-surveillance.html"


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    rasid = Rasid(tmp_path_factory.mktemp("newsroom"))
    with demo.serve() as base, demo.receive() as receiver, Site() as site:
        pages = [site.add("/formula", article(FORMULA)), site.add("/markup", article(MARKUP))]
        (rasid.folder / "pages.txt").write_text("\n".join(pages), "utf-8")
        rasid.configure(
            {"name": "courier", "feed": f"{base}/feed.xml", "outlet": "The Harbour Courier", "country": "GB"},
            {"name": "world", "sitemap": f"{base}/news-sitemap.xml"},
            {"name": "pages", "urls": "pages.txt"},
            names=NAMES,
            topics=[{"name": "huawei-uyghur", "query": "huawei AND uyghur"}],
            alerts=[{"name": "desk", "topics": ["huawei-uyghur"], "to": [receiver.url]}],
        )
        done = rasid("crawl", "--all", "--json").json
        assert done["documents"]["new"] == DEMO_DOCUMENTS + len(pages)
        yield Newsroom(rasid, base, site, receiver)
