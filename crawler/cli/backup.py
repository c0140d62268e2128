"""rasid backup, restore: the record into one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

from crawler.cli.app import App, Command, pass_app
from crawler.cli.progress import copying
from crawler.quantities import MIB
from crawler.store import hold
from crawler.store.backup import Manifest, Tell, back_up
from crawler.store.restore import check
from crawler.store.restore import restore as put_back

_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)
_INDEX_AFTERWARDS = {
    "embedded": "is made anew by the next `rasid crawl` or `run`, or by `rasid index rebuild`",
    "elasticsearch": "is filled again by the next `rasid crawl` or `run`; what came into it after the backup"
    " stays there (docs/operations.md, After a restore)",
}
"""What a restore makes of it, by its backend."""


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace FILE where it is a backup.")
@pass_app
def backup(app: App, file: Path, overwrite: bool) -> None:
    """Write the whole record into one file, also beside a running `run`.

    Documents, revisions, raw pages, translations and alerts are in it; the search index, watch.yaml and the
    models are not.
    """
    watch = app.watch()
    with _progress(app) as tell:
        manifest = back_up(watch.data, file, overwrite=overwrite, tell=tell)
    size = file.stat().st_size
    app.json({"file": str(file), "bytes": size, **_shape(manifest)})
    app.say(f"{file}: {_said(manifest)}, {size / MIB:.1f} MiB")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Move the record that is there aside, within the data folder.")
@pass_app
def restore(app: App, file: Path, replace: bool) -> None:
    """Put a backup into the empty data folder of watch.yaml.

    Alerts wait afterwards for `rasid alerts confirm`: some may have been sent since the backup was made.
    """
    watch = app.watch()
    check(file, watch.data, replace=replace)
    with hold(watch.data, "restore"), _progress(app) as tell:
        restored = put_back(file, watch.data, replace=replace, tell=tell)
    aside = str(restored.aside) if restored.aside else None
    told = {"aside": aside, "forgotten": restored.forgotten, "waiting": restored.waiting}
    app.json({"data": str(watch.data), **told, **_shape(restored.manifest)})
    app.say(f"{watch.data}: {_said(restored.manifest)}")
    if aside:
        app.say(f"what was there is in {aside}")
    if restored.forgotten is None:
        app.say("what was forgotten since the backup is back: `rasid forget` it again")
    app.say(f"the search index {_INDEX_AFTERWARDS[watch.index.backend]}")
    app.say(
        f"no alert is sent until `rasid alerts confirm`; {restored.waiting} wait, and a crawl may find others"
        " again that were sent after the backup"
    )


def _shape(manifest: Manifest) -> dict[str, Any]:
    shape: dict[str, Any] = _MANIFEST.dump_python(manifest, mode="json")
    return shape


def _said(manifest: Manifest) -> str:
    at = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    return f"{manifest.documents} documents and {manifest.raw_pages} raw pages as of {at}"


@contextmanager
def _progress(app: App) -> Iterator[Tell]:
    """A bar on a terminal, for one thing after the other."""
    with copying(app) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, size: int) -> None:
            bar.update(task, description=what, completed=min(done, size), total=size)

        yield tell
