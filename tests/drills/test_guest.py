"""Rasid as a guest, seen from outside: places that it does not go to, and how it says so.

What it sends and when is tested closer to the fetcher, in tests/spiders/test_manners.py.
"""

from __future__ import annotations

from itertools import pairwise

from tests.cli.command import Rasid
from tests.drills.news import announce
from tests.site import faults
from tests.site.pages import ENGLISH, article
from tests.site.server import Site


def test_robots_txt_is_obeyed_and_what_it_forbids_is_said(rasid: Rasid, site: Site) -> None:
    allowed = [site.add(f"/open/{n}.html", article(ENGLISH, number=n)) for n in range(1, 4)]
    denied = site.add("/closed/a.html", article(ENGLISH))
    site.add("/robots.txt", "User-agent: *\nDisallow: /closed/\nCrawl-delay: 0.3\n", "text/plain")
    announce(site, [*allowed, denied])
    rasid.configure({"feed": site.url("/feed.xml")}, crawl={"per_host": 8})

    done = rasid("crawl", "--all", "--json").json

    assert (done["documents"]["new"], done["skipped"], done["failures"]) == (3, {"robots": 1}, {})
    assert site.hits["/closed/a.html"] == 0
    assert all(later - earlier >= 0.3 for earlier, later in pairwise(site.starts()))
    why = rasid("why", denied, "--json").json
    assert (why["known"], why["document"]) == (True, None)
    said = [(e["stage"], e["outcome"], e["detail"]) for e in why["events"]]
    assert ("fetch", "skipped", "robots: robots.txt disallows it") in said


def test_private_addresses_are_refused_by_default_in_every_spelling(rasid: Rasid, site: Site) -> None:
    port = site.base.rpartition(":")[2]
    hosts = ("127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]")
    rasid.configure(
        *({"feed": f"http://{host}:{port}/feed.xml"} for host in hosts),
        crawl={"allow_private_addresses": False},
    )
    sources = rasid("crawl", "--all", "--json").json["sources"]
    assert [s["failures"] for s in sources] == [{"forbidden_address": 1}] * len(hosts)
    assert {s["status"] for s in sources} == {"failed"}
    assert site.requests == []


def test_metadata_addresses_are_refused_whatever_is_configured(rasid: Rasid, site: Site) -> None:
    spellings = ("169.254.169.254", "2852039166", "0xA9.0xFE.0xA9.0xFE", "[::ffff:a9fe:a9fe]")
    pages = [site.add(f"/to/{n}", faults.redirect(f"http://{s}/latest/")) for n, s in enumerate(spellings)]
    announce(site, [*pages, "http://169.254.169.254/latest/meta-data/"])
    rasid.configure({"feed": site.url("/feed.xml")})
    done = rasid("crawl", "--all", "--json").json
    assert done["failures"] == {"forbidden_address": 5}
    assert sum(done["documents"].values()) == 0
