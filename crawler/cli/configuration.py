"""rasid init, rasid check."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from consumers.argos.store import installed
from consumers.delivery import unusable
from crawler import watch as watch_file
from crawler.cli.app import App, Command, pass_app
from crawler.errors import ConfigError, UsageError
from crawler.store import Store
from crawler.watch import Watch
from spiders.crawl import Probe, probe


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@pass_app
def init(app: App, folder: Path) -> None:
    """Write a commented watch.yaml into FOLDER (default: here)."""
    target = folder / "watch.yaml"
    if target.exists():
        raise UsageError(f"{target}: stands there already; it was left as it is")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text(
            resources.files("crawler").joinpath("watch.example.yaml").read_text("utf-8"), "utf-8"
        )
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from None
    app.say(f"{target} is written. Edit it, then: rasid check, rasid crawl.")
    app.json({"written": str(target)})


@click.command(cls=Command)
@click.option("--live", is_flag=True, help="Also fetch each source once and say what it found.")
@pass_app
def check(app: App, live: bool) -> None:
    """Validate the configuration: file, key path and remedy for each problem."""
    watch = app.watch()
    path = app.config_path()
    if broken := list(unusable(watch)):
        raise ConfigError("\n".join(f"{path}: {line}" for line in broken))
    warnings = [f"{p.path}: {p.message}" for p in watch_file.warnings(path)] if path else []
    warnings += _without_model(watch)
    probes = probe(watch) if live else []
    for warning in warnings:
        app.note(f"{path}: warning: {warning}")
    app.say(
        f"{path}: {len(watch.sources)} sources, {len(watch.names)} names, {len(watch.topics)} topics,"
        f" {len(watch.alerts)} alerts: no errors."
    )
    if live:
        app.table("Sources, fetched once", ("source", "found", "problem"), [_probe_row(p) for p in probes])
    app.json(
        {
            "config": str(path),
            "ok": True,
            "warnings": warnings,
            "sources": [s.name for s in watch.sources],
            **({"live": [_probe_json(p) for p in probes]} if live else {}),
        }
    )


def _without_model(watch: Watch) -> list[str]:
    """Languages of stored texts that wait for a model."""
    if not (watch.data / "rasid.sqlite").exists():
        return []
    have = {m.source for m in installed()}
    with Store(watch.data, readonly=True) as store:
        return [
            f"translate: {count} texts in {language} wait for a model; `rasid models install {language}`"
            for language, count in store.translations.pending().items()
            if language not in have
        ]


def _probe_row(found: Probe) -> tuple[object, ...]:
    return found.source, found.entries, found.problem or ""


def _probe_json(found: Probe) -> dict[str, object]:
    return {"name": found.source, "found": found.entries, "problem": found.problem}
