"""rasid models: offline translation models (Argos packages)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from consumers.argos import index
from consumers.argos.lock import Lock
from consumers.argos.lock import lock as locked
from consumers.argos.store import Model, installed, models_folder
from consumers.argos.store import remove as remove_model
from crawler.cli.app import App, Group, pass_app
from crawler.cli.languages import pair
from crawler.errors import UsageError

INDEX = click.option(
    "--from", "origin", help="The index to use: a URL or a folder. [default: the official index]"
)


@click.group(cls=Group)
def models() -> None:
    """Offline translation models (Argos packages)."""


@models.command(name="list")
@click.option("--available", is_flag=True, help="What the index offers, rather than what is installed.")
@INDEX
@pass_app
def list_(app: App, available: bool, origin: str | None) -> None:
    """The installed models: languages, version, size on disk."""
    if available:
        _list_offers(app, origin)
        return
    found = installed()
    total = sum(model.size for model in found)
    app.json({"folder": str(models_folder()), "size": total, "models": [_shape(m) for m in found]})
    app.table(
        f"Models in {models_folder()}",
        ("code", "languages", "version", "MiB"),
        [(m.code, pair(m.source, m.target), m.version, _mib(m.size)) for m in found],
    )
    if found:
        app.say(f"{_mib(total)} MiB on disk")
    else:
        app.say("none is installed: `rasid models install ar` fetches one, or give a package file")


def _list_offers(app: App, origin: str | None) -> None:
    newest = {offer.code: offer for offer in index.offers(origin)}.values()
    app.json(
        {"models": [asdict(o) | {"code": o.code, "languages": pair(o.source, o.target)} for o in newest]}
    )
    app.table(
        "Models that can be installed",
        ("code", "languages", "version", "MiB"),
        [(o.code, pair(o.source, o.target), o.version, _mib(o.size)) for o in newest],
    )


@models.command()
@click.argument("code_or_file", metavar="[CODE|FILE]", required=False)
@INDEX
@click.option(
    "--lock",
    "lock_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Install nothing but what this file has (`rasid models lock`); all of it where no CODE is given.",
)
@pass_app
def install(app: App, code_or_file: str | None, origin: str | None, lock_file: Path | None) -> None:
    """Install a model by its code (`ar`; `ar-de` where the target is not English) or from a package file."""
    lock = Lock(lock_file) if lock_file else None
    if code_or_file:
        app.json(_shape(_install(app, code_or_file, origin, lock)))
    elif lock:
        missing = lock.missing(installed())
        app.json([_shape(_install(app, code, origin, lock)) for code in missing])
        if not missing:
            app.say("all of it is installed already")
    else:
        raise UsageError("models install: a CODE, a FILE or --lock is needed")


def _install(app: App, code_or_file: str, origin: str | None, lock: Lock | None) -> Model:
    bar = Progress(
        *(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()),
        console=app.err,
        disable=not app.err.is_terminal,
    )
    with bar:
        task = bar.add_task(code_or_file, total=None)
        model = index.install(
            code_or_file,
            origin,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            lock=lock,
        )
    app.say(
        f"installed {model.code} ({pair(model.source, model.target)}, version {model.version});"
        " the next `rasid crawl` or `rasid run` translates what is pending"
    )
    return model


@models.command()
@click.argument("code")
@pass_app
def remove(app: App, code: str) -> None:
    """Remove a model; what it has translated stays."""
    model = remove_model(code)
    app.json(_shape(model))
    app.say(f"removed {model.code} ({pair(model.source, model.target)}, version {model.version})")


@models.command()
@pass_app
def lock(app: App) -> None:
    """Print a lock file of the installed models: version, size and SHA-256 of each package."""
    app.as_json = True
    app.json(locked(installed()))


def _shape(model: Model) -> dict[str, Any]:
    return asdict(model) | {
        "code": model.code,
        "languages": pair(model.source, model.target),
        "path": str(model.path),
        "installed_at": model.installed_at.isoformat(),
    }


def _mib(size: int | None) -> str:
    return "" if size is None else f"{size / 2**20:.1f}"
