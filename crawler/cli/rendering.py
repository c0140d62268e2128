"""A document as people read it on a terminal: original and translation side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.table import Table

from crawler.cli.app import App, Cell, isolated
from crawler.cli.stored import called
from crawler.document import PERSON, Document, Segment
from crawler.store.translations import Saying
from crawler.translated import label, made_by
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
    table.add_column("segment", justify="right")
    table.add_column("original", ratio=1)
    table.add_column("machine translation", ratio=1)
    for number, segment in enumerate(document.segments):
        correctable = str(number) if segment.translation else ""
        table.add_row(correctable, Cell(_marked(segment)), Cell(_translated(segment)))
    app.out.print(table, soft_wrap=False, markup=False)
    for machine, numbers in _machines(document).items():
        app.say(f"{machine}: segment{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}")
    for post in document.posts:
        when = f"{post.posted_at:%Y-%m-%d}" if post.posted_at else ""
        credit = (post.platform, post.author or "", f"@{post.handle}" if post.handle else "", when, post.url)
        app.say("post: " + " · ".join(isolated(str(c)) for c in credit if c))
    for (topic, name), places in _mentioned(document).items():
        about = f" (topic {topic})" if topic else ""
        app.say(f"mention: {isolated(name)}{about} in {' and '.join(places)}")


def print_sayings(app: App, watch: Watch, number: int, said: Iterable[Saying]) -> None:
    """What was ever given as the translation of segment `number`, a line each."""
    for saying in said:
        text = f": {isolated(saying.said.text)}" if saying.said.text else ""
        app.say(f"segment {number}, {_when(saying.at, watch)}: {isolated(called(saying.said))}{text}")


def _mentioned(document: Document) -> dict[tuple[str, str], dict[str, None]]:
    """Where each name of each topic is mentioned: in the original, in a translation, or in both."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for mention in document.mentions:
        translation = document.segments[mention.segment].translation
        in_it = translation if mention.text == "translation" else None
        place = made_by(in_it.engine, in_it.model) if in_it else "original"
        found.setdefault((mention.topic or "", mention.name), {})[place] = None
    return found


def _when(date: datetime | None, watch: Watch) -> str:
    return f"{date.astimezone(watch.zone):%Y-%m-%d %H:%M}" if date else ""


def _marked(segment: Segment) -> str:
    mark = SEGMENT_MARK.get(segment.kind, "")
    return f"{mark} {segment.text}".strip()


def _translated(segment: Segment) -> str:
    """What stands under "machine translation": what is none says so on a line of its own."""
    translation = segment.translation
    if translation is None:
        return ""
    text = translation.text or ""
    if translation.engine == PERSON:
        return f"({label(translation)})\n{text}".rstrip()
    if translation.status == "failed":
        return f"(failed: {translation.reason or 'no reason given'})"
    return text if translation.status == "done" else "(not done yet)"


def _machines(document: Document) -> dict[str, list[int]]:
    """Which machine translated which segments, or tried to."""
    found: dict[str, list[int]] = {}
    for number, segment in enumerate(document.segments):
        translation = segment.translation
        if translation and translation.engine not in (None, PERSON):
            found.setdefault(made_by(translation.engine, translation.model), []).append(number)
    return found
