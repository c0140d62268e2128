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


def restore_standfirst(blocks: Sequence[Block], title: str, description: str) -> None:
    """Keeps the introduction that stands between the headline and the chosen text.

    It is recognised by the page's own description, by the name of its element, or as a sentence right under
    the headline. Nothing is added that the page does not show.
    """
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    if not kept:
        return
    first = _first_of_body(blocks, kept, title)
    headline = _headline(blocks, first, title)
    start = max(headline + 1, first - _BEFORE)
    have = {squeeze(blocks[i].text)[:_PROBE] for i in kept}
    for index in range(start, first):
        block = blocks[index]
        if block.kept or block.post is not None or not _MIN <= block.size <= _MAX or block.link_share > 0.3:
            continue
        key = squeeze(block.text)[:_PROBE]
        if key in have:
            continue
        if _is_standfirst(block, index - headline if headline >= 0 else _BEFORE, squeeze(description)):
            block.kept = True
            have.add(key)


def _first_of_body(blocks: Sequence[Block], kept: list[int], title: str) -> int:
    """The first chosen block that is text, not the headline itself."""
    wanted = squeeze(title).casefold()
    return next(
        (i for i in kept if squeeze(blocks[i].text).casefold() != wanted and len(blocks[i].text) > _MIN),
        kept[0],
    )


def _headline(blocks: Sequence[Block], first: int, title: str) -> int:
    """The last place before the text where the headline stands; -1 when it is not shown."""
    wanted = squeeze(title).casefold()
    for index in range(first - 1, max(-1, first - 4 * _BEFORE), -1):
        if wanted and squeeze(blocks[index].text).casefold() == wanted:
            return index
    return -1


def _is_standfirst(block: Block, distance: int, description: str) -> bool:
    key = squeeze(block.text)
    if (
        block.kind != "caption"
        and len(description) >= _PROBE
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
    return distance <= 2 and block.size >= 60 and SENTENCE_END.search(block.text) is not None


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
