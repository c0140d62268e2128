"""rasid alerts: what was sent, a test message, another try."""

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
    app.json({"messages": shapes})
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


def _shape(store: Store, message: Message, names: dict[str, str]) -> dict[str, Any]:
    document = store.documents.get(message.document_id)
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
    app.say(f"{result['retried']} messages are tried again; `rasid alerts list` shows what came of it")
