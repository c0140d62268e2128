"""rasid backup and restore: beside a live `run`, after a loss, on a full disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.cli.command import Rasid, until
from tests.consumers.receivers import Webhook
from tests.drills.news import announce, publish
from tests.site.pages import ENGLISH, article
from tests.site.server import Site

PAGES = 5


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()
    hook.start()
    yield hook
    hook.stop()


def watch(rasid: Rasid, site: Site, webhook: Webhook) -> list[str]:
    """A watch file on a site of five articles, of which one is told about; their addresses."""
    urls = publish(site, PAGES)
    rasid.configure(
        {"feed": site.url("/feed.xml"), "every": "1s", "recheck": []},
        topics=[{"name": "pilots", "query": "pilots"}],
        alerts=[{"name": "desk", "topics": ["pilots"], "to": [webhook.url], "first_pass": "each"}],
    )
    return urls


def found(rasid: Rasid) -> int:
    total: int = rasid("search", "source:source-0", "--limit", "0", "--json").json["total"]
    return total


def test_after_a_loss_everything_is_back_and_no_alert_goes_out_twice(
    rasid: Rasid, site: Site, webhook: Webhook
) -> None:
    urls = watch(rasid, site, webhook)
    rasid("crawl")
    done = rasid("backup", "yesterday", "--json").json
    assert (done["documents"], done["raw_pages"]) == (PAGES, PAGES)
    assert done["bytes"] == (rasid.folder / "yesterday").stat().st_size
    late = site.add("/late.html", article(ENGLISH, number=88))
    announce(site, [*urls, late])
    rasid("crawl", "--all")
    assert len(webhook.posts) == 2
    shutil.rmtree(rasid.folder / "data")

    said = rasid("restore", "yesterday")
    assert (said.code, said.err) == (0, "")
    assert f"{PAGES} documents and {PAGES} raw pages as of " in said.out
    assert "no alert is sent until `rasid alerts confirm`" in said.out
    assert "the search index is made anew by the next `rasid crawl`" in said.out

    crawled = rasid("crawl", "--all", "--json")
    assert crawled.json["documents"]["new"] == 1
    assert "rasid alerts confirm" in crawled.err
    assert found(rasid) == PAGES + 1
    assert len(webhook.posts) == 2
    listed = rasid("alerts", "list", "--json").json
    assert listed["waiting"] == 1
    assert listed["unconfirmed_since"]
    assert "1 wait for `rasid alerts confirm`" in rasid("alerts", "list").out
    assert "1 wait for `rasid alerts confirm`" in rasid("status").out
    assert rasid("status", "--json").json["alerts"]["waiting"] == 1
    assert rasid("alerts", "confirm", "--discard", "--json").json["discarded"] == 1
    assert "no alert waits to be confirmed" in rasid("alerts", "confirm").out

    announce(site, [*urls, late, site.add("/later.html", article(ENGLISH, number=89))])
    rasid("crawl", "--all")
    assert [post["title"].endswith("89") for post in webhook.posts] == [False, False, True]


def test_beside_a_live_run(rasid: Rasid, site: Site, webhook: Webhook) -> None:
    watch(rasid, site, webhook)
    with rasid.running("run") as run:
        until(lambda: webhook.posts, "the site is crawled and told about")
        done = rasid("backup", "backup", "--json").json
        assert 0 < done["documents"] <= PAGES
        again = rasid("backup", "backup")
        assert (again.code, again.out) == (1, "")
        assert again.err == "rasid: backup: is there already; another name, or --overwrite\n"
        assert rasid("backup", "backup", "--overwrite").code == 0
        busy = rasid("restore", "backup", "--replace")
        assert busy.code == 1
        assert "held by `rasid run`" in busy.err
        run.end()

    kept = rasid("restore", "backup")
    assert kept.code == 1
    assert "--replace moves it aside" in kept.err
    replaced = rasid("restore", "backup", "--replace", "--json").json
    assert (rasid.folder / "data").resolve() in (rasid.folder / replaced["aside"]).resolve().parents
    rasid("crawl", "--all")
    assert found(rasid) == PAGES


def test_a_wait_is_confirmed_beside_a_live_run(rasid: Rasid, site: Site, webhook: Webhook) -> None:
    urls = watch(rasid, site, webhook)
    rasid("crawl")
    rasid("backup", "backup")
    rasid("restore", "backup", "--replace")
    late = [site.add(f"/late-{number}.html", article(ENGLISH, number=number)) for number in (88, 89)]
    announce(site, [*urls, *late])
    with rasid.running("run") as run:
        until(lambda: rasid("alerts", "list", "--json").json["waiting"] == 2, "they gather")
        assert len(webhook.posts) == 1
        assert rasid("alerts", "confirm", "--json").json["sent"] == 2
        until(lambda: len(webhook.posts) == 2, "they are sent as one")
        run.end()
    assert "2 stories from what waited after a restore" in webhook.posts[1]["title"]


@pytest.mark.parametrize("largest_file", [1_000, 150_000])
def test_on_a_full_disk_one_line_and_nothing_half_made(
    rasid: Rasid, site: Site, webhook: Webhook, largest_file: int
) -> None:
    watch(rasid, site, webhook)
    rasid("crawl")
    before = sorted(path.name for path in rasid.folder.iterdir())
    full = rasid("backup", "backup", largest_file=largest_file)
    assert (full.code, full.out) == (1, "")
    (line,) = full.err.splitlines()
    assert line.startswith("rasid: backup: ")
    assert line.endswith("; no backup is written")
    assert sorted(path.name for path in rasid.folder.iterdir()) == before

    assert rasid("backup", "backup").code == 0
    full = rasid("restore", "backup", "--replace", largest_file=largest_file)
    assert (full.code, full.out) == (1, "")
    assert len(full.err.splitlines()) == 1
    assert found(rasid) == PAGES


def test_a_folder_that_is_not_there_and_a_file_that_is_not(
    rasid: Rasid, site: Site, webhook: Webhook
) -> None:
    watch(rasid, site, webhook)
    assert rasid("backup", "backup").err.endswith("nothing stored yet; there is nothing to back up\n")
    assert not (rasid.folder / "data").exists()
    rasid("crawl")
    missing = rasid("backup", "nowhere/backup")
    assert missing.code == 1
    assert missing.err == "rasid: nowhere/backup: No such file or directory; no backup is written\n"
    assert rasid("restore", "nowhere").code == 2
