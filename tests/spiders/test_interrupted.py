"""Crawls that are stopped or killed: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.store import Store
from crawler.watch import load
from spiders.crawl import crawl
from tests.site import faults
from tests.site.pages import STORIES, Item, article, rss
from tests.site.server import Site
from tests.spiders.conftest import HASTY

CRAWL = """
import json, resource, sys
from crawler.watch import load
from spiders.crawl import crawl, run

if __name__ == "__main__":
    watch = load(json.loads(sys.argv[2]))
    def fill_disk(summary):
        if len(sys.argv) > 3 and summary.pages:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    summary = run(watch) if sys.argv[1] == "run" else crawl(watch, watch.sources, progress=fill_disk)
    print(json.dumps(summary.as_json()))
"""
PAGES = 40


@pytest.fixture
def shape(site: Site, tmp_path: Path) -> dict[str, object]:
    urls = [
        site.add(f"/a/{i}.html", article(STORIES[i % len(STORIES)], number=i)) for i in range(1, PAGES + 1)
    ]
    feed = site.add("/feed.xml", rss([Item(url) for url in urls], home=site.url("/")), "application/rss+xml")
    return {
        "data": str(tmp_path / "data"),
        "crawl": HASTY | {"delay": "5ms"},
        "sources": [{"name": "s", "feed": feed, "every": "1h"}],
    }


def start(shape: dict[str, object], *arguments: str) -> subprocess.Popen[bytes]:
    how, *more = arguments or ("crawl",)
    return subprocess.Popen(
        [sys.executable, "-c", CRAWL, how, json.dumps(shape), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for_page(site: Site, process: subprocess.Popen[bytes], number: int) -> None:
    while sum(n for path, n in site.hits.items() if path.startswith("/a/")) < number:
        assert process.poll() is None
        time.sleep(0.005)


def stored(shape: dict[str, object]) -> list[str]:
    with Store(Path(str(shape["data"])), readonly=True) as store:
        return [d.url for d in store.documents.since()]


def test_kill_9_at_any_moment_loses_nothing_and_stores_nothing_twice(
    site: Site, shape: dict[str, object]
) -> None:
    """Three moments that are always the same; drills/test_kill.py has others each time."""
    chance = random.Random(0)
    for _ in range(3):
        process = start(shape)
        wait_for_page(site, process, sum(site.hits.values()) - site.hits["/feed.xml"] + chance.randint(1, 8))
        time.sleep(chance.random() * 0.2)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    watch = load(shape)
    crawl(watch, watch.sources)
    assert sorted(stored(shape)) == sorted(site.url(f"/a/{i}.html") for i in range(1, PAGES + 1))
    assert crawl(watch, watch.sources).pages == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_crawl_in_order(site: Site, shape: dict[str, object], number: int) -> None:
    shape["crawl"] = HASTY | {"delay": "100ms", "per_host": 2}
    process = start(shape)
    wait_for_page(site, process, 4)
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    summary = json.loads(output)
    assert process.returncode == 0
    assert summary["sources"][0]["status"] == "stopped"
    assert 4 <= summary["documents"]["new"] < PAGES
    assert len(stored(shape)) == summary["documents"]["new"]


def test_run_crawls_what_is_due_and_ends_on_a_signal(site: Site, shape: dict[str, object]) -> None:
    process = start(shape, "run")
    wait_for_page(site, process, PAGES)
    while len(stored(shape)) < PAGES:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=60)
    assert json.loads(output)["documents"]["new"] == PAGES
    assert site.hits["/feed.xml"] == 1


def test_a_second_signal_ends_it_at_once(site: Site, shape: dict[str, object]) -> None:
    shape["crawl"] = HASTY | {"timeout": "60s"}
    site.add("/a/1.html", faults.hang)
    process = start(shape)
    wait_for_page(site, process, PAGES)
    while len(stored(shape)) < PAGES - 1:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert b"KeyboardInterrupt" in errors
    assert len(stored(shape)) == PAGES - 1


def test_on_a_full_disk_it_says_so_and_the_next_crawl_goes_on(site: Site, shape: dict[str, object]) -> None:
    process = start(shape, "crawl", "400000")
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert b"crawler.errors.Unavailable" in errors.splitlines()[-1]
    before = stored(shape)
    watch = load(shape)
    crawl(watch, watch.sources)
    after = stored(shape)
    assert len(after) == len(set(after)) == PAGES
    assert set(before) <= set(after)


def test_run_tells_the_passes_over_a_source_apart(site: Site, shape: dict[str, object]) -> None:
    shape["sources"] = [{"name": "s", "feed": site.url("/feed.xml"), "every": "100ms"}]
    process = start(shape, "run")
    wait_for_page(site, process, PAGES)
    while site.hits["/feed.xml"] < 4:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    with Store(Path(str(shape["data"])), readonly=True) as store:
        state = store.frontier.source("s")
    assert state.passes > 1
    assert state.last_new and state.last_success
    assert state.last_new < state.last_success
