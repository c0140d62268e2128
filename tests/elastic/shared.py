"""One server for all workers of a test run.

Each worker holds a shared lock for as long as it uses the server. The first one starts a process that keeps
the server until it gets that lock for itself: when the last worker has ended, in whatever way.

    python -m tests.elastic.shared FOLDER [--security]
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.command import until
from tests.elastic.installation import installation
from tests.elastic.server import Elasticsearch, Server

ROOT = Path(__file__).parents[2]


@contextmanager
def shared(folder: Path, *, security: bool = False) -> Iterator[Server]:
    """The server of all that name this folder, started by whoever comes first."""
    installation()  # raises CannotBeHad here, where it can be said
    folder.mkdir(exist_ok=True)
    with (folder / "users").open("w") as users, (folder / "starting").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not (folder / "server.json").exists():
            _start_keeper(folder, security)
        fcntl.flock(starting, fcntl.LOCK_UN)
        url, password, ca = json.loads((folder / "server.json").read_text("utf-8"))
        yield Server(url, password, ca and Path(ca))


def _start_keeper(folder: Path, security: bool) -> None:
    command = [sys.executable, "-m", "tests.elastic.shared", folder, *(["--security"] if security else [])]
    out = folder / "keeper.out"
    with out.open("wb") as to:  # no pipe: the keeper would hold it open
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=to, stderr=to)
    assert done.returncode == 0, out.read_text("utf-8")


def keep(folder: Path, security: bool) -> None:
    """Runs a server until nobody uses it any more."""
    at, making = folder / "server.json", folder / "server.json.new"
    with Elasticsearch(security=security) as server, (folder / "users").open("w") as users:
        making.write_text(json.dumps([server.url, server.password, server.ca and str(server.ca)]), "utf-8")
        making.rename(at)
        fcntl.flock(users, fcntl.LOCK_EX)
        at.unlink()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    if keeper := os.fork():
        until(lambda: (folder / "server.json").exists() or os.waitpid(keeper, os.WNOHANG)[0])
        sys.exit(not (folder / "server.json").exists())
    os.setsid()
    keep(folder, "--security" in sys.argv[2:])
