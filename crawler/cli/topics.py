"""rasid topics try: what a topic would have found in what is stored, and how often it would have alerted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from crawler.cli.app import App, Group, isolated, pass_app
from crawler.dates import first_day
from crawler.document import Document, Match, as_json
from crawler.errors import ConfigError
from crawler.store import Store
from crawler.watch import Topic, Watch
from pipelines.match import Matcher

Found = list[tuple[Document, Match]]
ADHOC = "query"
"""The name that a query given on the command line goes by as a topic."""


@click.group(cls=Group)
def topics() -> None:
    """Try topics and queries on what is stored."""


@topics.command(name="try")
@click.argument("topic_or_query", required=False)
@click.option("--since", help="Only documents since then (a day, or a duration such as 7d).")
@pass_app
def try_(app: App, topic_or_query: str | None, since: str | None) -> None:
    """Which stored documents would have matched, and how many alerts a day.

    Without a topic or query: every topic of the watch file.
    """
    watch, store = app.reader()
    tried, watch = _tried(watch, topic_or_query)
    start = first_day(since, watch.zone) if since else None
    with store:
        found = _find(watch, store, tried, start)
    shapes = [_shape(name, found[name], watch) for name in tried]
    app.json(shapes[0] if topic_or_query else {"topics": shapes})
    for shape in shapes:
        _print(app, shape)


def _tried(watch: Watch, topic_or_query: str | None) -> tuple[list[str], Watch]:
    """The names of the topics to try, and a watch file that has them."""
    if topic_or_query is None:
        if not watch.topics:
            raise ConfigError("topics: the watch file defines none; give a query instead")
        return [t.name for t in watch.topics], watch
    if watch.topic(topic_or_query):
        return [topic_or_query], watch
    adhoc = Topic(name=ADHOC, query=topic_or_query)
    others = tuple(t for t in watch.topics if t.name != ADHOC)
    return [ADHOC], watch.model_copy(update={"topics": (*others, adhoc)})


def _find(watch: Watch, store: Store, tried: list[str], since: datetime | None) -> dict[str, Found]:
    matcher = Matcher(watch)
    found: dict[str, Found] = {name: [] for name in tried}
    for stored in store.documents.since(since):
        document = store.translated(stored, watch.translate.to, watch.translate.from_)
        match = matcher.examine(document)
        for name in tried:
            if name in match.topics:
                found[name].append((document, match))
    return found


def _shape(topic: str, found: Found, watch: Watch) -> dict[str, Any]:
    stories: dict[str, Document] = {}
    for document, _ in found:
        stories.setdefault(document.story_id, document)
    return {
        "topic": topic,
        "documents": [_document(topic, document, match) for document, match in found],
        "per_day": _by_day((d.published_at or d.first_seen_at for d, _ in found), watch.zone),
        "alerts": _by_day((d.first_seen_at for d in stories.values()), watch.zone),
    }


def _document(topic: str, document: Document, match: Match) -> dict[str, Any]:
    own = tuple(m for m in match.mentions if m.topic == topic)
    shape = as_json(replace(document, mentions=own))
    return {key: shape[key] for key in ("id", "url", "title", "published_at", "mentions")}


def _by_day(moments: Iterable[datetime | None], zone: ZoneInfo) -> dict[str, int]:
    """How many on each day of `zone`."""
    days = Counter(str(moment.astimezone(zone).date()) for moment in moments if moment)
    return dict(sorted(days.items()))


def _print(app: App, shape: dict[str, Any]) -> None:
    app.table(
        f"{shape['topic']}: {len(shape['documents'])} documents",
        ("published", "title", "found", "url"),
        [
            ((d["published_at"] or "")[:10], d["title"], _terms(d["mentions"]), d["url"])
            for d in shape["documents"]
        ],
    )
    app.table(
        "A day",
        ("day", "documents", "alerts"),
        [
            (day, shape["per_day"].get(day, 0), shape["alerts"].get(day, 0))
            for day in sorted({*shape["per_day"], *shape["alerts"]})
        ],
    )


def _terms(mentions: list[dict[str, Any]]) -> str:
    return ", ".join(isolated(term) for term in dict.fromkeys(m["term"] for m in mentions))
