"""Where models are kept, and how one gets in, is replaced and removed.

    MODELS/ar_en-0.1-3f9c2a7e/     an unpacked package and Rasid's note about it, `rasid.json`
    MODELS/.incoming-…/            one being unpacked; renamed into place when it is whole and has loaded

A folder is never changed once it has its name, so a process that uses a model is not disturbed, and a failed
installation leaves the old model as it was. The newest folder of a pair is the one that counts.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter, ValidationError

from consumers.argos.engine import ArgosModel
from consumers.argos.package import BadPackage, Metadata, unpack
from consumers.translation.model import ModelFailed
from crawler.errors import NotFound, Unavailable

NOTE = "rasid.json"
BETWEEN = "en"
"""The language through which pairs without a model of their own go."""
_SMOKE = "One, two, three."
"""Given to a model before it is installed, whatever its language: something must come out."""
LEFTOVER_SECONDS = 3600
"""Age from which a hidden folder is nobody's work in progress."""


@dataclass(frozen=True, slots=True)
class Model:
    """An installed model. `size` is bytes on disk; `package_size` (None: not known) and `sha256` are of the
    package file it came from."""

    source: str
    target: str
    version: str
    size: int
    path: Path
    sha256: str
    installed_at: datetime
    package_size: int | None = None

    @property
    def code(self) -> str:
        """What `models install` and `models remove` call it: `ar` into English, else `ar-de`."""
        return model_code(self.source, self.target)

    @property
    def label(self) -> str:
        """Names pair, version and build: what a translation remembers of its model."""
        return f"{self.source}_{self.target}-{self.version}-{self.sha256[:8]}"


@dataclass(frozen=True, slots=True)
class _Note:
    source: str
    target: str
    version: str
    size: int
    sha256: str
    installed_at: datetime
    package_size: int | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a package must be, and who says so: an index, a lock file. None: nothing is said of it."""

    source: str
    target: str
    said_by: str
    version: str | None = None
    size: int | None = None
    sha256: str | None = None

    def check_file(self, size: int, sha256: str) -> None:
        """Raises BadPackage."""
        if self.size is not None and size != self.size:
            raise BadPackage(f"it has {size} bytes, {self.said_by} says {self.size}")
        if self.sha256 is not None and sha256 != self.sha256:
            raise BadPackage(f"its SHA-256 is not the one that {self.said_by} gives")

    def check_content(self, metadata: Metadata) -> None:
        """Raises BadPackage."""
        if (metadata.source, metadata.target) != (self.source, self.target):
            found = f"from {metadata.source} to {metadata.target}"
            raise BadPackage(f"it translates {found}, not from {self.source} to {self.target}")
        if self.version is not None and metadata.version != self.version:
            raise BadPackage(f"its version is {metadata.version}, {self.said_by} says {self.version}")


_NOTE: TypeAdapter[_Note] = TypeAdapter(_Note)


def model_code(source: str, target: str) -> str:
    return source if target == "en" else f"{source}-{target}"


def models_folder() -> Path:
    """`$RASID_MODELS`, else `models` in the user's data folder for rasid."""
    configured = os.environ.get("RASID_MODELS")
    return (
        Path(configured).expanduser().absolute()
        if configured
        else platformdirs.user_data_path("rasid") / "models"
    )


def installed(folder: Path | None = None) -> list[Model]:
    """The model of each pair, by code. A folder that is not a model's, or has lost a part of it, is passed
    over."""
    return _newest(model for model in _all(folder or models_folder()) if _is_whole(model))


def damaged(folder: Path | None = None) -> list[Model]:
    """What was installed and has lost a part since, where nothing whole is left of the pair."""
    working = {model.code for model in installed(folder)}
    return [model for model in _newest(_all(folder or models_folder())) if model.code not in working]


def _newest(models: Iterable[Model]) -> list[Model]:
    newest: dict[str, Model] = {}
    for model in models:
        known = newest.get(model.code)
        if known is None or known.installed_at < model.installed_at:
            newest[model.code] = model
    return [newest[code] for code in sorted(newest)]


def _is_whole(model: Model) -> bool:
    """By the sizes of its files alone: a look, not a reading."""
    try:
        return _bytes_in(model.path) - (model.path / NOTE).stat().st_size >= model.size
    except OSError:
        return False


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def hops(models: Iterable[Model], source: str, target: str) -> list[Model]:
    """The model of a pair, else the two that lead there through BETWEEN; empty where neither is there."""
    found = {(model.source, model.target): model for model in models}
    if direct := found.get((source, target)):
        return [direct]
    both = [found.get((source, BETWEEN)), found.get((BETWEEN, target))]
    return [model for model in both if model] if all(both) else []


def label(models: Iterable[Model]) -> str:
    """What a translation remembers of the models that it went through."""
    return "+".join(model.label for model in models)


def lacking(models: Iterable[Model], source: str, target: str) -> list[str]:
    """Codes of what has to be installed before a pair can be translated; empty where it can."""
    have = list(models)
    if hops(have, source, target):
        return []
    pairs = [(source, BETWEEN), (BETWEEN, target)]
    needed = [pair for pair in pairs if pair[0] != pair[1] and not hops(have, *pair)]
    return [model_code(*pair) for pair in needed]


def install_file(
    package: Path, folder: Path | None = None, expected: Expected | None = None, *, origin: str = ""
) -> Model:
    """Installs a package from a file; an older model of the same pair goes once the new one is in place.
    `origin` is what an error calls the file: its name, unless it was downloaded.

    Raises NotFound (no such file), BadPackage, Unavailable (disk full, folder not writable); the models that
    were there stay as they were.
    """
    folder = folder or models_folder()
    if not package.is_file():
        raise NotFound(f"{package}: no such file")
    with _incoming(folder) as incoming:
        try:
            note = _unpacked(package, incoming, expected)
        except (BadPackage, ModelFailed) as error:
            raise BadPackage(f"{origin or package.name}: not installed: {error}") from None
        (incoming / NOTE).write_bytes(_NOTE.dump_json(note))
        _flush(incoming)
        name = f"{note.source}_{note.target}-{note.version}-{secrets.token_hex(4)}"
        incoming.rename(folder / name)
    model = Model(**asdict(note), path=folder / name)
    for old in _all(folder):
        if (old.source, old.target) == (model.source, model.target) and old.path != model.path:
            _discard(old.path)
    return model


def remove(code: str, folder: Path | None = None) -> Model:
    """Removes a model by its code (`ar`, `ar-en`). Raises NotFound."""
    folder = folder or models_folder()
    source, target = pair_of(code)
    found = [model for model in _all(folder) if (model.source, model.target) == (source, target)]
    if not found:
        known = ", ".join(model.code for model in installed(folder)) or "none"
        raise NotFound(f"no model {code!r} is installed; installed: {known}")
    for model in found:
        _discard(model.path)
    return max(found, key=lambda model: model.installed_at)


def pair_of(code: str) -> tuple[str, str]:
    """`ar` → (ar, en); `ar-de`, `ar_de`, `translate-ar_de` → (ar, de)."""
    source, _, target = code.strip().lower().removeprefix("translate-").replace("_", "-").partition("-")
    return source, target or "en"


def _all(folder: Path) -> Iterator[Model]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        try:
            note = _NOTE.validate_json((path / NOTE).read_bytes())
        except (OSError, ValidationError):
            continue
        yield Model(**asdict(note), path=path)


def fingerprint(package: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file."""
    with package.open("rb") as file:
        return package.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(package: Path, folder: Path, expected: Expected | None) -> _Note:
    """Unpacks a package into an empty folder, once it has been seen to be the one expected and to translate.
    Raises BadPackage, ModelFailed."""
    size, sha256 = fingerprint(package)
    if expected:
        expected.check_file(size, sha256)
    metadata = unpack(package, folder)
    if expected:
        expected.check_content(metadata)
    if not ArgosModel(folder).render([_SMOKE])[0].text:
        raise BadPackage("its model translates into nothing")
    pair = metadata.source, metadata.target
    return _Note(*pair, metadata.version, _bytes_in(folder), sha256, datetime.now(UTC), size)


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """What the disk refuses, as one line."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Unavailable(f"{folder}: the disk is full; the installed models are as they were") from None
        raise Unavailable(f"{folder}: models cannot be kept there: {error.strerror or error}") from None


@contextmanager
def _incoming(folder: Path) -> Iterator[Path]:
    """A folder beside the models that is gone afterwards, unless it was renamed."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        path = Path(tempfile.mkdtemp(prefix=".incoming-", dir=folder))
        try:
            path.chmod(0o755)
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """What a killed installation or removal left behind."""
    for leftover in (*folder.glob(".incoming-*"), *folder.glob(".removed-*")):
        if time.time() - leftover.stat().st_mtime > LEFTOVER_SECONDS:
            shutil.rmtree(leftover, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Everything in the folder is on the disk before it gets its name."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _discard(path: Path) -> None:
    """Takes the name away first, so that a half-deleted folder is never read as a model."""
    hidden = path.with_name(f".removed-{path.name}")
    try:
        path.rename(hidden)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be removed: {error.strerror}") from None
    shutil.rmtree(hidden, ignore_errors=True)
