"""A page or a text into a document: title, date, authors, outlet, segments, posts. No language yet.

    extract(html, url)        the document; never raises on bad input but for absurdly deep markup
    extract_text(html, url)   the article's text alone
    check(document, html)     raises Discard when the page is no article at all (pipelines.blocked)

The steps are in `pipelines.extraction`, one per file. A page is parsed once.
"""

from __future__ import annotations

__all__ = ["check", "extract", "extract_text"]

from collections.abc import Callable

from lxml.html import HtmlElement

from crawler.document import Document, Extraction, paragraphs
from crawler.errors import Discard
from pipelines.blocked import check
from pipelines.decode import decode
from pipelines.extraction import body, plain
from pipelines.extraction.assemble import segments_of
from pipelines.extraction.blocks import Block, build
from pipelines.extraction.code import drop_code
from pipelines.extraction.complete import complete
from pipelines.extraction.cut import is_teaser
from pipelines.extraction.flat import clean_flat
from pipelines.extraction.furniture import remove_furniture
from pipelines.extraction.introduced import keep_introduced
from pipelines.extraction.later import without_later_articles
from pipelines.extraction.lines import drop_furniture
from pipelines.extraction.links import drop_last_headings, drop_links
from pipelines.extraction.metadata import Metadata, read_metadata
from pipelines.extraction.place import settle_posts
from pipelines.extraction.posts import Found, harvest
from pipelines.extraction.readers import drop_readers
from pipelines.extraction.repetition import drop_repeats
from pipelines.extraction.standfirst import restore_standfirst
from pipelines.extraction.tails import harvest_tails
from pipelines.extraction.titles import drop_title, plain_title
from pipelines.extraction.tree import is_markup, parse
from pipelines.extraction.vast import are_vast, cut_short, declarations, is_vast, keep_among

DATE_GUESSED = "date_guessed"
"""The warning that no date was declared and the one given was found in the address or the text."""
PAYWALL = "paywall"
"""The warning that the page says its text is not free to read, be it there or not."""
TRUNCATED = "truncated"
"""The warning that not all of the page was received."""
TEASER = "teaser"
"""The warning that the text is but the beginning of the article: the page has no more."""
PROSE_ONLY = "prose_only"
"""The warning that a page was too large or took too long, so that its sentences are kept as they stand,
unsifted."""
CUT_SHORT = "cut_short"
"""The warning that the text is longer than what is kept of one."""


def extract(html: bytes | str, url: str = "") -> Document:
    """The document of a page (HTML in any charset) or of a plain text. Raises nothing.

    A page without an article gives no segments and the warning `no_text`; one that cannot be read also says
    why: `too_deep`, `unsupported_type`. `check` turns these into the failure that is counted.
    """
    return _read(html, url, _from_tree, _from_text)


def extract_prose(html: bytes | str, url: str = "") -> Document:
    """As `extract`, without all that takes long: what the page declares, and its own sentences, unsifted. For
    a page that is vast, or that `extract` does not come to an end with."""
    return _read(html, url, _prose_of_tree, _prose_of_text)


def _read(
    html: bytes | str,
    url: str,
    from_tree: Callable[[HtmlElement, str], Document],
    from_text: Callable[[str, str], Document],
) -> Document:
    try:
        text = decode(html, None, url) if isinstance(html, bytes) else html
        root = parse(text) if is_markup(text) else None
    except Discard as unreadable:
        return Document(url=url, extraction=Extraction("none", ("no_text", unreadable.kind)))
    return from_text(text, url) if root is None else from_tree(root, url)


def extract_text(html: bytes | str, url: str = "") -> str:
    """The article's text: one line per paragraph, posts' words where they stood; no title, no credit
    lines."""
    document = extract(html, url)
    texts = (
        "".join(document.segments[i].text for i in pieces)
        for _, pieces in paragraphs(document)
        if document.segments[pieces[0]].kind != "title"
    )
    return "\n".join(texts)


def extract_entry(text: str, url: str = "") -> Document:
    """An article as its feed entry carries it, HTML or plain: all of it is the article. Raises as
    `extract`."""
    found: list[Found] = []
    root = parse(text) if is_markup(text) else None
    page = root.find("body") if root is not None else None
    if page is None:
        blocks = plain.blocks_of(text)
    else:
        found = harvest(page)
        blocks = build(page)
    for block in blocks:
        block.kept = True
    if are_vast(blocks) or (page is not None and is_vast(page)):
        return _document(url, Metadata(), blocks, found, "feed", PROSE_ONLY)
    blocks = harvest_tails(blocks, found)
    settle_posts(blocks)
    drop_code(blocks)
    drop_furniture(blocks, linked=page is not None)
    drop_repeats(blocks)
    return _document(url, Metadata(), blocks, found, "feed")


def _from_tree(root: HtmlElement, url: str) -> Document:
    metadata = read_metadata(declarations(root) if is_vast(root) else root, url)
    page = root.find("body")
    if page is None:
        return _document(url, metadata, [], [], "html")
    found = harvest(page)
    remove_furniture(page)
    blocks = build(page)
    if is_vast(page) or are_vast(blocks):
        return _prose_of_blocks(blocks, found, metadata, url)
    blocks = without_later_articles(blocks, metadata.title)
    if not body.choose(blocks, root):
        body.keep_prose(blocks)
    complete(blocks)
    keep_introduced(blocks)
    blocks = harvest_tails(blocks, found)
    settle_posts(blocks)
    restore_standfirst(blocks, metadata.title, metadata.description)
    drop_code(blocks)
    flat = clean_flat(blocks)
    drop_title(blocks, metadata.title)
    drop_readers(blocks)
    drop_furniture(blocks, linked=True)
    drop_links(blocks)
    drop_last_headings(blocks)
    drop_repeats(blocks, flat=flat)
    return _document(url, metadata, blocks, found, "trafilatura")


def _from_text(text: str, url: str) -> Document:
    found: list[Found] = []
    blocks = plain.blocks_of(text)
    if are_vast(blocks):
        return _prose_of_text(text, url)
    blocks = harvest_tails(blocks, found)
    for block in blocks:
        block.kept = True
    drop_code(blocks)
    flat = clean_flat(blocks)
    title = plain_title(blocks)
    drop_title(blocks, title)
    drop_readers(blocks)
    drop_furniture(blocks, linked=False)
    drop_repeats(blocks, flat=flat)
    return _document(url, Metadata(title=title), blocks, found, "text")


def _prose_of_tree(root: HtmlElement, url: str) -> Document:
    metadata = read_metadata(declarations(root), url)
    page = root.find("body")
    if page is None:
        return _document(url, metadata, [], [], "html")
    found = harvest(page)
    remove_furniture(page)
    return _prose_of_blocks(build(page), found, metadata, url)


def _prose_of_blocks(blocks: list[Block], found: list[Found], metadata: Metadata, url: str) -> Document:
    body.keep_prose(blocks)
    keep_among(blocks)
    drop_title(blocks, metadata.title)
    return _document(url, metadata, blocks, found, "prose", PROSE_ONLY)


def _prose_of_text(text: str, url: str) -> Document:
    blocks = plain.blocks_of(text)
    for block in blocks:
        block.kept = True
    return _document(url, Metadata(title=plain_title(blocks)), blocks, [], "text", PROSE_ONLY)


def _document(
    url: str, metadata: Metadata, blocks: list[Block], found: list[Found], method: str, *warnings: str
) -> Document:
    """The document of the blocks that are kept, as many as are kept of any text, with these warnings and its
    own."""
    cut = cut_short(blocks)
    segments, posts = segments_of(metadata.title, blocks, found)
    published = metadata.published
    said = {
        "no_text": all(segment.kind == "title" for segment in segments),
        DATE_GUESSED: published is not None and published.guessed,
        PAYWALL: metadata.paywalled,
        TEASER: is_teaser(blocks, metadata, url),
        **dict.fromkeys(warnings, True),
        CUT_SHORT: cut,
    }
    return Document(
        url=url,
        canonical_url=metadata.canonical_url,
        outlet=metadata.outlet,
        title=metadata.title,
        authors=metadata.authors,
        published_at=published.moment.at if published else None,
        published_precision=published.moment.precision if published else None,
        modified_at=metadata.modified_at,
        segments=segments,
        posts=posts,
        extraction=Extraction(
            method,
            tuple(warning for warning, holds in said.items() if holds),
            date_source=published.source if published else None,
            date_zone=published.moment.zone if published else None,
        ),
        image=metadata.image,
        section=metadata.section,
        tags=metadata.tags,
    )
