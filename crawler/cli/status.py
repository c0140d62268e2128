"""rasid status: is everything seen, is everything done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from crawler.cli.app import App, Command, pass_app
from crawler.store import Store, holder
from crawler.store.frontier import SourceState
from crawler.watch import Source, Watch

CONSUMERS = ("rematch", "index", "translate", "alert")
SILENT_AFTER = timedelta(days=3)
"""A source that brought nothing new for so long is called silent: a weekend passes unnoticed, a redesigned
feed does not. A guess, not measured."""


@click.command(cls=Command)
@pass_app
def status(app: App) -> None:
    """Sources: last success, last new item, silence. Consumers: lag, dead letters, what is pending."""
    watch, store = app.reader()
    with store:
        shape = _shape(watch, store)
    app.json(shape)
    app.say(f"held by {shape['holder']}" if shape["holder"] else "nobody crawls on this data at the moment")
    app.say(f"{shape['documents']} documents, log head {shape['log']['head']}")
    app.table(
        "Sources",
        ("source", "last success", "last new", "failures", "next due", "state"),
        [_source_row(s, watch) for s in shape["sources"]],
    )
    app.table(
        "Consumers",
        ("consumer", "cursor", "lag", "dead letters"),
        [(name, c["cursor"], c["lag"], c["dead"]) for name, c in shape["consumers"].items()],
    )
    for language, count in shape["translation"]["pending"].items():
        app.say(f"translation: {count} texts in {language} are pending")


def _shape(watch: Watch, store: Store) -> dict[str, Any]:
    cursors = store.cursors.all()
    return {
        "holder": holder(watch.data),
        "documents": store.documents.count(),
        "sources": [_source_json(s, store.frontier.source(s.name)) for s in watch.sources],
        "log": {"head": store.documents.head()},
        "consumers": {
            name: {
                "cursor": cursors.get(name, 0),
                "lag": store.documents.lag(cursors.get(name, 0)),
                "dead": store.dead.count(name),
            }
            for name in CONSUMERS
        },
        "translation": {"pending": store.translations.pending()},
    }


def _source_json(source: Source, state: SourceState) -> dict[str, Any]:
    return {
        "name": source.name,
        "last_success": _iso(state.last_success),
        "last_new": _iso(state.last_new),
        "failures_in_a_row": state.failures_in_a_row,
        "silent": _silent(state),
        "next_due": _iso(state.next_due),
        "last_error": state.last_error,
    }


def _silent(state: SourceState) -> bool:
    newest = state.last_new
    return state.passes > 0 and (newest is None or datetime.now(UTC) - newest > SILENT_AFTER)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _source_row(said: dict[str, Any], watch: Watch) -> tuple[object, ...]:
    times = [_local(said[key], watch) for key in ("last_success", "last_new", "next_due")]
    state = said["last_error"] or ("silent" if said["silent"] else "")
    return said["name"], times[0], times[1], said["failures_in_a_row"], times[2], state


def _local(moment: str | None, watch: Watch) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(watch.zone):%Y-%m-%d %H:%M}" if moment else ""
