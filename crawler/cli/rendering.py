"""A document as people read it on a terminal: original and translation side by side."""

from __future__ import annotations

from datetime import datetime

from rich.table import Table

from crawler.cli.app import App, Cell, isolated
from crawler.document import Document, Segment
from crawler.watch import Watch

SEGMENT_MARK = {"title": "#", "heading": "##", "quote": ">", "list": "-", "post": "@", "caption": "[]"}


def print_document(app: App, watch: Watch, document: Document) -> None:
    """Facts, text with translations beside it, posts, mentions."""
    date = document.published_at or document.first_seen_at
    app.say(isolated(document.title or "(no title)"))
    facts = (document.outlet or document.source, _when(date, watch), document.language, document.id)
    app.say(" · ".join(isolated(str(fact)) for fact in facts if fact))
    app.say(document.url)
    for warning in document.extraction.warnings:
        app.say(f"warning: {warning}")
    table = Table(show_header=True, header_style="bold", expand=True)
    table.add_column("original", ratio=1)
    table.add_column("machine translation", ratio=1)
    for segment in document.segments:
        table.add_row(Cell(_marked(segment)), Cell(_translated(segment)))
    app.out.print(table, soft_wrap=False, markup=False)
    for post in document.posts:
        when = f"{post.posted_at:%Y-%m-%d}" if post.posted_at else ""
        credit = (post.platform, post.author or "", f"@{post.handle}" if post.handle else "", when, post.url)
        app.say("post: " + " · ".join(isolated(str(c)) for c in credit if c))
    named = dict.fromkeys((m.topic or "", m.name) for m in document.mentions)
    for topic, name in named:
        app.say(f"mention: {isolated(name)}" + (f" (topic {topic})" if topic else ""))


def _when(date: datetime | None, watch: Watch) -> str:
    return f"{date.astimezone(watch.zone):%Y-%m-%d %H:%M}" if date else ""


def _marked(segment: Segment) -> str:
    mark = SEGMENT_MARK.get(segment.kind, "")
    return f"{mark} {segment.text}".strip()


def _translated(segment: Segment) -> str:
    if segment.translation is None:
        return ""
    if segment.translation.status == "done":
        return segment.translation.text or ""
    return f"({segment.translation.status}: {segment.translation.reason or 'no model yet'})"
