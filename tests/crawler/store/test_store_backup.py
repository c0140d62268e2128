"""The record into one file and back: whole, checked, or not at all."""

from __future__ import annotations

import io
import json
import os
import runpy
import shutil
import sqlite3
import tarfile
import threading
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard
from samples import NOW, article, put

from crawler.errors import Unavailable
from crawler.store import MIGRATIONS, Store
from crawler.store.backup import BETWEEN, FILES, PIECE, Manifest, back_up, read_manifest
from crawler.store.restore import Restored
from crawler.store.restore import restore as put_back

FIXTURES = Path(__file__).parents[2] / "fixtures"
LARGE = 1 << 28
FROZEN = sorted((FIXTURES / "stores").glob("schema-*"))


def unheard(what: str, done: int, size: int) -> None:
    assert what
    assert done >= 0
    assert size > 0


def backed_up(data: Path, file: Path, *, overwrite: bool = False) -> Manifest:
    return back_up(data, file, overwrite=overwrite, tell=unheard)


def restored(file: Path, data: Path, *, replace: bool = False) -> Restored:
    data.mkdir(exist_ok=True)
    return put_back(file, data, replace=replace, tell=unheard)


def refused(file: Path, data: Path, *, replace: bool = False) -> str:
    """The one line with which a restore is refused, after which everything is as it was."""
    before = contents(data)
    with pytest.raises(Unavailable) as caught:
        restored(file, data, replace=replace)
    assert contents(data) == before
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{file}: ") or str(caught.value).startswith(f"{data}: ")
    return str(caught.value)


def contents(folder: Path) -> dict[str, bytes]:
    if not folder.exists():
        return {}
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def file(store: Store, data: Path, tmp_path: Path) -> Path:
    """A backup of three documents with a page each, and of a page larger than what is read at once."""
    store.raw.put("https://news.example/large", NOW, {}, os.urandom(3 * PIECE), None)
    for number in range(3):
        document = article(f"Text {number}.", url=f"https://news.example/{number}")
        store.raw.put(document.url, NOW, {}, zstandard.compress(b"<p>"), put(store, document).id)
    backed_up(data, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The data folder of another machine."""
    folder = tmp_path / "other"
    folder.mkdir()
    return folder


def made(file: Path, *members: tuple[str | tarfile.TarInfo, bytes]) -> Path:
    """An archive of these members, in the form of a backup."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, content in members:
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            if member.isreg():
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    file.write_bytes(zstandard.compress(raw.getvalue()))
    return file


def opened(file: Path) -> dict[str, bytes]:
    """What is in a backup, read as its format says, by nothing of Rasid's."""
    with (
        zstandard.ZstdDecompressor().stream_reader(io.BytesIO(file.read_bytes())) as raw,
        tarfile.open(fileobj=raw, mode="r|") as tar,
    ):
        return {m.name: content.read() for m in tar if (content := tar.extractfile(m))}


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda path: path.name)
def test_everything_comes_back_and_an_older_schema_is_upgraded(
    frozen: Path, tmp_path: Path, other: Path
) -> None:
    """Made of the store as it is: an older one is not upgraded by its backup."""
    held: Callable[[Store], dict[str, Any]] = runpy.run_path(str(FIXTURES / "make_store.py"))["held"]
    shutil.copytree(frozen, tmp_path / "data")
    manifest = backed_up(tmp_path / "data", tmp_path / "backup")
    assert manifest.files["rasid.sqlite"].schema == int(frozen.name.removeprefix("schema-"))
    Store(tmp_path / "data").close()

    restored(tmp_path / "backup", other)

    with Store(tmp_path / "data") as before, Store(other) as after:
        assert held(after) == held(before) | {"cursor": 0}


def test_the_manifest_says_what_is_in_it(store: Store, file: Path) -> None:
    store.close()
    manifest = read_manifest(file)
    assert (manifest.documents, manifest.raw_pages) == (3, 4)
    assert manifest.files["rasid.sqlite"].schema == len(MIGRATIONS)
    inside = opened(file)
    assert list(inside) == ["manifest.json", *FILES]
    assert {name: len(inside[name]) for name in FILES} == {n: f.size for n, f in manifest.files.items()}


def test_nothing_of_a_forgotten_document_travels_along(store: Store, data: Path, tmp_path: Path) -> None:
    secret = "A secret that stands in free pages. " * 200
    identity = put(store, article(secret)).id
    store.forget(identity, "court order")
    backed_up(data, tmp_path / "backup")
    assert b"A secret that stands" not in opened(tmp_path / "backup")["rasid.sqlite"]


def test_beside_a_crawl_no_document_lacks_its_page(
    store: Store, data: Path, tmp_path: Path, other: Path
) -> None:
    """Another thread stores pages and documents all the while."""
    crawling, enough = threading.Event(), threading.Event()

    def crawl() -> None:
        with Store(data) as writer:
            number = 0
            while not enough.is_set():
                number += 1
                document = article(f"Text {number}. " * 50, url=f"https://news.example/{number}")
                identity, _ = writer.documents.identify(document)
                writer.raw.put(document.url, NOW, {}, zstandard.compress(os.urandom(5000)), identity)
                put(writer, document)
                if number == 50:
                    crawling.set()

    thread = threading.Thread(target=crawl)
    thread.start()
    crawling.wait()
    try:
        for number in range(5):
            backed_up(data, tmp_path / str(number))
    finally:
        enough.set()
        thread.join()
    counts = []
    for number in range(5):
        folder = tmp_path / f"data-{number}"
        counts.append(restored(tmp_path / str(number), folder).manifest.documents)
        with Store(folder, readonly=True) as after:
            documents = list(after.documents.since())
            assert len(documents) == counts[-1]
            assert all(after.raw.latest(d.id) for d in documents)
    assert counts == sorted(counts)
    assert counts[-1] > counts[0] >= 50


@pytest.mark.parametrize("before", [None, 0o644])
def test_nobody_else_may_read_it(data: Path, file: Path, before: int | None) -> None:
    target = file.with_name("another")
    if before:
        target.touch(before)
    backed_up(data, target, overwrite=True)
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_kept_unless_it_may_be_overwritten(data: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(Unavailable, match="is there already"):
        backed_up(data, file)
    assert file.read_bytes() == before
    file.write_bytes(before[:-10])
    backed_up(data, file, overwrite=True)
    assert read_manifest(file).documents == 3
    assert file.read_bytes() != before


OTHERS = {
    "watch.yaml": b"data: ./data",
    "logs.zst": zstandard.compress(b"line\n" * 10_000),
    "short.zst": zstandard.compress(b"short"),
    "cut.zst": zstandard.compress(os.urandom(5_000))[:2_000],
    "archive.tar.zst": zstandard.compress(tarfile.TarInfo("letters").tobuf() + bytes(10_240)),
}


@pytest.mark.parametrize("name", ["data/rasid.sqlite", "data/raw.sqlite", "pipe", *OTHERS])
def test_nothing_but_a_backup_is_overwritten(store: Store, data: Path, tmp_path: Path, name: str) -> None:
    put(store, article())
    store.close()
    for other, content in OTHERS.items():
        (tmp_path / other).write_bytes(content)
    os.mkfifo(tmp_path / "pipe")
    before = contents(tmp_path)
    with pytest.raises(Unavailable, match="is no backup, and --overwrite replaces nothing else"):
        backed_up(data, tmp_path / name, overwrite=True)
    assert contents(tmp_path) == before
    assert (tmp_path / "pipe").is_fifo()


def test_a_backup_that_fails_leaves_nothing_behind(store: Store, data: Path, file: Path) -> None:
    def fail(what: str, done: int, size: int) -> None:
        if what.startswith("packing raw"):
            raise OSError(28, "No space left on device")

    before = contents(file.parent)
    for target in (file, file.with_name("another")):
        with pytest.raises(Unavailable, match="No space left on device; no backup is written"):
            back_up(data, target, overwrite=True, tell=fail)
    assert contents(file.parent) == before


def test_where_nothing_is_stored_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nothing stored yet"):
        backed_up(tmp_path / "nowhere", tmp_path / "backup")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 1.0], ids=lambda part: f"{part:.0%}")
def test_a_cut_file_changes_nothing(file: Path, other: Path, part: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: min(int(part * len(whole)), len(whole) - 1)])
    assert "no backup of Rasid, cut short or damaged" in refused(file, other)


def test_a_file_that_is_cut_behind_its_contents_changes_nothing(file: Path, other: Path) -> None:
    whole = zstandard.ZstdDecompressor().stream_reader(file.read_bytes()).read()
    file.write_bytes(zstandard.compress(whole + bytes(BETWEEN // 2))[:-1])
    assert "it ends too early" in refused(file, other)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 1.0], ids=lambda part: f"{part:.0%}")
def test_a_damaged_file_changes_nothing(file: Path, other: Path, part: float) -> None:
    damaged = bytearray(file.read_bytes())
    damaged[min(int(part * len(damaged)), len(damaged) - 1)] ^= 0x10
    file.write_bytes(damaged)
    assert "no backup of Rasid, cut short or damaged" in refused(file, other)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"SQLite format 3\0" * 100, zstandard.compress(b"a")]
)
def test_what_is_no_backup_is_refused(tmp_path: Path, other: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert "no backup of Rasid" in refused(tmp_path / "file", other)


def test_the_contents_must_be_what_the_manifest_says(file: Path, other: Path) -> None:
    inside = opened(file)
    inside["raw.sqlite"] = inside["raw.sqlite"][:-1] + b"x"
    made(file, *inside.items())
    assert "the checksum of raw.sqlite does not hold" in refused(file, other)


@pytest.mark.parametrize("name", ["../raw.sqlite", "/tmp/raw.sqlite", "watch.yaml", "link"])
def test_an_archive_writes_nothing_but_its_two_files(file: Path, other: Path, name: str) -> None:
    (manifest, record, raw) = opened(file).items()
    member = tarfile.TarInfo(name)
    if name == "link":
        member = tarfile.TarInfo("raw.sqlite")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    made(file, manifest, record, (member, raw[1]))
    before = contents(file.parent)
    assert "where raw.sqlite should" in refused(file, other)
    assert contents(file.parent) == before


@pytest.mark.parametrize(
    ("first", "kind"),
    [(0, tarfile.XHDTYPE), (1, tarfile.GNUTYPE_LONGNAME), (1, b"sparse"), (3, tarfile.XGLTYPE)],
)
def test_a_large_header_is_not_held_in_memory(file: Path, other: Path, first: int, kind: bytes) -> None:
    """Before the manifest, between two files, behind the last one."""
    inside = list(opened(file).items())
    with file.open("wb") as out, zstandard.ZstdCompressor().stream_writer(out) as stream:
        tar = tarfile.open(fileobj=stream, mode="w|")  # noqa: SIM115 - it is never ended
        for name, content in inside[:first]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        header = tarfile.TarInfo("header")
        if kind == b"sparse":  # its map, as long as it says, stands in the file
            header.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
            tar.addfile(header, io.BytesIO())
            tar.fileobj.write(b"%d\n" % LARGE)  # type: ignore[union-attr]
        else:
            header.type, header.size = kind, LARGE
            tar.fileobj.write(header.tobuf(tarfile.GNU_FORMAT))  # type: ignore[union-attr]
        for _ in range(LARGE // PIECE):
            tar.fileobj.write(b"1\n" * (PIECE // 2))  # type: ignore[union-attr]
        tar.close()
    tracemalloc.start()
    try:
        line = refused(file, other)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert line.endswith("cut short or damaged (more stands in it than its files); nothing is changed")
    assert peak < LARGE / 4
    print(peak / 1e6)


def with_manifest(file: Path, **changes: Any) -> None:
    inside = opened(file)
    said = json.loads(inside["manifest.json"])
    made(file, *(inside | {"manifest.json": json.dumps(said | changes).encode()}).items())


def test_a_newer_schema_is_refused_with_one_line(file: Path, other: Path) -> None:
    said = json.loads(opened(file)["manifest.json"])
    said["files"]["rasid.sqlite"]["schema"] = 99
    with_manifest(file, files=said["files"], rasid_version="9.9")
    line = refused(file, other)
    assert f"made by a newer Rasid (9.9; rasid.sqlite 99, this one knows {len(MIGRATIONS)})" in line


def test_a_newer_format_is_refused_with_one_line(file: Path, other: Path) -> None:
    with_manifest(file, format=2)
    assert "made by a newer Rasid" in refused(file, other)


def test_more_than_the_disk_holds_is_refused_before_it_is_full(file: Path, other: Path) -> None:
    said = json.loads(opened(file)["manifest.json"])
    said["files"]["raw.sqlite"]["size"] = 1 << 60
    with_manifest(file, files=said["files"])
    assert "MiB are needed" in refused(file, other)


def test_a_record_that_is_there_is_kept_unless_it_is_to_be_replaced(
    store: Store, data: Path, file: Path
) -> None:
    put(store, article(url="https://news.example/later"))
    store.close()
    (data / "index").mkdir()
    (data / "index" / "current").write_text("{}")
    (data / "notes.txt").write_text("not Rasid's")
    assert "--replace moves it aside" in refused(file, data)

    done = restored(file, data, replace=True)

    with Store(data) as after:
        assert after.documents.count() == 3
    assert not (data / "index").exists()
    assert (data / "notes.txt").read_text() == "not Rasid's"
    assert done.aside is not None
    assert (done.aside / "index" / "current").exists()
    with Store(done.aside) as before:
        assert before.documents.count() == 4


def test_the_write_ahead_log_of_a_killed_process_goes_aside_with_its_file(
    store: Store, data: Path, file: Path
) -> None:
    """What it holds would else be applied to the restored file."""
    put(store, article(url="https://news.example/later"))
    assert (data / "rasid.sqlite-wal").stat().st_size > 0
    done = restored(file, data, replace=True)
    store.close()
    with Store(data) as after:
        assert after.documents.count() == 3
    connection = sqlite3.connect(data / "rasid.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert done.aside is not None
    with Store(done.aside) as before:
        assert before.documents.count() == 4


def test_what_a_killed_restore_has_left_is_removed(file: Path, other: Path) -> None:
    (other / ".restore-killed").mkdir()
    (other / ".restore-killed" / "rasid.sqlite").write_bytes(b"half")
    restored(file, other)
    assert sorted(p.name for p in other.iterdir()) == ["rasid.sqlite", "raw.sqlite"]


def test_the_index_is_filled_from_the_beginning_whichever_it_is(
    store: Store, data: Path, tmp_path: Path, other: Path
) -> None:
    """An index that lived on has the numbers of a log that is lost."""
    put(store, article())
    store.cursors.move("index", store.documents.head(), "uuid of a cluster's index")
    store.cursors.move("alert", store.documents.head())
    backed_up(data, tmp_path / "backup")
    restored(tmp_path / "backup", other)
    with Store(other) as after:
        assert after.cursors.get("index", "uuid of a cluster's index") == 0
        assert after.cursors.at("alert") == after.documents.head()


def test_what_changes_after_a_restore_outranks_what_was_indexed_before_it(
    store: Store, data: Path, tmp_path: Path, other: Path
) -> None:
    """100 documents that an index has in a state that the backup lacks."""
    urls = [f"https://news.example/{number}" for number in range(100)]
    for url in urls:
        put(store, article("As in the backup.", url=url))
    backed_up(data, tmp_path / "backup")
    for url in urls:
        put(store, article("Changed before the loss.", url=url))
    indexed = {c.id: c.version for c in store.documents.changes(0)}
    restored(tmp_path / "backup", other)
    with Store(other) as after:
        for url in urls:
            assert put(after, article("Changed after the restore.", url=url)).outcome == "changed"
        now = {c.id: c.version for c in after.documents.changes(0)}
    assert len(now) == 100
    assert all(version > indexed[identity] for identity, version in now.items())


def test_alerts_wait_for_a_person(store: Store, data: Path, tmp_path: Path, other: Path) -> None:
    for number, state in enumerate(("pending", "held", "sent")):
        store.outbox.address("desk", "r", "t", str(number), str(number), state)  # type: ignore[arg-type]
    backed_up(data, tmp_path / "backup")
    assert restored(tmp_path / "backup", other).waiting == 2
    with Store(other) as after:
        assert after.outbox.unconfirmed_since() is not None
    assert store.outbox.unconfirmed_since() is None


def test_what_was_forgotten_since_stays_forgotten(store: Store, data: Path, tmp_path: Path) -> None:
    """Whether or not the backup has it, where the record that is replaced can still be read."""
    kept, before = (put(store, article(url=f"https://news.example/{n}")).id for n in ("kept", "before"))
    backed_up(data, tmp_path / "backup")
    late = article(url="https://news.example/late")
    after = put(store, late, "https://sho.rt/late").id
    for identity in (before, after):
        store.forget(identity, "court order")
    store.close()

    assert restored(tmp_path / "backup", data, replace=True).forgotten == 2

    with Store(data) as now:
        assert [d.id for d in now.documents.since()] == [kept]
        assert {c.id for c in now.documents.changes(0) if c.deleted} == {before, after}
        assert put(now, late).outcome == "forgotten"
        elsewhere = article(url="https://news.example/other")
        assert put(now, elsewhere, "https://sho.rt/late").outcome == "forgotten"


@pytest.mark.parametrize("damage", [b"", b"not a database" * 100])
def test_a_damaged_record_is_replaced_too(store: Store, data: Path, file: Path, damage: bytes) -> None:
    store.close()
    (data / "rasid.sqlite").write_bytes(damage)
    assert restored(file, data, replace=True).forgotten is None
    with Store(data) as now:
        assert now.documents.count() == 3


def test_what_was_pruned_since_is_back_above_the_version_of_its_removal(
    store: Store, data: Path, tmp_path: Path
) -> None:
    """An index that remembers the removal would else refuse it."""
    identity = put(store, article()).id
    backed_up(data, tmp_path / "backup")
    store.prune_documents(NOW + timedelta(days=1), keep_mentions=False, limit=9)
    removal = store.documents.changes(0)[0].version
    store.close()
    restored(tmp_path / "backup", data, replace=True)
    with Store(data) as now:
        (change,) = now.documents.changes(0)
    assert (change.id, change.deleted) == (identity, False)
    assert change.version > removal
