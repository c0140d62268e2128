"""rasid index, rasid dead: the search index, and what it could not take."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

import click

from consumers.index import NAME as INDEX
from consumers.index import rebuild_asked
from crawler.cli.app import App, Group, isolated, pass_app, utc
from crawler.cli.holding import request, write_or_request
from crawler.cli.indexes import written
from crawler.cli.rebuilding import rebuild_index
from crawler.errors import Busy
from crawler.quantities import MIB
from crawler.store import Store, hold
from crawler.store.consumers import DeadLetter
from search.backend import Generations


@click.group(cls=Group)
def index() -> None:
    """The search index; it is made from the store and can be made again."""


@index.command()
@pass_app
def create(app: App) -> None:
    """Make the index where there is none, and bring its templates up to date; what is there stays."""
    watch = app.watch()
    with ExitStack() as lock:
        if watch.index.backend == "embedded":
            lock.enter_context(hold(watch.data, "index create"))
        with Store(watch.data) as store:
            generations = written(watch, store.machine())
            generations.prepare()
            shape = _state_json(store, generations)
    app.json(shape)
    _say_state(app, shape)


@index.command()
@pass_app
def rebuild(app: App) -> None:
    """Build the index anew from the store; searches use the old one until it is done. Where a process runs on
    the data, it is asked to."""
    watch = app.watch()
    try:
        with hold(watch.data, "index rebuild"):
            count = rebuild_index(app, watch)
    except Busy as busy:
        result = request(watch, "index rebuild", {}, str(busy))
        app.json(result)
        app.say("the running process builds it anew; `rasid index status` tells when it is done")
        return
    app.json({"indexed": count})
    app.say(f"{count} documents indexed")


@index.command()
@pass_app
def status(app: App) -> None:
    """What there is of the index: where, how large, in which format, how far behind, and what to do."""
    watch, store = app.reader()
    with store:
        shape = _state_json(store, written(watch))
    app.json(shape)
    _say_state(app, shape)


def _state_json(store: Store, generations: Generations) -> dict[str, Any]:
    state = generations.state()
    cursor = store.cursors.get(INDEX, state.generation or "")
    return asdict(state) | {
        "cursor": cursor,
        "lag": store.documents.lag(cursor),
        "dead": store.dead.count(INDEX),
        "rebuilding": rebuild_asked(store),
    }


def _say_state(app: App, shape: dict[str, Any]) -> None:
    app.say(shape["place"])
    if shape["generation"]:
        size = f"{shape['bytes'] / MIB:.1f} MiB" if shape["bytes"] is not None else "size not known"
        documents = shape["documents"] if shape["documents"] is not None else "?"
        app.say(f"generation {shape['generation']}, format {shape['format']}: {documents} documents, {size}")
    app.say(f"{shape['lag']} changes behind the log, {shape['dead']} dead letters")
    if shape["rebuilding"]:
        app.say("being built anew, or waiting to be: `rasid index rebuild`")
    for problem in shape["problems"]:
        app.note(problem)


@click.group(cls=Group)
def dead() -> None:
    """Documents that a consumer could not accept."""


@dead.command(name="list")
@pass_app
def list_(app: App) -> None:
    """Which documents, and why."""
    _, store = app.reader()
    with store:
        shapes = [_shape(store, letter) for letter in store.dead.all()]
    app.json({"dead": shapes})
    app.table(
        "Dead letters",
        ("consumer", "document", "title", "reason", "since (UTC)"),
        [(d["consumer"], d["id"], isolated(d["title"] or ""), d["reason"], d["at"][:16]) for d in shapes],
    )


def _shape(store: Store, letter: DeadLetter) -> dict[str, Any]:
    document = store.documents.readable(letter.document_id)
    return {
        "consumer": letter.consumer,
        "id": letter.document_id,
        "url": document.url if document else None,
        "title": document.title if document else None,
        "reason": letter.reason,
        "at": utc(letter.at),
    }


@dead.command()
@pass_app
def retry(app: App) -> None:
    """Give each of them to its consumer again."""
    result = write_or_request(app.watch(), "dead retry", {})
    app.json(result)
    app.say(f"{result['retried']} documents are tried again; `rasid dead list` shows what came of it")
