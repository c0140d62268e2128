"""Runs the consumers of the change log in a thread of their own, beside a crawl or a scheduler.

    with Runner(consumers) as runner:      # consumers: () -> context manager of the list, made in the thread
        …
        runner.poke()                      # something was stored
        …
        runner.drain()                     # until there is nothing left to do

A consumer that fails waits (twice as long each time) and is tried again; the others go on. It is logged once:
at its first failure, or at its second when that may pass (Unavailable); and once more when it works again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol, Self

from crawler.errors import Forbidden, Outdated, RasidError, Unavailable

log = logging.getLogger(__name__)

MAX_WAIT = 60.0
"""Seconds between two tries of a consumer that keeps failing."""


class Consumer(Protocol):
    """Reads the change log, or a queue, from where it stopped."""

    @property
    def name(self) -> str: ...

    def step(self) -> int:
        """A batch of work; how much was done, 0 when there is nothing to do now. Raises Unavailable when it
        cannot be done now."""
        ...


Factory = Callable[[], AbstractContextManager[Sequence[Consumer]]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. `gather`: after a poke, until a round begins, so that batches fill. `idle`: between two rounds
    without a poke (retries that fall due). `backoff`: first wait after a failure. `patience`: how long
    `drain` waits for a consumer that is Unavailable."""

    gather: float = 1.0
    idle: float = 5.0
    backoff: float = 1.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class _Failing:
    """`times`: how often in a row, in the same words. `told`: whether it was logged. `round`: of the latest
    try."""

    error: Exception
    times: int
    told: bool
    round: int
    since: float
    wait: float
    next_try: float


class Runner:
    """A thread that steps consumers in turn. What the factory raises is raised by `with`."""

    def __init__(self, factory: Factory, timing: Timing | None = None) -> None:
        self._factory = factory
        self._timing = timing or Timing()
        self._thread = threading.Thread(target=self._run, name="consumers", daemon=True)
        self._state = threading.Condition()
        """Guards everything below; notified after each round."""
        self._names: tuple[str, ...] = ()
        self._round = 0
        self._quiet: dict[str, int] = {}
        """The round in which a consumer had nothing to do, unless it has had since."""
        self._failing: dict[str, _Failing] = {}
        self._ready = self._poked = self._stopping = self._ended = False
        self._draining = 0
        self._only: Collection[str] | None = None
        """The consumers that somebody waits for, if not for all."""
        self._crash: BaseException | None = None

    def __enter__(self) -> Self:
        """Waits until the consumers are made: without them a crawl would go on for days and index nothing."""
        self._thread.start()
        with self._state:
            self._state.wait_for(lambda: self._ready or self._ended)
        if self._crash is not None:
            self._thread.join()
            raise self._crash
        return self

    def __exit__(self, *_: object) -> None:
        """Ends after the step that is in hand."""
        with self._state:
            self._stopping = True
            self._state.notify_all()
        self._thread.join()

    @property
    def failures(self) -> Mapping[str, str]:
        """Consumers that cannot work now, and why."""
        with self._state:
            return {name: str(failing.error) for name, failing in self._failing.items()}

    def poke(self) -> None:
        """There may be something to do. From any thread; costs nothing."""
        with self._state:
            self._poked = True
            self._state.notify_all()

    def drain(self, timeout: float | None = None, of: Collection[str] | None = None) -> bool:
        """Waits until the consumers have nothing left to do; False when the time (seconds) is over, or when
        all that is left belongs to consumers that fail (`failures`). Those that wait after a failure are
        tried again now. `of`: only these are waited for, and only these work meanwhile: others would give
        them ever more to do."""
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._state:
            since = self._round + 1
            self._draining += 1
            self._only = of
            self._failing = {name: replace(last, next_try=0.0) for name, last in self._failing.items()}
            self._poked = True
            self._state.notify_all()
            try:
                while True:
                    verdict = self._drained(since, of)
                    if verdict is not None:
                        return verdict
                    left = None if deadline is None else deadline - time.monotonic()
                    if left is not None and left <= 0:
                        return False
                    self._state.wait(left)
            finally:
                self._draining -= 1
                self._only = None

    def _drained(self, since: int, of: Collection[str] | None) -> bool | None:
        """None while there is something to wait for."""
        if self._ended:
            if self._crash is not None:
                raise self._crash
            return False
        if not self._round:
            return None
        left = [n for n in self._names if (of is None or n in of) and self._quiet.get(n, 0) < since]
        if not left:
            return True
        return False if all(self._is_hopeless(name, since) for name in left) else None

    def _is_hopeless(self, name: str, round_: int) -> bool:
        """Whether it failed in this round or later, and that does not pass, or has not for long."""
        failing = self._failing.get(name)
        if failing is None or failing.round < round_:
            return False
        error = failing.error
        passing = isinstance(error, Unavailable) and not isinstance(error, Forbidden | Outdated)
        return not passing or time.monotonic() - failing.since >= self._timing.patience

    def _run(self) -> None:
        try:
            with self._factory() as consumers:
                with self._state:
                    self._names = tuple(consumer.name for consumer in consumers)
                    self._ready = True
                    self._state.notify_all()
                while not self._stopping:
                    if not self._step_all(consumers):
                        self._wait()
        except BaseException as error:  # handed to who enters, or waits in drain
            if not isinstance(error, RasidError):
                log.exception("consumers stopped")
            self._crash = error
        finally:
            with self._state:
                self._ended = True
                self._state.notify_all()

    def _step_all(self, consumers: Sequence[Consumer]) -> int:
        """One round: a step of each consumer that is not waiting after a failure; how much was done."""
        with self._state:
            self._round += 1
            only = self._only
        done = 0
        for consumer in consumers:
            failing = self._failing.get(consumer.name)
            if self._stopping:
                break
            if only is not None and consumer.name not in only:
                continue
            if failing is None or time.monotonic() >= failing.next_try:
                done += self._step(consumer)
        with self._state:
            self._state.notify_all()
        return done

    def _step(self, consumer: Consumer) -> int:
        try:
            done = consumer.step()
        except Exception as error:  # one consumer's failure must not stop the others
            self._failed(consumer.name, error)
            return 0
        with self._state:
            failing = self._failing.pop(consumer.name, None)
            self._quiet.pop(consumer.name, None)
            if not done:
                self._quiet[consumer.name] = self._round
        if failing is not None and failing.told:
            log.warning("%s: works again", consumer.name)
        return done

    def _failed(self, name: str, error: Exception) -> None:
        now = time.monotonic()
        before = self._failing.get(name)
        wait = min(before.wait * 2, MAX_WAIT) if before else self._timing.backoff
        times = before.times + 1 if before and str(before.error) == str(error) else 1
        news = times == (2 if isinstance(error, Unavailable) else 1)  # a full disk ends the crawl before
        if news:
            log.error("%s: %s", name, error, exc_info=not isinstance(error, RasidError))
        with self._state:
            self._quiet.pop(name, None)
            since = before.since if before else now
            told = news or (before is not None and before.told)
            self._failing[name] = _Failing(error, times, told, self._round, since, wait, now + wait)

    def _wait(self) -> None:
        """Until something may be to do: a poke, a retry that falls due, or the next look."""
        now = time.monotonic()
        with self._state:
            due = [failing.next_try - now for failing in self._failing.values()]
            timeout = max(0.0, min([self._timing.idle, *due]))
            self._state.wait_for(lambda: self._poked or self._stopping, timeout)
            if self._poked:
                self._state.wait_for(lambda: self._draining or self._stopping, self._timing.gather)
            self._poked = False
