"""The record in one file, made beside whatever runs on it.

    FILE    a tar archive, compressed with zstd
        manifest.json    when and by which Rasid; schema, size and SHA-256 of the two files
        rasid.sqlite     copied first: a raw page is written before its document, so that none lacks its page
        raw.sqlite

The search index is not in it: it is made from the record. Nor is watch.yaml, which may hold secrets.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO

import zstandard
from pydantic import TypeAdapter

from crawler.errors import Unavailable
from crawler.store import MIGRATIONS, RAW_MIGRATIONS

FORMAT = 1
MANIFEST = "manifest.json"
FILES = {"rasid.sqlite": len(MIGRATIONS), "raw.sqlite": len(RAW_MIGRATIONS)}
"""What is backed up, in this order, and the schema that this Rasid has of it."""
PIECE = 1 << 20
FED = 1 << 10
"""Bytes given to the decompressor at once: 32 MiB come out of them at most."""
LONGEST_MANIFEST = 1 << 16
BETWEEN = 1 << 16
"""Bytes of the archive between two of its files, at most. A backup has less than 20 KiB there. tarfile holds
a header in memory however long it is."""

Tell = Callable[[str, int, int], None]
"""Hears what is done, and how many bytes of how many are."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of a backup. `size` in bytes."""

    schema: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    rasid_version: str
    made_at: datetime
    documents: int
    raw_pages: int
    files: dict[str, Copied]

    @property
    def size(self) -> int:
        return sum(copied.size for copied in self.files.values())


_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)


class _Damaged(Exception):
    """What is in the file is not what a backup is."""


def back_up(data: Path, file: Path, *, overwrite: bool, tell: Tell) -> Manifest:
    """Writes a backup of the data folder; it is there whole, or not at all. Raises Unavailable."""
    if not (data / "rasid.sqlite").exists():
        raise Unavailable(f"{data}: nothing stored yet; there is nothing to back up")
    _check_free(file, overwrite)
    made_at = datetime.now(UTC)
    with _reported(file), tempfile.TemporaryDirectory(prefix=".rasid-backup-", dir=file.parent) as made:
        folder = Path(made)
        for name in FILES:
            _copy(data / name, folder / name, tell)
        manifest = _describe(folder, made_at, tell)
        _pack(folder, manifest, folder / "packed", tell)
        _check_free(file, overwrite)
        (folder / "packed").replace(file)
        sync(file.parent)
    return manifest


def _check_free(file: Path, overwrite: bool) -> None:
    if file.exists() and not overwrite:
        raise Unavailable(f"{file}: is there already; another name, or --overwrite")
    if file.exists() and not _is_backup(file):
        raise Unavailable(f"{file}: is no backup, and --overwrite replaces nothing else; another name")


def _is_backup(file: Path) -> bool:
    """Whether it begins as one, damaged perhaps further on, or is to become one: an empty file."""
    if not file.is_file():
        return False
    with _reported(file), file.open("rb") as content:
        if not file.stat().st_size:
            return True
        with suppress(zstandard.ZstdError, tarfile.HeaderError, _Damaged):
            header = _Unpacked(content).read(tarfile.BLOCKSIZE)
            return tarfile.TarInfo.frombuf(header, "utf-8", "strict").name == MANIFEST
        return False


@contextmanager
def _reported(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{file}: {error.strerror or error}; no backup is written") from error
    except sqlite3.Error as error:
        raise Unavailable(f"{file}: copying failed: {error}; no backup is written") from error


def _copy(source: Path, target: Path, tell: Tell) -> None:
    """The database as it is at one moment, without the free pages, in which forgotten text may stand."""
    size = source.stat().st_size

    def tick() -> None:
        tell(f"copying {source.name}", target.stat().st_size if target.exists() else 0, size)

    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.set_progress_handler(tick, 100_000)
        connection.execute("VACUUM INTO ?", (str(target),))


def _describe(folder: Path, made_at: datetime, tell: Tell) -> Manifest:
    return Manifest(
        format=FORMAT,
        rasid_version=metadata.version("rasid"),
        made_at=made_at,
        documents=_number(folder / "rasid.sqlite", "SELECT count(*) FROM documents"),
        raw_pages=_number(folder / "raw.sqlite", "SELECT count(*) FROM pages"),
        files={name: _described(folder / name, tell) for name in FILES},
    )


def _described(path: Path, tell: Tell) -> Copied:
    size, digest = path.stat().st_size, hashlib.sha256()
    with path.open("rb") as content:
        for piece in _pieces(content, f"reading {path.name}", size, tell):
            digest.update(piece)
    return Copied(_number(path, "PRAGMA user_version"), size, digest.hexdigest())


def _number(path: Path, sql: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(sql).fetchone()[0])


def _pack(folder: Path, manifest: Manifest, packed: Path, tell: Tell) -> None:
    said = _MANIFEST.dump_json(manifest, indent=1)
    compressor = zstandard.ZstdCompressor(write_checksum=True)
    packed.touch(0o600)  # all that is known is in it
    with packed.open("wb") as out:
        with (
            compressor.stream_writer(out, closefd=False) as stream,
            tarfile.open(fileobj=stream, mode="w|", bufsize=PIECE) as tar,
        ):
            tar.addfile(_member(MANIFEST, len(said), manifest), io.BytesIO(said))
            for name, copied in manifest.files.items():
                with (folder / name).open("rb") as content:
                    heard = _Heard(content, name, copied.size, tell)
                    tar.addfile(_member(name, copied.size, manifest), heard)
        out.flush()
        os.fsync(out.fileno())


def _member(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = size, int(manifest.made_at.timestamp())
    return member


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself. Raises Unavailable where this Rasid cannot restore it."""
    with _opened(file) as archive:
        return _read_manifest(archive, file)


def unpack(file: Path, folder: Path, tell: Tell) -> Manifest:
    """Writes the files of a backup into a folder, each checked to the last byte. Raises Unavailable."""
    with _opened(file) as archive:
        manifest = _read_manifest(archive, file)
        for name in FILES:
            _extract(archive, name, manifest.files[name], folder / name, tell)
        archive.finish()
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[_Archive]:
    try:
        with file.open("rb") as content:
            unpacked = _Unpacked(content)
            with tarfile.open(fileobj=unpacked, mode="r|") as tar:
                yield _Archive(tar, unpacked)
    except (zstandard.ZstdError, tarfile.TarError, _Damaged, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise Unavailable(
            f"{file}: no backup of Rasid, cut short or damaged ({reason}); nothing is changed"
        ) from error
    except OSError as error:
        raise Unavailable(f"{file}: {error.strerror or error}; nothing is changed") from error


def _read_manifest(archive: _Archive, file: Path) -> Manifest:
    content = archive.next(MANIFEST, LONGEST_MANIFEST)
    manifest = _MANIFEST.validate_json(content.read())
    if set(manifest.files) != set(FILES):
        raise _Damaged(f"its manifest has {', '.join(manifest.files) or 'no file'}")
    known = {"format": (manifest.format, FORMAT)}
    known |= {name: (copied.schema, FILES[name]) for name, copied in manifest.files.items()}
    for what, (found, newest) in known.items():
        if found > newest:
            raise Unavailable(
                f"{file}: made by a newer Rasid ({manifest.rasid_version}; {what} {found}, this one knows"
                f" {newest}); upgrade first; nothing is changed"
            )
    return manifest


def _extract(archive: _Archive, name: str, copied: Copied, target: Path, tell: Tell) -> None:
    digest, size = hashlib.sha256(), 0
    content = archive.next(name, copied.size)
    with target.open("xb") as out:
        for piece in _pieces(content, f"unpacking {name}", copied.size, tell):
            digest.update(piece)
            size += out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if (size, digest.hexdigest()) != (copied.size, copied.sha256):
        raise _Damaged(f"the checksum of {name} does not hold")


def _pieces(content: IO[bytes], what: str, size: int, tell: Tell) -> Iterator[bytes]:
    done = 0
    while piece := content.read(PIECE):
        yield piece
        done += len(piece)
        tell(what, done, size)


class _Heard(io.RawIOBase):
    """Content that tells how much of it has been read."""

    def __init__(self, content: IO[bytes], name: str, size: int, tell: Tell) -> None:
        self._content, self._what, self._size, self._tell = content, f"packing {name}", size, tell

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self._tell(self._what, self._content.tell(), self._size)
        return piece


class _Archive:
    """The files of a backup, one after the other."""

    def __init__(self, tar: tarfile.TarFile, unpacked: _Unpacked) -> None:
        self._tar, self._unpacked = tar, unpacked

    def next(self, name: str, at_most: int) -> IO[bytes]:
        """The content of the next member, which must be this one; its path is never used."""
        self._unpacked.allow(BETWEEN)
        member = self._tar.next()
        if member is None or member.name != name or not member.isreg() or member.size > at_most:
            raise _Damaged(f"{member.name if member else 'its end'} stands where {name} should")
        self._unpacked.allow(BETWEEN + member.size)
        content = self._tar.extractfile(member)
        assert content is not None, "a regular file"
        return content

    def finish(self) -> None:
        """Reads what is left, up to zstd's own checksum."""
        self._unpacked.allow(BETWEEN)
        while self._unpacked.read(PIECE):
            pass


class _Unpacked(io.RawIOBase):
    """The bytes in a zstd file, as far as they are allowed. Unlike zstandard's own reader it does not take a
    cut file for a whole one."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._ready = bytearray()
        self._allowed = BETWEEN

    def allow(self, size: int) -> None:
        self._allowed = size

    def read(self, size: int = -1) -> bytes:
        while len(self._ready) < size and not self._frame.eof:
            piece = self._content.read(FED)
            if not piece:
                raise _Damaged("it ends too early")
            self._ready += self._frame.decompress(piece)
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        self._allowed -= len(taken)
        if self._allowed < 0:
            raise _Damaged("more stands in it than its files")
        return taken


def sync(folder: Path) -> None:
    """Makes what was renamed in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
