"""A list of addresses in a text file: one a line, `#` comments, blank lines."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from crawler.entry import Entry
from crawler.errors import Retry
from crawler.urls import BadURL, normalise
from spiders.discovery import Announcement, Discovery, discovery

_COMMENT = re.compile(r"(?:^|\s)#.*$")


def load(page: Announcement) -> Discovery:
    """The list in the file that is the source's location. Raises Retry when it cannot be read."""
    path = Path(page.source.location)
    try:
        return parse(replace(page, body=path.read_bytes()))
    except OSError as error:
        raise Retry("other", f"{path}: {error.strerror}") from None


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
