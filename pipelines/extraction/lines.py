"""Drops the lines that the page says about itself: by their wording, their links, their place.

Every rule looks at one kept block and at most at its neighbours; what they match is in
`pipelines.extraction.wording`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction import wording
from pipelines.extraction.blocks import Block, squeeze
from pipelines.extraction.dates import parse_day
from pipelines.extraction.wording import fold

_QUOTED = re.compile(r"^[“\"„«‹「『‘'].*[”\"“»›」』’'][.!?]?$", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?؟。！？۔…][”\"’'»)\]]*$")
_SEPARATOR = re.compile(r"\s*(?:[:：>»›|→•▶►]+|\s[-–—]+\s)\s*")
_STEP = re.compile(r"\s*(?:[>›»→/|\\\\]|::|\s[-–—•·]\s)\s*")
_HANDLE = re.compile(r"@\w+")
_REPORTED = re.compile(
    r"\b(?:said|says|saying|told|tells|argue[sd]?|wrote|added|found|warned|urged|explain(?:s|ed)|admitted"
    r"|claim(?:s|ed)|according to|reported|ruled|complained|a dit|a declare|selon|dijo|afirmo|segun|disse"
    r"|sagte|erklarte|laut|sagde|ifølge|dedi|soyledi|acikladi|сказал\w*|заявил\w*|сообщил\w*|по словам"
    r"|قال|قالت|واضاف|اضاف|وقال|بحسب|كفت|گفت|كها|كهنا)\b|表示|指出|声称|認為|认为"
)
"""Words that report speech, as `wording.fold` leaves them."""
_LONGEST = 900
_LONGEST_TITLE_WORDS = 20
_LONGEST_DATELINE = 12
_LONGEST_CAPTION = 350
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CREDIT_AT_END = re.compile(
    r"(?:\b(?:photo|image|picture|foto|fotos|bild|credit|фото|fotoğraf|görsel|billede)|صورة|تصوير|عکس|图|照片"
    r"|写真)"
    r"(?: by| credit)?\s*[:：/©]\s*[^.!?:]{2,60}\)?$",
    re.IGNORECASE,
)
_NEAR = 3
_TOP = 8


def drop_furniture(blocks: Sequence[Block], *, linked: bool) -> None:
    """Un-keeps the kept blocks that are furniture. `linked`: the blocks know their links (they come from
    HTML)."""
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
    if wording.LABEL.matches(folded):
        return _beside_a_form(blocks, kept, place)
    if any(section.matches(folded) for section in _ALWAYS):
        return block.link_share >= 0.3 or not _is_sentence(block.text)
    if any(section.matches(folded) for section in _UNLESS_REPORTED):
        return len(folded) < 60 or _REPORTED.search(folded) is None
    if _is_breadcrumb(block.text) or _leads_elsewhere(block):
        return True
    if wording.CREDIT.matches(folded):
        return not _SENTENCE_END.search(block.text)
    if _EMAIL.fullmatch(block.text) or (
        len(block.text) < _LONGEST_CAPTION and _CREDIT_AT_END.search(block.text)
    ):
        return True
    return (place < _TOP or place >= len(kept) - 4) and _is_byline(block.text, folded)


_RIGHTS = re.compile(
    r"©|\(c\)|copyright|rights? reserved|droits|rechte|derechos|права|الحقوق|حقوق|版权|版權", re.IGNORECASE
)
_SENTENCE_WORDS = 5


def _is_sentence(text: str) -> bool:
    """Words with an end mark behind them: "Sponsored by the league, the team won." is no label. Lines about
    rights end like sentences and are none."""
    full = _SENTENCE_END.search(text) is not None and len(text.split()) >= _SENTENCE_WORDS
    return full and _RIGHTS.search(text) is None


_ALWAYS = (wording.SHARE, wording.ADVERT, wording.IMAGE, wording.NAVIGATION)
_UNLESS_REPORTED = (wording.COMMENT, wording.FOLLOW, wording.NEWSLETTER, wording.CONSENT, wording.APP)


def _is_byline(text: str, folded: str) -> bool:
    if wording.DATE_ONLY.fullmatch(folded):
        return True
    if _SENTENCE_END.search(text):
        return False
    return wording.BYLINE.matches(folded) or (
        len(text.split()) <= _LONGEST_DATELINE and parse_day(text) is not None
    )


def _is_breadcrumb(text: str) -> bool:
    """ "Home > World > Asia": the word for home, then steps between arrows or slashes."""
    steps = [step for step in _STEP.split(text) if step]
    return (
        2 <= len(steps) <= 7
        and len(text) < 240
        and wording.HOME.matches(fold(steps[0]))
        and not _SENTENCE_END.search(text)
    )


def _beside_a_form(blocks: Sequence[Block], kept: list[int], place: int) -> bool:
    """A bare label ("Name", "Change") counts as a form's only near an unmistakable line of one."""
    near = kept[max(0, place - _NEAR) : place] + kept[place + 1 : place + 1 + _NEAR]
    return any(wording.COMMENT.matches(fold(blocks[i].text)) for i in near if len(blocks[i].text) < 300)


def _is_cue_alone(folded: str) -> bool:
    return wording.CUE.matches(folded) or wording.WEAK_CUE.matches(folded)


def _cue_and_links(blocks: Sequence[Block], kept: list[int], place: int, linked: bool) -> set[int]:
    """A cue alone on its line goes, with the links after it, unless prose follows it: then it is a
    heading."""
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
    """A cue and the title of another article: "Read also: …", "READ ALSO …", "Related @handle"."""
    text = block.text
    head, rest, strong = _split_cue(text)
    if not head:
        return False
    if block.link_share >= 0.4 or not _HANDLE.sub("", rest).strip(" ,|&"):
        return True
    if not strong or len(rest.split()) > _LONGEST_TITLE_WORDS or len(rest) > 200:
        return False
    if _SEPARATOR.match(text[len(head) :]) is not None:
        return True
    return head.isupper() and not _SENTENCE_END.search(text)


def _split_cue(text: str) -> tuple[str, str, bool]:
    """The cue that begins a line, as written, what follows it, and whether it is an unmistakable one."""
    separator = _SEPARATOR.search(text, 0, 70)
    places = (
        [(separator.start(), separator.end())]
        if separator is not None and separator.end() < len(text)
        else []
    )
    places += [match.span() for match in reversed(list(re.finditer(r"\s+", text[:60]))[:4])]
    for start, end in places:
        head = fold(text[:start])
        if wording.CUE.matches(head):
            return text[:start], text[end:], True
        if wording.WEAK_CUE.matches(head):
            return text[:start], text[end:], False
    return "", "", False


_LINK = 0.8
_LINK_PAGE = 0.4
"""Share of the text in lines that are links from which the links are the article: a round-up, a list of
sources."""


def drop_links(blocks: Sequence[Block]) -> None:
    """Un-keeps list items, headings and short paragraphs that are a link and little else."""
    kept = [block for block in blocks if block.kept and block.post is None]
    links = [block for block in kept if block.link_share >= _LINK]
    if sum(len(b.text) for b in links) >= _LINK_PAGE * sum(len(b.text) for b in kept):
        return
    for block in links:
        block.kept = block.kind in ("paragraph", "quote") and len(block.text) >= 200


def drop_last_headings(blocks: Sequence[Block]) -> None:
    """Un-keeps the headings after the last text: they were over something that is not the article."""
    kept = [block for block in blocks if block.kept]
    while len(kept) > 1 and kept[-1].kind == "heading":
        kept.pop().kept = False


_WORDS = re.compile(r"\w+")


_KICKER = 8
"""Words that may stand before the title on its own line."""


def drop_title(blocks: Sequence[Block], title: str) -> None:
    """Un-keeps the repeated title: the same words anywhere, and one line near the top that is nearly the same
    or a beginning of it."""
    wanted = _WORDS.findall(title.casefold())
    key = "".join(wanted)
    if not key:
        return
    near = True
    for place, block in enumerate([b for b in blocks if b.kept and b.post is None]):
        if len(block.text) > 2 * len(title) + 40:
            continue
        words = _WORDS.findall(block.text.casefold())
        joined = "".join(words)
        if joined == key:
            block.kept = False
        elif near and place < _TOP and joined and _same_title(words, wanted):
            block.kept = near = False


def _same_title(words: list[str], wanted: list[str]) -> bool:
    """Nearly the title: four of five words shared both ways, or a beginning or end of it of four words and
    more."""
    if [w for w in words if w.isdigit()] != [w for w in wanted if w.isdigit()] and len(words) >= len(wanted):
        return False
    shared = len(set(words) & set(wanted))
    if len(wanted) >= 4 and shared >= 0.8 * len(set(words)) and shared >= 0.8 * len(set(wanted)):
        return True
    if len(wanted) >= 4 and len(words) <= len(wanted) + _KICKER and words[-len(wanted) :] == wanted:
        return True
    return len(words) >= 4 and (wanted[: len(words)] == words or wanted[-len(words) :] == words)


def key_of(text: str) -> str:
    return squeeze(text).casefold()
