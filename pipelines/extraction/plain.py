"""Plain text into blocks: paragraphs by blank lines or by lines, whatever the text uses."""

from __future__ import annotations

import re
from itertools import pairwise

from pipelines.extraction.blocks import Block, tidy

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]{0,500})?>", re.I
)
_BREAKING_TAG = re.compile(
    r"(?<!['\"(])</?(?:p|div|br|li|ul|ol|blockquote|h[1-6]|tr|td|table|figure|section|article|hr|img)"
    r"(?:\s[^<>]{0,500})?/?>(?!['\"])",
    re.I,
)
"""Not inside of a string of leaked code."""
_HARD_WRAP = range(50, 101)
"""Line lengths (characters) at which text is wrapped by mail and terminal programs."""


def blocks_of(text: str) -> list[Block]:
    """One block for each line, or for each group of hard-wrapped lines."""
    bare = _BREAKING_TAG.sub("\n", _INLINE_TAG.sub("", text.replace("\0", "")))
    lines = _LINE_ENDS.sub("\n", bare).split("\n")
    if _hard_wrapped(lines):
        groups = re.split(r"\n[^\S\n]*\n", "\n".join(lines))
        return [Block(line) for group in groups if (line := tidy(group.replace("\n", " ")))]
    return [Block(line) for raw in lines if (line := tidy(raw))]


def _hard_wrapped(lines: list[str]) -> bool:
    """Whether most lines break in mid-sentence at a like width, with blank lines between paragraphs."""
    full = [line for line in lines if line.strip()]
    inner = [a for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(inner) < 8 or len(full) == len(lines):
        return False
    alike = sum(len(line) in _HARD_WRAP and line.rstrip()[-1] not in ".!?:؟。" for line in inner)
    return alike > 0.6 * len(inner)
