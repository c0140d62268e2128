"""rasid prune: alone, and beside a live `run`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.document import Document, Match, Mention, Segment, content_hash
from crawler.store import Store
from crawler.store.documents import Provenance
from tests.cli.command import Rasid, until
from tests.drills.cluster import index_at
from tests.drills.news import publish
from tests.elastic.server import Server
from tests.site.server import Site

MENTION = Match(("pilots",), (Mention("pilots", "pilots", "Report", "title", "original", 0, 0, 6),))


def fill(rasid: Rasid, old: int, recent: int = 1, mentions: int = 0) -> None:
    """Stores so many articles of two years ago, the first `mentions` of them with a mention, and of today."""
    now = datetime.now(UTC)
    with Store(rasid.watch.data) as store, store.transaction():
        for number in range(old + recent):
            at = now - timedelta(days=730) if number < old else now
            url = f"https://news.example/{number}"
            document = Document(
                url=url,
                canonical_url=url,
                source="source-0",
                title=f"Report {number}",
                published_at=at,
                first_seen_at=at,
                language="en",
                segments=(Segment("title", f"Report {number}"), Segment("paragraph", "Words. " * 400)),
            )
            document = replace(document, content_hash=content_hash(document))
            identity = store.documents.put(document, Provenance("", url)).id
            if number < mentions:
                store.documents.touch(identity, MENTION)


def total(rasid: Rasid) -> int:
    """How many are found by `search`."""
    count: int = rasid("search", "report", "--limit", "0", "--json").json["total"]
    return count


def test_old_documents_go_from_store_and_index_and_the_space_comes_back(rasid: Rasid) -> None:
    rasid.configure()
    fill(rasid, old=300, recent=2, mentions=3)
    assert rasid("index", "rebuild").code == 0
    size = (rasid.folder / "data" / "rasid.sqlite").stat().st_size

    dry = rasid("prune", "--older-than", "365d", "--dry-run", "--json").json
    assert (dry["documents"], dry["with_mentions"], dry["kept"], dry["dry_run"]) == (300, 3, 2, True)
    said = rasid("prune", "--older-than", "365d", "--keep-mentions", "--dry-run").out
    assert "297 documents from before " in said
    assert "3 more mention" in said
    assert total(rasid) == 302

    kept = rasid("prune", "--older-than", "365d", "--keep-mentions", "--json").json
    assert (kept["documents"], kept["kept"]) == (297, 5)
    assert kept["bytes"] > 0
    assert (rasid.folder / "data" / "rasid.sqlite").stat().st_size < size / 4
    assert total(rasid) == 5

    done = rasid("prune", "--older-than", "365d")
    assert done.out.startswith("3 documents from before ")
    assert total(rasid) == 2
    assert rasid("show", "https://news.example/0").code == 1
    why = rasid("why", "https://news.example/0", "--json").json
    assert why["events"][-1]["outcome"] == "pruned"


def test_beside_a_live_run_and_it_stays_seen_while_the_feed_has_it(rasid: Rasid, site: Site) -> None:
    urls = publish(site, 4)
    rasid.configure({"feed": site.url("/feed.xml"), "every": "1s"})
    fill(rasid, old=120)
    with rasid.running("run") as run:
        until(lambda: rasid("status", "--json").json["documents"] == 125, "the site is crawled")
        until(lambda: total(rasid) == 121, "all is indexed")
        done = rasid("prune", "--older-than", "365d", "--json").json
        assert (done["documents"], done["bytes"]) == (120, None)
        until(lambda: total(rasid) == 1, "they leave the index")
        everything = rasid("prune", "--older-than", "0s", "--json").json
        assert everything["documents"] == 5
        fetches = site.hits["/feed.xml"]
        until(lambda: site.hits["/feed.xml"] > fetches + 1, "the feed is read again")
        run.end()
    assert rasid("crawl", "--all", "--json").json["documents"]["new"] == 0
    assert [site.hits[f"/news/{n}.html"] for n in range(1, 5)] == [1] * len(urls)
    added = rasid("add", urls[0]).out
    assert added.startswith(f"{urls[0]}: pruned: from before ")


@pytest.mark.parametrize("age", ["year", "365", "-1d"])
def test_what_is_no_duration_is_refused(rasid: Rasid, age: str) -> None:
    rasid.configure()
    done = rasid("prune", f"--older-than={age}")
    assert done.code == 2
    (line,) = done.err.splitlines()
    assert "a duration is a number and a unit" in line


def test_what_is_removed_is_said_where_the_index_refuses(
    rasid: Rasid, secured_elasticsearch: Server, index_name: str
) -> None:
    rasid.configure(index=index_at(secured_elasticsearch, index_name) | {"api_key_env": "RASID_KEY"})
    fill(rasid, old=2)
    done = rasid("prune", "--older-than", "365d", "--json", RASID_KEY="d3Jvbmc6a2V5")
    assert (done.code, json.loads(done.raw)["documents"]) == (1, 2)
    follows = done.err.splitlines()[-1]
    assert follows.startswith("rasid: the documents are removed, and leave the index with the next `crawl`")
    assert follows.endswith("the key in RASID_KEY is wrong, expired or withdrawn")
