"""rasid translations: what people say of machine translations; it outranks every model."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from crawler.cli.app import App, Group, isolated, pass_app
from crawler.cli.holding import write_or_request
from crawler.cli.stored import by_person, called, saying_json, sayings, stored
from crawler.document import Document, Segment, Translation, as_json
from crawler.errors import UsageError
from crawler.store.translations import Correction, CorrectionKind, Saying, text_hash
from crawler.translated import label
from crawler.watch import Watch

_COMMANDS: dict[CorrectionKind, str] = {"rejected": "reject", "fixed": "fix", "undone": "undo"}


@click.group(cls=Group)
def translations() -> None:
    """Correct machine translations; a correction holds wherever the same text stands."""


@translations.command(name="list")
@click.argument("id_or_url")
@pass_app
def list_(app: App, id_or_url: str) -> None:
    """The translated segments of a document with all that was ever given for them, oldest first."""
    watch, store = app.reader()
    with store:
        document = stored(store, watch, id_or_url)
        history = sayings(store, document)
    shapes = as_json(document)["segments"]
    app.json({"id": document.id, "segments": [_shape(shapes[n], n, said) for n, said in history.items()]})
    rows = [row for n, said in history.items() for row in _rows(watch, document.segments[n], n, said)]
    app.table("Translations", ("segment", "at", "what", "shown", "text"), rows)


@translations.command()
@click.argument("id_or_url")
@click.argument("segment", type=click.IntRange(min=0))
@click.option("--reason", required=True, help="Why; kept and shown with it.")
@pass_app
def reject(app: App, id_or_url: str, segment: int, reason: str) -> None:
    """Have a translation shown and found no more; no model's takes its place.

    SEGMENT is its number in `rasid show`.
    """
    _correct(app, id_or_url, segment, Correction("rejected", reason=_worded(reason, "the reason")))


@translations.command()
@click.argument("id_or_url")
@click.argument("segment", type=click.IntRange(min=0))
@click.argument("text")
@pass_app
def fix(app: App, id_or_url: str, segment: int, text: str) -> None:
    """Put a translation by a person in the place of every model's, and of an earlier correction.

    SEGMENT is its number in `rasid show`; TEXT `-` reads standard input.
    """
    words = sys.stdin.buffer.read().decode("utf-8-sig", "surrogateescape") if text == "-" else text
    _correct(app, id_or_url, segment, Correction("fixed", _worded(words, "the text")))


@translations.command()
@click.argument("id_or_url")
@click.argument("segment", type=click.IntRange(min=0))
@pass_app
def undo(app: App, id_or_url: str, segment: int) -> None:
    """Take back what people said of a translation; the newest model's counts again.

    SEGMENT is its number in `rasid show`.
    """
    _correct(app, id_or_url, segment, Correction("undone"))


def _worded(text: str, what: str) -> str:
    """The text without white space around it. Raises UsageError where nothing is left, or it is no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{what} is not UTF-8") from None
    if not text.strip():
        raise UsageError(f"{what} is empty")
    return text.strip()


def _correct(app: App, id_or_url: str, number: int, correction: Correction) -> None:
    watch, store = app.reader()
    with store:
        document = stored(store, watch, id_or_url)
        translation = _translation(document, number, watch)
        _check(number, translation, sayings(store, document)[number], correction.kind)
    text = document.segments[number].text
    args = {"key": text_hash(text), "target": translation.target, **asdict(correction)}
    command = f"translations {_COMMANDS[correction.kind]}"
    result = write_or_request(watch, "translations correct", args, command)
    app.json({"id": document.id, "segment": number, "text": text, **result})
    count = result["documents"]
    reached = "this document" if count == 1 else f"{count} documents"
    app.say(f"segment {number}: {isolated(text)}")
    app.say(f"{isolated(called(correction))}; holds for {reached}")


def _translation(document: Document, number: int, watch: Watch) -> Translation:
    """That of a segment, whatever became of it. Raises UsageError for one that is not to be translated."""
    count = len(document.segments)
    if number >= count:
        raise UsageError(f"no segment {number}: the document has {count}, numbered from 0; see `rasid show`")
    segment = document.segments[number]
    if segment.translation is None:
        into = f"{', '.join(watch.translate.from_)} into {watch.translate.to}"
        raise UsageError(f"segment {number} is in {segment.language}; the watch file has {into} translated")
    return segment.translation


def _check(number: int, shown: Translation, said: list[Saying], kind: CorrectionKind) -> None:
    """Raises UsageError where there is nothing to reject, or to take back."""
    if kind == "rejected" and shown.status != "done":
        raise UsageError(f"segment {number} has no translation to reject ({label(shown)})")
    corrections = [saying.said for saying in said if by_person(saying)]
    if kind == "undone" and (not corrections or corrections[-1] == Correction("undone")):
        raise UsageError(f"segment {number}: no person's word stands that could be taken back")


def _shape(segment: dict[str, Any], number: int, said: list[Saying]) -> dict[str, Any]:
    about = {key: segment[key] for key in ("kind", "language", "text", "translation")}
    return {"segment": number, **about, "history": [*map(saying_json, said)]}


def _rows(watch: Watch, segment: Segment, number: int, said: list[Saying]) -> Iterator[tuple[object, ...]]:
    """The original, then what was given for it; that which is shown now says so."""
    yield number, "", f"original ({segment.language})", "", segment.text
    stands = [s for s in said if _translation_of(s, segment.translation) == segment.translation][-1:]
    for saying in said:
        at = f"{saying.at.astimezone(watch.zone):%Y-%m-%d %H:%M}"
        yield "", at, called(saying.said), "yes" if saying in stands else "", saying.said.text


def _translation_of(saying: Saying, shown: Translation | None) -> Translation | None:
    said = saying.said
    if isinstance(said, Translation):
        return said
    return said.translation(shown.target) if shown and said.kind != "undone" else None
