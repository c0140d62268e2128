"""Imported by every Python process that has this folder on its PYTHONPATH: refuses what leads off the
machine. $REACHED gets a line for each attempt, and for each thing made, changed or removed on the disk."""

from __future__ import annotations

import errno
import ipaddress
import os
import sys
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = {
    "os.mkdir": ((0, 2),), "os.symlink": ((1, 2),), "os.truncate": ((0, None),),
    "os.remove": ((0, 1),), "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)), "os.link": ((0, 2), (1, 3)),
}  # fmt: skip
"""Which arguments of an audit event are paths, each with that of the open folder it is relative to."""
_notes = os.open(os.environ["REACHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _text(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, bytes) else str(value)


def _note(kind: str, what: str) -> None:
    os.write(_notes, f"{kind} {what}\n".encode("utf-8", "surrogateescape"))


def _reach(host: str) -> None:
    _note("reach", host)
    if not _is_loopback(host):
        raise OSError(errno.ENETUNREACH, f"refused: {host}")


def _change(path: Any, folder: Any) -> None:
    if not isinstance(path, int):  # a file that is open already
        base = Path.cwd() if folder in (None, -1) else Path(f"/proc/self/fd/{folder}").readlink()
        _note("write", str(base / os.fsdecode(path)))


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        if isinstance(args[1], tuple):  # else a socket of this machine, a path
            _reach(_text(args[1][0]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        if args[0]:
            _reach(_text(args[0]))
    elif event == "open":
        if args[2] and args[2] & _WRITING:
            _change(args[0], None)
    elif event in _CHANGES:
        for path, folder in _CHANGES[event]:
            _change(args[path], None if folder is None else args[folder])


sys.addaudithook(_hook)
