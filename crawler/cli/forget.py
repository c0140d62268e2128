"""rasid forget: a document removed for good."""

from __future__ import annotations

import click

from crawler.cli.app import App, Command, pass_app, unknown
from crawler.cli.holding import write_or_request


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
