"""Text that lost its line breaks and punctuation: prompts and print footers are cut out by their own
words."""

from __future__ import annotations

import re

from pipelines.extraction.blocks import Block

_MIN_WORDS = 150
_MAX_MARKS = 0.01
_MARK = re.compile(r"[.!?,;:؟،؛。，！？]")
_NAME = r"(?:[\w'’]+ ){0,6}?"
_PROMPTS = tuple(
    re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
    for pattern in (
        r"(?:in order )?to (?:enjoy|get) (?:all )?(?:the )?(?:full |best )?(?:benefits?|experience"
        r"|most)(?: out)?(?: of| from| on)? (?:our|this) (?:web ?site|site|service)s?",
        rf"(?:get|receive|sign up (?:for|to)|subscribe to) (?:the |our )?{_NAME}(?:s )?"
        r"(?:morning|daily|weekly|evening|breaking|free)? ?"
        r"(?:call|briefing|bulletin|digest|newsletter|news)?"
        r" ?(?:e-?mails?|newsletters?)(?: (?:(?:delivered |sent )?(?:straight |directly )?to your inbox))?",
        r"(?:delivered|sent) (?:straight |directly )?to your inbox(?: (?:every|each) \w+)?",
        r"(?:leave a (?:reply|comment)"
        r"|your email address will not be published(?: required fields are marked)?"
        r"|save my name email and website in this browser for the next time i comment)",
        r"this (?:web ?site|site) (?:uses|requires) cookies(?: (?:to|for|by) (?:\w+ ){1,8}(?:experience"
        r"|website|site|use))?",
        r"we use (?:our own )?cookies (?:and \w+ \w+ )?to (?:\w+ ){1,8}(?:experience|website|site|traffic)",
        r"(?:story|article) continues below(?: (?:this )?(?:ad|advert|advertisement))?"
        r"|(?:no )?alt text provided for this image|scroll to continue(?: with content)?",
        r"(?:all rights reserved|share this (?:article|story|post)(?: on)?(?: (?:facebook|twitter|whatsapp"
        r"|email|linkedin))*)",
    )
)
_YEARS = re.compile(r"(?P<years>(?:1[89]|20)\d\d (?:19|20)\d\d)\W*$")


def clean_flat(blocks: list[Block]) -> bool:
    """Cleans the kept blocks when together they are flattened text, `_MIN_WORDS` words with next to no
    punctuation; says whether they were. Such a text may stand in one block or be cut into several
    anywhere."""
    kept = [block for block in blocks if block.kept and block.post is None]
    if not is_flat(" ".join(block.text for block in kept)):
        return False
    for block in kept:
        block.text = " ".join(_without_prompts(block.text).split())
    if kept:
        kept[-1].text = _without_footer(kept[-1].text, " ".join(block.text for block in kept[:-1]))
    for block in kept:
        block.kept = bool(block.text)
    return True


def is_flat(text: str) -> bool:
    words = text.count(" ") + 1
    return words >= _MIN_WORDS and len(_MARK.findall(text)) <= _MAX_MARKS * words


def _without_prompts(text: str) -> str:
    for pattern in _PROMPTS:
        text = pattern.sub(" ", text)
    return text


def _without_footer(text: str, earlier: str) -> str:
    """Without "NAME 1913 2020" at the end: two years, and before them the words that name the outlet, which
    are those that the text also has elsewhere in the same order (five at most)."""
    match = _YEARS.search(text)
    if match is None:
        return text
    before = text[: match.start()].split()
    length = 0
    for count in range(1, 6):
        name = " ".join(before[-count:]).casefold()
        rest = f" {earlier} {' '.join(before[:-count])} ".casefold()
        if f" {name} " not in rest:
            break
        length = count
    return " ".join(before[: len(before) - length])
