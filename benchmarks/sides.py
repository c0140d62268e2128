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
from typing import Any

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


@dataclass(frozen=True)
class Worked:
    """What all pages took: seconds on the clock, and CPU seconds of all processes together."""

    seconds: float
    cpu: float


def in_processes(build: Callable[[], Work], pages: Sequence[tuple[bytes, str]]) -> Worked:
    """All pages in one process per core; each is built and warmed up before the clock starts."""
    context = get_context("fork")
    start, taken, cpu = context.Barrier(CORES + 1), context.Value("i", 0), context.Value("d", 0.0)

    def worker() -> None:
        work = build()
        for body, url in pages[:WARM_UP]:
            work(body, url)
        start.wait()
        began = time.process_time()
        while (index := _next(taken)) < len(pages):
            work(*pages[index])
        with cpu.get_lock():
            cpu.value += time.process_time() - began

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
    return Worked(seconds, cpu.value)


def _next(taken: Any) -> int:
    """The number of the next page that no process has taken."""
    with taken.get_lock():
        taken.value += 1
        return int(taken.value) - 1


@dataclass(frozen=True)
class Finished:
    """A command that has ended. `cpu` is user and system time of its whole process tree, `own_cpu` that of
    its first process alone, in seconds; `memory` the peak of the tree (PSS: shared pages counted once), in
    bytes. All are looked at every MEMORY_EVERY seconds: the last moments are missing."""

    seconds: float
    cpu: float
    own_cpu: float
    memory: int
    output: str


def command(arguments: Sequence[str], folder: Path) -> Finished:
    """Runs a command in `folder` to its end. SystemExit with its error output when it fails."""
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
    return Finished(seconds, sum(watched.cpu.values()), watched.cpu[process.pid], watched.memory, output)


class _Watched:
    """Looks at a process tree until stopped: its peak memory, and the CPU time of each process (by pid)."""

    def __init__(self, pid: int) -> None:
        self.memory = 0
        self.cpu: dict[int, float] = {pid: 0.0}
        self._root, self._ended = psutil.Process(pid), Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(MEMORY_EVERY):
            try:
                tree = [self._root, *self._root.children(recursive=True)]
            except psutil.Error:
                return
            self.memory = max(self.memory, sum(self._look(process) for process in tree))

    def _look(self, process: psutil.Process) -> int:
        """Bytes of one process; its CPU time is noted."""
        try:
            times, full = process.cpu_times(), process.memory_full_info()
        except psutil.Error:
            return 0
        self.cpu[process.pid] = times.user + times.system
        return int(getattr(full, "pss", full.rss))
