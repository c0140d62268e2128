"""When a request may start: the delay and the number of requests at once, for each host:port and in all."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

JITTER = (1.02, 1.15)
"""The delay is stretched by a random factor in this range, never shrunk. Its lower end leaves room for the
milliseconds by which a request that has a connection to open reaches the host later than the one after it."""


class Stopped(Exception):
    """The crawl is ending: nothing new is started."""


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    per_host: int
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0


class Politeness:
    """`delay` seconds between two request starts to one host:port, `per_host` requests under way there,
    `concurrency` in all. Waiting ends with Stopped once `stopping` is set."""

    def __init__(self, *, delay: float, per_host: int, concurrency: int, stopping: asyncio.Event) -> None:
        self._delay = delay
        self._per_host = per_host
        self._all = asyncio.Semaphore(concurrency)
        self._stopping = stopping
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, crawl_delay: float | None = None) -> AsyncIterator[None]:
        """A request's own time: from its start, when the host's turn has come, to its end. A `crawl_delay`
        (robots.txt) raises the delay, and makes it one request at a time."""
        state = self._host(host, 1 if crawl_delay else self._per_host)
        async with state.places:
            async with state.starting:
                await self._sleep_until_start(state)
                await self._all.acquire()
                delay = max(self._delay, crawl_delay or 0.0)
                state.next_start = asyncio.get_running_loop().time() + delay * random.uniform(*JITTER)  # noqa: S311 - no secret
            try:
                yield
            finally:
                self._all.release()

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """For robots.txt: counts towards `concurrency`, waits for no delay."""
        async with self._all:
            yield

    def hold(self, host: str, seconds: float) -> None:
        """Nothing starts on this host before so much time is over: it has asked for it."""
        state = self._hosts.get(host) or self._host(host, self._per_host)
        state.next_start = max(state.next_start, asyncio.get_running_loop().time() + seconds)

    async def pause(self, seconds: float) -> None:
        """Waits, but not beyond the end of the crawl (then raises Stopped)."""
        await self._sleep_until(asyncio.get_running_loop().time() + seconds)

    def _host(self, name: str, per_host: int) -> _Host:
        state = self._hosts.get(name)
        if state is None:
            state = self._hosts[name] = _Host(asyncio.Semaphore(per_host), per_host)
        elif state.per_host != per_host:  # robots.txt changed its mind
            state.places, state.per_host = asyncio.Semaphore(per_host), per_host
        return state

    async def _sleep_until_start(self, host: _Host) -> None:
        """`hold` may put the start off while it is waited for."""
        until = 0.0
        while until < host.next_start or self._stopping.is_set():
            until = host.next_start
            await self._sleep_until(until)

    async def _sleep_until(self, moment: float) -> None:
        if self._stopping.is_set():
            raise Stopped
        seconds = moment - asyncio.get_running_loop().time()
        if seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise Stopped
