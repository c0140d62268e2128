"""rasid alerts: what was sent, a test message, another try, the word that ends their wait after a restore."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from consumers import delivery
from crawler.cli.app import App, Group, isolated, pass_app, utc
from crawler.cli.holding import write_or_request
from crawler.errors import ConfigError, Unavailable
from crawler.store import Store
from crawler.store.outbox import Message


@click.group(cls=Group)
def alerts() -> None:
    """Alerts: what was told to whom."""


@alerts.command(name="list")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
@pass_app
def list_(app: App, limit: int) -> None:
    """What was sent, what waits, what failed; newest first."""
    watch, store = app.reader()
    names = delivery.receivers(watch)
    with store:
        shapes = [_shape(store, m, names) for m in store.outbox.all(limit)]
        wait = waiting(store)
    app.json({"messages": shapes, **wait})
    app.table(
        "Alerts",
        ("created (UTC)", "alert", "topic", "state", "receiver", "document", "error"),
        [
            (
                m["created_at"][:16].replace("T", " "),
                *(m["alert"], m["topic"], m["state"], m["receiver"], isolated(m["title"] or ""), m["error"]),
            )
            for m in shapes
        ],
    )
    say_waiting(app, wait)


def waiting(store: Store) -> dict[str, Any]:
    """How many messages are still to be sent, and since when they wait for a person to confirm it."""
    since = store.outbox.unconfirmed_since()
    return {"waiting": store.outbox.waiting(), "unconfirmed_since": utc(since) if since else None}


def say_waiting(app: App, wait: dict[str, Any]) -> None:
    """Nothing where nobody needs to confirm."""
    if wait["unconfirmed_since"]:
        app.say(
            f"no alert is sent since the restore of {wait['unconfirmed_since'][:16].replace('T', ' ')} UTC;"
            f" {wait['waiting']} wait for `rasid alerts confirm` (`--discard` throws them away)"
        )


def _shape(store: Store, message: Message, names: dict[str, str]) -> dict[str, Any]:
    document = store.documents.readable(message.document_id)
    times = {
        key: utc(moment) if (moment := getattr(message, key)) else None
        for key in ("created_at", "next_at", "sent_at")
    }
    return (
        asdict(message)
        | times
        | {
            "receiver": names.get(message.receiver, "no longer configured"),
            "url": document.url if document else None,
            "title": document.title if document else None,
        }
    )


@alerts.command()
@pass_app
def test(app: App) -> None:
    """Send a test message to each receiver."""
    watch = app.watch()
    if not watch.alerts:
        raise ConfigError("alerts: the watch file defines none")
    tested = delivery.test(watch)
    app.json({"tested": [asdict(t) for t in tested]})
    app.table(
        "Test messages",
        ("alert", "receiver", "result"),
        [(t.alert, t.receiver, "sent" if t.ok else t.error) for t in tested],
    )
    if not any(t.ok for t in tested):
        raise Unavailable("no receiver took the test message")


@alerts.command()
@pass_app
def retry(app: App) -> None:
    """Try again everything that is not sent, at once."""
    watch = app.watch()
    result = write_or_request(watch, "alerts retry", {})
    app.json(result)
    if result["unconfirmed"]:
        app.say(f"{result['retried']} messages wait for `rasid alerts confirm`, since the restore")
    else:
        app.say(f"{result['retried']} messages are tried again; `rasid alerts list` shows what came of it")


@alerts.command()
@click.option("--discard", is_flag=True, help="Throw away what waits; what comes later is sent.")
@pass_app
def confirm(app: App, discard: bool) -> None:
    """Send what has waited since a restore, as one summary for each receiver.

    Some of it may have been sent since the backup was made: look at `rasid alerts list` first, after a crawl
    has found again what there is.
    """
    result = write_or_request(app.watch(), "alerts confirm", {"discard": discard})
    app.json(result)
    if not result["waited"]:
        app.say("no alert waits to be confirmed")
    elif discard:
        app.say(f"{result['discarded']} messages are thrown away; alerts are sent from now on")
    else:
        app.say(f"{result['sent']} messages are sent; `rasid alerts list` shows what came of it")
