"""rasid init, rasid check."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import click

from consumers.argos.loaded import ENGINES
from consumers.delivery import unusable
from consumers.translation.model import ModelFailed
from crawler import watch as watch_file
from crawler.cli.app import App, Command, pass_app
from crawler.cli.coverage import covered, remedy
from crawler.cli.languages import language
from crawler.errors import ConfigError, Forbidden, Unavailable, UsageError
from crawler.store import Store
from crawler.watch import IndexConfig, Watch
from search.access import check_authorities, read_key
from spiders.crawl import Probe, probe

LATEST = 5000
"""Documents that `check` looks through for languages that are not translated."""


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
    waiting, hints = _of_stored_texts(watch)
    warnings += [*_no_way_in(watch.index), *waiting, *_unusable_models(watch)]
    probes = probe(watch) if live else []
    for warning in warnings:
        app.note(f"{path}: warning: {warning}")
    for hint in hints:
        app.note(f"{path}: hint: {hint}")
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
            "hints": hints,
            "sources": [s.name for s in watch.sources],
            **({"live": [_probe_json(p) for p in probes]} if live else {}),
        }
    )


def _no_way_in(index: IndexConfig) -> Iterator[str]:
    """What is missing here to reach the index, which is not asked."""
    for option in ("api_key_env", "search_api_key_env", "admin_api_key_env"):
        if variable := getattr(index, option):
            try:
                read_key(f"index.{option}", variable)
            except Forbidden as error:
                yield str(error)
    if index.ca_certs is not None:
        try:
            check_authorities(index.ca_certs, "index.ca_certs")
        except Unavailable as error:
            yield str(error)


def _of_stored_texts(watch: Watch) -> tuple[list[str], list[str]]:
    """Warnings and hints: languages of stored texts that wait for a model, and those that nobody asked to
    have translated."""
    if not (watch.data / "rasid.sqlite").exists():
        return [], []
    try:
        with Store(watch.data, readonly=True) as store:
            return list(_without_model(watch, store)), list(_untranslated(watch, store))
    except Unavailable as error:
        return [str(error)], []


def _without_model(watch: Watch, store: Store) -> Iterator[str]:
    for code, count in store.translations.pending().items():
        if needed := remedy(code, watch.translate.to):
            yield f"translate: {count} segments in {language(code)} wait for a model; {needed}"


def _unusable_models(watch: Watch) -> Iterator[str]:
    """What is wrong with installed models that would translate: each is loaded, one after the other."""
    for model in dict.fromkeys(model for pair in covered(watch.translate) for model in pair.models):
        try:
            ENGINES[watch.translate.engine](model.path, model.label).load()
        except ModelFailed as error:
            needed = f"`rasid models install {model.code}`"
            yield f"translate: model {model.code} cannot be used: {error}; {needed}"


def _untranslated(watch: Watch, store: Store) -> Iterator[str]:
    known = {*watch.translate.from_, watch.translate.to, "und"}
    among = f" among the latest {LATEST}" if store.documents.count() > LATEST else ""
    for code, count in store.documents.languages(LATEST).items():
        if code not in known:
            needed = remedy(code, watch.translate.to)
            yield (
                f"translate: {count} documents in {language(code)}, or with a post in it,{among} are not"
                f" translated; add {code} to translate.from" + f" and {needed}" * bool(needed)
            )


def _probe_row(found: Probe) -> tuple[object, ...]:
    return found.source, found.entries, found.problem or ""


def _probe_json(found: Probe) -> dict[str, object]:
    return {"name": found.source, "found": found.entries, "problem": found.problem}
