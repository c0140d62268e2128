"""Worker processes for the CPU work of a crawl, each replaceable without the others noticing.

A worker is built once and then given one task after the other. A task that runs past the deadline, needs
more CPU or memory than allowed or kills its worker ends as `Quarantine`; its worker is replaced, the tasks
of the others go on. (`concurrent.futures.ProcessPoolExecutor` cannot: one dead worker breaks every future it
holds.)
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import PageError, Quarantine, RasidError, Unavailable

DEADLINE_SECONDS = 60.0
"""For what hangs without working, by the clock: on a machine with six processes to a core, `PAGE_CPU_SECONDS`
of work take as long."""
PAGE_CPU_SECONDS = 10.0
"""What a page may take, in CPU time, which does not run faster on a busy machine. Of 306 real news pages half
take under 0.14 s, the slowest 1.04 s: `Stages` on each, in one process. 10 MB of one thing come nearer."""
MEMORY_BYTES = 1536 * 1024**2
"""Private memory of one worker (RLIMIT_DATA). Warm, a worker holds 280 MB, after those 306 pages 450 MB,
after 9 MB of paragraphs 1,000 MB. RLIMIT_AS would not do: the reserved, never touched address space of
numeric libraries counts there."""

_MACHINE_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE)
"""No page's fault: the disk is full or the process has too many files open."""

Worker = TypeVar("Worker")
Task = TypeVar("Task")
Result = TypeVar("Result")

_worker: Any = None
"""In a worker process: what `build` returned, or the exception that it raised."""


class Pool(Generic[Worker]):
    """`workers` processes, each holding what `build()` returns there. Started by the first task.

    `build`, the functions given to `run`, their tasks and results are pickled. The modules `preload` are
    imported before the first worker is made (once in this process, whatever later pools ask for). Three tasks
    a worker are accepted at once; more wait in `run`.
    """

    def __init__(
        self,
        build: Callable[[], Worker],
        *,
        preload: Sequence[str] = (),
        workers: int | None = None,
        deadline: float = DEADLINE_SECONDS,
        memory: int = MEMORY_BYTES,
    ) -> None:
        self.workers = workers or _cores()
        self._build = build
        self._preload = preload
        self._deadline = deadline
        self._memory = memory
        self._places = asyncio.Semaphore(3 * self.workers)
        self._starting = asyncio.Lock()
        self._pool: ProcessPool | None = None

    async def run(
        self, function: Callable[[Worker, Task], Result], task: Task, *, cpu: float = 0.0
    ) -> Result:
        """`function(worker, task)` in a worker process, stopped after `cpu` seconds of work (0: never).

        Raises what it raises when that is a PageError, and Quarantine for everything else that goes wrong
        there; Unavailable when `build` fails, or the machine: a page is not to be blamed for a full disk."""
        async with self._places:
            pool = await self._running()
            future: Future[Any] = pool.schedule(_run, (function, task, cpu), timeout=self._deadline)
            try:
                result: Result = await asyncio.wrap_future(future)
            except (PageError, RasidError):
                raise
            except TimeoutError:
                raise Quarantine("other", f"took longer than {self._deadline:g} s and was stopped") from None
            except MemoryError:
                limit = self._memory // 1024**2
                raise Quarantine("other", f"needed more than {limit} MiB of memory") from None
            except ProcessExpired as error:
                if error.exitcode == -signal.SIGPROF:
                    raise Quarantine("other", f"took more than {cpu:g} s of CPU and was stopped") from None
                raise Quarantine("other", f"its worker process died (exit code {error.exitcode})") from None
            except Exception as error:
                if isinstance(error, OSError) and error.errno in _MACHINE_FAULTS:
                    raise Unavailable(f"the workers cannot work: {error.strerror}") from error
                said = " ".join(str(error).split())[:300]
                raise Quarantine("other", f"{type(error).__name__}: {said}") from error
            return result

    async def _running(self) -> ProcessPool:
        """The processes; started anew when an idle one was killed from outside: Pebble gives up then."""
        async with self._starting:
            if self._pool is None or not self._pool.active:
                self._pool = await asyncio.to_thread(self._start)
            return self._pool

    def _start(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self.workers,
            initializer=_start,
            initargs=(self._build, self._memory),
            context=_context(self._preload),
        )
        try:
            assert pool.active  # asking starts it, which takes as long as the imports of the worker's code
        except BrokenProcessPool as error:
            raise Unavailable(f"worker processes cannot be started: {error.__cause__ or error}") from error
        return pool

    def close(self) -> None:
        """Ends the workers at once; tasks under way are given up."""
        if self._pool is None:
            return
        self._pool.stop()  # type: ignore[no-untyped-call] # Pebble leaves it unannotated
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _cores() -> int:
    """Those that this process may use, where the system says so."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def _context(preload: Sequence[str]) -> Any:
    """Workers are forked from a server that holds the code already: a replacement takes milliseconds, and
    shares the server's memory."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *preload])
    return context


def _start(build: Callable[[], object], memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(ValueError, OSError):  # a lower limit is in force already
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    global _worker
    try:
        _worker = build()
    except Exception as error:
        _worker = error


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(function: Callable[[Any, Any], object], task: object, cpu: float) -> object:
    if isinstance(_worker, Exception):
        raise Unavailable(f"the workers cannot be set up: {type(_worker).__name__}: {_worker}")
    signal.setitimer(signal.ITIMER_PROF, cpu)  # its signal ends the process, whatever library it is in
    try:
        return function(_worker, task)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
