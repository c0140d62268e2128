"""Drops the lines that the page says about itself: by their wording, their links, their place.

Every rule looks at one kept block and at most at its neighbours; what they match is in
`pipelines.extraction.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction import wording
from pipelines.extraction.blocks import Block, squeeze
from pipelines.extraction.wording import fold

_QUOTED = re.compile(r"^[“\"„«‹「『‘'].*[”\"“»›」』’'][.!?]?$", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?؟。！？۔…][”\"’'»)\]]*$")
_SEPARATOR = re.compile(r"\s*(?:[:：>»›|→•▶►]+|\s[-–—]+\s)\s*")
_HANDLE = re.compile(r"@\w+")
_REPORTED = re.compile(
    r"\b(?:said|says|saying|told|tells|argue[sd]?|wrote|added|found|warned|urged|explain(?:s|ed)|admitted|claim(?:s|ed)|according to|"
    r"reported|ruled|complained|a dit|a déclaré|selon|dijo|afirmó|según|disse|sagte|erklärte|laut|sagde|ifølge|dedi|söyledi|açıkladı|"
    r"сказал\w*|заявил\w*|сообщил\w*|по словам|قال|قالت|واضاف|اضاف|وقال|بحسب|گفت|کہا|کہنا)\b|表示|指出|声称|認為|认为"
)
_LABEL = re.compile(
    r"(?:name|e-?mail(?: address)?|website|web site|url|site|message|nickname|change|log ?in|password|user ?name|required|comments?)\W*"
)
_LONGEST = 600
_LONGEST_TITLE_WORDS = 20
_NEAR = 3


def drop_furniture(blocks: Sequence[Block], *, linked: bool) -> None:
    """Un-keeps the kept blocks that are furniture. `linked`: the blocks know their links (they come from HTML)."""
    kept = [i for i, block in enumerate(blocks) if block.kept and block.post is None]
    dropped: set[int] = set()
    for place, index in enumerate(kept):
        if index in dropped:
            continue
        block = blocks[index]
        if len(block.text) > _LONGEST or _QUOTED.match(block.text):
            continue
        folded = fold(block.text)
        if _is_cue_alone(folded):
            dropped |= _cue_and_links(blocks, kept, place, linked)
        elif _is_furniture(block, folded, blocks, kept, place):
            dropped.add(index)
    for index in dropped:
        blocks[index].kept = False


def _is_furniture(block: Block, folded: str, blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    if not folded:
        return not any(c.isalnum() for c in block.text)
    if wording.COMMENT_FORM.fullmatch(folded):
        return _has_company(folded, blocks, kept, place)
    if wording.SHARE.fullmatch(folded) or wording.BREADCRUMB.fullmatch(folded):
        return True
    if wording.PROMPT.fullmatch(folded):
        return len(folded) < 60 or _REPORTED.search(folded) is None
    if _leads_elsewhere(block):
        return True
    if wording.CREDIT.fullmatch(folded):
        return len(block.text) <= 120 and not _SENTENCE_END.search(block.text)
    if place < 6 or place >= len(kept) - 4:
        return _is_byline(block.text, folded)
    return False


def _is_byline(text: str, folded: str) -> bool:
    if wording.DATE_ONLY.fullmatch(folded):
        return True
    return (
        len(text) <= 120 and not _SENTENCE_END.search(text) and wording.BYLINE.fullmatch(folded) is not None
    )


def _has_company(folded: str, blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    """A bare label ("Name", "Change") counts as a form's only beside another line of one."""
    if _LABEL.fullmatch(folded) is None:
        return True
    near = kept[max(0, place - _NEAR) : place] + kept[place + 1 : place + 1 + _NEAR]
    return any(
        wording.COMMENT_FORM.fullmatch(fold(blocks[i].text)) for i in near if len(blocks[i].text) < 200
    )


def _is_cue_alone(folded: str) -> bool:
    return len(folded) < 80 and wording.READ_ALSO.fullmatch(folded) is not None


def _cue_and_links(blocks: Sequence[Block], kept: list[int], place: int, linked: bool) -> set[int]:
    """A cue alone on its line goes, with the links after it, unless prose follows it: then it is a heading."""
    index = kept[place]
    following = index + 1
    while following < len(blocks) and (blocks[following].post is not None or not blocks[following].text):
        following += 1
    if following == len(blocks):
        return {index}
    gone: set[int] = set()
    while following < len(blocks) and _is_pointer(blocks[following], linked):
        gone.add(following)
        following += 1
    if gone or (linked and not blocks[index + 1].kept and blocks[index].link_share > 0.5):
        return {index} | {i for i in gone if blocks[i].kept}
    return set() if _is_prose(blocks, index + 1) else {index}


def _is_pointer(block: Block, linked: bool) -> bool:
    """A block that only leads to another article: a link, or (text without links) a title-like line."""
    if block.post is not None:
        return False
    if linked:
        return block.link_share >= 0.6 and len(block.text) < 300
    return False


def _is_prose(blocks: Sequence[Block], start: int) -> bool:
    """Whether the next kept text is a paragraph of sentences."""
    for block in blocks[start:]:
        if block.kept and block.text:
            return block.link_share < 0.5 and (
                len(block.text) > 120 or _SENTENCE_END.search(block.text) is not None
            )
    return False


def _leads_elsewhere(block: Block) -> bool:
    """ "Read also: …", "READ ALSO …", "Related @handle": a cue and the title of another article."""
    text = block.text
    head, rest = _split_cue(text)
    if head is None:
        return False
    words = rest.split()
    if not _HANDLE.sub("", rest).strip(" ,|&"):
        return True
    if block.link_share >= 0.4:
        return True
    separated = _SEPARATOR.match(text[len(head) :]) is not None
    shouted = head.isupper() and len(head.split()) > 1
    titled = len(words) <= _LONGEST_TITLE_WORDS and len(rest) <= 200
    if separated:
        return titled and (len(head.split()) > 1 or not head.isascii() or not _SENTENCE_END.search(text))
    return shouted and titled and not _SENTENCE_END.search(text)


def _split_cue(text: str) -> tuple[str | None, str]:
    """The cue that begins a line, as written, and what follows its separator."""
    separator = _SEPARATOR.search(text, 0, 70)
    if separator is not None and separator.end() < len(text):
        head = text[: separator.start()]
        if head and wording.READ_ALSO.fullmatch(fold(head)):
            return head, text[separator.end() :]
    for match in list(re.finditer(r"\s+", text[:60]))[:4][::-1]:
        head = text[: match.start()]
        if wording.READ_ALSO.fullmatch(fold(head)):
            return head, text[match.end() :]
    return None, ""


def drop_links(blocks: Sequence[Block]) -> None:
    """Un-keeps the blocks that are a link and nothing else."""
    for block in blocks:
        if block.kept and block.post is None and block.link_share >= 0.9 and len(block.text) < 200:
            block.kept = False


_WORDS = re.compile(r"\w+")
_TOP = 8


def drop_title(blocks: Sequence[Block], title: str) -> None:
    """Un-keeps the repeated title: the same words anywhere, nearly the same or a beginning of it near the top."""
    wanted = _WORDS.findall(title.casefold())
    key = "".join(wanted)
    if not key:
        return
    for place, block in enumerate([b for b in blocks if b.kept and b.post is None]):
        if len(block.text) > 2 * len(title) + 40:
            continue
        words = _WORDS.findall(block.text.casefold())
        joined = "".join(words)
        if joined == key or (place < _TOP and joined and _same_title(words, wanted)):
            block.kept = False


def _same_title(words: list[str], wanted: list[str]) -> bool:
    """Nearly the title: four of five words shared both ways, or a beginning or end of it of four words and more."""
    shared = len(set(words) & set(wanted))
    if len(wanted) >= 4 and shared >= 0.8 * len(set(words)) and shared >= 0.8 * len(set(wanted)):
        return True
    return len(words) >= 4 and (wanted[: len(words)] == words or wanted[-len(words) :] == words)


def key_of(text: str) -> str:
    return squeeze(text).casefold()
