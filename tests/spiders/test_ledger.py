"""The store on its own thread: writes that share a transaction do not share their errors."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.entry import Entry
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.frontier import Validators
from spiders.ledger import Ledger


def announce(url: str) -> object:
    def write(store: Store) -> str:
        now = datetime.now(UTC)
        store.frontier.discovered("s", "feed", [Entry(url)], Validators(), now)
        if "broken" in url:
            raise ValueError(url)
        return url

    return write


def stored(data: Path) -> set[str]:
    with Store(data, readonly=True) as store:
        return {p.entry.url for p in store.frontier.pending("s", 1000, datetime.now(UTC))}


def test_a_write_that_fails_leaves_the_others_of_its_transaction(tmp_path: Path) -> None:
    urls = [f"http://a.com/{'broken' if i % 7 == 3 else i}/{i}" for i in range(40)]

    async def write_all() -> list[object]:
        async with Ledger(tmp_path) as ledger:
            return await asyncio.gather(*(ledger.write(announce(u)) for u in urls), return_exceptions=True)

    answers = asyncio.run(write_all())
    good = {url for url in urls if "broken" not in url}
    assert {a for a in answers if isinstance(a, str)} == good == stored(tmp_path)
    assert all(isinstance(a, ValueError) for a in answers if not isinstance(a, str))


def test_what_can_wait_is_committed_with_what_cannot_or_by_itself(tmp_path: Path) -> None:
    async def write_all() -> set[str]:
        async with Ledger(tmp_path) as ledger:
            gathering = asyncio.create_task(ledger.gather(announce("http://a.com/1")))
            await asyncio.sleep(0)
            await ledger.write(announce("http://a.com/2"))
            there = stored(tmp_path)
            await gathering
            await ledger.gather(announce("http://a.com/3"))
            return there

    assert asyncio.run(write_all()) == {"http://a.com/1", "http://a.com/2"}
    assert stored(tmp_path) == {"http://a.com/1", "http://a.com/2", "http://a.com/3"}


def test_what_nobody_waits_for_any_more_is_written_all_the_same(tmp_path: Path) -> None:
    async def cancel() -> None:
        async with Ledger(tmp_path) as ledger:
            waiting = asyncio.create_task(ledger.write(announce("http://a.com/1")))
            await asyncio.sleep(0)
            waiting.cancel()

    asyncio.run(cancel())
    assert stored(tmp_path) == {"http://a.com/1"}


def test_a_store_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "rasid.sqlite").write_bytes(b"not a database" * 100)

    async def open_it() -> None:
        async with Ledger(tmp_path):
            pass

    with pytest.raises(Unavailable):
        asyncio.run(open_it())
