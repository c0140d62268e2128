"""Blocks and posts into segments."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.document import Post, Segment
from pipelines.extraction.blocks import Block
from pipelines.extraction.posts import Found


def segments_of(
    title: str, blocks: Sequence[Block], found: Sequence[Found]
) -> tuple[tuple[Segment, ...], tuple[Post, ...]]:
    """The kept blocks in order, one paragraph number each, the title first (0) when there is one.

    A post that is kept gets its number in order of appearance; its words are one segment, lines parted by a
    line feed, where its marker stood.
    """
    segments = [Segment("title", title)] if title else []
    posts: list[Post] = []
    number = len(segments)
    for block in blocks:
        if not block.kept:
            continue
        if block.post is None:
            segments.append(Segment(block.kind, block.text, paragraph=number))
        else:
            post = found[block.post]
            posts.append(post.post)
            if not post.words:
                continue
            segments.append(
                Segment(
                    "post", "\n".join(post.words), post.post.language, post=len(posts) - 1, paragraph=number
                )
            )
        number += 1
    return tuple(segments), tuple(posts)
