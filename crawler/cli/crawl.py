"""rasid crawl, add, run: fetching, with the consumers beside it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich.progress import Progress

from consumers.requests import OPERATIONS
from consumers.runner import Runner, Timing
from crawler.cli.app import App, Command, pass_app
from crawler.cli.consuming import running, settle
from crawler.cli.holding import request
from crawler.cli.progress import counting
from crawler.errors import Busy, Unavailable, UsageError
from crawler.quantities import parse_duration
from crawler.schedule import due
from crawler.store import Store, hold
from crawler.urls import BadURL, document_id, normalise
from crawler.watch import ADDED, Source, Watch
from spiders import crawl as crawling
from spiders.summary import Summary

STRICT_FAILURE = 1
ONE_PASS = Timing(gather=8.0)
"""Commits cost CPU that the workers want: with 8 s between them instead of 1 s the main process spends 3.4 ms
less on a page (one trial of 400 pages; `benchmarks/crawl.py`). `run` tells its alerts sooner."""


@click.command(cls=Command)
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source, due or not.")
@click.option("--all", "everything", is_flag=True, help="All sources, due or not.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many pages.")
@click.option("--max-time", metavar="D", help="Stop fetching after this duration (90s, 10m).")
@click.option("--strict", is_flag=True, help="Exit 1 when a page or source failed.")
@pass_app
def crawl(
    app: App, names: Sequence[str], everything: bool, limit: int | None, max_time: str | None, strict: bool
) -> int:
    """One pass over the sources that are due, then index, alerts and translation."""
    watch = app.watch()
    chosen = [_source(watch, name) for name in names]
    span = _span(max_time) if max_time else None
    if not watch.sources:
        raise UsageError("sources: the watch file names none; there is nothing to crawl")
    with hold(watch.data, "crawl"):
        sources = chosen or _due(watch, everything)
        if not sources:
            app.note("rasid: no source is due; `rasid status` says when, `--all` takes every one now")
        summary, outage = crawl_once(app, watch, sources, limit=limit, max_time=span)
    app.json(summary.as_json())
    print_summary(app, summary)
    if outage is not None:
        raise outage
    return STRICT_FAILURE if strict and summary.failed else 0


def crawl_once(
    app: App,
    watch: Watch,
    sources: Sequence[Source],
    *,
    limit: int | None = None,
    max_time: timedelta | None = None,
) -> tuple[Summary, Unavailable | None]:
    """The pass, with the consumers beside it, and what is left for them afterwards; and why the index could
    not be written, if so. The data directory is held by the caller."""
    with running(watch, ONE_PASS) as runner, counting(app) as bar:
        summary = crawling.crawl(
            watch, sources, limit=limit, max_time=max_time, progress=_shown(bar, runner, limit)
        )
        return summary, _settled(runner)


def _settled(runner: Runner, *, interrupted: bool = False) -> Unavailable | None:
    try:
        settle(runner, interrupted=interrupted)
    except Unavailable as error:
        return error
    return None


def _due(watch: Watch, everything: bool) -> list[Source]:
    """The sources whose turn it is (or all), and pages added by hand that wait."""
    with Store(watch.data) as store:
        now = datetime.now(UTC)
        waiting = [ADDED] if store.frontier.has_work(ADDED.name, now) else []
        return [*(watch.sources if everything else due(watch, store, now)), *waiting]


def _source(watch: Watch, name: str) -> Source:
    source = watch.source(name)
    if source is None:
        known = [s.name for s in watch.sources]
        near = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none'}"
        raise UsageError(f"unknown source {name!r}; {hint}")
    return source


def _span(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"--max-time {text!r}: {error}") from None


def _shown(bar: Progress, runner: Runner, limit: int | None) -> Callable[[Summary], None]:
    task = bar.add_task("crawling", total=limit)

    def show(summary: Summary) -> None:
        runner.poke()
        found = sum(s.found for s in summary.sources.values())
        failed = summary.failures.total()
        said = f"crawling: {summary.documents['new']} new" + (f", {failed} failed" if failed else "")
        bar.update(task, completed=summary.pages, total=limit or max(found, summary.pages), description=said)

    return show


def print_summary(app: App, summary: Summary) -> None:
    """The counts, and each source with what is wrong with it."""
    shape = summary.as_json()
    parts = [f"{n} {kind}" for kind, n in shape["documents"].items() if n]
    app.say(f"{shape['pages']} pages in {shape['seconds']:.1f} s: {', '.join(parts) or 'nothing new'}")
    for kind, said in (("failed", shape["failures"]), ("skipped", shape["skipped"])):
        if said:
            app.say(f"{kind}: " + ", ".join(f"{n} {k}" for k, n in said.items()))
    if not shape["sources"]:
        return
    app.table(
        "Sources",
        ("source", "status", "found", "new", "failures", "problems"),
        [
            (
                *(s["name"], s["status"], s["found"], s["new"]),
                ", ".join(f"{n} {k}" for k, n in s["failures"].items()),
                "\n".join(s["problems"]),
            )
            for s in shape["sources"]
        ],
    )


@click.command(cls=Command)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@pass_app
def add(app: App, urls: tuple[str, ...]) -> None:
    """Fetch and store single pages."""
    watch = app.watch()
    wanted = [_address(url) for url in urls]
    try:
        with hold(watch.data, "add"):
            with Store(watch.data) as store:
                OPERATIONS["add"](store, urls=wanted)
            summary, outage = crawl_once(app, watch, [ADDED])
    except Busy as busy:
        request(watch, "add", {"urls": wanted}, str(busy))
        app.json({"requested": wanted})
        app.say(f"{len(wanted)} pages noted: a live `run` fetches them next; beside a `crawl` the next does")
        return
    became = _what_became(watch, wanted)
    app.json(summary.as_json() | {"urls": became})
    for page in became:
        app.say(f"{page['url']}: {page['outcome']}")
    if outage is not None:
        raise outage


def _address(url: str) -> str:
    try:
        return normalise(url)
    except BadURL as error:
        raise UsageError(f"{url}: {error}") from None


def _what_became(watch: Watch, urls: Sequence[str]) -> list[dict[str, Any]]:
    """Of each page: its document's id where there is one, and the last thing that was said of it."""
    with Store(watch.data, readonly=True) as store:
        return [_what_became_of(store, url) for url in urls]


def _what_became_of(store: Store, url: str) -> dict[str, Any]:
    identity = store.documents.find(url)
    tombstone = store.removals.tombstone(identity or document_id(url))
    if tombstone:
        return {"url": url, "document": None, "outcome": f"{tombstone.kind}: {tombstone.reason}"}
    if identity:
        return {"url": url, "document": identity, "outcome": f"stored as {identity}"}
    events = store.events(url)
    return {"url": url, "document": None, "outcome": events[-1].detail if events else "not fetched"}


@click.command(cls=Command)
@pass_app
def run(app: App) -> None:
    """Crawl every source on its own rhythm, consumers beside it, until SIGTERM or Ctrl-C."""
    watch = app.watch()
    with hold(watch.data, "run"), running(watch) as runner, counting(app) as bar:
        app.note(f"rasid: watching {len(watch.sources)} sources; Ctrl-C or SIGTERM ends it in order")
        summary = crawling.run(watch, progress=_shown(bar, runner, None))
        outage = _settled(runner, interrupted=True)
    app.json(summary.as_json())
    print_summary(app, summary)
    if outage is not None:  # what is not in the index yet is with the next run
        app.complain(outage)
