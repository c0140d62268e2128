"""rasid index, rasid dead: the search index, and what it could not take."""

from __future__ import annotations

from typing import Any

import click

from crawler.cli.app import App, Group, isolated, pass_app, utc
from crawler.cli.consuming import rebuild_index
from crawler.cli.holding import write_or_request
from crawler.store import Store, hold
from crawler.store.consumers import DeadLetter


@click.group(cls=Group)
def index() -> None:
    """The search index; it is made from the store and can be made again."""


@index.command()
@pass_app
def rebuild(app: App) -> None:
    """Build the index anew from the store; searches use the old one until it is done."""
    watch = app.watch()
    with hold(watch.data, "index rebuild"):
        count = rebuild_index(watch, app.err)
    app.json({"indexed": count})
    app.say(f"{count} documents indexed")


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
    document = store.documents.get(letter.document_id)
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
