"""rasid status: is everything seen, is everything done."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from crawler.cli.alerts import say_waiting, waiting
from crawler.cli.app import App, Command, pass_app, utc
from crawler.cli.coverage import remedy
from crawler.cli.languages import language
from crawler.drift import Sign
from crawler.health import (
    Health,
    OutletHealth,
    SourceHealth,
    TranslationHealth,
    read_health,
    read_outlets,
    read_translation,
)
from crawler.store import holder
from crawler.watch import Watch

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
        health, outlets, translation = read_health(watch, store), read_outlets(store), read_translation(store)
        alerts = waiting(store)
    held_by = holder(watch.data)
    lacking = {code: said for code in translation.pending if (said := remedy(code, watch.translate.to))}
    app.json(
        {
            "holder": held_by,
            **_health_json(health),
            "outlets": [_outlet_json(outlet) for outlet in outlets],
            "translation": _translation_json(translation, lacking),
            "alerts": alerts,
        }
    )
    app.say(f"held by {held_by}" if held_by else "nobody crawls on this data at the moment")
    app.say(f"{health.documents} documents, log head {health.head}")
    app.table(
        "Sources",
        ("source", "last success", "last new", "failures", "next due", "state"),
        [_source_row(source, watch) for source in health.sources],
    )
    broken = [(outlet.host, sign) for outlet in outlets for sign in outlet.signs]
    if broken:
        app.table(
            "Outlets whose template seems to have changed",
            ("outlet", "sign", "of earlier pages", "of the latest", "since"),
            [_sign_row(host, sign, watch) for host, sign in broken],
        )
    app.table(
        "Consumers",
        ("consumer", "cursor", "lag", "dead letters"),
        [(consumer.name, consumer.cursor, consumer.lag, consumer.dead) for consumer in health.consumers],
    )
    _say_translation(app, translation, lacking)
    say_waiting(app, alerts)


def _health_json(said: Health) -> dict[str, Any]:
    return {
        "documents": said.documents,
        "sources": [_source_json(source) for source in said.sources],
        "log": {"head": said.head},
        "consumers": {c.name: {"cursor": c.cursor, "lag": c.lag, "dead": c.dead} for c in said.consumers},
    }


def _source_json(source: SourceHealth) -> dict[str, Any]:
    times = {key: _iso(getattr(source, key)) for key in ("last_success", "last_new", "next_due")}
    return asdict(source) | times


def _outlet_json(outlet: OutletHealth) -> dict[str, Any]:
    return {"host": outlet.host, "pages": outlet.pages, "signs": [_sign_json(sign) for sign in outlet.signs]}


def _translation_json(said: TranslationHealth, lacking: dict[str, str]) -> dict[str, Any]:
    return {
        "pending": said.pending,
        "redoing": said.redoing,
        "without_model": list(lacking),
        "rate": said.rate,
        "minutes_left": said.minutes_left(lacking),
    }


def _sign_json(sign: Sign) -> dict[str, Any]:
    return {
        "sign": sign.name,
        "earlier": round(sign.earlier, 2),
        "recent": round(sign.recent, 2),
        "since": _iso(sign.since),
    }


def _iso(moment: datetime | None) -> str | None:
    return utc(moment) if moment else None


def _say_translation(app: App, said: TranslationHealth, lacking: dict[str, str]) -> None:
    """`lacking`: languages that wait, and what would install their models."""
    if not (said.pending or said.redoing or said.rate):
        return
    app.table(
        "Translation",
        ("language", "pending", "to redo", "per minute", "needs"),
        [
            (
                language(code),
                said.pending.get(code, ""),
                said.redoing.get(code, ""),
                said.rate.get(code, ""),
                lacking.get(code, ""),
            )
            for code in sorted({*said.pending, *said.redoing, *said.rate})
        ],
    )
    minutes = said.minutes_left(lacking)
    if minutes:
        app.say(f"about {minutes:.0f} minutes left at the rate of the last ten minutes")


def _source_row(source: SourceHealth, watch: Watch) -> tuple[object, ...]:
    times = [_local(moment, watch) for moment in (source.last_success, source.last_new, source.next_due)]
    state = source.last_error or ("silent" if source.silent else "")
    return source.name, times[0], times[1], source.failures_in_a_row, times[2], state


def _sign_row(host: str, sign: Sign, watch: Watch) -> tuple[object, ...]:
    return host, BROKEN[sign.name], f"{sign.earlier:.0%}", f"{sign.recent:.0%}", _local(sign.since, watch)


def _local(moment: datetime | None, watch: Watch) -> str:
    return f"{moment.astimezone(watch.zone):%Y-%m-%d %H:%M}" if moment else ""
