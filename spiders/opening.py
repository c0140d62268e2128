"""Opens a source's discovery page, wherever it lies: on the web or on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from crawler.errors import Discard
from crawler.store.frontier import Validators
from crawler.urls import BadURL, normalise
from spiders import files, urls
from spiders.announced import ACCEPT
from spiders.discovery import Announcement, Discovery
from spiders.fetch import Fetcher

Parse = Callable[[Announcement], Awaitable[Discovery]]


@dataclass(frozen=True, slots=True)
class Opened:
    """`discovery` is None when the page has not changed. `validators` make the next look conditional."""

    discovery: Discovery | None
    validators: Validators = field(default_factory=Validators)


async def open_announcement(page: Announcement, known: Validators, fetcher: Fetcher, parse: Parse) -> Opened:
    """Fills in the body of `page`, or reads the list of files, and has it parsed. Raises PageError, Skip,
    Stopped."""
    source = page.source
    if source.kind == "files":
        return Opened(await asyncio.to_thread(files.find, source.location))
    if source.kind == "urls":
        return Opened(await asyncio.to_thread(urls.load, page))
    try:
        address = normalise(page.url, keep_tracking=True)
    except BadURL as error:
        raise Discard("other", str(error)) from None
    fetched = await fetcher.announcement(address, ACCEPT[source.kind], known)
    fetched.check_status()
    if fetched.status == 304:
        return Opened(None, known)
    found = await parse(replace(page, url=fetched.final_url, body=fetched.body, headers=fetched.headers))
    if fetched.truncated:
        found = replace(found, broken=found.broken or "the page broke off")
    # an index is read each time: it may stay the same while the sitemaps that it names change
    again = found.follow or found.broken
    return Opened(found, Validators() if again else fetched.validators)
