"""Embedded posts of which only text is left: a credit line and the words before it, or a bare address."""

from __future__ import annotations

import re

from crawler.document import Platform, Post
from pipelines.extraction.blocks import Block
from pipelines.extraction.credits import Credit, credit_line, prompting_platform, says_shared, signed_by
from pipelines.extraction.dates import parse_day
from pipelines.extraction.platforms import Address, address_of, posted_at
from pipelines.extraction.posts import MOST_POSTS, Found, words_of

_STATUS = re.compile(r"https?://(?:[\w-]+\.)*(?:twitter|x)\.com/\w+/status/\d+\S*")
_LONGEST_CREDIT = 220
_MOST_SHARED_LINES = 4
"""Between "View this post on Instagram" and who shared it."""
_MAX_POST = 1_500


def harvest_tails(blocks: list[Block], found: list[Found]) -> list[Block]:
    """Turns each credit line ("— Name (@handle) December 13, 2020") and the words before it into a post, and
    each line that is nothing but a post's address.

    The words are what stands before the dash on the same line, else the block before. Adds to `found`; gives
    the blocks with a marker in place of them.
    """
    out: list[Block] = []
    blocks = _harvest_shared(blocks, found)
    known = {post.post.url for post in found}
    for block in blocks:
        address = _bare_address(block)
        if len(found) >= MOST_POSTS:
            out.append(block)
            continue
        if address is not None and (address.url not in known or block.kept):
            if address.url not in known:
                found.append(
                    Found(
                        Post(
                            address.platform,
                            handle=address.handle,
                            posted_at=posted_at(address, None),
                            url=address.url,
                        )
                    )
                )
                out.append(Block("", "post", element=block.element, post=len(found) - 1))
                known.add(address.url)
            continue
        before, credit = _credit(block)
        if credit is None:
            out.append(block)
            continue
        words = [before] if before else _words_before(out)
        found.append(_post(credit, words))
        out.append(Block("", "post", element=block.element, post=len(found) - 1))
    return out


def _harvest_shared(blocks: list[Block], found: list[Found]) -> list[Block]:
    """Turns each "A post shared by Name (@handle)" into a post, with the words between the platform's prompt
    and it; one without a prompt must say that it was shared, or name the handle's server."""
    out: list[Block] = []
    shared = False
    for at, block in enumerate(blocks):
        if shared and prompting_platform(block.text) is not None:
            shared = False
            continue
        below = prompting_platform(blocks[at + 1].text) if at + 1 < len(blocks) else None
        post = _shared(block, out, below) if len(found) < MOST_POSTS else None
        shared = post is not None
        if post is not None:
            found.append(post)
            block = Block("", "post", element=block.element, post=len(found) - 1)
        out.append(block)
    return out


def _shared(block: Block, out: list[Block], below: Platform | None) -> Found | None:
    """The post that a line credits; its words and the prompt above them are taken off the list."""
    credit = signed_by(block.text) if block.post is None and "@" in block.text else None
    if credit is None or not credit.handle:
        return None
    served = "@" in credit.handle
    start = _prompt_above(out)
    if start is None and below is None and not served and not says_shared(block.text):
        return None
    above = None if start is None else prompting_platform(out[start].text)
    lines = [] if start is None else [line.text for line in out[start + 1 :]]
    if start is not None:
        del out[start:]
    words, links = words_of(lines)
    platform = "mastodon" if served else above or below or "instagram"
    return Found(
        Post(platform, credit.author, credit.handle, parse_day(credit.date or ""), links=links), words
    )


def _prompt_above(out: list[Block]) -> int | None:
    """Where the platform's prompt stands among the last lines; none beyond a heading or another post."""
    for at in range(len(out) - 1, max(-1, len(out) - 2 - _MOST_SHARED_LINES), -1):
        if out[at].post is not None or out[at].kind == "heading" or len(out[at].text) > _MAX_POST:
            return None
        if prompting_platform(out[at].text) is not None:
            return at
    return None


def _bare_address(block: Block) -> Address | None:
    text = block.text
    if block.post is not None or " " in text or "/" not in text:
        return None
    return address_of(text if text.startswith("http") else f"https://{text}")


def _credit(block: Block) -> tuple[str, Credit | None]:
    if block.post is not None or "(@" not in block.text.replace("( @", "(@"):
        return "", None
    before, credit = credit_line(block.text)
    if credit is None or len(block.text) - len(before) > _LONGEST_CREDIT or len(before) > _MAX_POST:
        return "", None
    if (before or block.text[0] == "-") and (credit.date is None or parse_day(credit.date) is None):
        return "", None
    return before, credit


def _words_before(out: list[Block]) -> list[str]:
    """The block before, taken off the list; none when it is a post, a heading or too long for one."""
    if not out or out[-1].post is not None or out[-1].kind == "heading" or len(out[-1].text) > _MAX_POST:
        return []
    return [out.pop().text]


def _post(credit: Credit, lines: list[str]) -> Found:
    status = _STATUS.search(credit.date or "")
    words, links = words_of(lines)
    post = Post(
        platform="mastodon"
        if credit.handle and "@" in credit.handle
        else "bluesky"
        if (credit.handle or "").endswith("bsky.social")
        else "x",
        author=credit.author,
        handle=credit.handle,
        posted_at=parse_day(credit.date or ""),
        url=status.group() if status else None,
        links=links,
    )
    return Found(post, words)
