"""rasid show, why, forget, export: single documents, and documents out."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import click
from pydantic import TypeAdapter

from crawler.cli.app import App, Command, pass_app, unknown
from crawler.cli.exporting import FORMATS, WRITERS, write_json_array
from crawler.cli.holding import write_or_request
from crawler.cli.rendering import print_document
from crawler.dates import first_day
from crawler.document import Document, as_json
from crawler.errors import UsageError
from crawler.store import Event, Store
from crawler.store.documents import Revision
from crawler.urls import document_id, normalise, registered_domain
from crawler.watch import Watch
from spiders.crawl import robots

_ID = re.compile("[0-9a-f]{32}")
_PLAIN: TypeAdapter[Any] = TypeAdapter(Any)


@click.command(cls=Command)
@click.argument("id_or_url")
@pass_app
def show(app: App, id_or_url: str) -> None:
    """One document: original and translation side by side, its revisions, its story."""
    watch, store = app.reader()
    with store:
        document = _get(store, watch, id_or_url)
        revisions = store.documents.revisions(document.id)
        gone = store.documents.gone(document.id)
    shape = as_json(document) | {
        "revisions": [_revision_json(r) for r in revisions],
        "gone": None if gone is None else _plain(asdict(gone)),
        "story": {"id": document.story_id, "documents": [_story_member(document)]},
    }
    app.json(shape)
    if not app.as_json:
        print_document(app, watch, document)
        for r in revisions[:-1]:
            app.say(
                f"revision {r.revision}, fetched {r.fetched_at:%Y-%m-%d %H:%M} UTC ({r.cause}): {r.title}"
            )
        if gone:
            app.say(f"gone since {gone.at:%Y-%m-%d %H:%M} UTC (answered {gone.status}); the text is kept")


def _get(store: Store, watch: Watch, id_or_url: str) -> Document:
    identity = store.documents.find(id_or_url)
    document = store.documents.get(identity) if identity else None
    if document is None:
        raise unknown("document", id_or_url)
    return store.translated(document, watch.translate.to, watch.translate.from_)


def _revision_json(revision: Revision) -> dict[str, Any]:
    said: dict[str, Any] = _plain(asdict(revision))
    return said


def _plain(value: Any) -> Any:
    return _PLAIN.dump_python(value, mode="json")


def _story_member(document: Document) -> dict[str, Any]:
    keys = ("id", "url", "outlet", "title", "published_at")
    return {key: _plain(getattr(document, key)) for key in keys}


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
        events += _consumer_events(store, identity)
    tombstone = store.documents.tombstone(identity or (url if _ID.fullmatch(url) else document_id(url)))
    if tombstone:
        events.append(Event(tombstone.at, "store", "forgotten", tombstone.reason))
    entry = store.frontier.announcement(url)
    known = bool(events or identity or entry)
    document = store.documents.get(identity) if identity else None
    return {
        "url": url,
        "canonical_url": document.canonical_url if document else url,
        "document": identity,
        "known": known,
        "state": entry["state"] if entry else None,
        "events": [_plain(asdict(e)) for e in sorted(events, key=lambda e: e.at)],
        "responsible": [] if known else _responsible(watch, url),
        "robots": robots(url, watch) if not known and url.startswith("http") else None,
    }


def _normalised(id_or_url: str, identity: str | None, store: Store) -> str:
    document = store.documents.get(identity) if identity else None
    if document and id_or_url == identity:
        return document.url
    if id_or_url.startswith("file:") or _ID.fullmatch(id_or_url):
        return id_or_url
    try:
        return normalise(id_or_url)
    except ValueError as error:
        raise UsageError(f"{id_or_url}: not a URL: {error}") from None


def _consumer_events(store: Store, identity: str) -> list[Event]:
    """Where the consumers stand with a document, as events of the time they became true."""
    since = store.documents.touched_at(identity)
    if since is None:
        return []
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


@click.command(cls=Command)
@click.argument("id_or_url")
@click.option("--reason", required=True, help="Why; kept with the tombstone.")
@pass_app
def forget(app: App, id_or_url: str, reason: str) -> None:
    """Remove a document, its revisions, raw pages, own translations and index entry, for good."""
    watch, store = app.reader()
    with store:
        identity = store.documents.find(id_or_url)
    if identity is None:
        raise unknown("document", id_or_url)
    result = write_or_request(watch, "forget", {"id": identity, "reason": reason})
    app.json({"id": identity, "forgotten": True, **result})
    app.say(f"{identity}: forgotten; a tombstone keeps it from coming back")


@click.command(cls=Command)
@click.option("--since", help="Only what was published since then (a day, or a duration such as 7d).")
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: jsonl]")
@click.option("--mentions", is_flag=True, help="Mentions rather than documents.")
@pass_app
def export(app: App, since: str | None, form: str | None, mentions: bool) -> None:
    """Documents or mentions out, on stdout."""
    if app.as_json and form is not None:
        raise UsageError("--json prints one JSON array; leave --format out")
    watch, store = app.reader()
    with store:
        start = first_day(since, watch.zone) if since else None
        documents = (
            store.translated(d, watch.translate.to, watch.translate.from_)
            for d in store.documents.since(start)
        )
        write = write_json_array if app.as_json else WRITERS[form or "jsonl"]
        write(documents, mentions=mentions)
