"""What is learnt of outlets, shown: lines left out by `why`, templates that broke by `status`."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.drift import EARLIER, RECENT
from crawler.outlet import Reading
from crawler.store import Store
from crawler.store.outlets import SENTENCE_ARTICLES
from tests.cli.command import Rasid
from tests.drills.news import announce
from tests.site.pages import article, distinct
from tests.site.server import Site

MOTTO = "The Lantern is printed every morning on paper from the mill upstream."


def test_why_shows_what_was_left_out_and_search_does_not_find_it(rasid: Rasid, site: Site) -> None:
    rasid.configure({"feed": site.url("/feed.xml")})
    urls: list[str] = []
    for numbers in (range(SENTENCE_ARTICLES), range(SENTENCE_ARTICLES, SENTENCE_ARTICLES + 1)):
        urls += [site.add(f"/news/{n}.html", article(distinct(n, MOTTO))) for n in numbers]
        announce(site, urls)
        rasid("crawl", "--all")
    assert rasid("search", "mill", "--json").json["total"] == SENTENCE_ARTICLES
    said = rasid("why", urls[-1], "--json").json["furniture"]
    assert said == [{"line": MOTTO, "articles": SENTENCE_ARTICLES + 1, "of": SENTENCE_ARTICLES + 1}]
    assert f"{SENTENCE_ARTICLES + 1} of {SENTENCE_ARTICLES + 1}" in rasid("why", urls[-1]).out
    assert rasid("why", urls[0], "--json").json["furniture"] == []
    (line,) = rasid("show", urls[-1], "--json").json["extraction"]["furniture"]
    assert line["text"] == MOTTO


def test_status_says_which_outlet_s_template_broke_and_when(rasid: Rasid, site: Site) -> None:
    rasid.configure({"feed": site.url("/feed.xml")})
    good = Reading(text=3000, title=True, authors=True, date=True)
    with Store(rasid.watch.data) as store:
        for day in range(EARLIER + RECENT):
            at = datetime(2026, 3, 1 + day, 12, tzinfo=UTC)
            store.outlets.record("steady.example", good, at)
            store.outlets.record("lantern.example", good if day < EARLIER else Reading(), at)
    steady, broken = sorted(rasid("status", "--json").json["outlets"], key=lambda o: len(o["signs"]))
    assert (steady["host"], steady["signs"]) == ("steady.example", [])
    (sign,) = broken["signs"]
    assert (broken["host"], broken["pages"]) == ("lantern.example", EARLIER + RECENT)
    assert sign == {"sign": "no_text", "earlier": 0, "recent": 1, "since": "2026-03-21T12:00:00Z"}
    shown = rasid("status").out
    assert "lantern.example" in shown
    assert "no text found" in shown
    assert "2026-03-21" in shown
    assert "steady.example" not in shown
