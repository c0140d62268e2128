"""rasid prune: documents removed for their age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import click

from consumers.requests import OPERATIONS
from crawler.cli.app import App, Command, pass_app
from crawler.cli.consuming import consume
from crawler.cli.holding import request
from crawler.cli.progress import counting
from crawler.errors import Busy, Unavailable, UsageError
from crawler.quantities import MIB, parse_duration
from crawler.store import Store, hold
from crawler.watch import Watch


@click.command(cls=Command)
@click.option("--older-than", "age", required=True, metavar="D", help="All from longer ago than that (365d).")
@click.option("--keep-mentions", is_flag=True, help="Keep documents that mention what is watched for.")
@click.option("--dry-run", is_flag=True, help="Say how many that would be; remove nothing.")
@pass_app
def prune(app: App, age: str, keep_mentions: bool, dry_run: bool) -> None:
    """Remove old documents: text, revisions, raw pages, own translations, index entries.

    Their age goes by publication, or by when they were first seen where no date is known. What was removed
    stays seen: it is not stored or told again while a source still announces it.
    """
    before = datetime.now(UTC) - _span(age)
    watch, store = app.reader()
    with store:
        old, mentioned = store.removals.count_older(before)
        everything = store.documents.count()
    count = old - mentioned if keep_mentions else old
    shape = {
        "before": before.isoformat(),
        "documents": count,
        "with_mentions": mentioned,
        "kept": everything - count,
        "dry_run": dry_run,
        "bytes": 0,
    }
    day = f"{before.astimezone(watch.zone):%Y-%m-%d %H:%M}"
    outage = None
    if dry_run:
        which = (
            f"{mentioned} more mention what is watched for" if keep_mentions else f"{mentioned} with mentions"
        )
        app.say(f"{count} documents from before {day} would go ({which}), {everything - count} would stay")
    else:
        args = {"before": before.isoformat(), "keep_mentions": keep_mentions}
        removed, space, outage = _remove(app, watch, count, args)
        shape |= {"documents": removed, "bytes": space}
        app.say(f"{removed} documents from before {day} are removed; {_space(space)}")
    app.json(shape)
    if outage is not None:
        raise outage


def _span(age: str) -> timedelta:
    try:
        return parse_duration(age)
    except ValueError as error:
        raise UsageError(f"--older-than {age!r}: {error}") from None


def _remove(
    app: App, watch: Watch, count: int, args: dict[str, Any]
) -> tuple[int, int | None, Unavailable | None]:
    """How many documents are gone; by how many bytes the files have shrunk, None beside a holder, which would
    have to wait for that; and why the index could not be written, if so."""
    with counting(app) as bar:
        advance = partial(bar.advance, bar.add_task("pruning", total=count))
        try:
            with hold(watch.data, "prune"):
                with Store(watch.data) as store:
                    removed = _all(partial(OPERATIONS["prune"], store, **args), advance)
                    space = _compacted(app, store)
                return removed, space, _followed(watch)
        except Busy as busy:
            ask = partial(request, watch, "prune", args, str(busy))
            return _all(ask, advance), None, None


def _all(prune_some: Callable[[], dict[str, Any]], advance: Callable[[int], None]) -> int:
    removed = 0
    while count := prune_some()["documents"]:
        removed += count
        advance(count)
    return removed


def _compacted(app: App, store: Store) -> int:
    try:
        return store.compact()
    except Unavailable as error:  # no room for the copy
        app.note(f"rasid: the documents are removed, but the file could not be written anew: {error}")
        return 0


def _followed(watch: Watch) -> Unavailable | None:
    try:
        consume(watch)
    except Unavailable as error:
        told = "the documents are removed, and leave the index with the next `crawl` or `run`"
        return Unavailable(f"{told}: {error}")
    return None


def _space(size: int | None) -> str:
    """What became of the space, in words."""
    if size is None:
        return "new documents fill the space; where nothing runs, `prune` gives it back to the disk"
    if size == 0:
        return "new documents fill the space"
    return f"{size / MIB:.1f} MiB are free again"
