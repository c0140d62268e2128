"""rasid process: the stages on one page, nothing stored."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from consumers.argos.loaded import LoadedModels
from consumers.translation.names import WatchedNames
from crawler.cli.app import App, Command, pass_app
from crawler.cli.rendering import print_document
from crawler.document import Document, Translation, as_json
from crawler.errors import NotFound, PageError, Quarantine, Unavailable
from crawler.pool import DEADLINE_SECONDS, PAGE_CPU_SECONDS, Pool
from crawler.watch import Watch
from pipelines.match import Matcher
from pipelines.page import Stages
from spiders.crawl import fetch
from spiders.prose import in_prose


@click.command(cls=Command)
@click.argument("page", metavar="FILE|URL|-")
@click.option("--url", default="", help="The page's address, where PAGE is a file or standard input.")
@pass_app
def process(app: App, page: str, url: str) -> None:
    """Run the stages on one page or text and print the document; store nothing."""
    watch = app.watch_or_default()
    body, address = _read(page, watch)
    try:
        staged = asyncio.run(_staged(watch, body, url or address))
    except PageError as error:
        raise Unavailable(f"{page}: {error.kind}: {error.detail}") from None
    document = _translated(staged, watch)
    app.json(as_json(document))
    if not app.as_json:
        print_document(app, watch, document)


async def _staged(watch: Watch, body: bytes | str, address: str) -> Document:
    """The stages in a worker, as a crawl runs them: of a page on which they hang or die the sentences are
    taken; where even this breaks, it ends as a PageError."""
    build, page = partial(Stages, watch), (body, address)
    with Pool(build, preload=["pipelines.warm"], workers=1, deadline=DEADLINE_SECONDS) as pool:
        try:
            return await pool.run(_document, page, cpu=PAGE_CPU_SECONDS)
        except Quarantine:
            prose = await in_prose(pool, _document, page)
            if prose is None:
                raise
            return prose


def _document(stages: Stages, page: tuple[bytes | str, str]) -> Document:
    return stages.document(*page)


def _read(page: str, watch: Watch) -> tuple[bytes | str, str]:
    """The page's bytes and the address it is known by."""
    if page == "-":
        return sys.stdin.buffer.read(), ""
    if page.startswith(("http://", "https://")):
        return fetch(page, watch)
    path = Path(page)
    try:
        return path.read_bytes(), path.absolute().as_uri()
    except FileNotFoundError:
        raise NotFound(f"{page}: no such file") from None
    except OSError as error:
        raise Unavailable(f"{page}: cannot be read: {error.strerror}") from None


def _translated(document: Document, watch: Watch) -> Document:
    """With the translations that the installed models give, and what is mentioned in them."""
    models = LoadedModels(engine=watch.translate.engine, names=WatchedNames(watch.names))
    done: dict[int, Translation] = {}
    for language in watch.translate.from_:
        own = [i for i, s in enumerate(document.segments) if s.language == language != watch.translate.to]
        translator = models.translator(language, watch.translate.to) if own else None
        if translator is None:
            done |= {i: Translation("pending", watch.translate.to) for i in own}
        else:
            texts = [document.segments[i].text for i in own]
            done |= dict(zip(own, translator.translate(texts), strict=True))
    segments = tuple(replace(s, translation=done.get(i)) for i, s in enumerate(document.segments))
    document = replace(document, segments=segments)
    match = Matcher(watch).examine(document)
    return replace(document, topics=match.topics, mentions=match.mentions)
