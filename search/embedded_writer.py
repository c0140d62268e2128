"""Writing the embedded index: its generations, commits, and the check of what lies on the disk."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import tantivy

from search.backend import IndexState, Phase, Removed, Versioned
from search.embedded_errors import REMEDY, reported
from search.embedded_schema import FORMAT, build_schema, to_tantivy
from search.generations import INDEX_FOLDER, GenerationFolders, Pointer

WRITER_MEMORY = 50_000_000
"""Bytes that tantivy's one indexing thread fills before it writes a segment: some 5,000 articles."""
_SEGMENT_FILES = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_FOOTER_MAGIC = 1337


class EmbeddedGenerations:
    """Opens and makes generations in a data directory, for the process that holds it: tantivy refuses a
    second writer."""

    def __init__(self, data: Path) -> None:
        self._folders = GenerationFolders(data / INDEX_FOLDER)

    batch = 500
    """A commit of tantivy costs some 20 ms beside half a millisecond a document (`benchmarks/index.py`)."""

    def open(self) -> EmbeddedWriter:
        """Raises Unavailable when the folder cannot be written or another process writes."""
        pointer = self._folders.current()
        if pointer is not None and pointer.format == FORMAT:
            folder = self._folders.path(pointer.generation)
            if is_intact(folder):
                self._folders.remove_others(pointer.generation)
                with reported(folder):
                    return EmbeddedWriter(self._folders, pointer.generation, tantivy.Index.open(str(folder)))
        writer = self.create()
        writer.publish()
        return writer

    def create(self, begun: str = "") -> EmbeddedWriter:
        """Always a new one: `open` removes what was begun, and all of it is soon made again."""
        with reported(self._folders.root):
            generation = self._folders.create()
            index = tantivy.Index(build_schema(), str(self._folders.path(generation)))
            return EmbeddedWriter(self._folders, generation, index)

    def prepare(self) -> None:
        self.open().close()

    def state(self) -> IndexState:
        place, pointer = str(self._folders.root), self._folders.current()
        if pointer is None:
            return IndexState(place, problems=(f"there is no index yet; {REMEDY}",))
        folder = self._folders.path(pointer.generation)
        size = sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else None
        known = IndexState(place, pointer.generation, pointer.format, bytes=size)
        if pointer.format != FORMAT:
            return replace(known, problems=(f"written by another version of Rasid; {REMEDY}",))
        if not is_intact(folder):
            return replace(known, problems=(f"damaged; {REMEDY}",))
        with reported(folder):
            return replace(known, documents=tantivy.Index.open(str(folder)).searcher().num_docs)

    def adopt_names(self) -> bool:
        """There is nothing to do: names are put into each query."""
        return True


class EmbeddedWriter:
    """Writes one generation. After an Unavailable it is closed, and the generation opened again."""

    def __init__(self, folders: GenerationFolders, uuid: str, index: tantivy.Index) -> None:
        self.uuid = uuid
        self._folders = folders
        self._writer: tantivy.IndexWriter | None = index.writer(WRITER_MEMORY, 1)

    def update(self, documents: Iterable[Versioned], removed: Sequence[Removed]) -> dict[str, str]:
        """One commit for all. A document that cannot be indexed leaves its earlier state in the index."""
        assert self._writer is not None, "closed"
        rejected: dict[str, str] = {}
        with reported(self._folders.path(self.uuid)):
            for document, version, *_ in documents:
                try:
                    made = to_tantivy(document, version)
                except Exception as error:  # whatever is wrong with one document must not stop the others
                    rejected[document.id] = f"{type(error).__name__}: {error}"
                    continue
                self._writer.delete_documents_by_term("id", document.id)
                self._writer.add_document(made)
            for identity, _ in removed:
                self._writer.delete_documents_by_term("id", identity)
            self._writer.commit()
        return rejected

    def verify(self) -> None:
        """Nobody else writes here."""

    def take_over(self) -> Generator[Phase]:
        yield "held"  # the writer of the one before is closed before its folder goes
        self.publish()
        yield "published"

    def publish(self) -> None:
        with reported(self._folders.root):
            self._folders.publish(Pointer(self.uuid, FORMAT))

    def close(self) -> None:
        """Waits for merges, so that segments do not pile up run by run."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with reported(self._folders.path(self.uuid)):
                writer.wait_merging_threads()


def is_intact(folder: Path) -> bool:
    """Whether all files of a generation are there and their checksums hold: tantivy itself checks lengths
    alone (0.27, tried), and damage would show as wrong answers. Reads a gigabyte in about a second."""
    try:
        segments = json.loads((folder / "meta.json").read_bytes())["segments"]
        for segment in segments:
            name = segment["segment_id"].replace("-", "")
            endings = list(_SEGMENT_FILES)
            if segment["deletes"]:
                endings.append(f"{segment['deletes']['opstamp']}.del")
            if not all(_checksum_holds(folder / f"{name}.{ending}") for ending in endings):
                return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def _checksum_holds(path: Path) -> bool:
    """A segment file ends with a JSON footer that has the CRC-32 of what stands before it, the length of the
    footer and a magic number."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(-8, 2)
        length, magic = struct.unpack("<II", file.read(8))
        if magic != _FOOTER_MAGIC or length + 8 > size:
            return False
        file.seek(-8 - length, 2)
        expected = json.loads(file.read(length))["crc"]
        file.seek(0)
        left, crc = size - 8 - length, 0
        while left and (block := file.read(min(left, 1 << 20))):
            crc = zlib.crc32(block, crc)
            left -= len(block)
    return left == 0 and bool(crc == expected)
