"""rasid search: full text, originals and translations."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from rich.text import Text

from crawler.cli.app import FIRST_STRONG_ISOLATE, POP_ISOLATE, App, Command, isolated, pass_app, printable
from crawler.cli.exporting import print_csv
from crawler.cli.indexes import searched
from crawler.errors import UsageError
from crawler.translated import made_by
from crawler.watch import Watch
from search.backend import Hit, SearchRequest, SearchResult, search_documents

COLUMNS = (
    *("id", "url", "title", "source", "outlet", "published_at", "language", "score", "topics", "found"),
    "original_sentences",
)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


@click.command(cls=Command)
@click.argument("query")
@click.option("--topic", help="Only documents under this topic.")
@click.option("--lang", help="Only documents mainly in this language (ISO 639).")
@click.option("--source", help="Only documents of this source.")
@click.option("--since", help="First day, inclusive (2026-03-01), or a duration back from now (7d).")
@click.option("--until", help="Last day, inclusive, or a duration back from now.")
@click.option("--sort", type=click.Choice(("relevance", "newest")), default="relevance", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True)
@click.option("--csv", "as_csv", is_flag=True, help="CSV on stdout (UTF-8 with BOM).")
@pass_app
def search(app: App, as_csv: bool, **request: object) -> None:
    """Full-text search in originals and translations. `rasid search -- -word` begins with a minus."""
    if as_csv and app.as_json:
        raise UsageError("--csv and --json: one of the two")
    watch = app.watch()
    result = search_documents(searched(watch), SearchRequest(**request))  # type: ignore[arg-type] # click's options carry the request's own names and types
    if as_csv:
        print_csv(COLUMNS, ([*_cells(hit)] for hit in result.hits))
        return
    app.json(result.as_json())
    if not app.as_json:
        print_result(app, watch, result)


def print_result(app: App, watch: Watch, result: SearchResult) -> None:
    """Hits with their highlights, then how many there are in all."""
    for hit in result.hits:
        date = f"{hit.published_at.astimezone(watch.zone):%Y-%m-%d}" if hit.published_at else ""
        app.out.print(Text(isolated(printable(hit.title or hit.url)), style="bold"))
        facts = (date, hit.outlet or hit.source, hit.language, ", ".join(hit.topics))
        app.out.print(Text("  " + " · ".join(isolated(printable(f)) for f in facts if f), style="dim"))
        app.out.print(Text(f"  {hit.url}", style="dim"))
        for what, piece, original in _found(hit):
            app.out.print(_line(f"  {what}: ", piece))
            if original:
                app.out.print(_line("    original: ", original))
    app.say(
        f"{result.total} found" + (f", {len(result.hits)} shown" if len(result.hits) < result.total else "")
    )


def _found(hit: Hit) -> Iterator[tuple[str, str, str]]:
    """(what it is, piece of text, for a piece of a translation its original) of each piece."""
    for field, pieces in hit.highlights.items():
        if field != "translation":
            yield from ((field, piece, "") for piece in pieces)
    for piece, original in zip(hit.highlights.get("translation", ()), hit.originals, strict=True):
        yield made_by(original.engine, original.model), piece, original.text


def _line(what: str, piece: str) -> Text:
    """A piece after what it is, in its own direction."""
    text = _highlighted(piece)
    if isolated(text.plain) != text.plain:
        text = Text(FIRST_STRONG_ISOLATE).append_text(text).append(POP_ISOLATE)
    return Text(printable(what)).append_text(text)


def _highlighted(piece: str) -> Text:
    """HTML with <mark> as styled text; the marks stay readable where there is no colour."""
    text = Text()
    for i, part in enumerate(re.split(r"</?mark>", piece)):
        plain = printable(_ENTITY.sub(lambda m: _ENTITIES[m[0]], part))
        if i % 2:
            text.append(f"[{plain}]", style="bold yellow")
        else:
            text.append(plain)
    return text


def _cells(hit: Hit) -> list[object]:
    found = [*_found(hit)]
    pieces = (f"{what}: {piece}" if original else piece for what, piece, original in found)
    originals = (original for _, _, original in found if original)
    marked = [_highlighted(" … ".join(texts)).plain for texts in (pieces, originals)]
    date = hit.published_at.isoformat() if hit.published_at else ""
    return [
        *(hit.id, hit.url, hit.title, hit.source, hit.outlet, date, hit.language, f"{hit.score:.3f}"),
        *("; ".join(hit.topics), *marked),
    ]
