"""What a command and all that it starts reach for: addresses, and places on the disk.

Every Python process is watched by `loopback/sitecustomize.py`, which also refuses what leads off the machine;
where strace can be used, it shows what is done by no Python code too.
"""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.cli.command import PATIENCE, Done

HOOK = Path(__file__).with_name("loopback")
DEVICES = (Path("/dev/null"), Path("/dev/shm"))
"""Not the disk. In /dev/shm are the locks between processes."""
SUITE_PATIENCE = 4 * PATIENCE
"""Seconds; a command may be many tests."""

_CALLS = (
    "connect sendto sendmsg sendmmsg openat openat2 open creat mkdir mkdirat rename renameat renameat2 unlink"
    " unlinkat rmdir link linkat symlink symlinkat truncate mknod mknodat"
)
_STRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-e", "trace=?" + _CALLS.replace(" ", ",?"), "-o")
_CALL = re.compile(r"\d+ +(\w+)\((.*)")
_ADDRESS = re.compile(r'sa_family=AF_INET6?, sin6?_port=htons\(\d+\).*?"([^"]+)"')
_PATH = re.compile(r'(?:(?:\d+|AT_FDCWD)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
_UP = (
    "import fcntl, os, socket, struct, sys;"
    "fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, struct.pack('16sh22x', b'lo', 1));"
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Brings the loopback interface up (SIOCSIFFLAGS, IFF_UP), then becomes another command."""


@dataclass(frozen=True)
class Reached:
    """Hosts (addresses, or names that were looked up), and paths that were opened for writing, made, renamed
    or removed, whether it worked or not."""

    hosts: frozenset[str]
    paths: frozenset[Path]

    def outside(self, *folders: Path) -> list[str]:
        """What lies neither on this machine's loopback nor in these folders."""
        within = (*folders, *DEVICES)
        return [
            *sorted(host for host in self.hosts if not is_loopback(host)),
            *sorted(str(p) for p in self.paths if not any(p.is_relative_to(folder) for folder in within)),
        ]


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Place:
    """Where a command is watched: an empty folder to stand in, an empty home, a temporary folder of its own
    (whose path is short: a socket is made in it)."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self.cwd, self.home, self.temporary = folder / "cwd", folder / "home", temporary
        self.cwd.mkdir()
        self.home.mkdir(exist_ok=True)

    def run(
        self, *command: str | Path, env: dict[str, str], within: Sequence[str] = ()
    ) -> tuple[Done, Reached]:
        """Runs a command to its end, behind the prefix `within`; how it ended, and what it reached for."""
        said, traced = self.temporary / "said", self.temporary / "traced"
        said.write_text("")
        traced.write_text("")
        strace = [*_STRACE, traced] if can_trace() else []
        done = subprocess.run(
            [*within, *strace, *command],
            cwd=self.cwd,
            env=env
            | {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PYTHONDONTWRITEBYTECODE": "1"}
            | {"PYTHONPATH": os.pathsep.join((str(HOOK), env.get("PYTHONPATH", ""))), "REACHED": str(said)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SUITE_PATIENCE,
        )
        err = done.stderr.decode("utf-8", "replace")
        lines = [*_said(said), *_traced(traced)]
        hosts = frozenset(what for kind, what in lines if kind == "reach")
        paths = frozenset(Path(os.path.normpath(what)) for kind, what in lines if kind == "write")
        return Done(done.returncode, done.stdout, err), Reached(hosts, paths)

    def is_untouched(self) -> bool:
        return not any((*self.cwd.iterdir(), *self.home.iterdir()))


def loopback_only() -> list[str]:
    """What to put before a command so that it has no network but a loopback of its own; nothing where the
    machine does not allow it."""
    prefix = ["unshare", "--map-root-user", "--net", sys.executable, "-c", _UP]
    return prefix if _works([*prefix, "true"]) else []


@cache
def can_trace() -> bool:
    return _works([*_STRACE, os.devnull, "true"])


def _works(command: Sequence[str]) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run(command, capture_output=True).returncode == 0


def _said(record: Path) -> Iterable[tuple[str, str]]:
    for line in record.read_text("utf-8", "surrogateescape").splitlines():
        kind, _, what = line.partition(" ")
        yield kind, what


def _traced(record: Path) -> Iterable[tuple[str, str]]:
    for line in record.read_text("utf-8", "replace").splitlines():
        call = _CALL.match(line)
        if call is None:  # a signal, an end, the second half of a call
            continue
        name, arguments = call.groups()
        if name.startswith(("connect", "send")):
            yield from (("reach", host) for host in _ADDRESS.findall(arguments))
        elif not name.startswith("open") or _WRITING.search(arguments):
            yield from (("write", os.path.join(*parts)) for parts in _PATH.findall(arguments))  # noqa: PTH118
