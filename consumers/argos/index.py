"""Models from an index: the official one, or a mirror of it by URL or folder.

An index is the JSON list of argospm (`package_version`, `from_code`, `to_code`, `links`); a mirror may add
`size` (bytes) and `sha256`, which are then checked, and give links relative to itself. A folder without
`index.json` offers the `.argosmodel` files in it. The network is used by `install` and `offers` alone.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from consumers.argos.lock import Lock
from consumers.argos.package import MAX_UNPACKED_BYTES, BadPackage, rasid_code
from consumers.argos.store import (
    Expected,
    Model,
    disk_errors,
    install_file,
    model_code,
    models_folder,
    pair_of,
)
from crawler.errors import NotFound, Unavailable

OFFICIAL_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
TIMEOUT_SECONDS = 30
ATTEMPTS = 3
"""A dropped connection is taken up again this often within one installation."""
DOWNLOAD_LEFT_SECONDS = 7 * 24 * 3600
"""Age from which a part of a package is not gone on with any more, but removed."""
MAX_INDEX_BYTES = 10 * 1024**2
DOWNLOADS = ".downloads"
"""In the models folder: parts of packages, and what tells whether the server has the same file still."""
_CHUNK = 256 * 1024
_FILE_NAME = re.compile(r"(?:translate-)?([a-z]{2,3})_([a-z]{2,3})-([\w.-]+)\.argosmodel")

Progress = Callable[[int, int | None], None]
"""(bytes so far, bytes in all or None where the server does not say)."""


class _Interrupted(Unavailable):
    """A download that broke off and can be taken up again."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that an index offers. `location` is a URL or, in a folder, a path."""

    source: str
    target: str
    version: str
    location: str
    size: int | None = None
    sha256: str | None = None

    @property
    def code(self) -> str:
        return model_code(self.source, self.target)

    @property
    def expected(self) -> Expected:
        return Expected(self.source, self.target, "the index", None, self.size, self.sha256)


def install(
    code_or_file: str,
    index: str | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
    lock: Lock | None = None,
) -> Model:
    """Installs a model by code (`ar`, `ar-de`) from an index, or from a package file.

    `index` is a URL or a folder; without it `$RASID_MODELS_INDEX`, else the official index. With a lock, what
    it has and nothing else. A word alone is a code, whatever lies in the working folder. Raises NotFound (no
    such file, no such model in the index or the lock), BadPackage, Unavailable (network, disk).
    """
    path = Path(code_or_file).expanduser()
    folder = folder or models_folder()
    _sweep_downloads(folder)
    if path.suffix == ".argosmodel" or os.sep in code_or_file:
        return install_file(path, folder, lock.by_content(path) if lock and path.is_file() else None)
    locked = lock.by_code(code_or_file) if lock else None
    offer = _best(offers(index), code_or_file, locked)
    expected = locked or offer.expected
    if not _is_url(offer.location):
        return install_file(Path(offer.location), folder, expected)
    package = _download(offer, folder, progress or (lambda done, total: None))
    try:
        model = install_file(package, folder, expected, origin=offer.location)
    except BadPackage:
        _clear(package)
        raise
    _clear(package)
    return model


def offers(index: str | None = None) -> list[Offer]:
    """What an index offers, by code and version. Raises Unavailable."""
    where = index or os.environ.get("RASID_MODELS_INDEX") or OFFICIAL_INDEX
    listed = _of_url(where) if _is_url(where) else _of_folder(Path(where).expanduser())
    return sorted(listed, key=lambda offer: (offer.code, _version(offer)))


def _best(listed: list[Offer], code: str, locked: Expected | None) -> Offer:
    """The newest offer of a pair, or the one that is locked. Raises NotFound."""
    source, target = pair_of(code)
    fitting = [offer for offer in listed if (offer.source, offer.target) == (source, target)]
    if not fitting:
        known = ", ".join(dict.fromkeys(offer.code for offer in listed)) or "nothing"
        raise NotFound(f"the index has no model {code!r}; it has {known[:300]}")
    if locked is None:
        return fitting[-1]
    for offer in fitting:
        if locked.version == offer.version or locked.sha256 == offer.sha256:
            return offer
    versions = ", ".join(offer.version for offer in fitting)
    raise NotFound(f"{locked.said_by} has version {locked.version} of {code!r}, the index only {versions}")


def _version(offer: Offer) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", offer.version))


def _of_folder(folder: Path) -> list[Offer]:
    if not folder.is_dir():
        raise Unavailable(f"{folder}: no such folder; an index is a URL or a folder of .argosmodel files")
    if (folder / "index.json").is_file():
        root = folder.resolve()
        listed = _read(
            (folder / "index.json").read_bytes(), str(folder), lambda link: str((root / link).resolve())
        )
        return [offer for offer in listed if Path(offer.location).is_relative_to(root)]
    return [
        Offer(
            rasid_code(name[1]),
            rasid_code(name[2]),
            name[3].replace("_", "."),
            str(path),
            path.stat().st_size,
        )
        for path in folder.glob("*.argosmodel")
        if (name := _FILE_NAME.fullmatch(path.name))
    ]


def _of_url(index: str) -> list[Offer]:
    url = index if index.endswith(".json") else f"{index.rstrip('/')}/index.json"
    with _network(url), _open(url, {}) as response:
        data = response.read(MAX_INDEX_BYTES + 1)
    if len(data) > MAX_INDEX_BYTES:
        raise Unavailable(f"{url}: larger than an index can be")
    return _read(data, url, lambda link: urljoin(url, link))


def _read(data: bytes, origin: str, locate: Callable[[str], str]) -> list[Offer]:
    try:
        entries = json.loads(data)
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise Unavailable(f"{origin}: not an index of models (a JSON list)")
    return [offer for entry in entries if isinstance(entry, dict) for offer in _offered(entry, locate)]


def _offered(entry: dict[str, Any], locate: Callable[[str], str]) -> Iterator[Offer]:
    """The offer of one entry of an index; none when it is of another kind or has no link that can be used."""
    source, target, links = entry.get("from_code"), entry.get("to_code"), entry.get("links")
    if entry.get("type", "translate") != "translate" or not isinstance(links, list):
        return
    if not (isinstance(source, str) and isinstance(target, str)):
        return
    for link in links:
        if isinstance(link, str) and urlsplit(link).scheme in ("", "http", "https"):
            size, sha256 = entry.get("size"), entry.get("sha256")
            yield Offer(
                source=rasid_code(source),
                target=rasid_code(target),
                version=str(entry.get("package_version", "0")),
                location=locate(link),
                size=size if isinstance(size, int) else None,
                sha256=sha256.lower() if isinstance(sha256, str) else None,
            )
            return


def _is_url(where: str) -> bool:
    return urlsplit(where).scheme in ("http", "https")


def _download(offer: Offer, folder: Path, progress: Progress) -> Path:
    """The package as a file below `folder`; what an earlier, broken download left is taken up again."""
    downloads = folder / DOWNLOADS
    name = hashlib.sha256(offer.location.encode()).hexdigest()[:16]
    package = downloads / f"{name}.argosmodel"
    with disk_errors(folder):
        downloads.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with _network(offer.location):
                    _fetch(offer.location, package, progress)
                break
            except _Interrupted:
                if attempt == ATTEMPTS:
                    raise
    return package


def _sweep_downloads(folder: Path) -> None:
    """What broken downloads have left and nobody came back for."""
    with disk_errors(folder):
        for left in folder.glob(f"{DOWNLOADS}/*"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > DOWNLOAD_LEFT_SECONDS:
                    left.unlink()


def _fetch(url: str, package: Path, progress: Progress) -> None:
    """Appends what is missing of a file. The part is only gone on with when the server's validator says
    that it is still the same file."""
    validator = _validator_file(package)
    have = package.stat().st_size if package.exists() and validator.exists() else 0
    headers = {"Range": f"bytes={have}-", "If-Range": validator.read_text("utf-8")} if have else {}
    with _opened_at(url, headers, package, have) as response:
        if response is None:
            return
        resumed = response.status == http.client.PARTIAL_CONTENT
        have = have if resumed else 0
        length = response.headers.get("Content-Length", "")
        total = have + int(length) if length.isdigit() else None
        if total is not None and total > MAX_UNPACKED_BYTES:
            raise Unavailable(f"{url}: {total} bytes are more than a model can be")
        tag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        if tag and not tag.startswith("W/"):
            validator.write_text(tag, "utf-8")
        else:
            validator.unlink(missing_ok=True)
        with package.open("ab" if resumed else "wb") as file:
            while chunk := response.read(_CHUNK):
                file.write(chunk)
                have += len(chunk)
                if have > MAX_UNPACKED_BYTES:
                    raise Unavailable(f"{url}: more bytes than a model can be")
                progress(have, total)
    if total is not None and have != total:
        raise _Interrupted(f"{url}: ended after {have} of {total} bytes; install again to go on from there")


@contextmanager
def _opened_at(
    url: str, headers: dict[str, str], package: Path, have: int
) -> Iterator[http.client.HTTPResponse | None]:
    """The response from where the file ends; None when the server says that nothing is missing."""
    try:
        response = _open(url, headers)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        error.close()
        if (error.headers.get("Content-Range") or "").endswith(f"/{have}"):
            yield None
            return
        _clear(package)
        raise _Interrupted(f"{url}: what was there of it is of another file") from None
    with response:
        yield response


def _validator_file(package: Path) -> Path:
    return package.with_suffix(".validator")


def _clear(package: Path) -> None:
    package.unlink(missing_ok=True)
    _validator_file(package).unlink(missing_ok=True)


def _open(url: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    request = urllib.request.Request(url, headers={"User-Agent": "Rasid", **headers})  # noqa: S310 - _is_url
    response: http.client.HTTPResponse = _opener().open(request, timeout=TIMEOUT_SECONDS)
    return response


def _opener() -> urllib.request.OpenerDirector:
    """HTTP and HTTPS alone: a redirect can lead to no file and no FTP server."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


@contextmanager
def _network(url: str) -> Iterator[None]:
    """What the network refuses, as one line."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        raise Unavailable(f"{url}: answers {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise Unavailable(f"{url}: cannot be reached: {error.reason}") from None
    except (http.client.HTTPException, TimeoutError, ConnectionError, ssl.SSLError) as error:
        raise _Interrupted(f"{url}: the connection broke ({error or type(error).__name__})") from None
