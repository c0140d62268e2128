"""rasid why: every decision about a URL."""

from __future__ import annotations

import re
from typing import Any

import click
from pydantic import TypeAdapter

from crawler.cli.app import App, Command, pass_app
from crawler.document import Document
from crawler.errors import UsageError
from crawler.store import Event, Store
from crawler.urls import document_id, normalise, outlet_host, registered_domain
from crawler.watch import Watch
from pipelines.extraction.learnt import line_key
from spiders.crawl import robots

_ID = re.compile("[0-9a-f]{32}")
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@click.command(cls=Command)
@click.argument("url")
@pass_app
def why(app: App, url: str) -> None:
    """Every decision about a URL: found where, fetched when, skipped why, indexed, alerted."""
    watch, store = app.reader()
    with store:
        shape = _decisions(store, watch, url)
    app.json(shape)
    app.say(f"{shape['canonical_url']}" + ("" if shape["known"] else ": never seen"))
    app.table(
        "Decisions",
        ("at (UTC)", "stage", "outcome", "detail"),
        [(e["at"][:19].replace("T", " "), e["stage"], e["outcome"], e["detail"]) for e in shape["events"]],
    )
    if shape["furniture"]:
        app.table(
            "Left out of the text: the outlet repeats it",
            ("line", "on articles of the outlet"),
            [(f["line"], f"{f['articles']} of {f['of']}") for f in shape["furniture"]],
        )
    if not shape["known"]:
        names = ", ".join(shape["responsible"]) or "none: no source of this watch file is on that domain"
        app.say(f"sources that would be responsible: {names}")
        app.say(f"robots.txt: {shape['robots'] or 'no web address'}")


def _decisions(store: Store, watch: Watch, id_or_url: str) -> dict[str, Any]:
    identity = store.documents.find(id_or_url)
    urls = set(store.documents.addresses(identity)) if identity else set()
    url = _normalised(id_or_url, identity, store)
    urls.add(url)
    events = [e for u in urls for e in store.events(u)]
    if identity:
        events += _consumer_events(store, identity, events)
    tombstone = store.removals.tombstone(identity or (url if _ID.fullmatch(url) else document_id(url)))
    if tombstone:
        events.append(Event(tombstone.at, "store", tombstone.kind, tombstone.reason))
    entry = store.frontier.announcement(url)
    known = bool(events or identity or entry)
    document = store.documents.get(identity) if identity else None
    return {
        "url": url,
        "canonical_url": document.canonical_url if document else url,
        "document": document.id if document else None,
        "known": known,
        "state": entry["state"] if entry else None,
        "events": [_EVENT.dump_python(e, mode="json") for e in sorted(events, key=lambda e: e.at)],
        "furniture": _furniture(store, document) if document else [],
        "responsible": [] if known else _responsible(watch, url),
        "robots": robots(url, watch) if not known and url.startswith("http") else None,
    }


def _furniture(store: Store, document: Document) -> list[dict[str, Any]]:
    """The lines left out of a document, and on how many of the outlet's articles each stands by now."""
    host = outlet_host(document.url)
    return [
        {"line": s.text, "articles": own, "of": every}
        for s in document.extraction.furniture
        for own, every in [store.outlets.standing(host, line_key(s.text))]
    ]


def _normalised(id_or_url: str, identity: str | None, store: Store) -> str:
    document = store.documents.get(identity) if identity else None
    if document and id_or_url == identity:
        return document.url
    if id_or_url.startswith("file:") or _ID.fullmatch(id_or_url):
        return id_or_url
    try:
        return normalise(id_or_url)
    except ValueError as error:
        raise UsageError(f"{id_or_url!r}: neither an address nor a document's id: {error}") from None


def _consumer_events(store: Store, identity: str, noted: list[Event]) -> list[Event]:
    """Where the consumers stand with a document, as events of the time they became true: what is noted of its
    storing is stamped an instant after its change."""
    since = store.documents.touched_at(identity)
    if since is None:
        return []
    since = max([since, *(e.at for e in noted if e.stage == "store")])
    dead = [Event(d.at, d.consumer, "dead", d.reason) for d in store.dead.all() if d.document_id == identity]
    done = "indexed" if store.cursors.at("index") >= store.documents.seq(identity) else "waiting"
    return [Event(since, "index", done, "the document as it is since then"), *dead]


def _responsible(watch: Watch, url: str) -> list[str]:
    domain = registered_domain(url)
    return [
        s.name
        for s in watch.sources
        if s.kind in ("feed", "sitemap") and registered_domain(s.location) == domain
    ]
