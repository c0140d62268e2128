"""What an Argos package (`.argosmodel`) is: a zip with one folder in it.

    metadata.json            languages and version
    model/                   a CTranslate2 model
    sentencepiece.model      or bpe.model: how text is cut into tokens
    stanza/ …                sentence models; Rasid splits sentences itself and leaves them packed

Nothing of a package is trusted: not its paths, its sizes, nor that its model can be loaded.
"""

from __future__ import annotations

import errno
import json
import lzma
import re
import shutil
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from crawler.errors import RasidError

MAX_UNPACKED_BYTES = 4 * 1024**3
"""The largest official package unpacks to about 0.5 GB."""
MAX_ENTRIES = 5000
MAX_METADATA_BYTES = 1024**2
_CODE = re.compile(r"[a-z]{2,3}")
_LANGUAGES = {"nb": "no", "pb": "pt"}
"""Codes of the Argos index that Rasid names otherwise (Bokmål, Brazilian Portuguese)."""
_NEEDED = re.compile(
    r"metadata\.json|README\.md|LICENSE[.\w]{0,20}|sentencepiece\.model|bpe\.model|model/[^/]{1,100}"
)
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, ValueError)
_OF_THE_ZIP = (None, errno.EINVAL)
"""Error numbers of what Python makes of damaged bzip2 data and of offsets before the file's beginning."""


class BadPackage(RasidError):
    """The file is not an Argos package that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself; languages as Rasid names them.

    `tokenizer_source`/`tokenizer_target` are the package's own codes, which its tokenizers need.
    """

    source: str
    target: str
    version: str
    target_prefix: str
    tokenizer_source: str
    tokenizer_target: str


def read_metadata(path: Path) -> Metadata:
    """The metadata of an unpacked package. Raises BadPackage."""
    try:
        if path.stat().st_size > MAX_METADATA_BYTES:
            raise BadPackage("metadata.json is too large")
        said = json.loads(path.read_text("utf-8"))
    except OSError:
        raise BadPackage("it has no metadata.json") from None
    except (ValueError, RecursionError):
        raise BadPackage("its metadata.json is not valid JSON") from None
    if not isinstance(said, dict):
        raise BadPackage("its metadata.json is not an object")
    if said.get("type", "translate") != "translate":
        raise BadPackage(f"it is a package of type {said['type']!r}, not of a translation model")
    source, target = _code(said, "from_code"), _code(said, "to_code")
    prefix = said.get("target_prefix") or ""
    return Metadata(
        source=rasid_code(source),
        target=rasid_code(target),
        version=re.sub(r"[^\w.]", "_", str(said.get("package_version") or "0"))[:30],
        target_prefix=prefix if isinstance(prefix, str) else "",
        tokenizer_source=source,
        tokenizer_target=target,
    )


def rasid_code(code: str) -> str:
    """A language of the Argos index as Rasid names it."""
    return _LANGUAGES.get(code, code)


def _code(said: dict[str, Any], key: str) -> str:
    code = said.get(key)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise BadPackage(f"its metadata.json names no language as {key}")
    return code


def unpack(package: Path, folder: Path) -> Metadata:
    """Unpacks what is needed of a package into an empty folder. Raises BadPackage, and OSError when the
    folder cannot be written (disk full)."""
    try:
        with zipfile.ZipFile(package) as archive:
            members = _members(archive)
            _write(archive, members, folder)
    except _DAMAGED as error:
        raise BadPackage(f"it is damaged or no zip file ({error})") from None
    except OSError as error:
        if error.errno in _OF_THE_ZIP:
            raise BadPackage("it is damaged or no zip file") from None
        raise
    if not (folder / "model" / "model.bin").is_file():
        raise BadPackage("it has no model/model.bin")
    if not any((folder / name).is_file() for name in ("sentencepiece.model", "bpe.model")):
        raise BadPackage("it has neither sentencepiece.model nor bpe.model")
    return read_metadata(folder / "metadata.json")


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Path below the package's own folder -> entry, all paths checked, only what is needed kept."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise BadPackage(f"it has {len(entries)} entries; at most {MAX_ENTRIES} are taken")
    needed: dict[str, zipfile.ZipInfo] = {}
    tops, seen = set(), set()
    for entry in entries:
        path = _checked_path(entry)
        tops.add(path.parts[0])
        name = "/".join(path.parts[1:])
        if entry.is_dir() or not _NEEDED.fullmatch(name):
            continue
        if name.casefold() in seen:
            raise BadPackage(f"it has two entries of one name: {name[:80]!r}")
        seen.add(name.casefold())
        needed[name] = entry
    if len(tops) != 1:
        raise BadPackage("it must hold exactly one folder")
    if sum(entry.file_size for entry in needed.values()) > MAX_UNPACKED_BYTES:
        raise BadPackage(f"it would unpack to more than {MAX_UNPACKED_BYTES // 1024**3} GiB")
    return needed


def _checked_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    name = entry.filename
    path = PurePosixPath(name)
    outside = path.is_absolute() or ".." in path.parts or not path.parts
    if outside or "\\" in name or "\0" in name or ":" in name:
        raise BadPackage(f"it has an entry that points outside its folder: {name[:80]!r}")
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BadPackage(f"it has an entry that is no plain file: {name[:80]!r}")
    return path


def _write(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], folder: Path) -> None:
    for name, entry in members.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as packed, target.open("xb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1024**2)
