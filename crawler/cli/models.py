"""rasid models: offline translation models (Argos packages)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from consumers.argos import index
from consumers.argos.store import Model, installed, models_folder
from consumers.argos.store import remove as remove_model
from crawler.cli.app import App, Group, pass_app


@click.group(cls=Group)
def models() -> None:
    """Offline translation models (Argos packages)."""


@models.command(name="list")
@pass_app
def list_(app: App) -> None:
    """The installed models: languages, version, size on disk."""
    found = installed()
    app.json({"folder": str(models_folder()), "models": [_shape(m) for m in found]})
    app.table(
        f"Models in {models_folder()}",
        ("code", "from", "to", "version", "MiB"),
        [(m.code, m.source, m.target, m.version, f"{m.size / 2**20:.1f}") for m in found],
    )
    if not found:
        app.say("none is installed: `rasid models install ar` fetches one, or give a package file")


@models.command()
@click.argument("code_or_file", metavar="CODE|FILE")
@click.option("--from", "origin", help="The index to use: a URL or a folder. [default: the official index]")
@pass_app
def install(app: App, code_or_file: str, origin: str | None) -> None:
    """Install a model by its code (`ar`; `ar-de` where the target is not English) or from a package file."""
    bar = Progress(
        *(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()),
        console=app.err,
        disable=not app.err.is_terminal,
    )
    with bar:
        task = bar.add_task(code_or_file, total=None)
        model = index.install(
            code_or_file, origin, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
    app.json(_shape(model))
    app.say(
        f"installed {model.code} (version {model.version}, {model.source} to {model.target});"
        " the next `rasid crawl` or `rasid run` translates what is pending"
    )


@models.command()
@click.argument("code")
@pass_app
def remove(app: App, code: str) -> None:
    """Remove a model; what it has translated stays."""
    model = remove_model(code)
    app.json(_shape(model))
    app.say(f"removed {model.code} (version {model.version})")


def _shape(model: Model) -> dict[str, Any]:
    shape = asdict(model) | {"code": model.code, "path": str(model.path)}
    return shape | {"installed_at": model.installed_at.isoformat()}
