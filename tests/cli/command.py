"""The console script as a user runs it: a process of its own, in a folder and with a home of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from crawler.watch import Watch, load

RASID = Path(sys.executable).with_name("rasid")
PATIENCE = 300.0
"""Seconds after which a test gives up waiting; nothing depends on it when all is well."""
_LIMIT_FILES = (
    "import os, resource, sys; limit = int(sys.argv[1]);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)); os.execv(sys.argv[2], sys.argv[2:])"
)
HASTY: dict[str, Any] = {"delay": "0s", "timeout": "20s", "per_host": 4, "allow_private_addresses": True}
"""`crawl:` for a site on loopback that need not be spared."""


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        """stdout, which must be one JSON value and nothing else."""
        assert self.code == 0, self.err
        return json.loads(self.raw)


class Running:
    """A command in the background, at the head of its own process group."""

    def __init__(self, process: subprocess.Popen[bytes], err: Path, out: Path) -> None:
        self.process, self._err, self._out = process, err, out

    @property
    def err(self) -> str:
        return self._err.read_text("utf-8", "replace")

    def says(self, words: str) -> None:
        """Waits until `words` stand on its stderr."""
        until(lambda: words in self.err or self.process.poll() is not None)
        assert words in self.err

    def kill(self) -> None:
        """SIGKILL to the command, its workers and whatever else it has started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def end(self, number: signal.Signals = signal.SIGTERM) -> Done:
        """Sends a signal, waits for the end."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> Done:
        self.process.wait(PATIENCE)
        return Done(self.process.returncode, self._out.read_bytes(), self.err)


class Rasid:
    """`rasid("search", "word").json`: the console script, run in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._starts = 0
        home = folder / "home"
        home.mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RASID_", "XDG_")) and k != "CI"}
        self.env = kept | {"HOME": str(home), "RASID_MODELS": str(folder / "models"), "COLUMNS": "120"}

    @property
    def config(self) -> Path:
        return self.folder / "watch.yaml"

    @property
    def watch(self) -> Watch:
        return load(self.config)

    def configure(self, *sources: dict[str, Any], crawl: dict[str, Any] | None = None, **more: Any) -> None:
        """Writes watch.yaml: these sources (named source-0, source-1, … unless they say), fetched hastily."""
        named = [{"name": f"source-{i}", **source} for i, source in enumerate(sources)]
        shape = {"data": "./data", "sources": named, "crawl": HASTY | (crawl or {}), **more}
        self.config.write_text(yaml.safe_dump(shape, allow_unicode=True), "utf-8")

    def __call__(
        self,
        *arguments: str | Path,
        stdin: bytes = b"",
        cwd: Path | None = None,
        largest_file: int | None = None,
        **env: str,
    ) -> Done:
        """Runs one command to its end. Whatever happens, nobody is shown a traceback. `largest_file`: no file
        can grow beyond so many bytes (writing fails as it does on a full disk)."""
        limited = [sys.executable, "-c", _LIMIT_FILES, str(largest_file)] if largest_file else []
        done = subprocess.run(
            [*limited, RASID, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=cwd or self.folder,
            env=self.env | env,
            timeout=PATIENCE,
        )
        err = done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in err, err
        return Done(done.returncode, done.stdout, err)

    @contextmanager
    def running(self, *arguments: str | Path) -> Iterator[Running]:
        """A command in the background, killed at the end unless it has ended by then."""
        self._starts += 1
        out, err = (self.folder / f"{name}-{self._starts}" for name in ("stdout", "stderr"))
        with out.open("wb") as to_out, err.open("wb") as to_err:
            process = subprocess.Popen(
                [RASID, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=to_out,
                stderr=to_err,
                cwd=self.folder,
                env=self.env,
                start_new_session=True,
            )
        running = Running(process, err, out)
        try:
            yield running
        finally:
            if process.poll() is None:
                running.kill()
        assert "Traceback" not in running.err, running.err


def until(holds: Callable[[], object], what: str = "") -> None:
    """Waits until `holds()`; fails after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what or "waited in vain"
        time.sleep(0.02)
