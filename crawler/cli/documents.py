"""rasid show, export: one document, and documents out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
from pydantic import TypeAdapter

from crawler.cli.app import App, Command, pass_app
from crawler.cli.exporting import FORMATS, WRITERS, write_json_array
from crawler.cli.rendering import print_document, print_sayings
from crawler.cli.stored import by_person, saying_json, sayings, stored
from crawler.dates import first_day
from crawler.document import Document, as_json
from crawler.errors import UsageError
from crawler.store.documents import Revision

_PLAIN: TypeAdapter[Any] = TypeAdapter(Any)


@click.command(cls=Command)
@click.argument("id_or_url")
@pass_app
def show(app: App, id_or_url: str) -> None:
    """One document: original and translation side by side, its revisions, its story.

    The numbers are those by which `rasid translations` corrects a translation.
    """
    watch, store = app.reader()
    with store:
        document = stored(store, watch, id_or_url)
        corrected = {n: said for n, said in sayings(store, document).items() if any(map(by_person, said))}
        revisions = store.documents.revisions(document.id)
        gone = store.documents.gone(document.id)
    shape = as_json(document) | {
        "revisions": [_revision_json(r) for r in revisions],
        "gone": None if gone is None else _plain(asdict(gone)),
        "story": {"id": document.story_id, "documents": [_story_member(document)]},
        "corrected": [
            {"segment": number, "history": [*map(saying_json, said)]} for number, said in corrected.items()
        ],
    }
    app.json(shape)
    if not app.as_json:
        print_document(app, watch, document)
        for number, said in corrected.items():
            print_sayings(app, watch, number, said)
        for r in revisions[:-1]:
            app.say(
                f"revision {r.revision}, fetched {r.fetched_at:%Y-%m-%d %H:%M} UTC ({r.cause}): {r.title}"
            )
        if gone:
            app.say(f"gone since {gone.at:%Y-%m-%d %H:%M} UTC (answered {gone.status}); the text is kept")


def _revision_json(revision: Revision) -> dict[str, Any]:
    said: dict[str, Any] = _plain(asdict(revision))
    return said


def _plain(value: Any) -> Any:
    return _PLAIN.dump_python(value, mode="json")


def _story_member(document: Document) -> dict[str, Any]:
    keys = ("id", "url", "outlet", "title", "published_at")
    return {key: _plain(getattr(document, key)) for key in keys}


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
