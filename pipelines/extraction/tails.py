"""Embedded posts of which only text is left: a credit line and the words before it, or a bare address."""

from __future__ import annotations

import re

from crawler.document import Post
from pipelines.extraction.blocks import Block
from pipelines.extraction.credits import Credit, credit_line
from pipelines.extraction.dates import parse_day
from pipelines.extraction.platforms import Address, address_of, posted_at
from pipelines.extraction.posts import MOST_POSTS, Found, words_of

_STATUS = re.compile(r"https?://(?:[\w-]+\.)*(?:twitter|x)\.com/\w+/status/\d+\S*")
_LONGEST_CREDIT = 220
_MAX_POST = 1_500


def harvest_tails(blocks: list[Block], found: list[Found]) -> list[Block]:
    """Turns each credit line ("— Name (@handle) December 13, 2020") and the words before it into a post, and
    each line that is nothing but a post's address.

    The words are what stands before the dash on the same line, else the block before. Adds to `found`; gives
    the blocks with a marker in place of them.
    """
    out: list[Block] = []
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
    if before and (credit.date is None or parse_day(credit.date) is None):
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
