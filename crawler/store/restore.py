"""A backup put in the place of a data folder's record.

Everything is unpacked, checked and brought up to date in a folder of its own inside the data folder; only
then is the old record moved aside, and the new one, by renames, into its place, rasid.sqlite last.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import Unavailable
from crawler.quantities import MIB
from crawler.store import Store
from crawler.store.backup import FILES, Manifest, Tell, read_manifest, sync, unpack
from crawler.store.removals import Forgotten

INDEX = "index"
_PREFIX = ".restore-"
_OF_THE_STORE = (*(f"{name}{part}" for name in FILES for part in ("", "-wal", "-shm")), INDEX)


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside`: where the old record lies now, if there was one; `forgotten`: how many documents that had
    forgotten, None where it could not be read. `waiting`: alerts that wait for a person."""

    manifest: Manifest
    aside: Path | None
    waiting: int
    forgotten: int | None


@dataclass(frozen=True, slots=True)
class _Removed:
    """What a record has removed."""

    forgotten: list[Forgotten] = field(default_factory=list)
    pruned: list[str] = field(default_factory=list)


def check(file: Path, data: Path, *, replace: bool) -> Manifest:
    """Whether a backup could be restored there, before anything is touched. Raises Unavailable."""
    manifest = read_manifest(file)
    if _present(data) and not replace:
        raise Unavailable(f"{data}: holds a record already; --replace moves it aside")
    return manifest


def restore(file: Path, data: Path, *, replace: bool, tell: Tell) -> Restored:
    """Puts a backup into a data folder that the caller holds. The index is to be made anew, and alerts wait
    until a person confirms them. Raises Unavailable; nothing is changed then."""
    needed, free = check(file, data, replace=replace).size, shutil.disk_usage(data).free
    if needed > free:
        raise Unavailable(
            f"{data}: {needed / MIB:.0f} MiB are needed, {free / MIB:.0f} free; nothing is changed"
        )
    for left in data.glob(f"{_PREFIX}*"):  # by a restore that was killed
        shutil.rmtree(left, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=data) as made:
            manifest = unpack(file, Path(made), tell)
            removed = _removed(data)
            waiting = _prepare(Path(made), removed or _Removed())
            aside = _put_in_place(Path(made), data)
            return Restored(manifest, aside, waiting, None if removed is None else len(removed.forgotten))
    except OSError as error:
        raise Unavailable(f"{data}: {error.strerror or error}") from error


def _present(data: Path) -> list[str]:
    return [name for name in _OF_THE_STORE if (data / name).exists()]


def _removed(data: Path) -> _Removed | None:
    """By the record that is to be replaced; None where it cannot be read."""
    try:
        with Store(data, readonly=True) as old:
            return _Removed(old.removals.all_forgotten(), old.removals.all_pruned())
    except Unavailable:
        return None


def _prepare(folder: Path, removed: _Removed) -> int:
    """Upgrades the record, and has it forget what may no longer be so since the backup: how far an index was
    filled from it (one that lived on has another's numbers), and that an alert is not sent yet. How many
    messages wait."""
    with Store(folder) as store, store.raw_transaction(), store.transaction():
        for document in removed.forgotten:
            store.forget(document.id, document.reason)
            store.removals.forget_too(document)
        for identity in removed.pruned:  # is back: above the version of its removal, which an index may know
            store.documents.touch(identity)
        store.cursors.forget(INDEX)
        store.rename_machine()
        store.outbox.await_confirmation()
        return store.outbox.waiting()


def _put_in_place(folder: Path, data: Path) -> Path | None:
    """Where the old record is now."""
    aside = None
    if present := _present(data):
        aside = data / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
        aside.mkdir()
        for name in present:
            (data / name).rename(aside / name)
    for name in reversed(FILES):
        (folder / name).rename(data / name)
    sync(data)
    return aside
