"""The store on a thread of its own, so that a commit (an fsync) does not hold up the network.

What is written at the same time is committed together: while one transaction is being written, the next one
gathers; what can wait a moment is gathered longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from crawler.store import Store

BATCH = 100
"""Writes in one transaction at most: other processes wait for it."""
GATHER_SECONDS = 0.2
"""How long the outcome of a page waits for others. At 30 pages a second their transactions together cost the
main process 1.2 ms less a page than one each (a crawl of 1,200 pages, CPU time by thread)."""

T = TypeVar("T")


@dataclass(slots=True)
class _Write(Generic[T]):
    record: Callable[[Store], T]
    raw: Callable[[Store], None] | None
    done: asyncio.Future[T]


class Ledger:
    """`async with Ledger(data) as ledger`: the store opened for writing. Raises Unavailable as Store does."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[_Write[Any]] = []
        self._writer: asyncio.Task[None] | None = None
        self._urgent = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._store = await asyncio.get_running_loop().run_in_executor(self._thread, Store, self._data)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._urgent.set()
        if self._writer:
            await asyncio.wait([self._writer])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    async def read(self, ask: Callable[[Store], T]) -> T:
        """The answer of `ask(store)`, which writes nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, ask, self._store)

    async def write(self, record: Callable[[Store], T]) -> T:
        """Commits what `record(store)` writes and gives its answer. It may be called again when another write
        of the same transaction fails."""
        self._urgent.set()
        return await self.gather(record)

    async def gather(self, record: Callable[[Store], T], raw: Callable[[Store], None] | None = None) -> T:
        """As `write`, up to GATHER_SECONDS later, with what else comes until then; raw pages (`raw`) first,
        in their own file."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Write(record, raw, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    await self._urgent.wait()
            self._urgent.clear()
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            answers = await loop.run_in_executor(self._thread, _commit, self._store, batch)
            for write, answer in zip(batch, answers, strict=True):
                if write.done.done():  # who asked was cancelled meanwhile
                    continue
                if isinstance(answer, Exception):
                    write.done.set_exception(answer)
                else:
                    write.done.set_result(answer)


def _commit(store: Store, batch: list[_Write[Any]]) -> list[Any]:
    """The answers of one transaction; where it fails, each write has its own, and its own error."""
    try:
        with store.raw_transaction():
            for write in batch:
                if write.raw:
                    write.raw(store)
        with store.transaction():
            return [write.record(store) for write in batch]
    except Exception as error:
        if len(batch) == 1:
            return [error]
    return [answer for write in batch for answer in _commit(store, [write])]
