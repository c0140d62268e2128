"""A list of addresses in a text file: one a line, `#` comments, blank lines."""

from __future__ import annotations

import re

from crawler.entry import Entry
from crawler.urls import BadURL, normalise
from spiders.discovery import Announcement, Discovery, discovery

_COMMENT = re.compile(r"(?:^|\s)#.*$")


def parse(page: Announcement) -> Discovery:
    """The addresses of the list, in its order; lines that are none are problems, named by their number."""
    entries, problems = [], []
    for number, line in enumerate(page.body.decode("utf-8-sig", "replace").splitlines(), start=1):
        address = _COMMENT.sub("", line).strip()
        if not address:
            continue
        try:
            entries.append(Entry(url=normalise(address)))
        except BadURL as error:
            problems.append(f"line {number}: {error}")
    return discovery(entries, page, problems=problems)
