"""The sides that the crawl benchmark compares; each takes the pages and gives seconds.

Work in as many processes as cores, fed from memory: `in_processes`. A command as its users run it:
`command`, with the peak memory of its process tree.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread

import psutil
from trafilatura import bare_extraction

from crawler.watch import Watch
from pipelines.page import Page, Stages

CORES = len(os.sched_getaffinity(0))
WARM_UP = 8
MEMORY_EVERY = 0.5
"""Seconds between two looks at the memory of a process tree."""

Work = Callable[[bytes, str], object]
"""What is done with one page: its gzipped body, its URL."""


def bare_trafilatura() -> Work:
    """Body and metadata, comments off: what the extraction library alone costs."""

    def work(body: bytes, url: str) -> object:
        return bare_extraction(gzip.decompress(body), url=url, with_metadata=True, include_comments=False)

    return work


def stages(watch: Watch) -> Callable[[], Work]:
    """Rasid's chain of stages as its workers run it: the bound of `rasid crawl`."""

    def build() -> Work:
        chain = Stages(watch)
        headers = {"content-type": "text/html; charset=utf-8", "content-encoding": "gzip"}

        def work(body: bytes, url: str) -> object:
            return chain(Page(url, url, 200, headers, body, datetime.now(UTC), watch.sources[0].name))

        return work

    return build


def in_processes(build: Callable[[], Work], pages: Sequence[tuple[bytes, str]]) -> float:
    """Seconds for all pages in one process per core; each is built and warmed up before the clock starts."""
    context = get_context("fork")
    start, taken = context.Barrier(CORES + 1), context.Value("i", 0)

    def worker() -> None:
        work = build()
        for body, url in pages[:WARM_UP]:
            work(body, url)
        start.wait()
        while True:
            with taken.get_lock():
                index = taken.value
                taken.value += 1
            if index >= len(pages):
                return
            work(*pages[index])

    workers = [context.Process(target=worker) for _ in range(CORES)]
    for process in workers:
        process.start()
    start.wait()
    began = time.perf_counter()
    for process in workers:
        process.join()
    seconds = time.perf_counter() - began
    if any(process.exitcode for process in workers):
        raise SystemExit("a worker failed; its traceback stands above")
    return seconds


@dataclass(frozen=True)
class Finished:
    """A command that has ended. `cpu` is user and system time of its whole process tree, `own_cpu` that of
    its first process alone; `memory` the peak of the tree (PSS: shared pages counted once), in bytes."""

    seconds: float
    cpu: float
    own_cpu: float
    memory: int
    output: str


def command(arguments: Sequence[str], folder: Path) -> Finished:
    """Runs a command in `folder` to its end. SystemExit with its error output when it fails."""
    before = os.times()
    began = time.perf_counter()
    with (folder / "stderr.txt").open("w+") as errors:
        process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True)
        watched = _Watched(process.pid)
        output, _ = process.communicate()
        seconds = time.perf_counter() - began
        watched.stop()
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{arguments}: exit {process.returncode}\n{errors.read()[-4000:]}")
    after = os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Finished(seconds, cpu, watched.own_cpu, watched.memory, output)


class _Watched:
    """Looks at a process tree until stopped: its peak memory, and the CPU time of its root."""

    def __init__(self, pid: int) -> None:
        self.memory, self.own_cpu = 0, 0.0
        self._root, self._ended = psutil.Process(pid), Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(MEMORY_EVERY):
            try:
                times = self._root.cpu_times()
                tree = [self._root, *self._root.children(recursive=True)]
            except psutil.Error:
                return
            self.own_cpu = times.user + times.system
            self.memory = max(self.memory, sum(_memory(p) for p in tree))


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", full.rss))
