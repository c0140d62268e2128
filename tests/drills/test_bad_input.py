"""Whatever a site sends: one outcome for each page, one clear line, and nothing else harmed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.document import body_text
from crawler.store import Store
from tests.cli.command import Rasid
from tests.drills.news import announce
from tests.site import faults
from tests.site.pages import ARABIC, CHINESE, ENGLISH, JAPANESE, RUSSIAN, Item, Story, article, rss
from tests.site.server import Answer, Route, Site

TRIES = 3


@dataclass(frozen=True)
class Bad:
    """What is served, what it is counted as, how often it is asked for in one pass."""

    route: Route | bytes
    kind: str
    hits: int = 1
    passing: bool = False


BAD = {
    "/missing": Bad(faults.status(404), "http_4xx"),
    "/error": Bad(faults.status(500), "http_5xx", TRIES, passing=True),
    "/busy": Bad(faults.status(429), "http_4xx", TRIES, passing=True),
    "/hang": Bad(faults.hang, "timeout", TRIES, passing=True),
    "/trickle": Bad(faults.trickle, "timeout", TRIES, passing=True),
    "/reset": Bad(faults.reset, "connect", TRIES, passing=True),
    "/not-http": Bad(faults.not_http, "other", TRIES, passing=True),
    "/itself": Bad(faults.redirect("/itself"), "redirect_loop"),
    "/metadata": Bad(faults.redirect("http://169.254.169.254/latest/"), "forbidden_address"),
    "/to-file": Bad(faults.redirect("file:///etc/passwd"), "forbidden_address"),
    "/empty": Bad(faults.EMPTY, "no_text"),
    "/no-text": Bad(b"<html><head><title>Photo 7</title></head><body><img src='7.jpg'></body>", "no_text"),
    "/50-mb": Bad(faults.big(50 * 1024**2), "too_large"),
    "/endless": Bad(faults.endless, "too_large"),
    "/bomb": Bad(faults.bomb(), "too_large"),
    "/garbage": Bad(faults.GARBAGE_GZIP, "decompression"),
    "/pdf": Bad(faults.PDF, "unsupported_type"),
    "/pdf-called-html": Bad(Answer(faults.PDF.body), "unsupported_type"),
    "/deep": Bad(faults.nested(50_000), "too_deep"),
    "/challenge": Bad(faults.CHALLENGE, "blocked"),
}  # fmt: skip


@dataclass(frozen=True)
class Odd:
    """A page that is badly made and still an article."""

    route: Route | bytes
    story: Story
    warnings: tuple[str, ...] = ()


def declared(story: Story, real: str, said: str) -> Answer:
    """A page in one charset whose header and markup name another."""
    page = article(story, charset=said).encode(real)
    return Answer(page, f"text/html; charset={said}")


ODD = {
    "/arabic": Odd(declared(ARABIC, "windows-1256", "utf-8"), ARABIC),
    "/chinese": Odd(declared(CHINESE, "gb18030", "iso-8859-1"), CHINESE),
    "/japanese": Odd(declared(JAPANESE, "shift_jis", "utf-8"), JAPANESE),
    "/nul": Odd(article(ENGLISH).replace("channel", "chan\0nel").encode(), ENGLISH),
    "/truncated": Odd(faults.truncated(article(RUSSIAN).encode()), RUSSIAN, ("truncated",)),
}


def test_each_page_has_one_outcome_one_line_and_the_tries_it_deserves(rasid: Rasid, site: Site) -> None:
    """One crawl over all of them, a good article between: a crawl is what takes time."""
    for path, bad in BAD.items():
        site.add(path, bad.route)
    for path, odd in ODD.items():
        site.add(path, odd.route)
    unreachable = {"http://nowhere.invalid/a", "http://127.0.0.1:9/b"}
    good = site.add("/good", article(ENGLISH, number=1))
    announce(site, [*(site.url(path) for path in (*BAD, *ODD)), *unreachable, good])
    rasid.configure({"feed": site.url("/feed.xml")}, crawl={"timeout": "4s", "max_page_size": "1MiB"})

    done = rasid("crawl", "--all", "--json")

    assert done.err == ""
    kinds = Counter(bad.kind for bad in BAD.values()) + Counter(["dns", "connect"])
    assert done.json["failures"] == kinds
    assert done.json["documents"]["new"] == len(ODD) + 1
    assert done.json["pages"] == len(BAD) + len(ODD) + 3
    with Store(rasid.watch.data, readonly=True) as store:
        told = {path: fetches(store, site.url(path)) for path in BAD}
        waiting = {p.entry.url for p in store.frontier.pending("source-0", 1000, datetime.now(UTC))}
        stored = {d.url.removeprefix(site.base): d for d in store.documents.since()}
    assert {path: [line.partition(":")[0] for line in lines] for path, lines in told.items()} == {
        path: [bad.kind] for path, bad in BAD.items()
    }
    assert all("\n" not in line for lines in told.values() for line in lines)
    assert {path: site.hits[path] for path in BAD} == {path: bad.hits for path, bad in BAD.items()}
    assert waiting == unreachable | {site.url(path) for path, bad in BAD.items() if bad.passing}
    assert set(stored) == {"/good", *ODD}
    for path, odd in ODD.items():
        text = body_text(stored[path])
        assert all(paragraph in text for paragraph in odd.story.paragraphs[:2]), path
        assert stored[path].title == odd.story.title
        assert stored[path].language == odd.story.language
        assert stored[path].extraction.warnings == odd.warnings
        assert "\0" not in text


def fetches(store: Store, url: str) -> list[str]:
    """What is said of each fetch of a page."""
    return [event.detail for event in store.events(url) if event.stage == "fetch"]


def test_what_failed_in_passing_is_fetched_by_the_next_pass_and_the_rest_is_not(
    rasid: Rasid, site: Site
) -> None:
    passing, lasting = site.add("/500", faults.status(500)), site.add("/404", faults.status(404))
    announce(site, [passing, lasting])
    rasid.configure({"feed": site.url("/feed.xml")})
    assert rasid("crawl", "--all", "--strict").code == 1
    site.add("/500", article(ENGLISH))
    site.add("/404", article(CHINESE))

    done = rasid("crawl", "--all", "--strict", "--json").json  # the feed itself answers 304

    assert (done["pages"], done["documents"]["new"]) == (1, 1)
    assert rasid("show", passing, "--json").json["title"] == ENGLISH.title
    assert site.hits["/404"] == 1


def test_a_source_that_fails_says_why_and_harms_no_other(rasid: Rasid, site: Site) -> None:
    good = announce(site, [site.add("/a.html", article(ENGLISH))])
    site.add("/page.html", article(CHINESE))
    locations = {
        "http://nowhere.invalid/feed": "dns",
        "http://127.0.0.1:9/feed": "connect",
        site.add("/500.xml", faults.status(500)): "http_5xx",
        site.add("/404.xml", faults.status(404)): "http_4xx",
        site.url("/page.html"): "feed_syntax",
        site.add("/empty.xml", b""): "feed_syntax",
        site.add("/hang.xml", faults.hang): "timeout",
        site.add("/bomb.xml", faults.bomb()): "too_large",
    }
    rasid.configure({"feed": good}, *({"feed": url} for url in locations), crawl={"timeout": "4s"})

    done = rasid("crawl", "--all", "--json").json

    ok, *failed = done["sources"]
    assert (ok["status"], ok["new"]) == ("ok", 1)
    assert [s["status"] for s in failed] == ["failed"] * len(locations)
    assert [s["failures"] for s in failed] == [{kind: 1} for kind in locations.values()]
    assert all(len(s["problems"]) == 1 and "\n" not in s["problems"][0] for s in failed)
    assert done["failures"] == {}  # no page failed
    status = rasid("status", "--json").json["sources"]
    assert [s["failures_in_a_row"] for s in status] == [0] + [1] * len(locations)
    assert rasid("crawl", "--all", "--strict").code == 1


def test_a_broken_feed_gives_the_entries_that_can_be_read(rasid: Rasid, site: Site) -> None:
    urls = [site.add(f"/{n}.html", article(ENGLISH, number=n)) for n in range(1, 6)]
    whole = rss([Item(url) for url in urls])
    cut = whole[: whole.index(urls[3]) + len(urls[3]) + 10]
    site.add("/feed.xml", cut.replace("<title>A title</title>", "<title>A & B < C</title>", 1), "text/xml")
    rasid.configure({"feed": site.url("/feed.xml")})
    (source,) = (done := rasid("crawl", "--all", "--json").json)["sources"]
    assert done["documents"]["new"] >= 3
    assert source["failures"] == {"feed_syntax": 1}
    assert source["problems"]


def test_a_feed_of_5000_entries_is_worked_off_within_the_budget(rasid: Rasid, site: Site) -> None:
    urls = [site.add(f"/many/{n}.html", article(RUSSIAN, number=n)) for n in range(5_000)]
    announce(site, urls)
    rasid.configure({"feed": site.url("/feed.xml"), "budget": 15})
    first, second = (rasid("crawl", "--all", "--json").json for _ in range(2))
    assert (first["sources"][0]["found"], first["pages"], first["skipped"]) == (5_000, 15, {"budget": 4_985})
    assert (second["pages"], second["documents"]["new"], second["skipped"]) == (15, 15, {"budget": 4_970})
    assert site.hits.total() == 15 + 15 + 2 * 2  # robots.txt and the feed, each time
    why = rasid("why", urls[-1], "--json").json
    assert (why["known"], why["state"], why["document"]) == (True, "pending", None)
