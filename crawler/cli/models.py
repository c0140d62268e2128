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
from consumers.argos.store import Model, damaged, installed, models_folder, pair_of
from consumers.argos.store import remove as remove_model
from crawler.cli.app import App, Group, pass_app, utc
from crawler.cli.coverage import covered
from crawler.cli.languages import language, languages
from crawler.errors import NotFound, Unavailable, UsageError
from crawler.store import Store

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
    """The installed models: languages, version, size on disk; how many stored texts each has translated and
    could translate again."""
    if available:
        _list_offers(app, origin)
        return
    found = installed()
    shapes = [_shape(model) | work for model, work in _work(app, found).items()]
    total = sum(model.size for model in found)
    broken = [_shape(model) for model in damaged()]
    app.json({"folder": str(models_folder()), "size": total, "models": shapes, "damaged": broken})
    app.table(
        "Models",
        ("code", "languages", "version", "MiB", "texts translated"),
        [(m["code"], m["languages"], m["version"], _mib(m["size"]), m["translated"]) for m in shapes],
    )
    if found:
        app.say(f"{_mib(total)} MiB in {models_folder()}")
    elif not broken:
        app.say("none is installed: `rasid models install ar` fetches one, or give a package file")
    for m in broken:
        app.say(
            f"{m['code']}: damaged, and not used: a part of {m['path']} is gone;"
            f" `rasid models install {m['code']}`"
        )
    for m in shapes:
        if m["redoable"]:
            app.say(
                f"{m['code']}: {m['redoable']} texts that another version has translated could be redone:"
                f" `rasid models redo {m['code']}`"
            )


def _work(app: App, found: list[Model]) -> dict[Model, dict[str, int | None]]:
    """Texts that each model has translated, and those of others that it could translate again; None where
    there is no store to tell."""
    untold: dict[str, int | None] = {"translated": None, "redoable": None}
    if app.config_path() is None or not ((watch := app.watch()).data / "rasid.sqlite").exists():
        return dict.fromkeys(found, untold)
    try:
        with Store(watch.data, readonly=True) as store:
            pairs = [(c, c.translated(store), c.redoable(store)) for c in covered(watch.translate)]
    except Unavailable as error:
        app.note(f"rasid: {error}")
        return dict.fromkeys(found, untold)
    return {
        model: {
            "translated": sum(done for pair, done, _ in pairs if model in pair.models),
            "redoable": sum(more for pair, _, more in pairs if model in pair.models),
        }
        for model in found
    }


def _list_offers(app: App, origin: str | None) -> None:
    newest = {offer.code: offer for offer in index.offers(origin)}.values()
    app.json(
        {"models": [asdict(o) | {"code": o.code, "languages": languages(o.source, o.target)} for o in newest]}
    )
    app.table(
        "Models that can be installed",
        ("code", "languages", "version", "MiB"),
        [(o.code, languages(o.source, o.target), o.version, _mib(o.size)) for o in newest],
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
        f"installed {model.code} ({languages(model.source, model.target)}, version {model.version});"
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
    app.say(f"removed {model.code} ({languages(model.source, model.target)}, version {model.version})")


@models.command()
@click.argument("code", required=False)
@pass_app
def redo(app: App, code: str | None) -> None:
    """Have models translate again what other versions have translated, after everything else: one by its
    CODE, or all. What a person wrote stays."""
    from crawler.cli.holding import write_or_request  # imported here: it brings all consumers along

    watch = app.watch()
    pairs = [c for c in covered(watch.translate) if code is None or c.is_by(*pair_of(code))]
    if not pairs:
        named = f"model {code!r}" if code else "model"
        raise NotFound(f"no {named} is installed that translates from a language of translate.from")
    counts, failures = {}, []
    for pair in pairs:
        try:
            counts[pair.source] = write_or_request(watch, "models redo", pair.asked())["redo"]
        except Unavailable as error:
            failures.append(str(error))
    if failures:
        raise Unavailable("\n".join(dict.fromkeys(failures)))
    app.json({"redo": counts})
    for source, count in counts.items():
        app.say(f"{language(source)}: {count} texts to be translated again, once nothing else waits")


@models.command()
@pass_app
def lock(app: App) -> None:
    """Print a lock file of the installed models: version, size and SHA-256 of each package."""
    app.as_json = True
    app.json(locked(installed()))


def _shape(model: Model) -> dict[str, Any]:
    return asdict(model) | {
        "code": model.code,
        "languages": languages(model.source, model.target),
        "path": str(model.path),
        "installed_at": utc(model.installed_at),
    }


def _mib(size: int | None) -> str:
    return "" if size is None else f"{size / 2**20:.1f}"
