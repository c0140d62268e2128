"""Whether a text is but a teaser: it breaks off, or is far less than the page says there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, squeeze, tidy
from pipelines.extraction.jsonld import Declared
from pipelines.extraction.metadata import Metadata, confirms

_ELLIPSIS = re.compile(r"(?:…|\.\.\.)[\])}]?\s*$")
_EXCERPT = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]$")
"""How WordPress ends an excerpt; in feeds a line about where it first appeared may follow."""
_NEAR = 3
"""Blocks, the last of the text counted, in which a link to the rest stands."""
_FAR_MORE = 2
"""On the 46 pages of the extraction dev half that declare a body it has at most 1.4 times the text that is
found, the 32 that declare a number of words at most 1.3 times, but for one that counts characters."""
_CHARACTERS = 0.9, 1.1
"""Ratio of a number of words to the characters of the text between which it counts them; .99 on the one page
of the extraction dev half that does so."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
"""Of a script without spaces each character counts: more words than anybody finds in it."""


def is_teaser(blocks: Sequence[Block], metadata: Metadata, url: str) -> bool:
    """Whether the kept blocks are only the beginning of the article at `url`."""
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None and block.text]
    if not kept:
        return False
    near = blocks[kept[-1] : kept[-1] + _NEAR]
    text = " ".join(blocks[i].text for i in kept)
    places = {_place(url), _place(metadata.canonical_url)} - {""}
    return (
        any(_EXCERPT.search(blocks[i].text) for i in kept[-2:])
        or _leads_on(near, places)
        or any(_is_short(text, one) for one in metadata.lengths if _is_of(one, metadata.title, places))
    )


def _leads_on(near: Sequence[Block], places: set[str]) -> bool:
    """Whether an ellipsis is followed by a link to the article itself ("Read more")."""
    text = " ".join(block.text for block in near)
    elements = dict.fromkeys(block.element for block in near if block.element is not None)
    links = (link for element in elements for link in _links_to(places, element))
    return any(words in text and _ELLIPSIS.search(text.partition(words)[0]) for words in links)


def _links_to(places: set[str], element: HtmlElement) -> Iterator[str]:
    """The words of the links to a page, those to its comments and other parts left out."""
    base = next(iter(places), "")
    for link in element.iter("a"):
        href, _, part = (link.get("href") or "").strip().partition("#")
        words = tidy(link.text_content())
        if words and href and part.partition("-")[0] in ("", "more") and _place(href, base) in places:
            yield words


def _place(address: str, base: str = "") -> str:
    """Host and path: what an address has in common with its variants."""
    try:
        parts = urlsplit(urljoin(f"//{base}", address))
    except ValueError:
        return ""
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" if parts.netloc else ""


def _is_of(length: Declared, title: str, places: set[str]) -> bool:
    """Whether a length is that of the page's article: its headline confirms the title, or it has
    the page's address."""
    titled = any(confirms(title, headline) for headline in length.headlines)
    return titled or not places.isdisjoint(map(_place, length.addresses))


def _is_short(text: str, length: Declared) -> bool:
    """Whether a body, or a number of words, is declared that is far longer than the text."""
    if length.characters >= _FAR_MORE * len(squeeze(text)):
        return True
    least, most = _CHARACTERS
    counts_characters = least <= length.words / len(text) <= most
    return length.words >= _FAR_MORE * len(_WORD.findall(text)) and not counts_characters
