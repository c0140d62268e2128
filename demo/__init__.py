"""What `rasid demo` is put together from: a small news site on loopback, a watch.yaml for it, and a receiver
of the alerts that watching it raises. Nothing here needs a network."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from demo.site import Receiver, receive, serve

__all__ = ["QUERY", "Receiver", "prepare", "receive", "serve"]

QUERY = "post:huawei"
"""An English query that only Arabic posts answer: `names:` lists every spelling of the word."""


def prepare(folder: Path, site: str, receiver: str) -> Path:
    """Writes the watch.yaml for the site at `site` into `folder` (made if need be), with alerts going to
    the apprise address `receiver`; gives the file's path. What is crawled goes to `folder`/data."""
    template = files("demo").joinpath("watch.yaml").read_text("utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "watch.yaml"
    path.write_text(template.replace("{{site}}", site).replace("{{receiver}}", receiver), "utf-8")
    return path
