"""Folders of index generations and the pointer to the one that is searched.

    data/index/current       JSON: generation, format; replaced by an atomic rename
    data/index/<uuid>/       one generation

A reader follows the pointer; whoever writes makes a new generation beside the old one and then swaps it.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

INDEX_FOLDER = "index"
POINTER = "current"


@dataclass(frozen=True, slots=True)
class Pointer:
    """`format` is a number that the writer gave to its schema and analysis."""

    generation: str
    format: int


class GenerationFolders:
    """The folder `root`, and the generations in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, generation: str) -> Path:
        return self.root / generation

    def current(self) -> Pointer | None:
        """None where there is no pointer that can be read."""
        try:
            said = json.loads((self.root / POINTER).read_text("utf-8"))
            return Pointer(uuid.UUID(said["generation"]).hex, int(said["format"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def create(self) -> str:
        """A new, empty folder; its name."""
        generation = uuid.uuid4().hex
        self.path(generation).mkdir(parents=True)
        return generation

    def publish(self, pointer: Pointer) -> None:
        """Swaps the pointer, and removes every other generation: open files of a reader live on."""
        new = self.root / f"{POINTER}.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump({"generation": pointer.generation, "format": pointer.format}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.root / POINTER)
        _sync(self.root)
        self.remove_others(pointer.generation)

    def remove_others(self, generation: str) -> None:
        """Also what a rebuild that was killed has left."""
        for path in self.root.iterdir():
            if path.is_dir() and path.name != generation:
                shutil.rmtree(path, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
