"""Workers that hang, die or grow, and the tasks beside them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from unittest.mock import ANY

import psutil
import pytest

from crawler.errors import Discard, Quarantine, Unavailable
from crawler.pool import Pool


def build(name: str) -> list[str]:
    return [name]


def broken_build() -> list[str]:
    raise FileNotFoundError("model.bin")


def echo(worker: list[str], task: str) -> tuple[list[str], str, int]:
    worker.append(task)
    return worker, task, os.getpid()


def hang(_: list[str], seconds: float) -> None:
    time.sleep(seconds)


def toil(_: list[str], __: None) -> None:
    sum(range(10**12))


def crash(_: list[str], __: None) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def grow(_: list[str], size: int) -> int:
    return len(b"x" * size)


def discard(_: list[str], detail: str) -> None:
    raise Discard("no_text", detail)


def bug(_: list[str], __: None) -> None:
    raise KeyError("surprise")


def unpicklable(_: list[str], __: None) -> Callable[[], None]:
    return lambda: None


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def pool(loop: asyncio.Runner) -> Iterator[Pool[list[str]]]:
    with Pool(partial(build, "worker"), workers=2, deadline=5.0, memory=400 * 1024**2) as pool:
        yield pool


async def together(*runs: Awaitable[object]) -> list[object]:
    return list(await asyncio.gather(*runs, return_exceptions=True))


def test_a_worker_is_built_once_and_kept(loop: asyncio.Runner) -> None:
    async def scenario() -> list[object]:
        with Pool(partial(build, "one"), workers=1) as pool:
            return [await pool.run(echo, "a"), await pool.run(echo, "b")]

    (first, _, pid), (second, _, same_pid) = loop.run(scenario())  # type: ignore[misc] # of `echo`
    assert first == ["one", "a"]
    assert second == ["one", "a", "b"]
    assert pid == same_pid


@pytest.mark.parametrize(
    ("function", "task", "said"),
    [
        (hang, 60.0, "longer than 5 s"),
        (crash, None, "died"),
        (grow, 10**9, "MiB of memory"),
        (bug, None, "KeyError: 'surprise'"),
        (unpicklable, None, "died"),
    ],
)
def test_only_the_task_that_breaks_a_worker_is_lost(
    loop: asyncio.Runner,
    pool: Pool[list[str]],
    function: Callable[[list[str], object], object],
    task: object,
    said: str,
) -> None:
    async def scenario() -> list[object]:
        return await together(pool.run(function, task), *(pool.run(echo, str(i)) for i in range(20)))

    broken, *others = loop.run(scenario())
    assert isinstance(broken, Quarantine)
    assert broken.kind == "other"
    assert said in broken.detail
    assert [o[1] for o in others if isinstance(o, tuple)] == [str(i) for i in range(20)]


def test_work_is_stopped_after_its_share_of_the_cpu(loop: asyncio.Runner) -> None:
    async def scenario() -> tuple[object, object]:
        with Pool(partial(build, "one"), workers=1, deadline=600.0) as pool:
            with pytest.raises(Quarantine) as stopped:
                await pool.run(toil, None, cpu=0.5)
            return stopped.value.detail, await pool.run(echo, "next")

    said, next_one = loop.run(scenario())
    assert said == "took more than 0.5 s of CPU and was stopped"
    assert next_one == (["one", "next"], "next", ANY)


def test_a_page_error_arrives_as_it_was_raised(loop: asyncio.Runner, pool: Pool[list[str]]) -> None:
    with pytest.raises(Discard) as caught:
        loop.run(pool.run(discard, "empty"))
    assert (caught.value.kind, caught.value.detail) == ("no_text", "empty")


def test_an_idle_worker_killed_from_outside_is_replaced(loop: asyncio.Runner) -> None:
    async def scenario() -> tuple[object, object]:
        with Pool(partial(build, "one"), workers=1) as pool:
            first = await pool.run(echo, "a")
            os.kill(first[2], signal.SIGKILL)
            psutil.wait_procs([psutil.Process(first[2])] if psutil.pid_exists(first[2]) else [])
            await asyncio.to_thread(wait_until, lambda: not (pool._pool and pool._pool.active))
            return first, await pool.run(echo, "b")

    _, second = loop.run(scenario())
    assert isinstance(second, tuple)
    assert second[1] == "b"


def test_a_worker_that_cannot_be_built_is_said_so(loop: asyncio.Runner) -> None:
    async def scenario() -> None:
        with Pool(broken_build, workers=1) as pool:
            await pool.run(echo, "a")

    with pytest.raises(Unavailable, match=r"FileNotFoundError: model\.bin"):
        loop.run(scenario())


KILLED = """
import asyncio, os, sys
from functools import partial
from tests.crawler.test_pool import build, echo, hang
from crawler.pool import Pool

async def main():
    pool = Pool(partial(build, "x"), workers=2)
    print((await pool.run(echo, "a"))[2], flush=True)
    await pool.run(hang, 60.0)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_workers_end_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE)
    assert parent.stdout
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    gone, _ = psutil.wait_procs([worker], timeout=30)
    assert gone


def wait_until(condition: Callable[[], bool], timeout: float = 30) -> None:
    deadline = time.monotonic() + timeout
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
