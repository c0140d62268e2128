"""A lock file: the model packages that are to be installed, byte for byte.

A JSON list of `{"code": "ar", "version": "1.0", "size": 1968132, "sha256": "…"}`, size in bytes, null where
it is not known; `rasid models lock` writes it of what is installed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from consumers.argos.package import BadPackage
from consumers.argos.store import Expected, Model, fingerprint, pair_of
from crawler.errors import NotFound, UsageError


@dataclass(frozen=True, slots=True)
class Locked:
    """One package; `sha256` is that of the file."""

    code: str
    version: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: int | None = None


_PACKAGES: TypeAdapter[tuple[Locked, ...]] = TypeAdapter(tuple[Locked, ...])


class Lock:
    """A lock file that has been read."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError where it is no lock file."""
        try:
            self.packages = _PACKAGES.validate_json(path.read_bytes())
        except (OSError, ValidationError):
            raise UsageError(f"{path}: no lock file of models (`rasid models lock` prints one)") from None
        self._name = path.name

    def missing(self, installed: Iterable[Model]) -> list[str]:
        """Codes of the packages that are not installed as they are locked."""
        there = {(model.source, model.target, model.sha256) for model in installed}
        return [p.code for p in self.packages if (*pair_of(p.code), p.sha256) not in there]

    def by_code(self, code: str) -> Expected:
        """Raises NotFound."""
        for package in self.packages:
            if pair_of(package.code) == pair_of(code):
                return self._expected(package)
        raise NotFound(f"{self._name} has no model {code!r}")

    def by_content(self, package: Path) -> Expected:
        """What is locked of a package file, whatever its name. Raises BadPackage where it is none of them."""
        _, digest = fingerprint(package)
        for locked in self.packages:
            if locked.sha256 == digest:
                return self._expected(locked)
        raise BadPackage(f"{package.name}: its SHA-256 is none of those in {self._name}")

    def _expected(self, package: Locked) -> Expected:
        pair = pair_of(package.code)
        return Expected(*pair, self._name, package.version, package.size, package.sha256)


def lock(models: Iterable[Model]) -> list[dict[str, Any]]:
    """The lock file of these models."""
    return [
        {"code": m.code, "version": m.version, "size": m.package_size, "sha256": m.sha256} for m in models
    ]
