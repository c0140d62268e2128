"""rasid demo: the whole way on a small bundled site, without a network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.rule import Rule

import demo as site
from consumers.argos.store import installed, lacking
from crawler import watch as watch_file
from crawler.cli.app import App, Command, isolated, pass_app
from crawler.cli.crawl import crawl_once, print_summary
from crawler.cli.indexes import searched
from crawler.cli.languages import language
from crawler.cli.search import print_result
from crawler.errors import RasidError
from crawler.store import Store
from crawler.watch import Watch
from search.backend import SearchRequest, SearchResult, search_documents


@click.command(cls=Command)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep what was crawled in this folder. [default: a temporary one]",
)
@pass_app
def demo(app: App, keep: Path | None) -> None:
    """Crawl a small bundled news site, search it, and show the alert it raises."""
    with _folder(keep) as folder, site.serve() as address, site.receive() as receiver:
        watch = watch_file.load(site.prepare(folder, address, receiver.url))
        _heading(app, f"A news site runs at {address}. rasid crawl:")
        summary, outage = crawl_once(app, watch, list(watch.sources))
        print_summary(app, summary)
        if outage is not None:
            raise outage
        _print_documents(app, watch)
        _heading(app, f"rasid search {site.QUERY!r}: an English query that Arabic posts answer")
        result = search_documents(searched(watch), SearchRequest(site.QUERY, limit=5))
        if not app.as_json:
            print_result(app, watch, result)
        _heading(app, "The alerts that were sent (topic huawei-uyghur)")
        for alert in receiver.alerts:
            app.say(isolated(alert["title"]) + "\n" + alert["message"] + "\n")
        _next_steps(app, watch, keep)
        app.json(_shape(summary.as_json(), result, receiver.alerts))
        if not (summary.documents["new"] and result.total and receiver.alerts):
            raise RasidError("the demonstration did not find what it should have; see the lines above")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="rasid-demo-") as folder:
        yield Path(folder)


def _heading(app: App, text: str) -> None:
    if not app.as_json:
        app.out.print(Rule(text, align="left", characters="─"), soft_wrap=False)


def _print_documents(app: App, watch: Watch) -> None:
    with Store(watch.data, readonly=True) as store:
        documents = list(store.documents.since())
    app.table(
        "What was found",
        ("published", "languages", "title", "topics"),
        [
            (
                f"{d.published_at:%Y-%m-%d}" if d.published_at else "",
                " ".join(d.languages),
                d.title,
                ", ".join(d.topics),
            )
            for d in documents
        ],
    )


def _next_steps(app: App, watch: Watch, keep: Path | None) -> None:
    _heading(app, "Next")
    _say_what_waits(app, watch, f"rasid -c {keep / 'watch.yaml'} crawl" if keep else "rasid demo")
    app.say("  rasid init                  writes a watch.yaml of your own; then rasid check, rasid crawl")
    if keep:
        app.say(f"  rasid -c {keep / 'watch.yaml'} search 'uyghur'")


def _say_what_waits(app: App, watch: Watch, again: str) -> None:
    """Which models are missing, if any, and the command after which what waits is translated."""
    have = installed()
    with Store(watch.data, readonly=True) as store:
        needed = {code: lacking(have, code, watch.translate.to) for code in store.translations.pending()}
    if without := [language(code) for code, models in needed.items() if models]:
        said = "such text is searchable as it stands and waits as `pending`."
        app.say(f"No translation model is installed for {', '.join(without)}: {said}")
    for model in dict.fromkeys(model for models in needed.values() for model in models):
        app.say(f"  rasid models install {model}")
    if needed:
        app.say(f"  {again:<27} then translates what waits")


def _shape(crawl: dict[str, Any], result: SearchResult, alerts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"crawl": crawl, "search": result.as_json(), "alerts": alerts}
