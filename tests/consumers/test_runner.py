"""The runner steps every consumer to its end, survives the ones that fail, and says what ails them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from consumers.index import IndexConsumer
from consumers.runner import Consumer, Runner, Timing
from crawler.cli.consuming import settle
from crawler.document import Document, Segment
from crawler.errors import Unavailable
from crawler.store import Store
from crawler.store.documents import Provenance
from crawler.watch import load
from search.backend import SearchRequest, search_documents
from search.embedded import EmbeddedIndex
from search.embedded_writer import EmbeddedGenerations
from tests.cli.command import until

AT_ONCE = Timing(gather=0.0, idle=3600.0, backoff=0.001, patience=3600.0)
IMPATIENT = Timing(gather=0.0, idle=3600.0, backoff=0.001, patience=0.0)


class Worker:
    """Has `work` items to do; fails as often as `failures` says before each of them."""

    def __init__(self, name: str = "worker", work: int = 0, failures: Sequence[Exception] = ()) -> None:
        self.name = name
        self.work = work
        self.failures = list(failures)
        self.done = 0
        self.threads: set[int] = set()

    def step(self) -> int:
        self.threads.add(threading.get_ident())
        if self.failures:
            raise self.failures.pop(0)
        if not self.work:
            return 0
        self.work -= 1
        self.done += 1
        return 1


def running(*consumers: Consumer, timing: Timing = AT_ONCE) -> Runner:
    return Runner(lambda: nullcontext(consumers), timing)


def test_drain_returns_when_everything_is_done() -> None:
    a, b = Worker("a", 3), Worker("b", 5)
    with running(a, b) as runner:
        assert runner.drain()

    assert (a.done, b.done) == (3, 5)


def test_all_consumers_run_in_one_thread_that_is_not_this_one() -> None:
    a, b = Worker("a", 1), Worker("b", 1)
    with running(a, b) as runner:
        runner.drain()

    assert a.threads == b.threads
    assert len(a.threads) == 1
    assert threading.get_ident() not in a.threads


def test_what_one_consumer_makes_for_another_is_done_too() -> None:
    """A translation puts its document at the head of the log: the index has work after it was at rest."""
    index = Worker("index")

    class Translate(Worker):
        def step(self) -> int:
            handled = super().step()
            index.work += handled
            return handled

    translate = Translate("translate", 4)
    with running(index, translate) as runner:
        assert runner.drain()

    assert index.done == 4


def test_a_poke_wakes_a_runner_that_rests() -> None:
    done = threading.Event()

    class Once(Worker):
        def step(self) -> int:
            handled = super().step()
            if handled:
                done.set()
            return handled

    worker = Once()
    with running(worker) as runner:
        runner.drain()
        worker.work = 1
        runner.poke()
        assert done.wait(30)


def test_drain_can_wait_for_some_consumers_alone() -> None:
    """Of those, one is never at rest while the other is at work."""
    index = Worker("index", work=3)

    class Translate(Worker):
        def step(self) -> int:
            index.work += 1
            return super().step()

    with running(index, Translate("translate", work=10**9)) as runner:
        assert runner.drain(of=["index"])
        assert index.done >= 3
        assert not runner.drain(timeout=0.01)
        settle(runner, translation_seconds=0.01)
        assert index.work == 0


def test_a_passing_failure_is_waited_for() -> None:
    worker = Worker(work=2, failures=[Unavailable("disk full"), Unavailable("disk full")])
    with running(worker) as runner:
        assert runner.drain()
        assert runner.failures == {}

    assert worker.done == 2


def test_a_consumer_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken = Worker("broken", failures=[ValueError("a bug")] * 10_000)
    sound = Worker("sound", work=5)
    with running(broken, sound) as runner:
        assert not runner.drain()
        assert runner.failures == {"broken": "a bug"}
        assert runner.drain(of=["sound"])

    assert sound.done == 5


def test_a_failure_that_lasts_is_logged_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker("index", work=1, failures=[Unavailable("disk full")] * 5)
    with running(worker) as runner:
        runner.drain()

    told = [record.getMessage() for record in caplog.records]
    assert told == ["index: disk full", "index: works again"]
    assert caplog.records[0].exc_info in (None, False)


def test_a_failure_that_passes_at_the_next_try_is_nobodys_news(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker("index", work=1, failures=[Unavailable("locked")])
    with running(worker) as runner:
        runner.drain()

    assert caplog.records == []


def test_patience_with_what_cannot_be_reached_ends() -> None:
    worker = Worker("index", failures=[Unavailable("no answer")] * 10_000)
    with running(worker, timing=IMPATIENT) as runner:
        assert not runner.drain()
        assert runner.failures == {"index": "no answer"}


def test_what_waits_after_a_failure_is_tried_again_before_drain_gives_up() -> None:
    """It may be well again since long ago: here its next try would be in an hour."""
    worker = Worker("index", work=1, failures=[Unavailable("no answer")])
    timing = Timing(gather=0.0, idle=3600.0, backoff=3600.0, patience=0.0)
    with running(worker, timing=timing) as runner:
        until(lambda: runner.failures)
        assert runner.drain(timeout=30)
        assert runner.failures == {}

    assert worker.done == 1


def test_leaving_ends_after_the_step_in_hand() -> None:
    started, finish = threading.Event(), threading.Event()

    class Slow(Worker):
        def step(self) -> int:
            started.set()
            finish.wait(30)
            return super().step()

    worker = Slow(work=100)
    with running(worker):
        started.wait(30)
        finish.set()

    left = worker.work
    assert left < 100
    assert not [thread for thread in threading.enumerate() if thread.name == "consumers"]
    assert worker.work == left


def test_what_the_factory_raises_is_raised_at_once(caplog: pytest.LogCaptureFixture) -> None:
    @contextmanager
    def factory() -> Iterator[Sequence[Consumer]]:
        raise Unavailable("no store here")
        yield []

    with pytest.raises(Unavailable, match="no store here"), Runner(factory, AT_ONCE):
        pytest.fail("nothing may go on without its consumers")
    assert caplog.records == []  # the command says it, once


def test_documents_stored_beside_it_are_searchable_after_drain(tmp_path: Path) -> None:
    watch = load({"data": str(tmp_path / "data")})

    @contextmanager
    def factory() -> Iterator[Sequence[Consumer]]:
        with Store(watch.data) as store:
            consumer = IndexConsumer(store, EmbeddedGenerations(watch.data), watch)
            yield [consumer]
            consumer.close()

    with Store(watch.data) as store, Runner(factory, AT_ONCE) as runner:
        for number in range(10):
            url = f"https://news.example/{number}"
            segments = (Segment("paragraph", "words", "en"),)
            store.documents.put(
                Document(url=url, canonical_url=url, segments=segments, content_hash=str(number)),
                Provenance("", url),
            )
            runner.poke()
        assert runner.drain()
        assert search_documents(EmbeddedIndex(watch), SearchRequest("words")).total == 10
