"""Articles that lie as files on disk: HTML pages and plain text."""

from __future__ import annotations

import glob
import mimetypes
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from crawler.entry import Entry
from crawler.errors import Discard, Retry
from crawler.urls import BadURL, normalise
from pipelines.page import Page, Processed, Stages
from spiders.discovery import Discovery

_HEAD_BYTES = 256 * 1024
_LINK = re.compile(rb"<link\b[^>]{0,2000}>", re.I)
_CANONICAL = re.compile(rb"\brel\s*=\s*[\"']?\s*canonical\b", re.I)
_HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)


def find(pattern: str) -> Discovery:
    """An entry for each file that the glob pattern matches (`**` for folders at any depth), by its URI; a
    file that changes is a changed entry."""
    matches = glob.iglob(pattern, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
    paths = sorted(Path(match) for match in matches)
    entries = tuple(_entries(paths))
    return Discovery(entries=entries, problems=() if entries else (f"no file matches {pattern}",))


def _entries(paths: list[Path]) -> Iterator[Entry]:
    for path in paths:
        try:
            found = path.stat()
        except OSError:  # deleted meanwhile, or a link that leads nowhere
            continue
        if stat.S_ISREG(found.st_mode):
            changed = datetime.fromtimestamp(found.st_mtime, UTC)
            yield Entry(url=path.absolute().as_uri(), updated_at=changed)


def process(stages: Stages, page: Page) -> Processed:
    """The stages on a file, read here: `page` has its URI and no body yet. The document's address is the
    page's canonical link when it has one, else the URI. Raises PageError; Retry when the file cannot be read.
    """
    body = read(page.url, stages.limit)
    address = declared_address(body) or page.url
    kind = mimetypes.guess_type(page.url)[0] or ""
    return stages(replace(page, url=address, final_url=address, headers={"content-type": kind}, body=body))


def read(uri: str, limit: int) -> bytes:
    """The bytes of a file, whatever the encoding of its name. Raises Discard for more than `limit` bytes,
    Retry when it cannot be read."""
    path = Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
    try:
        with path.open("rb") as file:
            body = file.read(limit + 1)
    except OSError as error:
        raise Retry("other", f"{uri}: {error.strerror}") from None
    if len(body) > limit:
        raise Discard("too_large", f"{uri}: longer than {limit} bytes")
    return body


def declared_address(body: bytes) -> str | None:
    """The canonical link of an HTML page, when it is a full address."""
    for tag in _LINK.findall(body[:_HEAD_BYTES]):
        href = _HREF.search(tag)
        if href and _CANONICAL.search(tag):
            try:
                return normalise(next(g for g in href.groups() if g is not None).decode("utf-8", "replace"))
            except BadURL:
                return None
    return None
