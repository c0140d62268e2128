"""A disk that fills up during a crawl: one clear line, and once there is room nothing is missing."""

from __future__ import annotations

import pytest

from tests.cli.command import Rasid
from tests.drills.news import publish
from tests.site.server import Site

PAGES = 25


@pytest.mark.parametrize("largest_file", [1_000, 50_000, 300_000])
def test_one_clear_line_and_afterwards_everything_is_there(
    rasid: Rasid, site: Site, largest_file: int
) -> None:
    """Full before the first table stands, while they are made, and amid the documents."""
    publish(site, PAGES)
    rasid.configure({"feed": site.url("/feed.xml")})

    full = rasid("crawl", "--all", "--json", largest_file=largest_file)

    assert (full.code, full.out) == (1, "")
    (line,) = full.err.splitlines()
    assert line.startswith(f"rasid: {rasid.folder}/data/") or "the workers cannot work" in line

    done = rasid("crawl", "--all", "--json").json
    assert done["failures"] == {}
    found = rasid("search", "source:source-0", "--limit", "0", "--json").json
    assert found["total"] == PAGES
