"""All or nothing, beside other writers and readers, on a full disk, and after kill -9."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from samples import NOW, URL, article, provenance, put, python

from crawler.entry import Entry
from crawler.errors import Busy, Unavailable
from crawler.store import Store, hold, holder
from crawler.store.frontier import Validators


class Stop(Exception):
    pass


def test_what_fails_inside_a_transaction_leaves_nothing(store: Store, data: Path) -> None:
    def fails() -> None:
        with store.transaction():
            put(store, article())
            with store.transaction():
                store.note(URL, "store", "new")
            raise Stop

    with pytest.raises(Stop):
        fails()
    for seen in (store, Store(data)):
        assert seen.documents.count() == 0
        assert seen.documents.head() == 0
        assert seen.events(URL) == []
    assert put(store, article()).outcome == "new"


def test_others_see_nothing_before_the_end(store: Store, data: Path) -> None:
    with Store(data, readonly=True) as reader:
        with store.transaction():
            put(store, article())
            assert reader.documents.count() == 0
        assert reader.documents.count() == 1


def test_two_writers_wait_for_each_other(data: Path) -> None:
    """Also for transactions that read before they write: no BUSY_SNAPSHOT."""
    each = 60
    errors: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            with Store(data) as mine:
                for n in range(each):
                    with mine.transaction():
                        mine.documents.count()
                        put(mine, article(url=f"https://news.example/{writer}/{n}"))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(w,)) for w in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with Store(data) as store:
        assert store.documents.count() == 4 * each
        assert len({c.seq for c in store.documents.changes(0, 1000)}) == 4 * each


READER = """
from pathlib import Path
from crawler.store import Store
with Store(Path(sys.argv[1]), readonly=True) as store:
    for line in sys.stdin:
        print(store.documents.count(), flush=True)
"""


def test_another_process_reads_beside_a_live_writer(store: Store, data: Path) -> None:
    with python(READER, data) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        for n in range(3):
            put(store, article(url=f"https://news.example/{n}"))
            reader.stdin.write("count\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == f"{n + 1}\n"
        reader.stdin.close()
        assert reader.wait() == 0


def test_a_reader_cannot_write(store: Store, data: Path) -> None:
    put(store, article())
    with Store(data, readonly=True) as reader, pytest.raises(Unavailable, match="readonly"):
        reader.set_meta("a", "b")


@pytest.mark.parametrize("relative", [False, True])
def test_a_reader_of_a_store_that_nobody_has_open(
    data: Path, relative: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(data) as store:
        put(store, article())
    monkeypatch.chdir(data.parent)
    with Store(Path("data") if relative else data, readonly=True) as reader:
        assert reader.documents.count() == 1


def test_nothing_stored_yet(data: Path) -> None:
    with pytest.raises(Unavailable, match="nothing stored yet; run `rasid crawl` first"):
        Store(data, readonly=True)
    assert not data.exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be made"):
        Store(tmp_path / "file" / "data")


@pytest.mark.parametrize("name", ["rasid.sqlite", "raw.sqlite"])
def test_a_file_that_is_no_store(data: Path, name: str) -> None:
    with Store(data):
        pass
    (data / name).write_bytes(b"not a database, but long enough to have a header" * 100)
    with pytest.raises(Unavailable, match=rf"{name}: file is not a database") as caught:
        Store(data)
    assert "\n" not in str(caught.value)


def test_a_damaged_file_is_one_line_not_a_traceback(data: Path) -> None:
    with Store(data) as store:
        for n in range(200):
            put(store, article("text " * 100, url=f"https://news.example/{n}"))
    path = data / "rasid.sqlite"
    pages = bytearray(path.read_bytes())
    pages[8192 : len(pages) : 3] = b"\xff" * len(range(8192, len(pages), 3))
    path.write_bytes(pages)
    with (
        pytest.raises(Unavailable, match=r"rasid\.sqlite: database disk image is malformed"),
        Store(data) as store,
    ):
        list(store.documents.since())


class TestHold:
    """One holder per data directory; it is named to whoever comes second."""

    HOLDER = """
from pathlib import Path
from crawler.store import hold
with hold(Path(sys.argv[1]), "run"):
    print("held", flush=True)
    sys.stdin.read()
"""

    def test_a_second_start_says_who_holds_it(self, data: Path) -> None:
        with python(self.HOLDER, data) as first:
            assert first.stdout is not None
            assert first.stdout.readline() == "held\n"
            with pytest.raises(Busy) as caught, hold(data, "crawl"):
                pass
            said = str(caught.value)
            assert re.search(rf"`rasid run` \(process {first.pid}, since 20\d\d-", said)
            assert "\n" not in said
            assert holder(data) == said.partition(" is held by ")[2]
            first.kill()
        assert holder(data) is None
        with hold(data, "crawl"):
            pass

    def test_asking_does_not_disturb_who_starts(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who asks locks the file for an instant, which may be the very one in which another starts."""
        with hold(data, "x"):
            pass
        with (data / "holder.lock").open() as asking:
            fcntl.flock(asking, fcntl.LOCK_SH)
            monkeypatch.setattr("crawler.store.time.sleep", lambda _: fcntl.flock(asking, fcntl.LOCK_UN))
            with hold(data, "crawl"):
                pass

    def test_without_room_for_its_name_one_line_says_where(self, data: Path) -> None:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
        try:
            with pytest.raises(Unavailable) as caught, hold(data, "crawl"):
                pass
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert str(caught.value) == f"{data}: File too large; nothing is changed"
        with hold(data, "crawl"):
            pass

    def test_nobody(self, data: Path) -> None:
        assert holder(data) is None
        with hold(data, "run"):
            pass
        assert holder(data) is None


class TestFullDisk:
    """One clear line, nothing half written, and all goes on once there is room."""

    def fill(self, store: Store) -> int:
        """Stores documents, two in a transaction, until it fails; how many transactions were committed."""
        for n in range(10_000):
            with store.transaction():
                for half in ("a", "b"):
                    put(store, article(f"{n} " * 2000, url=f"https://news.example/{n}/{half}"))
        raise AssertionError("the disk never got full")

    def check(self, data: Path, error: pytest.ExceptionInfo[Unavailable]) -> None:
        assert "rasid.sqlite" in str(error.value)
        assert "\n" not in str(error.value)
        with sqlite3.connect(data / "rasid.sqlite") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        with Store(data) as store:
            count = store.documents.count()
            assert count > 0
            assert count % 2 == 0
            assert len(store.documents.changes(0, 100_000)) == count
            assert put(store, article(url="https://news.example/after")).outcome == "new"

    def test_no_more_pages(self, data: Path) -> None:
        with Store(data) as store:
            store._db._connection.execute("PRAGMA max_page_count = 400")
            with pytest.raises(Unavailable, match="database or disk is full") as caught:
                self.fill(store)
            assert store.documents.count() > 0  # reading goes on
        self.check(data, caught)

    @pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
    def test_a_small_file_system(self, tmp_path: Path) -> None:
        disk = tmp_path / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
        mounted = subprocess.run(mount, capture_output=True, check=False)
        if mounted.returncode:
            pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.decode().strip()}")
        try:
            data = disk / "data"
            with (
                pytest.raises(Unavailable, match=r"disk is full|disk I/O error") as caught,
                Store(data) as store,
            ):
                self.fill(store)
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            self.check(data, caught)
        finally:
            subprocess.run(["umount", str(disk)], check=True)


WRITER = """
from pathlib import Path
from samples import article, put, NOW
from crawler.entry import Entry
from crawler.store import Store
from crawler.store.frontier import Validators
start = int(sys.argv[2])
with Store(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    for n in range(start, start + 100_000):
        url = f"https://news.example/{n}"
        store.frontier.discovered("news", "feed", [Entry(url)], Validators(str(n)), NOW)
        with store.transaction():
            identity = put(store, article(f"text {n}", url=url)).id
            store.frontier.stored(url, identity, Validators(), [], NOW)
            store.note(url, "store", "new")
        print(n, flush=True)
"""


def test_kill_9_leaves_whole_transactions(data: Path) -> None:
    """Killed again and again, right after some transaction was said to be done."""
    acknowledged: set[int] = set()
    here = f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    for round_number in range(5):
        with python(here + WRITER, data, round_number * 100_000) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            for _ in range(3 + 7 * round_number):
                acknowledged.add(int(writer.stdout.readline()))
            os.kill(writer.pid, signal.SIGKILL)
            acknowledged.update(map(int, writer.stdout.read().split()[:-1]))
    with Store(data) as store:
        stored = {d.canonical_url: d for d in store.documents.since()}
        assert {f"https://news.example/{n}" for n in acknowledged} <= set(stored)
        pending = {p.entry.url for p in store.frontier.pending("news", 10_000, NOW)}
        assert not pending & set(stored)
        assert len(pending) <= 5
        for url, document in stored.items():
            assert [e.outcome for e in store.events(url)] == ["found", "new"]
            assert len(store.documents.revisions(document.id)) == 1
        assert len(store.documents.changes(0, 100_000)) == len(stored)
    with sqlite3.connect(data / "rasid.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert provenance().fetched_at == NOW


def test_a_page_is_settled_with_its_document_or_not_at_all(store: Store) -> None:
    store.frontier.discovered("news", "feed", [Entry(URL)], Validators(), NOW)

    def fails() -> None:
        with store.transaction():
            store.frontier.stored(URL, put(store, article()).id, Validators(), [], NOW)
            raise Stop

    with pytest.raises(Stop):
        fails()
    assert [p.entry.url for p in store.frontier.pending("news", 9, NOW)] == [URL]
    assert store.documents.find(URL) is None
