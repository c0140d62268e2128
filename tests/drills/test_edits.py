"""What an outlet does to its articles after they were stored, and to the addresses they stand at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.store import Store
from tests.cli.command import Rasid
from tests.drills.news import announce
from tests.site import faults
from tests.site.pages import CHINESE, ENGLISH, RUSSIAN, Item, article, rss
from tests.site.server import Site

ADDED = "The owners have asked a court to look at the agreement."
LATER = replace(ENGLISH, paragraphs=(*ENGLISH.paragraphs[:-1], ADDED))


def canonical(text: str) -> str:
    """A canonical link in a page's head."""
    return f'<link rel="canonical" href="{text}">'


def test_a_changed_article_gives_a_second_revision_caused_by_the_outlet(rasid: Rasid, site: Site) -> None:
    edited = site.add("/edited.html", article(ENGLISH))
    steady = site.add("/steady.html", article(CHINESE))
    announce(site, [edited, steady])
    rasid.configure({"feed": site.url("/feed.xml"), "recheck": ["0s", "0s"]})
    rasid("crawl", "--all")
    site.add("/edited.html", article(LATER))

    again = rasid("crawl", "--all", "--json").json

    assert again["documents"] == {"new": 0, "changed": 1, "unchanged": 1, "duplicate": 0, "gone": 0}
    shown = rasid("show", edited, "--json").json
    first, second = shown["revisions"]
    assert (first["revision"], second["revision"]) == (1, 2) == (1, shown["revision"])
    assert second["cause"] == "outlet"
    assert ENGLISH.paragraphs[-1] in first["text"]
    assert ADDED in second["text"] == shown["text"]
    assert rasid("search", "owners court", "--json").json["total"] == 1
    assert rasid("search", '"end of the month"', "--json").json["total"] == 0
    asked = [hit.headers.get("If-None-Match") for hit in site.requests if hit.path == "/steady.html"]
    assert asked[0] is None
    assert asked[1]


def test_an_entry_that_says_updated_is_fetched_again(rasid: Rasid, site: Site) -> None:
    url = site.add("/a.html", article(ENGLISH))
    site.add("/feed.xml", rss([Item(url, "First title")]), "application/rss+xml")
    rasid.configure({"feed": site.url("/feed.xml")})
    rasid("crawl", "--all")
    site.add("/a.html", article(LATER))
    site.add("/feed.xml", rss([Item(url, "Second title")]), "application/rss+xml")
    again = rasid("crawl", "--all", "--json").json
    assert again["documents"]["changed"] == 1
    assert site.hits["/a.html"] == 2


def test_a_page_that_is_gone_keeps_its_text(rasid: Rasid, site: Site) -> None:
    url = site.add("/gone.html", article(ENGLISH))
    announce(site, [url])
    rasid.configure({"feed": site.url("/feed.xml"), "recheck": ["0s"]})
    rasid("crawl", "--all")
    site.add("/gone.html", faults.status(410))

    again = rasid("crawl", "--all", "--json").json

    assert again["documents"]["gone"] == 1
    assert again["failures"] == {}
    shown = rasid("show", url, "--json").json
    assert shown["gone"]["status"] == 410
    assert ENGLISH.paragraphs[0] in shown["text"]
    assert len(shown["revisions"]) == 1
    assert rasid("search", "pilots", "--json").json["total"] == 1


def test_addresses_of_one_article_are_one_document(rasid: Rasid, site: Site) -> None:
    plain = site.add("/a.html", article(ENGLISH))
    printed = site.add("/print/a", article(ENGLISH, head=canonical("/a.html")))
    foreign = site.add("/b.html", article(RUSSIAN, head=canonical("https://elsewhere.example/b")))
    moved = site.add("/old/a", faults.redirect("/a.html", 301))
    announce(site, [f"{plain}?utm_source=rss&fbclid=x", printed, foreign, f"{plain}?utm_campaign=2", moved])
    rasid.configure({"feed": site.url("/feed.xml")}, crawl={"per_host": 1})

    done = rasid("crawl", "--all", "--json").json

    assert done["documents"] == {"new": 2, "changed": 0, "unchanged": 0, "duplicate": 2, "gone": 0}
    assert site.hits["/a.html"] == 2  # itself, and where the redirect leads
    assert not [path for path in site.hits if "utm" in path or "fbclid" in path]
    shown = rasid("show", printed, "--json").json
    assert shown["canonical_url"] == plain
    assert len(shown["revisions"]) == 1
    for variant in (f"{plain}?gclid=1", moved, shown["id"], plain.replace("http://", "HTTP://") + "#top"):
        assert rasid("show", variant, "--json").json["id"] == shown["id"]
    assert rasid("show", foreign, "--json").json["canonical_url"] == foreign


def test_entries_too_old_are_skipped_and_a_broken_page_is_stored_from_its_entry(
    rasid: Rasid, site: Site
) -> None:
    now = datetime.now(UTC)
    text = "".join(f"<p>{p}</p>" for p in ENGLISH.paragraphs)
    site.add("/lost.html", faults.status(404))
    items = [
        Item(site.add("/old.html", article(CHINESE)), "Old", now - timedelta(days=40)),
        Item(site.add("/new.html", article(RUSSIAN)), "New", now - timedelta(days=20)),
        Item(site.url("/lost.html"), "Only in the feed", now, text),
    ]
    site.add("/feed.xml", rss(items), "application/rss+xml")
    rasid.configure({"feed": site.url("/feed.xml")})

    done = rasid("crawl", "--all", "--json").json

    assert done["skipped"] == {"max_age": 1}
    assert done["documents"]["new"] == 2
    assert done["failures"] == {}
    assert site.hits["/old.html"] == 0
    shown = rasid("show", site.url("/lost.html"), "--json").json
    assert shown["extraction"]["warnings"] == ["from_feed"]
    assert shown["title"] == "Only in the feed"
    assert ENGLISH.paragraphs[1] in shown["text"]

    rasid.configure({"feed": site.url("/feed.xml"), "max_age": "all"})
    site.add("/feed.xml", rss([*items, Item(site.add("/x.html", article(ENGLISH)))]), "application/rss+xml")
    assert rasid("crawl", "--all", "--json").json["documents"]["new"] == 2
    with Store(rasid.watch.data, readonly=True) as store:
        assert store.documents.count() == 4
