"""The standfirst: the introduction under the headline, which extractors lose more often than any other
text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction import wording
from pipelines.extraction.blocks import SENTENCE_END, Block, squeeze
from pipelines.extraction.wording import fold

_NAMED = re.compile(
    r"stand-?first|sub-?(?:title|head|headline)|\bdek\b|__dek|-dek|\bdeck|lead(?!er|ing|s\b)|intro|excerpt"
    r"|summary|abstract|preamble|vorspann|chapeau|chapo"
    r"|ingress|teaser__?text|article-?desc|art-desc|description|epigraph|kicker-?text|strapline|sinopsis"
    r"|bajada|copete|sottotitolo|manchet|underrubrik|lid\b|anons|spot\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"caption|image|photo|picture|gallery|media|related|newsletter|author|byline|share|social|comment|promo"
    r"|card|rail|list|widget|nav|footer|tag",
    re.IGNORECASE,
)
_BEFORE = 14
"""How many blocks before the first chosen one are looked at; measured on the extraction dev half (8–20:
±.0003)."""
_MIN, _MAX = 25, 700
_PROBE = 40
_META, _LINES_OF_META = 40, 6
"""Size of a line under the headline that is no date and no author's name, and how many such lines there are
at most. With them three standfirsts more are found on the extraction dev half, and two leads more that aeb's
gold leaves out."""


def restore_standfirst(blocks: Sequence[Block], title: str, description: str) -> None:
    """Keeps the introduction that stands between the headline and the chosen text.

    It is recognised by the page's own description, by the name of its element, or as a sentence right under
    the headline. Nothing is added that the page does not show.
    """
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    if not kept:
        return
    first = _first_of_body(blocks, kept, title)
    headlines = _headlines(blocks, first, title)
    start = max((headlines or [-1])[0] + 1, first - _BEFORE)
    have = {squeeze(blocks[i].text)[:_PROBE] for i in kept}
    for index in range(start, first):
        block = blocks[index]
        if block.kept or block.post is not None or not _MIN <= block.size <= _MAX or block.link_share > 0.3:
            continue
        key = squeeze(block.text)[:_PROBE]
        if key in have:
            continue
        if _is_standfirst(block, _is_near(blocks, headlines, index), squeeze(description)):
            block.kept = True
            have.add(key)


def _first_of_body(blocks: Sequence[Block], kept: list[int], title: str) -> int:
    """The first chosen block that is text, not the headline itself."""
    return next(
        (i for i in kept if not _is_headline(blocks[i], squeeze(title)) and len(blocks[i].text) > _MIN),
        kept[0],
    )


def _headlines(blocks: Sequence[Block], first: int, title: str) -> list[int]:
    """Where the headline stands in the blocks before the text: above it, once more in a player."""
    wanted = squeeze(title)
    return [i for i in range(max(0, first - 4 * _BEFORE), first) if _is_headline(blocks[i], wanted)]


def _is_headline(block: Block, title: str) -> bool:
    """Whether it is the page's title, or a heading that was taken for the article's."""
    chosen = block.kept and block.kind == "heading"
    return chosen or (bool(title) and squeeze(block.text).casefold() == title.casefold())


def _is_near(blocks: Sequence[Block], headlines: Sequence[int], index: int) -> bool:
    """Whether it stands right under a headline, or is the first text under the first one: dates, authors and
    captions do not count."""
    above = [i for i in headlines if i < index]
    if not above or blocks[index].kind == "list":
        return False
    between = blocks[above[0] + 1 : index]
    told = any(b.size >= _META and b.kind not in ("caption", "heading") for b in between)
    return index - above[-1] <= 2 or (len(between) < _LINES_OF_META and not told)


def _is_standfirst(block: Block, near: bool, description: str) -> bool:
    key = squeeze(block.text)
    if (
        block.kind != "caption"
        and (key == description or len(description) >= _PROBE)
        and (key[:_PROBE] in description or description[:_PROBE] in key)
    ):
        return True
    names = _names(block)
    if block.kind == "caption" or wording.CREDIT.matches(fold(block.text)):
        return False
    if _FURNITURE.search(names):
        return False
    if _NAMED.search(names) and block.size >= 2 * _MIN:
        return True
    return near and block.size >= 60 and SENTENCE_END.search(block.text) is not None


def _names(block: Block) -> str:
    """Classes and ids of the block's element and the two around it."""
    found: list[str] = []
    element = block.element
    for _ in range(3):
        if element is None or element.tag in ("body", "html", "article", "main"):
            break
        found += (element.get("class") or "", element.get("id") or "")
        element = element.getparent()
    return " ".join(found)
