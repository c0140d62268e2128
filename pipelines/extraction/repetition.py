"""Text that stands there twice: whole blocks, and long runs of words inside flattened text."""

from __future__ import annotations

import re

from pipelines.extraction.blocks import SENTENCE_END, UNSPACED, Block, squeeze

MIN_RUN, MIN_RUN_LENGTH = 30, 60
"""Words in a row, and their characters, that must come again before the second time is dropped. Quoting
oneself at that length is rare; template repeats are whole paragraphs. Seed texts hold repeats of 130 to 700
words. A Chinese or Japanese character is a word here: for these the length decides."""

_SEED = 12
_MIN_BLOCK = 100
_MIN_LINE = 20
_WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


def drop_repeats(blocks: list[Block], *, flat: bool = False) -> None:
    """Un-keeps paragraphs that repeat an earlier one word for word, lines that repeat the one before, and
    cuts repeated runs of words. Refrains stay: headings, list items, questions, short lines and what does not
    end like a sentence (a menu's dishes) may come again. `flat`: the blocks are one text cut anywhere, so
    a run may cross from one into the next."""
    prose = [block for block in blocks if block.kept and block.post is None]
    seen: set[str] = set()
    before = ""
    for block in prose:
        key = squeeze(block.text).casefold()
        if (key in seen and _is_passage(block)) or (key == before and len(key) >= _MIN_LINE):
            block.kept = False
        seen.add(key)
        before = key
    rest = [block for block in prose if block.kept and block.kind in ("paragraph", "quote")]
    if flat:
        cut_across(rest)
    else:
        cut_runs([block for block in rest if SENTENCE_END.search(block.text)])


def _is_passage(block: Block) -> bool:
    return (
        block.size >= _MIN_BLOCK
        and block.kind in ("paragraph", "quote")
        and SENTENCE_END.search(block.text) is not None
        and not block.text.endswith(("?", "؟", "？"))
    )


def cut_runs(blocks: list[Block]) -> None:
    """Cuts every run of `MIN_RUN` or more words inside one block that stood before, there or in an earlier
    block.

    One pass: each word position looks its 12-gram up among the earlier ones and, on a hit, extends it; what
    is cut is never a source itself. Time is linear in the number of words but for the extension, which skips
    what it has read.
    """
    known = _Grams()
    for block in blocks:
        spans = known.repeated(block.text)
        if spans:
            _cut(block, spans)


def cut_across(blocks: list[Block]) -> None:
    """As `cut_runs`, for blocks that are one text: runs may begin in one block and end in a later one."""
    spans = _Grams().repeated(" ".join(block.text for block in blocks))
    offset = 0
    for block in blocks:
        end = offset + len(block.text)
        own = [(max(a, offset) - offset, min(b, end) - offset) for a, b in spans if a < end and b > offset]
        offset = end + 1
        if own:
            _cut(block, own)


def _cut(block: Block, spans: list[tuple[int, int]]) -> None:
    text = block.text
    for start, end in reversed(spans):
        before, after = text[:start].rstrip(), text[end:].lstrip()
        spaced = len(before) + len(after) < len(text) - (end - start)
        text = f"{before} {after}" if spaced else before + after
    block.text = text.strip()
    block.kept = any(character.isalnum() for character in block.text)


class _Grams:
    """The words read so far, and where each 12-gram of them began first."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.first: dict[tuple[str, ...], int] = {}

    def repeated(self, text: str) -> list[tuple[int, int]]:
        """Reads a text; gives the character spans of it that repeat an earlier, still standing run of
        words."""
        found = list(_WORD.finditer(text))
        start = len(self.words)
        self.words += [match.group().casefold() for match in found]
        spans: list[tuple[int, int]] = []
        at = start
        while at + _SEED <= len(self.words):
            gram = tuple(self.words[at : at + _SEED])
            source = self.first.setdefault(gram, at)
            length = self._common(source, at) if source < at else 0
            if length < MIN_RUN:
                at += 1
                continue
            span = found[at - start].start(), found[at + length - 1 - start].end()
            if span[1] - span[0] >= MIN_RUN_LENGTH:
                spans.append(span)
            at += length
        return spans

    def _common(self, source: int, at: int) -> int:
        """How many words from `source` on are the same as from `at` on; never beyond `at` itself."""
        words, length = self.words, 0
        while (
            at + length < len(words) and source + length < at and words[source + length] == words[at + length]
        ):
            length += 1
        return length
