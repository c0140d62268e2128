"""rasid status: is everything seen, is everything done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from crawler.cli.app import App, Command, pass_app, utc
from crawler.cli.coverage import remedy
from crawler.cli.languages import language
from crawler.drift import Sign, signs
from crawler.store import Store, holder
from crawler.store.frontier import SourceState
from crawler.watch import Source, Watch

CONSUMERS = ("rematch", "index", "translate", "alert")
SILENT_AFTER = timedelta(days=3)
"""A source that brought nothing new for so long is called silent: a weekend passes unnoticed, a redesigned
feed does not. A guess, not measured."""
RATE_OVER = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
BROKEN = {
    "no_text": "no text found",
    "short_text": "text much shorter",
    "long_text": "text much longer",
    "much_furniture": "more that is repeated",
    "no_title": "no title",
    "no_authors": "no author",
    "no_date": "no date",
}
"""The signs of a template that has changed, in words."""


@click.command(cls=Command)
@pass_app
def status(app: App) -> None:
    """Sources: last success, last new item, silence. Outlets whose pages no longer read as before.
    Consumers: lag, dead letters, what is pending."""
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
    broken = [(o["host"], sign) for o in shape["outlets"] for sign in o["signs"]]
    if broken:
        app.table(
            "Outlets whose template seems to have changed",
            ("outlet", "sign", "of earlier pages", "of the latest", "since"),
            [_sign_row(host, sign, watch) for host, sign in broken],
        )
    app.table(
        "Consumers",
        ("consumer", "cursor", "lag", "dead letters"),
        [(name, c["cursor"], c["lag"], c["dead"]) for name, c in shape["consumers"].items()],
    )
    _say_translation(app, watch, shape["translation"])


def _shape(watch: Watch, store: Store) -> dict[str, Any]:
    cursors = store.cursors.all()
    return {
        "holder": holder(watch.data),
        "documents": store.documents.count(),
        "sources": [_source_json(s, store.frontier.source(s.name)) for s in watch.sources],
        "outlets": [
            {"host": host, "pages": len(readings), "signs": [_sign_json(s) for s in signs(readings)]}
            for host, readings in store.outlets.readings()
        ],
        "log": {"head": store.documents.head()},
        "consumers": {
            name: {
                "cursor": cursors.get(name, 0),
                "lag": store.documents.lag(cursors.get(name, 0)),
                "dead": store.dead.count(name),
            }
            for name in CONSUMERS
        },
        "translation": _translation_json(watch, store),
    }


def _translation_json(watch: Watch, store: Store) -> dict[str, Any]:
    """By language: segments `pending`, texts `redoing`, texts done per minute (`rate`). A text that stands in
    many places is translated once: `minutes_left` is told by texts; None where it cannot be told."""
    pending = store.translations.pending()
    queued = store.translations.waiting_texts()
    waiting = [code for code in pending if remedy(code, watch.translate.to)]
    finished = store.translations.finished(datetime.now(UTC) - RATE_OVER)
    rate = {code: round(count * MINUTE / RATE_OVER, 1) for code, count in finished.items()}
    to_do = sum(count for code, count in queued.items() if code not in waiting)
    pace = sum(rate.values())
    return {
        "pending": pending,
        "redoing": store.translations.redoing(),
        "without_model": waiting,
        "rate": rate,
        "minutes_left": round(to_do / pace, 1) if pace else None if to_do else 0,
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


def _sign_json(sign: Sign) -> dict[str, Any]:
    return {
        "sign": sign.name,
        "earlier": round(sign.earlier, 2),
        "recent": round(sign.recent, 2),
        "since": _iso(sign.since),
    }


def _silent(state: SourceState) -> bool:
    newest = state.last_new
    return state.passes > 0 and (newest is None or datetime.now(UTC) - newest > SILENT_AFTER)


def _iso(moment: datetime | None) -> str | None:
    return utc(moment) if moment else None


def _say_translation(app: App, watch: Watch, said: dict[str, Any]) -> None:
    if not any(said[key] for key in ("pending", "redoing", "rate")):
        return
    app.table(
        "Translation",
        ("language", "pending", "to redo", "per minute", "needs"),
        [
            (
                language(code),
                said["pending"].get(code, ""),
                said["redoing"].get(code, ""),
                said["rate"].get(code, ""),
                remedy(code, watch.translate.to) if code in said["without_model"] else "",
            )
            for code in sorted({*said["pending"], *said["redoing"], *said["rate"]})
        ],
    )
    if said["minutes_left"]:
        app.say(f"about {said['minutes_left']:.0f} minutes left at the rate of the last ten minutes")


def _source_row(said: dict[str, Any], watch: Watch) -> tuple[object, ...]:
    times = [_local(said[key], watch) for key in ("last_success", "last_new", "next_due")]
    state = said["last_error"] or ("silent" if said["silent"] else "")
    return said["name"], times[0], times[1], said["failures_in_a_row"], times[2], state


def _sign_row(host: str, said: dict[str, Any], watch: Watch) -> tuple[object, ...]:
    shares = (f"{said['earlier']:.0%}", f"{said['recent']:.0%}")
    return host, BROKEN[said["sign"]], *shares, _local(said["since"], watch)


def _local(moment: str | None, watch: Watch) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(watch.zone):%Y-%m-%d %H:%M}" if moment else ""
